"""A worker's grading: one run after the other, held on to, and stopped between two."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import select, text

from lectorium.rooms.grading import api as grading
from lectorium.sandbox import NotebookJob, NotebookOutcome, Sandbox
from tests.support.notebooks import RIGHT
from tests.support.work import Course

PATIENCE = 60.0


@pytest.fixture(autouse=True)
def nothing_waits(course: Course) -> None:
    """What other tests left in line is out of the way."""
    with course.database.transaction() as session:
        session.execute(
            text("UPDATE grading_runs SET status = 'error' WHERE status IN ('queued', 'processing')")
        )


def grader(course: Course, sandbox: object = None, seconds: int = 60) -> grading.Grader:
    """A worker for all queues."""
    taken = course.sandbox if sandbox is None else sandbox
    return grading.Grader(course.database, course.store, taken, "this test", seconds, (0, 1, 2, 3))  # type: ignore[arg-type]


def states(course: Course) -> list[str]:
    with course.database.transaction() as session:
        statement = (
            select(grading.GradingRun.status)
            .where(grading.GradingRun.lane_id == course.school.class_id)
            .order_by(grading.GradingRun.id)
        )
        return list(session.scalars(statement))


def test_everything_that_waits_is_graded(course: Course) -> None:
    course.submit(RIGHT)
    course.submit(RIGHT, who="student2")
    assert not grader(course).drain(PATIENCE)
    assert states(course) == ["completed", "completed"]


def test_who_is_to_stop_ends_the_run_at_work_and_takes_no_other(course: Course) -> None:
    course.submit(RIGHT)
    course.submit(RIGHT, who="student2")
    worker = grader(course)
    worker.stopping.set()
    assert worker.drain(PATIENCE)
    assert states(course) == ["completed", "queued"]


class Slow:
    """A sandbox that begins only when the lease of the run has been renewed."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.sandbox: Sandbox = course.sandbox

    def run_notebook(self, job: NotebookJob) -> NotebookOutcome:
        first, end = self.lease(), time.monotonic() + PATIENCE
        while self.lease() == first:
            assert time.monotonic() < end
            time.sleep(0.05)
        return self.sandbox.run_notebook(job)

    def lease(self) -> object:
        with self.course.database.transaction() as session:
            return session.scalar(
                select(grading.GradingRun.lease_expires_at).where(
                    grading.GradingRun.lease_owner == "this test"
                )
            )


def test_i03_what_takes_long_is_held_on_to(course: Course) -> None:
    course.submit(RIGHT)
    grader(course, Slow(course), seconds=3).drain(PATIENCE)
    assert states(course) == ["completed"]


def test_i03_what_cannot_be_stored_ends_as_our_error(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    from lectorium.rooms.grading import runs

    course.submit(RIGHT)
    monkeypatch.setattr(runs, "COMPLETE", text("SELECT 1 / 0 FROM (SELECT :id, :owner) mistake"))
    assert not grader(course).drain(PATIENCE)
    assert states(course) == ["error"]
