"""Drafts: compare-and-swap on the revision, an append-only history, and nothing ever lost."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.errors import Conflict, Invalid, NotFound
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.authoring.api import (
    AnswerRefused,
    NotebookRefused,
    Setting,
    canonical_answer,
    canonical_notebook,
    content_hash,
    find_setting,
    is_answer,
    require_open,
)
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.models import Solution, SolutionHistory
from lectorium.rooms.submissions.quick import begin, quick_save, swap


@dataclass(frozen=True)
class Draft:
    """The work as the server holds it; ``content`` is the notebook's JSON without outputs."""

    challenge_id: UUID
    revision: int
    sha256: str
    saved_at: datetime
    language: str
    time_spent_seconds: int
    content: dict[str, Any] | None = None


@dataclass(frozen=True)
class Saved:
    """A save's receipt; ``changed`` is false when the server held just this already."""

    revision: int
    sha256: str
    saved_at: datetime
    changed: bool


@dataclass(frozen=True)
class HistoryEntry:
    """One saved state, without its content (I22)."""

    revision: int
    sha256: str
    saved_at: datetime
    size: int


def save_draft(
    session: Session,
    actor: Actor,
    challenge_id: UUID,
    *,
    revision: int,
    content: Mapping[str, Any],
    focused: int,
) -> Saved:
    """Save work based on ``revision``; if that isn't current, raises :class:`Conflict` with the draft."""
    data = canonical(content)
    digest = content_hash(data)
    swapped = quick_save(
        session,
        actor,
        challenge_id,
        revision=revision,
        digest=digest,
        data=data,
        focused=focused,
        is_answer=is_answer(content),
    )
    if swapped is not None:
        return Saved(swapped.revision, digest, swapped.saved_at, changed=True)
    setting = find_setting(session, actor, challenge_id)
    require_open(setting)
    require_kind(setting, content)
    return store_draft(session, actor, setting, revision=revision, data=data, focused=focused)


def store_draft(
    session: Session, actor: Actor, setting: Setting, *, revision: int, data: bytes, focused: int
) -> Saved:
    """Save canonical content: current row and history row in one transaction (K2)."""
    challenge_id, digest = setting.challenge.id, content_hash(data)
    if revision:
        swapped = swap(
            session,
            actor,
            challenge_id,
            revision=revision,
            digest=digest,
            data=data,
            focused=focused,
            in_exam=setting.in_exam,
        )
    else:
        swapped = begin(
            session,
            actor,
            challenge_id,
            language=setting.version.languages[0],
            digest=digest,
            data=data,
            in_exam=setting.in_exam,
        )
    if swapped is None:
        if setting.in_exam:  # it may have ended since it was looked at
            require_open(find_setting(session, actor, challenge_id))
        return _unchanged_or_conflict(session, actor.user_id, challenge_id, digest)
    return Saved(swapped.revision, digest, swapped.saved_at, changed=True)


def canonical(content: Mapping[str, Any]) -> bytes:
    """Work as it is kept: a notebook sorted and without outputs, or an answer; raises :class:`Invalid`."""
    try:
        return canonical_answer(content) if is_answer(content) else canonical_notebook(content, outputs=False)
    except (NotebookRefused, AnswerRefused) as refused:
        raise Invalid(
            f"{refused} Nothing was saved here; your own copy is as it was.", field="content"
        ) from None


def require_kind(setting: Setting, content: Mapping[str, Any]) -> None:
    """Raise :class:`Invalid` for a notebook where a question asks for an answer, and the other way round."""
    if is_answer(content) == (setting.version.kind == "question"):
        return
    wanted = "an answer" if setting.version.kind == "question" else "a notebook"
    raise Invalid(
        f"Here {wanted} is asked for. Nothing was saved; your own copy is as it was. Send {wanted}.",
        code="wrong_kind",
        field="content",
    )


def read_draft(session: Session, student_id: UUID, challenge_id: UUID) -> Draft | None:
    """The current draft with its content, or None."""
    return read_drafts(session, student_id, [challenge_id]).get(challenge_id)


def read_drafts(session: Session, student_id: UUID, challenge_ids: Sequence[UUID]) -> dict[UUID, Draft]:
    """A student's current drafts with their contents, by challenge; one query."""
    rows = session.execute(
        select(Solution, SolutionHistory.solution)
        .join(
            SolutionHistory,
            (SolutionHistory.student_id == Solution.student_id)
            & (SolutionHistory.challenge_id == Solution.challenge_id)
            & (SolutionHistory.revision == Solution.revision),
        )
        .where(Solution.student_id == student_id, Solution.challenge_id.in_(challenge_ids))
    )
    return {solution.challenge_id: _draft(solution, packed) for solution, packed in rows.all()}


def own_draft(session: Session, actor: Actor, challenge_id: UUID) -> Draft:
    """The actor's draft of a challenge they may see; raises :class:`NotFound`."""
    find_setting(session, actor, challenge_id)
    draft = read_draft(session, actor.user_id, challenge_id)
    if draft is None:
        raise NotFound("Nothing is saved here yet. Open the item to begin.", code="no_draft")
    return draft


def list_history(
    session: Session, actor: Actor, challenge_id: UUID, page: PageRequest
) -> Slice[HistoryEntry]:
    """The actor's saved states, newest first, without their contents."""
    find_setting(session, actor, challenge_id)
    h = SolutionHistory
    statement = select(h.revision, h.sha256, h.saved_at, h.size).where(
        h.student_id == actor.user_id, h.challenge_id == challenge_id
    )
    rows = fetch_page(session, statement, (h.revision,), page, casts=(int,), descending=True)
    return rows.map(lambda row: HistoryEntry(*row))


def read_history(session: Session, actor: Actor, challenge_id: UUID, revision: int) -> Draft:
    """One saved state of the actor's own; raises :class:`NotFound`."""
    setting = find_setting(session, actor, challenge_id)
    row = session.get(SolutionHistory, (actor.user_id, challenge_id, revision))
    if row is None:
        raise NotFound.of("saved state")
    language = setting.version.languages[0]
    return Draft(challenge_id, revision, row.sha256, row.saved_at, language, 0, unpack(row.solution))


def _unchanged_or_conflict(session: Session, student_id: UUID, challenge_id: UUID, digest: str) -> Saved:
    """Equal content is no conflict: so a save whose answer was lost can be repeated."""
    current = read_draft(session, student_id, challenge_id)
    if current is not None and current.sha256 == digest:
        return Saved(current.revision, digest, current.saved_at, changed=False)
    if current is None:
        raise Invalid("Nothing is saved here yet, so there is no such revision. Send 0.", field="revision")
    raise Conflict(
        "This was changed elsewhere since you opened it. Both versions are kept. Choose one to go on with.",
        code="draft_conflict",
        field="revision",
        current=current,
    )


def _draft(solution: Solution, packed: bytes) -> Draft:
    return Draft(
        solution.challenge_id,
        solution.revision,
        solution.sha256,
        solution.last_updated,
        solution.current_language,
        solution.time_spent_seconds,
        unpack(packed),
    )


def unpack(packed: bytes) -> dict[str, Any]:
    """A saved state, from how it is kept."""
    return cast("dict[str, Any]", json.loads(zlib.decompress(packed)))
