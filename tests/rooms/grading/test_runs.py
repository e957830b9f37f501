"""Runs are leased, repeated when lost, and ended once (I3)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from lectorium.kit.errors import Conflict
from lectorium.rooms.grading import api as grading
from lectorium.rooms.grading import runs
from lectorium.sandbox import SandboxUnavailable
from tests.support.notebooks import RIGHT
from tests.support.work import Course


def run_of(course: Course, attempt_id: UUID) -> grading.GradingRun:
    with course.database.transaction() as session:
        return grading.current_run(session, attempt_id)


def lose(course: Course, run_id: UUID) -> grading.Leased:
    """Take a run as a worker that is gone by now."""
    with course.database.transaction() as session:
        leased = grading.lease(session, run_id, "lost worker", 60)
        session.execute(
            text("UPDATE grading_runs SET lease_expires_at = now() - interval '1 second' WHERE id = :id"),
            {"id": run_id},
        )
    assert leased is not None
    return leased


def test_i03_a_job_delivered_many_times_is_done_once(course: Course) -> None:
    run = run_of(course, course.submit(RIGHT))

    def deliver(_: int) -> bool:
        return course.grade_run(run.id)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(deliver, range(4))) == 1
    with course.database.transaction() as session:
        results = session.scalar(select(func.count()).where(grading.TestResult.run_id == run.id))
    assert results == 2


def test_i03_what_a_lost_worker_held_is_queued_again_and_its_late_answer_is_ignored(course: Course) -> None:
    run = run_of(course, course.submit(RIGHT))
    lost = lose(course, run.id)
    with course.database.transaction() as session:
        assert grading.requeue_expired(session) >= 1
    assert run_of(course, run.attempt_id).status == "queued"
    assert course.grade_run(run.id)
    with course.database.transaction() as session:
        late = runs.Grading((), run.max_score or 0, needs_manual=False)  # type: ignore[arg-type]
        assert not runs.complete(session, lost, late, "none")
        assert not runs.give_up(session, lost, "none")
    assert run_of(course, run.attempt_id).score == 3


class BrokenSandbox:
    """A machine that can't confine code: real in effect, it raises what the real one raises there."""

    def run_notebook(self, _: object) -> None:
        raise SandboxUnavailable("no user namespaces")

    run_program = run_notebook


def test_our_own_failure_is_repeated_then_said_and_takes_no_points(course: Course) -> None:
    run = run_of(course, course.submit(RIGHT))
    for _ in range(runs.MOST_TRIES):
        course.grade_run(run.id, BrokenSandbox())  # type: ignore[arg-type]
    ended = run_of(course, run.attempt_id)
    assert (ended.status, ended.score) == ("error", None)
    assert "no fault of yours" in ended.message


def test_i03_a_run_that_loses_its_worker_again_and_again_ends(course: Course) -> None:
    run = run_of(course, course.submit(RIGHT))
    for _ in range(runs.MOST_LOST):
        lose(course, run.id)
        with course.database.transaction() as session:
            grading.requeue_expired(session)
    ended = run_of(course, run.attempt_id)
    assert (ended.status, ended.tries) == ("error", runs.MOST_LOST)
    assert "no fault of yours" in ended.message


class StrangeSandbox:
    """What a mistake of ours looks like: an error that nobody expects."""

    def run_notebook(self, _: object) -> None:
        raise OverflowError("int too large to convert to float")


def test_i03_a_mistake_of_ours_ends_the_run(course: Course) -> None:
    run = run_of(course, course.submit(RIGHT))
    for _ in range(runs.MOST_TRIES):
        course.grade_run(run.id, StrangeSandbox())  # type: ignore[arg-type]
    assert run_of(course, run.attempt_id).status == "error"


def test_what_we_failed_to_grade_uses_no_attempt_up(course: Course) -> None:
    course.set(max_attempts=1)
    run = run_of(course, course.submit(RIGHT))
    for _ in range(runs.MOST_TRIES):
        course.grade_run(run.id, BrokenSandbox())  # type: ignore[arg-type]
    assert course.grade(course.submit(RIGHT)).score == 3
    with pytest.raises(Conflict):
        course.submit(RIGHT)


@pytest.mark.parametrize("state", ["completed", "error"])
def test_an_ended_run_is_never_leased_again(course: Course, state: str) -> None:
    run = run_of(course, course.submit(RIGHT))
    with course.database.transaction() as session:
        session.execute(
            text("UPDATE grading_runs SET status = :state WHERE id = :id"), {"state": state, "id": run.id}
        )
    with course.database.transaction() as session:
        assert grading.lease(session, run.id, "anybody", 60) is None
