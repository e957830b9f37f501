"""A regrade under faults: doubled, stopped, killed, begun twice; nothing is lost or half done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from lectorium.kit.errors import Conflict
from lectorium.kit.jobs import Outbox
from lectorium.rooms.grading import api as grading
from lectorium.rooms.submissions import api as submissions
from tests.support.postgres import TestServer
from tests.support.regrading import NUMBERS, RIGHT, SQUARE, Regrading

WORKER = """
import sys, time, uuid
from lectorium.kit.database import Database
from lectorium.kit.events import Registry
from lectorium.rooms.grading import api as grading
from lectorium.wiring import wire

def inside(session, event):
    print("inside", flush=True)
    time.sleep(600)

registry = wire(Registry())
registry.within(grading.AttemptsRegraded, inside)
grading.regrade(Database(sys.argv[1], events=registry), uuid.UUID(sys.argv[2]))
"""


@pytest.fixture
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of one student."""
    monkeypatch.setattr("lectorium.rooms.grading.regrading.switch.STUDENTS", 1)


@pytest.fixture
def previewed(regrading: Regrading) -> UUID:
    """Two students who lose."""
    regrading.hand_in("student1", NUMBERS)
    regrading.hand_in("student2", SQUARE)
    return regrading.preview()


def currents(regrading: Regrading) -> int:
    """How many runs count; one per attempt, always."""
    attempt, run = submissions.SubmissionAttempt, grading.GradingRun
    statement = (
        select(func.count(), func.count(attempt.id.distinct()))
        .select_from(attempt)
        .join(run, run.attempt_id == attempt.id)
        .where(attempt.challenge_id == regrading.challenge_id, run.is_current)
    )
    with regrading.database.transaction() as session:
        runs, attempts = session.execute(statement).one()
    assert runs == attempts
    return int(runs)


def states(regrading: Regrading, regrade_id: UUID) -> list[str]:
    item = grading.RegradeItem
    with regrading.database.transaction() as session:
        return sorted(session.scalars(select(item.state).where(item.regrade_job_id == regrade_id)))


def test_of_two_who_apply_at_once_one_does(regrading: Regrading, previewed: UUID) -> None:
    def apply() -> str:
        try:
            regrading.act(grading.start_apply, previewed)
        except Conflict as refused:
            return refused.code
        return "begun"

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(lambda _: apply(), range(4)))
    assert answers == ["begun", "wrong_state", "wrong_state", "wrong_state"]


def test_i03_the_job_delivered_to_many_workers_is_done_once(regrading: Regrading, previewed: UUID) -> None:
    regrading.act(grading.start_apply, previewed)
    with ThreadPoolExecutor(4) as pool:
        batches = list(pool.map(lambda _: grading.regrade(regrading.database, previewed), range(4)))
    assert sum(batches) == 1
    assert states(regrading, previewed) == ["applied", "applied"]
    assert currents(regrading) == 2
    assert grading.regrade(regrading.database, previewed) == 0


@pytest.mark.usefixtures("one_at_a_time")
def test_stopped_between_batches_it_can_be_gone_on_with(regrading: Regrading, previewed: UUID) -> None:
    regrading.act(grading.start_apply, previewed)
    assert grading.next_batch(regrading.database, previewed)
    assert states(regrading, previewed) == ["applied", "graded"]
    regrading.act(grading.cancel_regrade, previewed)
    assert grading.regrade(regrading.database, previewed) == 0
    assert states(regrading, previewed) == ["applied", "graded"]
    assert currents(regrading) == 2
    regrading.act(grading.start_apply, previewed)
    grading.regrade(regrading.database, previewed)
    assert states(regrading, previewed) == ["applied", "applied"]


@pytest.mark.usefixtures("one_at_a_time")
def test_stopped_between_batches_it_can_be_undone(regrading: Regrading) -> None:
    regrading.hand_in("student1", NUMBERS)
    regrading.hand_in("student2", SQUARE)
    before = regrading.seen()
    regrade_id = regrading.preview()
    regrading.act(grading.start_apply, regrade_id)
    grading.next_batch(regrading.database, regrade_id)
    regrading.act(grading.cancel_regrade, regrade_id)
    regrading.undo(regrade_id)
    assert regrading.seen() == before


def test_i03_a_worker_killed_in_a_batch_leaves_none_of_it(
    regrading: Regrading, previewed: UUID, postgres_server: TestServer
) -> None:
    regrading.act(grading.start_apply, previewed)
    begun = regrading.seen()
    root = Path(__file__).parents[4]
    folders = [str(root / name) for name in ("grader_service", "extensions", "hub_config")]
    url = postgres_server.urls["database_url"]
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, url, str(previewed)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(folders)},
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "inside\n"
        worker.send_signal(signal.SIGKILL)
    assert regrading.seen() == begun
    with regrading.database.transaction() as session:
        owed = session.scalars(select(Outbox).where(Outbox.job == grading.REGRADE_JOB)).all()
    assert str(previewed) in {each.payload["regrade_id"] for each in owed}
    assert grading.regrade(regrading.database, previewed) == 1
    assert states(regrading, previewed) == ["applied", "applied"]


