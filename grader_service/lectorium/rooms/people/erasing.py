"""Erasing a person: their request, an administrator's decision, and the account without its person (G2).

Each room lists its losses, what its rows about a person lose; ``wiring.py`` gathers them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Delete,
    Select,
    Text,
    Update,
    case,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from lectorium.kit.clock import now, now_sql
from lectorium.kit.database import new_id
from lectorium.kit.errors import Conflict, Forbidden, NotFound
from lectorium.kit.idempotency import IdempotencyKey
from lectorium.kit.leases import GpuLease
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.people.actors import Actor
from lectorium.rooms.people.audit import record
from lectorium.rooms.people.models import Consent, DataRequest, Role, User

ERASED = "[erased]"
"""What stands where somebody's words stood."""
NAMELESS = "Erased person"
PSEUDONYM = "erased-"
"""What the names of erased people begin with, and nobody else's."""
ADMIN_ONLY: frozenset[Role] = frozenset({"admin"})


@dataclass(frozen=True)
class Loss:
    """What rows of a table lose when their person is erased, in words, and the statement that does it."""

    table: str
    what: str
    statement: Callable[[UUID], Update | Delete]


def pseudonym_of(user_id: UUID) -> str:
    """What an erased person is called; the database's own function makes it the same."""
    return f"{PSEUDONYM}{user_id.hex[-12:]}"


def blanked(column: Any, blank: object = ERASED) -> Any:
    """A text column without what it said; what says nothing stays so."""
    return case((func.coalesce(column, "") == "", column), else_=literal(blank))


def own_request(session: Session, actor: Actor) -> DataRequest | None:
    """One's last request, however it ended."""
    statement = select(DataRequest).where(DataRequest.user_id == actor.user_id)
    return session.scalar(statement.order_by(DataRequest.requested_at.desc(), DataRequest.id.desc()).limit(1))


def ask_erasure(session: Session, actor: Actor) -> DataRequest:
    """Ask to be erased; who has asked already has asked."""
    if actor.seen_by is not None:
        raise Forbidden("Only they ask that themselves. Nothing was changed. Look as yourself again.")
    session.get_one(User, actor.user_id, with_for_update=True)
    found = _open_of(session, actor.user_id)
    if found is None:
        found = DataRequest(id=new_id(), user_id=actor.user_id, requested_at=now(session), answer="")
        session.add(found)
        record(session, actor, "user.erasure_asked", "user", [actor.user_id])
        session.flush()
    return found


def withdraw_erasure(session: Session, actor: Actor) -> DataRequest:
    """Take one's request back; raises :class:`NotFound` where none is open."""
    session.get_one(User, actor.user_id, with_for_update=True)
    found = _open_of(session, actor.user_id)
    if found is None:
        raise NotFound.of("open request")
    found.withdrawn_at = now(session)
    record(session, actor, "user.erasure_withdrawn", "user", [actor.user_id])
    return found


def open_requests(session: Session, actor: Actor, page: PageRequest) -> Slice[tuple[DataRequest, User]]:
    """Who asks to be erased, the first first, for the school's administrators."""
    return fetch_page(session, _open_in_school(actor), (DataRequest.id,), page, casts=(UUID,))


def count_requests(session: Session, actor: Actor) -> int:
    """How many of the school ask to be erased and wait, for its administrators."""
    waiting = _open_in_school(actor).with_only_columns(func.count())
    return session.scalars(waiting).one()


def _open_in_school(actor: Actor) -> Select[DataRequest, User]:
    actor.require(ADMIN_ONLY, "see who asks to be erased")
    return (
        select(DataRequest, User)
        .join(User, User.id == DataRequest.user_id)
        .where(
            User.organization_id == actor.organization_id,
            DataRequest.withdrawn_at.is_(None),
            DataRequest.decided_at.is_(None),
        )
    )


def find_request(session: Session, actor: Actor, request_id: UUID) -> tuple[DataRequest, User]:
    """An open request of the administrator's school, and nobody else's until the end.

    Raises :class:`NotFound`, and :class:`Conflict` where it was withdrawn or decided meanwhile.
    """
    actor.require(ADMIN_ONLY, "decide who is erased")
    user_id = session.scalar(select(DataRequest.user_id).where(DataRequest.id == request_id))
    locked = select(User).where(User.id == user_id).with_for_update()
    user = session.scalar(locked.execution_options(populate_existing=True))
    if user is None or user.organization_id != actor.organization_id:
        raise NotFound.of("request")
    found = session.get_one(DataRequest, request_id, populate_existing=True)
    if found.withdrawn_at is not None or found.decided_at is not None:
        raise Conflict(
            "This request is withdrawn or decided already. Nothing was changed. Look at the open ones anew.",
            code="request_closed",
        )
    return found, user


