"""The roster as CSV: tried first, reported row by row, the same twice."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast
from uuid import UUID

from sqlalchemy.orm import Session

from lectorium.kit.errors import Invalid
from lectorium.rooms.courses.access import Access, require
from lectorium.rooms.courses.enrollments import add_member, find_enrollment, may_place
from lectorium.rooms.courses.models import DEFAULT_ACCESS, ClassRole
from lectorium.rooms.people.api import (
    Actor,
    NewUser,
    User,
    add_user,
    by_name_or_email,
    generate_password,
    record,
)

Outcome = Literal["created", "enrolled", "updated", "unchanged", "refused"]
REQUIRED = ("username", "email", "name")
USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{0,62}$")
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
MAX_ROWS = 5000


@dataclass(frozen=True)
class Row:
    """One line of the file."""

    line: int
    username: str
    email: str
    name: str
    role: str


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


def import_roster(
    session: Session, actor: Actor, class_id: UUID, text: str, *, dry_run: bool
) -> RosterReport:
    """Bring a class's roster from CSV; everything or nothing.

    A line whose person exists enrolls them; other lines make an account.  The same file
    twice changes nothing the second time.
    """
    found = require(session, actor, class_id, student_data="grade", writable=True, whole_class=True)
    rows = list(_parse(text))
    savepoint = session.begin_nested()
    reports = [_judge(session, actor, found, row, seen) for row, seen in _with_seen(rows)]
    refused = any(report.outcome == "refused" for report in reports)
    if dry_run or refused:
        savepoint.rollback()
        return RosterReport(dry_run, applied=False, rows=[_without_password(report) for report in reports])
    savepoint.commit()
    counts = {
        outcome: sum(r.outcome == outcome for r in reports) for outcome in ("created", "enrolled", "updated")
    }
    record(session, actor, "roster.import", "class", [class_id], after=counts)
    return RosterReport(dry_run, applied=True, rows=reports)


def _parse(text: str) -> Iterator[Row]:
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    header = [(name or "").strip().lower() for name in reader.fieldnames or []]
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise Invalid(
            f"The file's first line lacks {', '.join(missing)}. Nothing was changed. "
            "Begin it with username,email,name (and role, if you like).",
            field="csv",
        )
    for number, values in enumerate(reader, start=2):
        if number > MAX_ROWS + 1:
            raise Invalid(f"The file has over {MAX_ROWS} lines. Nothing was changed. Split it.", field="csv")
        cells = {
            (key or "").strip().lower(): (value or "").strip()
            for key, value in values.items()
            if isinstance(value, str)
        }
        if any(cells.values()):
            yield Row(
                number,
                cells.get("username", "").lower(),
                cells.get("email", ""),
                cells.get("name", ""),
                cells.get("role", "").lower() or "student",
            )


def _with_seen(rows: list[Row]) -> Iterator[tuple[Row, bool]]:
    seen: set[str] = set()
    for row in rows:
        yield row, row.username in seen
        seen.add(row.username)


def _judge(session: Session, actor: Actor, found: Access, row: Row, seen_before: bool) -> RowReport:
    problem = "This username stands in the file twice." if seen_before else _problem(actor, row, found)
    if problem:
        return RowReport(row.line, row.username, "refused", problem)
    user = session.scalar(by_name_or_email(actor.organization_id, row.username))
    if user is None:
        return _create(session, actor, found, row)
    if user.email.lower() != row.email.lower():
        return RowReport(row.line, row.username, "refused", _other_address(actor, user))
    if user.id == actor.user_id:
        return RowReport(row.line, row.username, "unchanged", "Your own place stays as it is.")
    return _enroll(session, actor, found, row, user)


def _problem(actor: Actor, row: Row, found: Access) -> str | None:
    if not USERNAME.match(row.username):
        return (
            "A username has 1 to 63 of a-z, 0-9, dot, dash and underscore, and begins with a letter or digit."
        )
    if not EMAIL.match(row.email):
        return "This isn't an e-mail address."
    if not row.name:
        return "The name is missing."
    if row.role not in DEFAULT_ACCESS:
        return "The role is student, ta or teacher."
    if row.role != "student" and not may_place(actor, found):
        return "Only the class's teachers may add staff."
    return None


def _other_address(actor: Actor, user: User) -> str:
    """A trial tells no addresses of people whom the asker doesn't manage."""
    if actor.is_admin:
        return f"{user.username} has another address here: {user.email}."
    return f"{user.username} has another address here. Ask the person, or an administrator, which one."


def _create(session: Session, actor: Actor, found: Access, row: Row) -> RowReport:
    if session.scalar(by_name_or_email(actor.organization_id, row.email)) is not None:
        return RowReport(row.line, row.username, "refused", f"{row.email} belongs to another username.")
    password = generate_password()
    role = cast("ClassRole", row.role)
    if role == "teacher" and not actor.is_admin:
        return RowReport(
            row.line, row.username, "refused", "Only an administrator may make a teacher's account."
        )
    user = add_user(
        session, actor.organization_id, NewUser(row.username, row.email, row.name, role, password)
    )
    add_member(session, found.klass.id, user, role)
    return RowReport(row.line, row.username, "created", "A new account, enrolled.", password)


def _enroll(session: Session, actor: Actor, found: Access, row: Row, user: User) -> RowReport:
    role = cast("ClassRole", row.role)
    enrollment = find_enrollment(session, found.klass.id, user.id)
    if enrollment is None or enrollment.status == "dropped":
        add_member(session, found.klass.id, user, role)
        return RowReport(row.line, row.username, "enrolled", "Enrolled.")
    if enrollment.role == role:
        return RowReport(row.line, row.username, "unchanged", "In this class already.")
    if not may_place(actor, found):
        return RowReport(row.line, row.username, "refused", "Only the class's teachers may change roles.")
    enrollment.role = role
    enrollment.content, enrollment.student_data = DEFAULT_ACCESS[role]
    return RowReport(row.line, row.username, "updated", f"Now {role}.")


def _without_password(report: RowReport) -> RowReport:
    return RowReport(report.line, report.username, report.outcome, report.message)