def test_cancelling_a_preview_lets_go_of_what_waits(regrading: Regrading) -> None:
    regrading.hand_in("student1", NUMBERS, RIGHT)
    before = regrading.seen()
    regrade_id = regrading.plan()
    regrading.act(grading.start_preview, regrade_id)
    with regrading.database.transaction() as session:
        run_id = session.scalars(
            select(grading.RegradeItem.new_run_id).where(grading.RegradeItem.regrade_job_id == regrade_id)
        ).first()
        assert run_id is not None
        leased = grading.lease(session, run_id, "a worker", 60)
    regrading.act(grading.cancel_regrade, regrade_id)
    assert states(regrading, regrade_id) == ["planned", "queued"]
    assert leased is not None
    grading.grade_leased(regrading.database, regrading.store, regrading.sandbox, leased)
    assert states(regrading, regrade_id) == ["graded", "planned"]
    assert regrading.grade_all() == 0
    assert regrading.state(regrade_id) == "cancelled"
    assert regrading.seen() == before


def test_a_run_that_cant_be_graded_keeps_its_old_result(
    regrading: Regrading, monkeypatch: pytest.MonkeyPatch
) -> None:
    regrading.hand_in("student1", NUMBERS)
    regrading.hand_in("student2", RIGHT)
    regrade_id = regrading.plan()
    regrading.act(grading.start_preview, regrade_id)
    monkeypatch.setattr("lectorium.rooms.grading.runs.MOST_LOST", 0)
    with regrading.database.transaction() as session:
        item, run = grading.RegradeItem, grading.GradingRun
        lost = session.scalars(
            select(run).join(item, item.new_run_id == run.id).where(item.regrade_job_id == regrade_id)
        ).first()
        assert lost is not None
        assert grading.lease(session, lost.id, "a worker", -60)
    with regrading.database.transaction() as session:
        grading.requeue_expired(session)
    regrading.grade_all()
    assert regrading.state(regrade_id) == "previewed"
    assert states(regrading, regrade_id) == ["failed", "graded"]
    regrading.act(grading.start_apply, regrade_id)
    grading.regrade(regrading.database, regrade_id)
    assert states(regrading, regrade_id) == ["applied", "failed"]
    assert currents(regrading) == 2


def test_what_later_regrades_have_changed_isnt_undone_below_them(regrading: Regrading) -> None:
    regrading.publish(3)
    regrading.hand_in("student1", NUMBERS)
    first = regrading.apply(to_version_id=regrading.versions[2])
    second = regrading.apply(to_version_id=regrading.versions[3])
    with pytest.raises(Conflict, match="Undo that one first") as refused:
        regrading.act(grading.start_undo, first)
    assert refused.value.code == "newer_regrade"
    regrading.undo(second)
    regrading.undo(first)
    assert regrading.seen()["pinned"] == regrading.versions[1]


@pytest.mark.parametrize(
    ("step", "states_before"),
    [
        (grading.start_preview, ["previewed", "applied", "undone", "cancelled"]),
        (grading.start_apply, ["planned", "applied", "undone", "cancelled"]),
        (grading.start_undo, ["planned", "previewed", "undone", "cancelled"]),
        (grading.cancel_regrade, ["applied", "undone", "cancelled"]),
    ],
    ids=["preview", "apply", "undo", "cancel"],
)
def test_steps_out_of_turn_are_refused(regrading: Regrading, step: object, states_before: list[str]) -> None:
    regrading.hand_in("student1", NUMBERS)
    for state in states_before:
        regrade_id = regrading.plan() if state in {"planned", "cancelled"} else regrading.preview()
        if state == "cancelled":
            regrading.act(grading.cancel_regrade, regrade_id)
        if state in {"applied", "undone"}:
            regrading.act(grading.start_apply, regrade_id)
            grading.regrade(regrading.database, regrade_id)
        if state == "undone":
            regrading.undo(regrade_id)
        assert regrading.state(regrade_id) == state
        with pytest.raises(Conflict) as refused:
            regrading.act(step, regrade_id)
        assert refused.value.code == "wrong_state"
        if state == "applied":
            regrading.undo(regrade_id)
        elif state in {"planned", "previewed"}:
            regrading.act(grading.cancel_regrade, regrade_id)
