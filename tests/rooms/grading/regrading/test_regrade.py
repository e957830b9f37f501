"""A regrade from the plan to undoing it: what changes when, and what never does."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from lectorium.kit.errors import Conflict
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.grading import api as grading
from tests.support.regrading import NUMBERS, RIGHT, SQUARE, WRONG, Regrading


def test_a_preview_changes_nothing_that_anybody_sees(regrading: Regrading) -> None:
    regrading.hand_in("student1", NUMBERS, RIGHT)
    regrading.hand_in("student2", SQUARE)
    before = regrading.seen()
    regrade_id = regrading.preview(to_version_id=regrading.versions[2])
    assert regrading.state(regrade_id) == "previewed"
    assert regrading.seen() == before
    with regrading.database.transaction() as session:
        items = session.scalars(
            select(grading.RegradeItem).where(grading.RegradeItem.regrade_job_id == regrade_id)
        ).all()
        trials = session.scalars(
            select(grading.GradingRun).where(grading.GradingRun.id.in_([item.new_run_id for item in items]))
        ).all()
    assert sorted(item.outcome or "" for item in items) == ["loses", "loses", "same"]
    assert {(run.number, run.is_current, run.status) for run in trials} == {(2, False, "completed")}


def test_applying_makes_the_new_runs_count_and_undoing_the_old_ones(regrading: Regrading) -> None:
    regrading.hand_in("student1", NUMBERS)
    regrading.hand_in("student2", SQUARE, RIGHT)
    before = regrading.seen()
    assert regrading.entry("student1").score_obtained == Decimal(2)
    regrade_id = regrading.apply(to_version_id=regrading.versions[2])
    assert regrading.state(regrade_id) == "applied"
    after = regrading.seen()
    assert after["pinned"] == regrading.versions[2]
    assert after["points"] == Decimal(8)
    assert regrading.entry("student1").score_obtained == Decimal(4)
    assert regrading.entry("student2").score_obtained == Decimal(8)
    regrading.undo(regrade_id)
    assert regrading.state(regrade_id) == "undone"
    assert regrading.seen() == before
