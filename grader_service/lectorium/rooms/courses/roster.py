"""The roster as CSV: tried first, reported row by row, the same twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, func, literal, select
from sqlalchemy.orm import Session

from lectorium.kit.events import emit
from lectorium.rooms.courses.access import Access, require
from lectorium.rooms.courses.enrollments import add_member, give_role, picture
from lectorium.rooms.courses.events import TimeGiven
from lectorium.rooms.courses.labels import add_label
from lectorium.rooms.courses.models import ClassRole, Enrollment, LabelMember, StudentLabel
from lectorium.rooms.courses.row_checks import problem_of
from lectorium.rooms.courses.rows import NO_SECTION, Row, read_rows
from lectorium.rooms.courses.sections import assign, leave_section
from lectorium.rooms.people.api import (
    Actor,
    NewUser,
    User,
    add_user,
    generate_password,
    people_named,
    record,
    why_reserved,
)

Outcome = Literal["created", "enrolled", "updated", "unchanged", "refused"]


@dataclass(frozen=True)
class RowReport:
    """What happened, or would happen, to a line; ``password`` only for a new account."""

    line: int
    username: str
    outcome: Outcome
    message: str
    password: str | None = None


@dataclass(frozen=True)
class RosterReport:
    """All lines; ``applied`` only if none was refused and it wasn't a trial."""

    dry_run: bool
    applied: bool
    rows: list[RowReport]


@dataclass
class Bringing:
    """A file on its way in: who brings it where, whom and what it finds there, and what has changed.

    ``labels`` are the class's by small name, ``people`` the school's by username and ``addresses`` by small
    address, as far as the file names them, ``places`` those in the class by user.
    """

    session: Session
    actor: Actor
    found: Access
    labels: dict[str, StudentLabel]
    people: dict[str, User]
    addresses: dict[str, User]
    places: dict[UUID, Enrollment]
    stands_in: dict[UUID, str]
    """The names of the sections by place."""
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    @property
    def may_place(self) -> bool:
        """Whether who brings it decides about roles, sections and exam time."""
        return self.found.leads


def import_roster(
    session: Session, actor: Actor, class_id: UUID, text: str, *, dry_run: bool
) -> RosterReport:
    """Bring a class's roster from CSV; everything or nothing.

    A line whose person exists enrolls them; other lines make an account.  The same file
    twice changes nothing the second time.
    """
    found = require(session, actor, class_id, student_data="grade", writable=True, whole_class=True)
    rows = list(read_rows(text))
    savepoint = session.begin_nested()
    bringing = _begin(session, actor, found, rows)
    reports = [_report(bringing, row, seen) for row, seen in _with_seen(rows)]
    refused = any(report.outcome == "refused" for report in reports)
    if dry_run or refused:
        savepoint.rollback()
        return RosterReport(dry_run, applied=False, rows=[_without_password(report) for report in reports])
    savepoint.commit()
    if any(report.outcome != "unchanged" for report in reports):
        _record(bringing, reports)
    return RosterReport(dry_run, applied=True, rows=reports)


def _begin(session: Session, actor: Actor, found: Access, rows: list[Row]) -> Bringing:
    """Whom and what a file finds; a fixed number of queries, however many lines it has (I22)."""
    class_id = found.klass.id
    names = [name.lower() for row in rows for name in (row.username, row.email)]
    people = session.scalars(people_named(actor.organization_id, names)).all()
    ids = literal([user.id for user in people], ARRAY(Uuid()))
    places = select(Enrollment).where(Enrollment.class_id == class_id, Enrollment.user_id == any_(ids))
    return Bringing(
        session,
        actor,
        found,
        _labels(session, class_id),
        {user.username: user for user in people},
        {user.email.lower(): user for user in people},
        {place.user_id: place for place in session.scalars(places)},
        _sections(session, class_id),
    )


def _record(bringing: Bringing, reports: list[RowReport]) -> None:
    outcomes = ("created", "enrolled", "updated")
    counts = {outcome: sum(r.outcome == outcome for r in reports) for outcome in outcomes}
    record(
        bringing.session,
        bringing.actor,
        "roster.import",
        "class",
        [bringing.found.klass.id],
        before=bringing.before or None,
        after={**counts, **bringing.after},
    )


def _labels(session: Session, class_id: UUID) -> dict[str, StudentLabel]:
    statement = select(func.lower(StudentLabel.name), StudentLabel).where(StudentLabel.class_id == class_id)
    return dict(session.execute(statement).all())


def _sections(session: Session, class_id: UUID) -> dict[UUID, str]:
    statement = (
        select(LabelMember.enrollment_id, StudentLabel.name)
        .join(StudentLabel, StudentLabel.id == LabelMember.label_id)
        .where(StudentLabel.class_id == class_id, StudentLabel.kind == "section")
    )
    return dict(session.execute(statement).all())


def _with_seen(rows: list[Row]) -> Iterator[tuple[Row, bool]]:
    seen: set[str] = set()
    for row in rows:
        yield row, row.username in seen
        seen.add(row.username)


def _report(bringing: Bringing, row: Row, seen_before: bool) -> RowReport:
    """What becomes of a line, and which section is made for it."""
    known = len(bringing.labels)
    report = _judge(bringing, row, seen_before)
    if len(bringing.labels) == known:
        return report
    return replace(report, message=f"{report.message} Makes the section “{row.section}”.")


