"""What a school, a class and a challenge allow: resolved field by field, changed with an audit event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.database import new_id
from lectorium.kit.errors import Conflict, Forbidden, Invalid
from lectorium.rooms.authoring.api import Challenge, find_challenge
from lectorium.rooms.courses.api import require
from lectorium.rooms.people.api import Actor, record
from lectorium.rooms.tutor.models import HelpLevel, Model, TutorPolicy
from lectorium.rooms.tutor.prompts import ALIAS, newest_prompt

Source = Literal["challenge", "class", "organization", "default"]
FIELDS = ("help_level", "model_id", "prompt_alias", "solutions_in_context", "daily_limit")
DEFAULTS: Mapping[str, Any] = {
    "help_level": "steps",
    "model_id": None,
    "prompt_alias": ALIAS,
    "solutions_in_context": False,
    "daily_limit": 50,
}


@dataclass(frozen=True)
class Policy:
    """What holds for one challenge; ``sources`` says of each field who decided it.

    Without ``model_id`` the best model that our own stack serves answers.
    """

    help_level: HelpLevel
    model_id: UUID | None
    prompt_alias: str
    solutions_in_context: bool
    daily_limit: int
    sources: Mapping[str, Source]


@dataclass(frozen=True)
class Scope:
    """Whose policy: a challenge's, else a class's, else the school's."""

    class_id: UUID | None = None
    challenge_id: UUID | None = None


@dataclass(frozen=True)
class PolicyView:
    """What one scope says itself (None inherits), and what holds there."""

    said: Mapping[str, Any]
    holds: Policy


def policy_of(session: Session, challenge: Challenge) -> Policy:
    """What holds for a challenge: its own word, its class's, the school's, ours; one query."""
    return policy_for(session, challenge.organization_id, challenge.class_id, challenge.id)


def policy_for(session: Session, organization_id: UUID, class_id: UUID | None, challenge_id: UUID) -> Policy:
    """The same by the ids that a challenge stands under."""
    return _resolve(_rows(session, organization_id, class_id, challenge_id))


def read_policy(session: Session, actor: Actor, scope: Scope) -> PolicyView:
    """A scope's policy, for who may change it."""
    class_id = _require(session, actor, scope, writable=False)
    return _view(session, actor, scope, class_id)


def change_policy(
    session: Session,
    actor: Actor,
    scope: Scope,
    changes: Mapping[str, Any],
    seen: Mapping[str, Any] | None = None,
) -> PolicyView:
    """Change some of a scope's fields; None inherits.  Raises :class:`Invalid` naming the field.

    ``seen`` is what the scope said when whoever changes it looked: :class:`Conflict` where somebody has
    changed one of these fields since.
    """
    class_id = _require(session, actor, scope, writable=True)
    _check(session, actor, changes)
    row = _row_to_change(session, actor, scope)
    before = {name: getattr(row, name) for name in FIELDS}
    _refuse_stale(before, changes, seen or before)
    different = {name: value for name, value in changes.items() if before[name] != value}
    if different:
        for name, value in different.items():
            setattr(row, name, value)
        row.updated_by, row.updated_at = actor.user_id, now(session)
        session.flush()
        record(
            session,
            actor,
            "tutor.policy_changed",
            "tutor_policy",
            [row.id],
            before={name: _plain(before[name]) for name in different},
            after={name: _plain(value) for name, value in different.items()},
            class_id=class_id,
            scope="challenge" if scope.challenge_id else "class" if scope.class_id else "organization",
            scope_id=_plain(scope.challenge_id or scope.class_id or actor.organization_id),
        )
    return _view(session, actor, scope, class_id)


