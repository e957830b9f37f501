"""Reading the audit trail: by person, action, target, time and words; newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, func, or_, select
from sqlalchemy.orm import Session

from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.people.actors import Actor
from lectorium.rooms.people.audit import record
from lectorium.rooms.people.models import AuditEvent, Role

ADMIN_ONLY: frozenset[Role] = frozenset({"admin"})
UNTOLD = ("user.consent",)
"""Kept, and shown to nobody but its person: that there is such an event tells who allows research (G3)."""


@dataclass(frozen=True)
class Asked:
    """Which events; None is no matter.

    ``who`` is a part of the name of who acted, ``action`` the beginning of an action (``grade`` is all of
    them), ``target_id`` what was acted on, ``text`` any words of the event, before, after or the reason.
    ``since`` is included, ``until`` isn't.
    """

    who: str | None = None
    person_id: UUID | None = None
    action: str | None = None
    target_type: str | None = None
    target_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str | None = None


def school_trail(session: Session, actor: Actor, asked: Asked, page: PageRequest) -> Slice[AuditEvent]:
    """The school's events, for its administrators."""
    actor.require(ADMIN_ONLY, "read the school's audit trail")
    return events_where(session, actor.organization_id, asked, page)


def keep_school_export(session: Session, actor: Actor, asked: Asked) -> None:
    """Keep that the school's events are taken out, and which."""
    actor.require(ADMIN_ONLY, "take the school's audit trail out")
    record(session, actor, "audit.export", "organization", [actor.organization_id], after=plain(asked))


def events_where(
    session: Session, organization_id: UUID, asked: Asked, page: PageRequest, *, class_id: UUID | None = None
) -> Slice[AuditEvent]:
    """Events of a school, or of one class, for whoever was let in already."""
    event = AuditEvent
    statement = select(event).where(
        event.organization_id == organization_id, event.action.not_in(UNTOLD), *_conditions(asked)
    )
    if class_id is not None:
        statement = statement.where(AuditEvent.class_id == class_id)
    keys = (AuditEvent.timestamp, AuditEvent.id)
    return fetch_page(session, statement, keys, page, casts=(datetime.fromisoformat, UUID), descending=True)


def plain(asked: Asked) -> dict[str, str]:
    """What was asked for, in JSON's values, without what doesn't matter."""
    return {key: str(value) for key, value in vars(asked).items() if value is not None}


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    event, found = AuditEvent, list[ColumnElement[bool]]()
    if asked.who:
        found.append(event.actor_name.icontains(asked.who, autoescape=True))
    if asked.person_id is not None:
        found.append(or_(event.actor_id == asked.person_id, event.authenticated_actor_id == asked.person_id))
    if asked.action:
        found.append(
            or_(event.action == asked.action, event.action.startswith(f"{asked.action}.", autoescape=True))
        )
    if asked.target_type:
        found.append(event.target_type == asked.target_type)
    if asked.target_id is not None:
        found.append(event.target_ids.contains([str(asked.target_id)]))
    if asked.since is not None:
        found.append(event.timestamp >= asked.since)
    if asked.until is not None:
        found.append(event.timestamp < asked.until)
    if asked.text:
        found.append(_says(asked.text))
    return found


def _says(words: str) -> ColumnElement[bool]:
    event = AuditEvent
    parts = (
        event.actor_name,
        event.action,
        *(cast(c, Text) for c in (event.before, event.after, event.meta_data)),
    )
    said = func.concat_ws(" ", *parts)
    return said.icontains(words, autoescape=True)
