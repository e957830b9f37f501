"""What a room gives to a person's export (G1): all of their own, and nothing of others.

Each room lists its parts; ``wiring.py`` gathers them.  A part is read batch by batch, each in a transaction
of its own, so that however much there is, little of it is held at once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, SQLColumnExpression, select
from sqlalchemy.orm import Session

from lectorium.rooms.people.actors import Actor
from lectorium.rooms.people.models import AuditEvent, Consent, DataRequest, Major, User
from lectorium.storage import ObjectStore

Line = dict[str, Any]
"""One line of a file: JSON's values, besides moments, ids and decimals, which are written as text."""
ACCOUNT = (
    *("id", "username", "login_name", "email", "name", "role", "external_identity", "avatar_url", "bio"),
    *("university", "settings", "total_points", "created_at", "last_login_at"),
)

REQUEST = ("kind", "requested_at", "withdrawn_at", "decided_at", "answer", "done_at")


@dataclass(frozen=True)
class Desk:
    """Where a batch is read: for whom, in which transaction, and where blobs lie."""

    session: Session
    store: ObjectStore
    actor: Actor


@dataclass(frozen=True)
class Part:
    """One file of the export: a line for each row of a statement, in the order of its keys.

    ``about`` says in the README what a line is; ``tables`` are those whose rows about a person it holds.
    ``lines`` gives a batch of rows in shape, with a number of queries that doesn't depend on the batch.
    """

    name: str
    about: str
    tables: tuple[str, ...]
    rows: Callable[[Actor], Select[*tuple[Any, ...]]]
    keys: Sequence[SQLColumnExpression[Any]]
    casts: Sequence[Callable[[str], Any]]
    lines: Callable[[Desk, Sequence[Any]], list[Line]]
    batch: int = 200


def columns(row: object, *names: str) -> Line:
    """Some of a row's columns under their own names."""
    return {name: getattr(row, name) for name in names}


def written(line: Line) -> bytes:
    """A line as it stands in a file."""
    return json.dumps(line, ensure_ascii=False, default=_plain).encode() + b"\n"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _account(desk: Desk, users: Sequence[User]) -> list[Line]:
    user = users[0]
    major = None if user.major_id is None else desk.session.get(Major, user.major_id)
    return [{**columns(user, *ACCOUNT), "major": major and major.name}]


def _events(desk: Desk, events: Sequence[AuditEvent]) -> list[Line]:
    """What a change said before and after is told where it was about the person: else it is about others."""
    me = str(desk.actor.user_id)
    told = ("timestamp", "action", "target_type", "target_ids", "class_id")
    own = ("before", "after", "meta_data")
    return [
        {**columns(event, *told), **(columns(event, *own) if set(event.target_ids) == {me} else {})}
        for event in events
    ]


EXPORTED = (
    Part(
        "account",
        "Your account. Your password isn't kept, only a check value of it, which is left out.",
        ("users",),
        lambda actor: select(User).where(User.id == actor.user_id),
        (User.id,),
        (UUID,),
        _account,
    ),
    Part(
        "consents",
        "What you allowed, in which version of its words, and until when.",
        ("consents",),
        lambda actor: select(Consent).where(Consent.user_id == actor.user_id),
        (Consent.id,),
        (UUID,),
        lambda _, rows: [columns(row, "purpose", "text_version", "given_at", "withdrawn_at") for row in rows],
    ),
    Part(
        "requests",
        "Your requests to be erased, and what came of them.",
        ("data_requests",),
        lambda actor: select(DataRequest).where(DataRequest.user_id == actor.user_id),
        (DataRequest.id,),
        (UUID,),
        lambda _, rows: [columns(row, *REQUEST) for row in rows],
    ),
    Part(
        "changes",
        "What you changed that the school keeps a trail of; what it said is told where it was about you.",
        ("audit_events",),
        lambda actor: select(AuditEvent).where(
            AuditEvent.organization_id == actor.organization_id,
            AuditEvent.authenticated_actor_id == actor.user_id,
        ),
        (AuditEvent.timestamp, AuditEvent.id),
        (datetime.fromisoformat, UUID),
        _events,
    ),
)