def _judge(bringing: Bringing, row: Row, seen_before: bool) -> RowReport:
    actor = bringing.actor
    problem = "This username stands in the file twice." if seen_before else None
    problem = problem or problem_of(row, bringing.labels, may_place=bringing.may_place)
    if problem:
        return _refused(row, problem)
    user = bringing.people.get(row.username)
    if user is None:
        return _create(bringing, row)
    if user.email.lower() != row.email.lower():
        return _refused(row, _other_address(actor, user))
    if user.id == actor.user_id:
        return RowReport(row.line, row.username, "unchanged", "Your own place stays as it is.")
    return _enroll(bringing, row, user)


def _refused(row: Row, why: str) -> RowReport:
    return RowReport(row.line, row.username, "refused", why)


def _other_address(actor: Actor, user: User) -> str:
    """A trial tells no addresses of people whom the asker doesn't manage."""
    if actor.is_admin:
        return f"{user.username} has another address here: {user.email}."
    return f"{user.username} has another address here. Ask the person, or an administrator, which one."


def _create(bringing: Bringing, row: Row) -> RowReport:
    session, actor = bringing.session, bringing.actor
    reserved = why_reserved(row.username)
    if reserved:
        return _refused(row, reserved)
    if row.email.lower() in bringing.addresses:
        return _refused(row, f"{row.email} belongs to another username.")
    role = cast("ClassRole", row.role)
    if role == "teacher" and not actor.is_admin:
        return _refused(row, "Only an administrator may make a teacher's account.")
    password = generate_password()
    new = NewUser(row.username, row.email, row.name, role, password, by_chance=True)
    user = add_user(session, actor.organization_id, new)
    bringing.people[user.username] = bringing.addresses[user.email.lower()] = user
    place = add_member(session, bringing.found.klass.id, user, role)
    refusal = _bring_along(bringing, row, place)
    if refusal:
        return _refused(row, refusal)
    bringing.after[row.username] = _new(bringing, place)
    return RowReport(row.line, row.username, "created", "A new account, enrolled.", password)


def _enroll(bringing: Bringing, row: Row, user: User) -> RowReport:
    session, role = bringing.session, cast("ClassRole", row.role)
    place = bringing.places.get(user.id)
    is_new = place is None or place.status == "dropped"
    if place is None or place.status == "dropped":
        place = add_member(session, bringing.found.klass.id, user, role)
    before = _picture(bringing, place)
    if place.role != role:
        if not bringing.may_place:
            return _refused(row, "Only the class's teachers may change roles.")
        give_role(session, place, role)
    refusal = _bring_along(bringing, row, place)
    if refusal:
        return _refused(row, refusal)
    after = _picture(bringing, place)
    if is_new:
        bringing.after[row.username] = _new(bringing, place)
        return RowReport(row.line, row.username, "enrolled", "Enrolled.")
    if before == after:
        return RowReport(row.line, row.username, "unchanged", "In this class already.")
    bringing.before[row.username], bringing.after[row.username] = before, after
    return RowReport(row.line, row.username, "updated", _told(before, after))


def _bring_along(bringing: Bringing, row: Row, place: Enrollment) -> str | None:
    """Section and exam time as the line says; returns why not."""
    multiplier = row.multiplier
    section = bringing.stands_in.get(place.id, "")
    wanted = {None: section, NO_SECTION: ""}.get(row.section, row.section) or ""
    moves = wanted.lower() != section.lower()
    if (moves or multiplier not in {None, place.time_multiplier}) and not bringing.may_place:
        return "Only the class's teachers may change sections and exam time."
    if multiplier is not None:
        place.time_multiplier = multiplier
        emit(bringing.session, TimeGiven(place.class_id))
    if moves:
        _move(bringing, place, wanted)
    return None


def _move(bringing: Bringing, place: Enrollment, name: str) -> None:
    bringing.stands_in[place.id] = name
    if not name:
        leave_section(bringing.session, place)
        return
    label = bringing.labels.get(name.lower())
    if label is None:
        label = add_label(bringing.session, place.class_id, name, "section")
        bringing.labels[name.lower()] = label
    assign(bringing.session, label, [place.id])
    emit(bringing.session, TimeGiven(place.class_id))


def _picture(bringing: Bringing, place: Enrollment) -> dict[str, str]:
    return {**picture(place), "section": bringing.stands_in.get(place.id, "")}


def _new(bringing: Bringing, place: Enrollment) -> dict[str, str]:
    """What an event keeps of a new place: the role, and what isn't as usual."""
    found = _picture(bringing, place)
    usual = {"section": "", "time_multiplier": "1"}
    return {"role": found["role"], **{key: found[key] for key in usual if found[key] != usual[key]}}


def _told(before: dict[str, str], after: dict[str, str]) -> str:
    words = {"role": "role", "section": "section", "time_multiplier": "exam time"}
    changed = [
        f"{word} {before[key] or 'none'} → {after[key] or 'none'}"
        for key, word in words.items()
        if before[key] != after[key]
    ]
    return f"Now {'; '.join(changed)}."


def _without_password(report: RowReport) -> RowReport:
    return RowReport(report.line, report.username, report.outcome, report.message)
