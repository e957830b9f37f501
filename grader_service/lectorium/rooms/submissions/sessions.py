"""Work sessions: opening a challenge hands over all that is needed to begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.kit.database import new_id
from lectorium.rooms.authoring.api import find_setting, without_covered
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.drafts import Draft, read_draft
from lectorium.rooms.submissions.models import Solution, WorkSession
from lectorium.storage import ObjectStore

IDLE = timedelta(hours=1)


@dataclass(frozen=True)
class Opened:
    """An open session: the release notebook as JSON text, the files beside it, and the draft if any."""

    id: UUID
    challenge_id: UUID
    started_at: datetime
    release: bytes
    files: Mapping[str, bytes]
    draft: Draft | None


def open_session(session: Session, store: ObjectStore, actor: Actor, challenge_id: UUID) -> Opened:
    """Open a session, or return the open one (K4)."""
    setting = find_setting(session, actor, challenge_id)
    row = use_session(session, actor, challenge_id, setting.challenge.class_id)
    files = {name: store.get(reference) for name, reference in setting.version.files.items()}
    draft = read_draft(session, actor.user_id, challenge_id)
    release = store.get(setting.version.release_ref)
    if setting.in_exam and setting.version.kind == "notebook":
        release = without_covered(release)
    return Opened(row.id, challenge_id, row.started_at, release, files, draft)


def end_session(session: Session, actor: Actor, challenge_id: UUID) -> None:
    """End the open session, if there is one."""
    session.execute(
        update(WorkSession)
        .where(
            WorkSession.user_id == actor.user_id,
            WorkSession.challenge_id == challenge_id,
            WorkSession.ended_at.is_(None),
        )
        .values(ended_at=now_sql())
    )


def end_idle_sessions(session: Session) -> int:
    """End sessions in which nothing was opened or saved for an hour; returns how many."""
    last_saved = (
        select(func.max(Solution.last_updated))
        .where(Solution.student_id == WorkSession.user_id, Solution.challenge_id == WorkSession.challenge_id)
        .scalar_subquery()
    )
    last_seen = func.greatest(WorkSession.last_seen_at, last_saved)
    rows = session.execute(
        update(WorkSession)
        .where(WorkSession.ended_at.is_(None), last_seen < now_sql() - IDLE)
        .values(ended_at=last_seen)
        .returning(WorkSession.id)
        .execution_options(synchronize_session=False)
    )
    return len(rows.all())


def use_session(session: Session, actor: Actor, challenge_id: UUID, class_id: UUID | None) -> WorkSession:
    """The open session, begun if there is none, for who was let in already; it counts as seen now (K4)."""
    statement = insert(WorkSession).values(
        id=new_id(), user_id=actor.user_id, challenge_id=challenge_id, class_id=class_id
    )
    statement = statement.on_conflict_do_update(
        index_elements=["user_id", "challenge_id"],
        index_where=WorkSession.ended_at.is_(None),
        set_={"last_seen_at": now_sql()},
    )
    return session.scalars(
        statement.returning(WorkSession), execution_options={"populate_existing": True}
    ).one()
