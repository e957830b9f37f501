"""The queue's end: a run is queued with its place in line, in its attempt's transaction.

The table of runs is the queue.  What goes to the workers is a hint that there is work: it
may be lost, or come twice, and names no run.
"""

from __future__ import annotations

from typing import Literal, Protocol, get_args
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.kit.database import new_id
from lectorium.kit.errors import TooMany, Unavailable
from lectorium.kit.jobs import hint
from lectorium.kit.notify import notify
from lectorium.rooms.authoring.api import Mode
from lectorium.rooms.grading.models import GradingRun, RunStatus
from lectorium.rooms.submissions.api import AttemptSubmitted, AttemptType, SubmissionAttempt

JOB = "grade"
Urgency = Literal["exam", "submit", "run", "regrade"]
URGENCIES: tuple[Urgency, ...] = get_args(Urgency)
"""The queues of runs, most urgent first; a run's ``urgency`` is its place in this list."""
MOST_WAITING = 5
"""Test runs of one person that may be unfinished at a time: nobody's clicking keeps the others waiting."""
SHED_SECONDS = 5
"""When to ask again after a test run wasn't taken."""
SUPERSEDED = (
    "A newer test run of yours took its place before it began. Nothing is lost: look at the newer one."
)


class Concerned(Protocol):
    """Whose run it is, and on what."""

    @property
    def challenge_id(self) -> UUID:
        """The challenge."""
        ...

    @property
    def student_id(self) -> UUID:
        """The student."""
        ...

    @property
    def class_id(self) -> UUID | None:
        """The class, unless the challenge stands alone."""
        ...

    @property
    def type(self) -> AttemptType:
        """Test run or final submission."""
        ...

    @property
    def mode(self) -> Mode | None:
        """How the item is taken; None where the challenge stands in none."""
        ...


def queue_run(session: Session, event: AttemptSubmitted, *, most_queued: int) -> None:
    """Queue the first run of an accepted attempt, in its transaction.

    Raises :class:`TooMany` for one test run too many, and :class:`Unavailable` for a test run while
    ``most_queued`` runs wait; what is handed in is always taken (I24).
    """
    if event.type == "test_run" and not _supersede(session, event):
        _check_patience(session, event.student_id)
        _check_length(session, most_queued)
    run = GradingRun(
        id=new_id(), attempt_id=event.attempt_id, status="queued", problem_version_id=event.problem_version_id
    )
    queue = queue_of(event)
    take_place(run, queue, event.class_id or event.organization_id, event.student_id)
    session.add(run)
    session.flush()
    hint(session, JOB, queue)
    tell(session, event, event.attempt_id, "queued")


def _supersede(session: Session, event: AttemptSubmitted) -> bool:
    """End the student's test run of the same challenge that hasn't begun: its place is the new one's now."""
    old = (
        select(GradingRun.id)
        .join(SubmissionAttempt, SubmissionAttempt.id == GradingRun.attempt_id)
        .where(
            GradingRun.status == "queued",
            GradingRun.student_id == event.student_id,
            GradingRun.urgency == URGENCIES.index("run"),
            SubmissionAttempt.challenge_id == event.challenge_id,
        )
        .with_for_update(of=GradingRun, skip_locked=True)
    )
    ended = session.scalars(
        update(GradingRun)
        .where(GradingRun.id.in_(old.scalar_subquery()))
        .values(status="superseded", message=SUPERSEDED, finished_at=now_sql())
        .returning(GradingRun.attempt_id)
        .execution_options(synchronize_session=False)
    ).all()
    for attempt_id in ended:
        tell(session, event, attempt_id, "superseded")
    return bool(ended)


def tell(session: Session, about: Concerned, attempt_id: UUID, status: RunStatus) -> None:
    """Tell who listens; the payload says whose it is and of what, so that the edge can choose."""
    notify(
        session,
        "grading",
        attempt_id=attempt_id,
        challenge_id=about.challenge_id,
        student_id=about.student_id,
        class_id=about.class_id,
        type=about.type,
        mode=about.mode,
        status=status,
    )


def _check_patience(session: Session, student_id: UUID) -> None:
    """Few test runs of one person wait at a time."""
    unfinished = select(func.count()).where(
        GradingRun.status.in_(("queued", "processing")),
        GradingRun.student_id == student_id,
        GradingRun.urgency == URGENCIES.index("run"),
    )
    if (session.scalar(unfinished) or 0) >= MOST_WAITING:
        raise TooMany(
            f"{MOST_WAITING} of your test runs are still waiting. Your notebook is safe. "
            "Run the tests again when one of them has ended.",
            code="slow_down",
            retry_after=SHED_SECONDS,
        )


def _check_length(session: Session, most_queued: int) -> None:
    """When everybody hands in at once, trying waits: what is handed in goes first (I24)."""
    before = select(GradingRun.id).where(
        GradingRun.status == "queued", GradingRun.urgency <= URGENCIES.index("run")
    )
    if session.scalar(before.offset(most_queued).limit(1)) is not None:
        raise Unavailable(
            f"More than {most_queued} submissions are waiting, so no tests are run for now. Your notebook "
            "is safe. Run the tests again in a little while; handing in works as always.",
            code="busy",
            retry_after=SHED_SECONDS,
        )


def queue_of(event: AttemptSubmitted) -> Urgency:
    """Which queue an attempt's first run belongs in."""
    if event.type == "test_run":
        return "run"
    return "exam" if event.mode == "exam" else "submit"


def take_place(run: GradingRun, queue: Urgency, lane_id: UUID, student_id: UUID) -> None:
    """Give a run its place in line; regrades run in the order in which they were asked for.

    A student's second waiting run stands in the second lap, behind the first of everybody who waits in
    their class: who begins anew begins in the lap that the class has reached.  Nothing is locked or
    counted, so that accepting takes as long behind 10,000 runs as behind none.
    """
    run.urgency, run.lane_id, run.student_id = URGENCIES.index(queue), lane_id, student_id
    if queue == "regrade":
        run.lap = 0
        return
    line = (GradingRun.urgency == run.urgency, GradingRun.lane_id == lane_id)
    reached = (
        select(GradingRun.lap)
        .where(*line, GradingRun.status == "queued")
        .order_by(GradingRun.lap, GradingRun.id)
        .limit(1)
        .scalar_subquery()
    )
    own = (
        select(GradingRun.lap + 1)
        .where(*line, GradingRun.student_id == student_id, GradingRun.status.in_(("queued", "processing")))
        .order_by(GradingRun.lap.desc())
        .limit(1)
        .scalar_subquery()
    )
    run.lap = func.coalesce(func.greatest(reached, own), 0)  # computed in the INSERT


def wake_workers(session: Session) -> int:
    """Hint again at every queue in which something waits; returns how many those are."""
    waiting = session.scalars(select(GradingRun.urgency).where(GradingRun.status == "queued").distinct())
    urgencies = list(waiting)
    for urgency in urgencies:
        hint(session, JOB, URGENCIES[urgency])
    return len(urgencies)