def _refuse_stale(before: Mapping[str, Any], changes: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
    moved = [
        name for name, wanted in changes.items() if name in seen and seen[name] != before[name] != wanted
    ]
    if moved:
        raise Conflict(
            "Somebody has changed these settings since you opened the page. Nothing was changed. "
            "Look at what holds now, and save again what you still want.",
            code="changed_meanwhile",
            field=moved[0],
        )


def _require(session: Session, actor: Actor, scope: Scope, *, writable: bool) -> UUID | None:
    """Who may: administrators for the school, else who edits the content; returns the class concerned."""
    class_id = scope.class_id
    if scope.challenge_id is not None:
        challenge = find_challenge(session, actor, scope.challenge_id)
        class_id = challenge.class_id
        if class_id is None and challenge.created_by != actor.user_id and not actor.is_admin:
            raise Forbidden("Only who set this challenge may do that. Nothing was changed. Ask them.")
    elif class_id is None:
        actor.require(frozenset({"admin"}), "change what the tutor does in the whole school")
    if class_id is not None:
        require(session, actor, class_id, content="edit", writable=writable)
    return class_id


def _check(session: Session, actor: Actor, changes: Mapping[str, Any]) -> None:
    model_id, alias = changes.get("model_id"), changes.get("prompt_alias")
    if model_id is not None:
        model = session.get(Model, model_id)
        own = (None, actor.organization_id)
        if model is None or model.retired_at is not None or model.organization_id not in own:
            raise Invalid(
                "There is no such model, or it has retired. Nothing was changed. Choose another one.",
                field="model_id",
            )
    if alias is not None and newest_prompt(session, actor.organization_id, alias) is None:
        raise Invalid(
            "There is no such instruction. Nothing was changed. Choose one from the list, or write it first.",
            field="prompt_alias",
        )


def _row_to_change(session: Session, actor: Actor, scope: Scope) -> TutorPolicy:
    """The scope's row, made if it wasn't there, and locked."""
    key = {
        "organization_id": actor.organization_id,
        "class_id": None if scope.challenge_id else scope.class_id,
        "challenge_id": scope.challenge_id,
    }
    made = insert(TutorPolicy).values(id=new_id(), **key).on_conflict_do_nothing()
    session.execute(made)
    found = select(TutorPolicy).where(
        *(getattr(TutorPolicy, name).is_not_distinct_from(value) for name, value in key.items())
    )
    return session.scalars(found.with_for_update(), execution_options={"populate_existing": True}).one()


def _view(session: Session, actor: Actor, scope: Scope, class_id: UUID | None) -> PolicyView:
    rows = _rows(session, actor.organization_id, class_id, scope.challenge_id)
    source = "challenge" if scope.challenge_id else "class" if scope.class_id else "organization"
    own = next((row for row in rows if _source(row) == source), None)
    return PolicyView({name: getattr(own, name, None) for name in FIELDS}, _resolve(rows))


def _rows(
    session: Session, organization_id: UUID, class_id: UUID | None, challenge_id: UUID | None
) -> list[TutorPolicy]:
    """The policies that may say something here, the nearest first."""
    whole = TutorPolicy.class_id.is_(None) & TutorPolicy.challenge_id.is_(None)
    scopes: list[ColumnElement[bool]] = [whole]
    if class_id is not None:
        scopes.append((TutorPolicy.class_id == class_id) & TutorPolicy.challenge_id.is_(None))
    if challenge_id is not None:
        scopes.append(TutorPolicy.challenge_id == challenge_id)
    rows = session.scalars(
        select(TutorPolicy).where(TutorPolicy.organization_id == organization_id, or_(*scopes))
    )
    nearest = ("challenge", "class", "organization")
    return sorted(rows, key=lambda row: nearest.index(_source(row)))


def _source(row: TutorPolicy) -> Source:
    if row.challenge_id is not None:
        return "challenge"
    return "class" if row.class_id is not None else "organization"


def _resolve(rows: list[TutorPolicy]) -> Policy:
    values, sources = dict(DEFAULTS), dict.fromkeys(FIELDS, _DEFAULT)
    for name in FIELDS:
        row = next((row for row in rows if getattr(row, name) is not None), None)
        if row is not None:
            values[name], sources[name] = getattr(row, name), _source(row)
    return Policy(**values, sources=sources)


_DEFAULT: Source = "default"


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value