def decline_erasure(session: Session, actor: Actor, request_id: UUID, answer: str) -> DataRequest:
    """Don't erase, and say why: the person reads it."""
    found, user = find_request(session, actor, request_id)
    found.decided_at, found.decided_by, found.answer = now(session), actor.user_id, answer
    record(session, actor, "user.erasure_declined", "user", [user.id], reason=answer)
    return found


def decide_erasure(session: Session, actor: Actor, found: DataRequest, user: User) -> None:
    """Erase from now on, in this transaction; the audit loses the name here, while the account has it."""
    found.decided_at, found.decided_by = now(session), actor.user_id
    named = func.sha256(func.convert_to(cast(found.id, Text) + ":" + user.login_name, "UTF8"))
    found.login_digest = session.scalar(select(named))
    session.flush()
    session.execute(select(func.lectorium_erase_from_audit(user.id)))


def finish_erasure(session: Session, actor: Actor, found: DataRequest, rows: dict[str, int]) -> None:
    """It is done; how many rows lost something is kept, with an event that names nobody."""
    found.done_at, found.erased_rows = now(session), {"v": 1, "rows": rows}
    some = {table: count for table, count in rows.items() if count}
    record(session, actor, "user.erased", "user", [found.user_id], after={"rows": some})


def is_reserved(name: Any) -> Any:
    """Whether a login name was an erased person's: another one would get their folder on the Hub."""
    digest = func.sha256(func.convert_to(cast(DataRequest.id, Text) + ":" + name, "UTF8"))
    return select(DataRequest.id).where(DataRequest.login_digest == digest).exists()


def _open_of(session: Session, user_id: UUID) -> DataRequest | None:
    return session.scalar(
        select(DataRequest).where(
            DataRequest.user_id == user_id,
            DataRequest.withdrawn_at.is_(None),
            DataRequest.decided_at.is_(None),
        )
    )


def _nameless(person: UUID) -> Update:
    called = pseudonym_of(person)
    return (
        update(User)
        .where(User.id == person)
        .values(
            username=called,
            login_name=called,
            email=f"{called}@erased.invalid",
            name=NAMELESS,
            password_hash=None,
            external_identity=None,
            avatar_url=None,
            bio=None,
            university=None,
            major_id=None,
            settings={},
            failed_logins=0,
            login_not_before=None,
            last_login_at=None,
            disabled_at=func.coalesce(User.disabled_at, now_sql()),
            deleted_at=now_sql(),
        )
    )


def _names(person: UUID) -> ColumnElement[bool]:
    """Whether a kept answer names somebody: by their id, or by a name that nobody else has."""
    of_school = select(User.id).where(
        User.organization_id == select(User.organization_id).where(User.id == person).scalar_subquery()
    )
    called = (cast(User.id, Text), '"' + User.username + '"', '"' + User.email + '"')
    found = (func.pg_catalog.position(IdempotencyKey.body, func.convert_to(each, "UTF8")) for each in called)
    told = select(User.id).where(User.id == person, or_(*(place > 0 for place in found)))
    return IdempotencyKey.user_id.in_(of_school) & told.exists()


LOSSES: Sequence[Loss] = (
    Loss(
        "idempotency_keys",
        "answers that were kept for repeated requests of theirs, and others' that name them",
        lambda person: delete(IdempotencyKey).where((IdempotencyKey.user_id == person) | _names(person)),
    ),
    Loss(
        "data_requests",
        "why they were declined before",
        lambda person: (
            update(DataRequest)
            .where(DataRequest.user_id == person, DataRequest.answer != "")
            .values(answer=ERASED)
        ),
    ),
    Loss(
        "gpu_leases",
        "the name beside the devices that their servers had",
        lambda person: (
            update(GpuLease)
            .where(GpuLease.username == select(User.login_name).where(User.id == person).scalar_subquery())
            .values(username=pseudonym_of(person))
        ),
    ),
    Loss(
        "consents",
        "what they allow: it is withdrawn",
        lambda person: (
            update(Consent)
            .where(Consent.user_id == person, Consent.withdrawn_at.is_(None))
            .values(withdrawn_at=now_sql())
        ),
    ),
)
ACCOUNT = Loss("users", "name, username, address, password and all else of the account", _nameless)
"""Who was erased is still somebody: rows of all rooms refer to the account."""
