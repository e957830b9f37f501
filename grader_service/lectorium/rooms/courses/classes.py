"""Making, changing and joining classes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.database import new_id
from lectorium.kit.errors import Conflict, Invalid, NotFound, TooMany
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.kit.throttle import Throttle
from lectorium.rooms.courses.access import Access, access, require, standing
from lectorium.rooms.courses.models import DEFAULT_ACCESS, Class, Enrollment, Module
from lectorium.rooms.people.api import AUTHORS, Actor, record

CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""No look-alikes: I, L, O, 0 and 1 are left out (I20)."""
CODE_LENGTH = 6
GUESSES = Throttle(free=10, seconds=30)
GUESSES_NEARBY = Throttle(free=100, seconds=3)
"""By network: a whole class joins from one room and mistypes, a machine that tries all codes doesn't stop."""


@dataclass(frozen=True)
class NewClass:
    """What a class needs."""

    name: str
    section: str = ""
    description: str = ""
    time_zone: str = "UTC"


def create_class(session: Session, actor: Actor, new: NewClass) -> Access:
    """Make a class; its maker becomes its teacher."""
    actor.require(AUTHORS, "make classes")
    klass = found_class(session, actor, new)
    after = {"name": klass.name, "section": klass.section}
    record(session, actor, "class.create", "class", [klass.id], after=after, class_id=klass.id)
    return access(session, actor, klass.id)


def found_class(session: Session, actor: Actor, new: NewClass) -> Class:
    """The rows of a new class and of its teacher's place, whoever asks."""
    klass = Class(
        id=new_id(),
        organization_id=actor.organization_id,
        owner_id=actor.user_id,
        name=new.name,
        section=new.section,
        description=new.description,
        time_zone=_zone(new.time_zone),
        join_code=_fresh_code(session),
        created_at=now(session),
    )
    session.add(klass)
    session.flush()
    content, student_data = DEFAULT_ACCESS["teacher"]
    session.add(
        Enrollment(
            user_id=actor.user_id,
            class_id=klass.id,
            role="teacher",
            content=content,
            student_data=student_data,
        )
    )
    session.flush()
    return klass


def change_class(session: Session, actor: Actor, class_id: UUID, changes: dict[str, Any]) -> Access:
    """Change a class's own columns; only what is given.  An archived class can only be reopened."""
    found = require(session, actor, class_id, content="edit", whole_class=True)
    if found.klass.is_archived and changes.get("is_archived") is not False:
        raise Conflict("This class is archived. Nothing was changed. Reopen it first.", code="archived")
    if changes.get("time_zone"):
        _zone(changes["time_zone"])
    before = {key: getattr(found.klass, key) for key in changes}
    before, changes = _differing(before, changes)
    for key, value in changes.items():
        setattr(found.klass, key, value)
    if changes:
        record(session, actor, "class.change", "class", [class_id], before=before, after=changes)
    return found


