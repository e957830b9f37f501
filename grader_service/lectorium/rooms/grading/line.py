"""What waits to be graded in a class, for its staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lectorium.rooms.courses.api import Access, visible_students
from lectorium.rooms.grading.models import GradingRun
from lectorium.rooms.grading.waiting import URGENCIES, Urgency
from lectorium.rooms.submissions.api import SubmissionAttempt

HANDED_IN: tuple[Urgency, ...] = ("exam", "submit")


@dataclass(frozen=True)
class Line:
    """How many submissions, test runs and regraded submissions wait, and since when the oldest one does."""

    handed_in: int
    test_runs: int
    regrades: int
    oldest: datetime | None

    @property
    def waits(self) -> int:
        """How many altogether."""
        return self.handed_in + self.test_runs + self.regrades


def line_of(session: Session, access: Access) -> Line:
    """What waits of a class, of the students one sees; one query, through the index of what is queued."""
    statement = (
        select(GradingRun.urgency, func.count(), func.min(GradingRun.created_at))
        .where(
            GradingRun.status == "queued",
            GradingRun.lane_id == access.klass.id,
            GradingRun.urgency.in_(range(len(URGENCIES))),
        )
        .group_by(GradingRun.urgency)
    )
    seen = visible_students(access)
    if seen is not None:
        statement = statement.join(SubmissionAttempt, SubmissionAttempt.id == GradingRun.attempt_id)
        statement = statement.where(SubmissionAttempt.student_id.in_(seen))
    rows = session.execute(statement).all()
    counts = {URGENCIES[urgency]: count for urgency, count, _ in rows}
    return Line(
        sum(counts.get(queue, 0) for queue in HANDED_IN),
        counts.get("run", 0),
        counts.get("regrade", 0),
        min((since for _, _, since in rows), default=None),
    )
