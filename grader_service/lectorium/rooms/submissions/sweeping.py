"""The end of a sitting: the last acknowledged draft of every problem is what was handed in (I7, I24)."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now, now_sql
from lectorium.kit.counters import next_number
from lectorium.kit.database import Database, new_id
from lectorium.kit.errors import Conflict, Invalid
from lectorium.kit.events import emit
from lectorium.rooms.authoring.api import (
    NOT_BEGUN,
    OVER,
    AssignmentProblem,
    Challenge,
    ProblemVersion,
    is_running,
    with_covered,
)
from lectorium.rooms.courses.api import ContentItem, Module, refuse_archived
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.attempts import what_is_handed_in
from lectorium.rooms.submissions.counts import counter_of
from lectorium.rooms.submissions.events import AttemptSubmitted
from lectorium.rooms.submissions.models import ExamSitting, Solution, SolutionHistory, SubmissionAttempt
from lectorium.rooms.submissions.sittings import (
    SittingView,
    find_exam,
    own_sitting,
    tell,
)
from lectorium.storage import ObjectStore, StorageError

log = logging.getLogger(__name__)
BATCH = 500


@dataclass(frozen=True)
class Drafted:
    """A problem of an exam with the last draft that was acknowledged."""

    challenge: Challenge
    version: ProblemVersion
    seconds: int
    content: bytes


def hand_in(session: Session, store: ObjectStore, actor: Actor, item_id: UUID) -> SittingView:
    """End one's own sitting: the drafts as they are saved are handed in.

    Saves that are on their way are waited for; those that come later are refused.  Raises
    :class:`Conflict` where it hasn't begun or is over.
    """
    refuse_archived(find_exam(session, actor, item_id).access)
    sitting = _locked(
        session, ExamSitting.student_id == actor.user_id, ExamSitting.content_item_id == item_id
    )
    if sitting is None:
        raise Conflict(NOT_BEGUN, code="not_begun")
    moment = now(session)
    if not is_running(sitting.deadline_at, sitting.closed_at, moment):
        raise over(sitting.closed_at or sitting.deadline_at)
    sitting.closed_at, sitting.closed_by = moment, "student"
    close(session, store, sitting)
    return own_sitting(session, actor, item_id)


def over(ended_at: datetime) -> Conflict:
    """What is said wherever somebody would work on after the end."""
    return Conflict(OVER, code="closed", ended_at=ended_at.isoformat())


def sweep(database: Database, store: ObjectStore) -> int:
    """End sittings whose time is up, and finish those that were ended but not handed in; returns how many.

    Each is a transaction of its own, so one that fails keeps nobody waiting and is tried again; run twice
    at once or twice in a row, it does nothing twice.
    """
    with database.transaction() as session:
        due = session.scalars(
            select(ExamSitting.id).where(_due()).order_by(ExamSitting.deadline_at).limit(BATCH)
        )
        ids = list(due)
    return sum(_sweep_one(database, store, sitting_id) for sitting_id in ids)


def _sweep_one(database: Database, store: ObjectStore, sitting_id: UUID) -> bool:
    try:
        with database.transaction() as session:
            sitting = _locked(session, ExamSitting.id == sitting_id, _due(), skip_locked=True)
            if sitting is None:
                return False
            is_told = sitting.closed_at is not None
            if sitting.closed_at is None:
                sitting.closed_at, sitting.closed_by = sitting.deadline_at, "time"
            close(session, store, sitting, is_told=is_told)
            return sitting.swept_at is not None
    except Exception:  # the job's edge: the others' exams end whatever one of them does
        log.exception("the sitting %s can't be ended now", sitting_id)
        return False


def close(session: Session, store: ObjectStore, sitting: ExamSitting, *, is_told: bool = False) -> None:
    """Hand in what is saved for a sitting that has ended; if the store is away the sweeper does it later.

    Who listens is told so, and of one of whose end they were told already (``is_told``) when it is handed in.
    """
    session.flush()
    try:
        with session.begin_nested():
            for drafted in _drafts(session, sitting):
                _submit(session, store, sitting, drafted)
            sitting.swept_at = now_sql()
    except StorageError as error:
        log.warning("what sitting %s saved can't be handed in now: %s", sitting.id, error)
        session.refresh(sitting)
    session.flush()
    if is_told and sitting.swept_at is None:
        return
    class_id = session.scalars(
        select(Module.class_id)
        .join(ContentItem, ContentItem.module_id == Module.id)
        .where(ContentItem.id == sitting.content_item_id)
    ).one()
    item_id, student_id = sitting.content_item_id, sitting.student_id
    tell(session, class_id, item_id, student_id, "closed", sitting.deadline_at, sitting.closed_at)


def _due() -> Any:
    """Ended but not handed in, or past its deadline; one that ends this very microsecond still runs."""
    return and_(
        ExamSitting.swept_at.is_(None),
        or_(ExamSitting.closed_at.is_not(None), ExamSitting.deadline_at < now_sql()),
    )


def _locked(session: Session, *where: Any, skip_locked: bool = False) -> ExamSitting | None:
    """The sitting, held until the transaction ends: saves on their way hold it, too, and go first."""
    statement = select(ExamSitting).where(*where).with_for_update(skip_locked=skip_locked)
    return session.scalar(statement.execution_options(populate_existing=True))


def _drafts(session: Session, sitting: ExamSitting) -> Iterator[Drafted]:
    h = SolutionHistory
    rows = session.execute(
        select(Challenge, ProblemVersion, Solution.time_spent_seconds, h.solution)
        .join(AssignmentProblem, AssignmentProblem.id == Challenge.id)
        .join(ProblemVersion, ProblemVersion.id == Challenge.problem_version_id)
        .join(Solution, Solution.challenge_id == Challenge.id)
        .join(
            h,
            and_(
                h.student_id == Solution.student_id,
                h.challenge_id == Solution.challenge_id,
                h.revision == Solution.revision,
            ),
        )
        .where(
            AssignmentProblem.assignment_id == sitting.content_item_id,
            Challenge.deleted_at.is_(None),
            Solution.student_id == sitting.student_id,
        )
        .order_by(AssignmentProblem.order_index)
    )
    for challenge, version, seconds, packed in rows.all():
        yield Drafted(challenge, version, seconds, zlib.decompress(packed))


def _submit(session: Session, store: ObjectStore, sitting: ExamSitting, drafted: Drafted) -> None:
    """Make the draft an attempt, unless the last attempt is this very work already (after reopening)."""
    challenge, student_id = drafted.challenge, sitting.student_id
    reference = store.put(_content(store, drafted))
    if reference == _last_reference(session, student_id, challenge.id):
        return
    attempt = SubmissionAttempt(
        id=new_id(),
        type="final_submission",
        student_id=student_id,
        challenge_id=challenge.id,
        attempt_number=next_number(session, counter_of(student_id, challenge.id, "final_submission")),
        code_blob_ref=reference,
        language=drafted.version.languages[0],
        accepted_at=sitting.closed_at,
        due_at=sitting.deadline_at,
        is_late=False,
        time_focused_seconds=drafted.seconds,
    )
    session.add(attempt)
    session.flush()
    emit(
        session,
        AttemptSubmitted(
            attempt.id,
            challenge.id,
            student_id,
            challenge.organization_id,
            challenge.class_id,
            drafted.version.id,
            "final_submission",
            "exam",
        ),
    )


def _content(store: ObjectStore, drafted: Drafted) -> bytes:
    """What can't be read as an answer is handed in as an empty one: time being up is no moment to refuse."""
    version = drafted.version
    if version.kind == "notebook":
        return with_covered(store.get(version.release_ref), drafted.content)
    try:
        return what_is_handed_in(store, version, drafted.content)
    except Invalid:
        return b""


def _last_reference(session: Session, student_id: UUID, challenge_id: UUID) -> str | None:
    statement = (
        select(SubmissionAttempt.code_blob_ref)
        .where(
            SubmissionAttempt.student_id == student_id,
            SubmissionAttempt.challenge_id == challenge_id,
            SubmissionAttempt.type == "final_submission",
        )
        .order_by(SubmissionAttempt.attempt_number.desc())
        .limit(1)
    )
    return session.scalar(statement)