def _differing(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what changes: a form sends all of its fields."""
    changed = [key for key in after if before[key] != after[key]]
    return {key: before[key] for key in changed}, {key: after[key] for key in changed}


def rotate_join_code(session: Session, actor: Actor, class_id: UUID) -> Access:
    """Give the class a new join code; the old one stops working at once, and joining is open again."""
    return _set_code(session, actor, class_id, _fresh_code(session))


def close_joining(session: Session, actor: Actor, class_id: UUID) -> Access:
    """Take the join code away: nobody joins until there is a new one."""
    return _set_code(session, actor, class_id, None)


def _set_code(session: Session, actor: Actor, class_id: UUID, code: str | None) -> Access:
    found = require(session, actor, class_id, content="edit", writable=True, whole_class=True)
    before, found.klass.join_code = found.klass.join_code, code
    record(
        session,
        actor,
        "class.join_code",
        "class",
        [class_id],
        before={"open": before is not None},
        after={"open": code is not None, **({} if code is None else {"renewed": True})},
    )
    return found


def join_class(session: Session, actor: Actor, code: str, *, network: str = "") -> Access:
    """Join by code as a student; coming back restores a student's old place, not that of staff.

    Raises :class:`NotFound` for a wrong code, and :class:`TooMany` for guessing, by this person or from
    this ``network`` (I20).
    """
    _take_guess(actor, network)
    klass = session.scalar(
        select(Class).where(
            Class.join_code == _normal(code),
            Class.organization_id == actor.organization_id,
            Class.deleted_at.is_(None),
        )
    )
    if klass is None or klass.is_archived:
        raise NotFound(
            "No open class has this code. Nothing was changed. Check it with your teacher.",
            code="wrong_join_code",
            field="code",
        )
    GUESSES.give_back(str(actor.user_id))
    if network:
        GUESSES_NEARBY.give_back(network)
    _enroll_as_student(session, actor, klass)
    return access(session, actor, klass.id)


def list_classes(session: Session, actor: Actor, page: PageRequest) -> Slice[Access]:
    """The actor's classes by name; all of the school's for an administrator."""
    join = (Enrollment.class_id == Class.id) & (Enrollment.user_id == actor.user_id)
    statement = (
        select(Class, Enrollment)
        .outerjoin(Enrollment, join)
        .where(Class.organization_id == actor.organization_id, Class.deleted_at.is_(None))
    )
    if not actor.is_admin:
        statement = statement.where(Enrollment.id.is_not(None))
    if actor.within is not None:
        statement = statement.where(Class.id == actor.within)
    rows = fetch_page(session, statement, (Class.name, Class.id), page, casts=(str, UUID))
    return rows.map(lambda row: standing(actor, row[0], row[1]))


def modules_to_edit(session: Session, actor: Actor, page: PageRequest) -> list[tuple[Access, list[Module]]]:
    """Where the actor may set something: open classes by name, each with its modules in order."""
    edited = [
        found
        for found in list_classes(session, actor, page).items
        if found.content == "edit" and not found.klass.is_archived
    ]
    by_class: dict[UUID, list[Module]] = {found.klass.id: [] for found in edited}
    statement = select(Module).where(Module.class_id.in_(by_class)).order_by(Module.order_index, Module.id)
    for module in session.scalars(statement) if by_class else ():
        by_class[module.class_id].append(module)
    return [(found, by_class[found.klass.id]) for found in edited if by_class[found.klass.id]]


def _take_guess(actor: Actor, network: str) -> None:
    """Count a guess before it is looked at, so that many at once are no way around."""
    wait = GUESSES.take(str(actor.user_id))
    nearby = GUESSES_NEARBY.take(network) if network and wait <= 0 else 0
    if nearby > 0:
        GUESSES.give_back(str(actor.user_id))
    wait = max(wait, nearby)
    if wait > 0:
        raise TooMany(
            f"Too many wrong codes. Nothing was changed. Try again in {int(wait) + 1} seconds.",
            code="slow_down",
        )


def _enroll_as_student(session: Session, actor: Actor, klass: Class) -> None:
    """Whoever presses twice at once has joined once."""
    content, student_data = DEFAULT_ACCESS["student"]
    statement = select(Enrollment).where(Enrollment.user_id == actor.user_id, Enrollment.class_id == klass.id)
    place = session.scalar(statement.with_for_update())
    if place is not None and place.status == "active":
        return
    before = None if place is None else {"role": place.role, "status": place.status}
    place = place or Enrollment(id=new_id(), user_id=actor.user_id, class_id=klass.id)
    # Staff know the code: whoever was taken off the staff must not come back as staff with it.
    place.role, place.content, place.student_data = "student", content, student_data
    place.status, place.dropped_at = "active", None
    try:
        with session.begin_nested():
            session.add(place)
    except IntegrityError:
        return
    after = {"role": place.role, "status": place.status}
    record(session, actor, "class.join", "class", [klass.id], before=before, after=after, class_id=klass.id)


def _fresh_code(session: Session) -> str:
    while True:
        code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
        if session.scalar(select(Class.id).where(Class.join_code == code)) is None:
            return code


def _normal(code: str) -> str:
    return code.strip().upper().replace("-", "").replace(" ", "")


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise Invalid(
            "That isn't a time zone. Nothing was changed. Use an IANA name such as Europe/Berlin.",
            field="time_zone",
        )
    return ZoneInfo(name).key
