"""A regrade from the plan to undoing it: what changes when, and what never does."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from lectorium.kit.errors import Conflict, Forbidden, Invalid, NotFound
from lectorium.kit.paging import PageRequest
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.grading import api as grading
from lectorium.rooms.people import api as people
from tests.support.regrading import NUMBERS, RIGHT, SQUARE, WRONG, Regrading


def recomputed(regrading: Regrading) -> None:
    """Compute every entry anew, as if nothing were known (I12)."""
    students = [regrading.school.users[name].id for name in ("student1", "student2")]
    with regrading.database.transaction() as session:
        gradebook.recompute_all(session, regrading.item_id, students)


def audited(regrading: Regrading, regrade_id: object) -> list[str]:
    with regrading.database.transaction() as session:
        events = session.scalars(
            select(people.AuditEvent)
            .where(people.AuditEvent.organization_id == regrading.school.organization_id)
            .order_by(people.AuditEvent.id)
        ).all()
    return [
        event.action
        for event in events
        if str(regrade_id) in event.target_ids or event.meta_data.get("regrade") == str(regrade_id)
    ]


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
    assert (after["pinned"], after["points"]) == (regrading.versions[2], Decimal(8))
    assert regrading.entry("student1").score_obtained == Decimal(4)
    assert regrading.entry("student2").score_obtained == Decimal(8)
    recomputed(regrading)
    assert regrading.seen() == after
    regrading.undo(regrade_id)
    assert regrading.state(regrade_id) == "undone"
    assert regrading.seen() == before
    recomputed(regrading)
    assert regrading.seen() == before


def test_i17_every_step_is_audited_with_its_reason(regrading: Regrading) -> None:
    regrading.hand_in("student1", NUMBERS)
    regrade_id = regrading.apply(reason="“text” was missing")
    regrading.undo(regrade_id)
    assert audited(regrading, regrade_id) == [
        "regrade.plan",
        "regrade.apply",
        "regrade.apply_batch",
        "grade.regrade",
        "regrade.applied",
        "regrade.undo",
        "regrade.undo_batch",
        "grade.regrade_undo",
        "regrade.undone",
    ]
    with regrading.database.transaction() as session:
        event = session.scalars(
            select(people.AuditEvent).where(
                people.AuditEvent.action == "grade.regrade",
                people.AuditEvent.organization_id == regrading.school.organization_id,
            )
        ).one()
    entry = str(regrading.entry("student1").id)
    assert event.meta_data["reason"] == "“text” was missing"
    assert event.before is not None
    assert event.after is not None
    assert Decimal(event.before[entry]["score"]) == 8  # two of two points, in the new version's eight
    assert Decimal(event.after[entry]["score"]) == 4


def test_a_grade_set_by_hand_stays_and_stays_marked(regrading: Regrading) -> None:
    regrading.hand_in("student1", NUMBERS)
    teacher, student = regrading.school.actor("teacher"), regrading.school.users["student1"].id
    with regrading.database.transaction() as session:
        gradebook.change_grade(session, teacher, regrading.item_id, student, adjustment=Decimal("0.5"))
    regrade_id = regrading.apply()
    entry = regrading.entry("student1")
    assert (entry.raw_score, entry.adjustment) == (Decimal(4), Decimal("0.5"))
    assert (entry.score_obtained, entry.override_by) == (Decimal("4.5"), teacher.user_id)
    with regrading.database.transaction() as session:
        (row,) = gradebook.regrade_students(
            session, teacher, regrade_id, PageRequest(), outcome="loses"
        ).items
    assert row.is_override


def test_what_is_handed_in_after_applying_keeps_its_own_run_when_it_is_undone(regrading: Regrading) -> None:
    regrading.hand_in("student1", NUMBERS)
    regrade_id = regrading.apply()
    (newer,) = regrading.hand_in("student1", RIGHT)
    regrading.undo(regrade_id)
    with regrading.database.transaction() as session:
        run = grading.current_run(session, newer)
    assert (run.number, run.problem_version_id) == (1, regrading.versions[2])
    assert regrading.entry("student1").score_obtained == Decimal(2)  # all of the first version's points


def test_a_held_grade_comes_back_as_it_was(regrading: Regrading) -> None:
    teacher = regrading.school.actor("teacher")
    with regrading.database.transaction() as session:
        courses.change_class(session, teacher, regrading.school.class_id, {"hold_grades": True})
    regrading.hand_in("student1", NUMBERS)
    regrading.hand_in("student2", NUMBERS)
    with regrading.database.transaction() as session:
        student = regrading.school.users["student1"].id
        gradebook.change_grade(session, teacher, regrading.item_id, student, returned=True)
    before = regrading.seen()
    regrade_id = regrading.apply()
    assert regrading.entry("student1").returned_at is not None
    assert regrading.entry("student2").returned_at is None
    regrading.undo(regrade_id)
    assert regrading.seen() == before


def test_a_version_that_was_tried_before_isnt_run_again(regrading: Regrading) -> None:
    regrading.hand_in("student1", NUMBERS)
    first = regrading.preview()
    regrading.act(grading.cancel_regrade, first)
    second = regrading.plan(policy="keep_better")
    regrading.act(grading.start_preview, second)
    assert regrading.state(second) == "previewed"
    with regrading.database.transaction() as session:
        runs = session.scalar(
            select(func.count())
            .select_from(grading.GradingRun)
            .where(grading.GradingRun.problem_version_id == regrading.versions[2])
        )
    assert runs == 1


def test_only_what_was_chosen_is_taken_in(regrading: Regrading) -> None:
    one, _two = regrading.hand_in("student1", WRONG, NUMBERS)
    regrading.hand_in("student2", RIGHT)
    student = regrading.school.users["student1"].id

    def total(**what: Any) -> int:
        regrade_id = regrading.plan(**what)
        with regrading.database.transaction() as session:
            counted = session.get_one(grading.RegradeJob, regrade_id).total
        regrading.act(grading.cancel_regrade, regrade_id)
        return counted

    assert total() == 3
    assert total(attempts="best") == 2
    assert total(student_ids=[student]) == 2
    assert total(student_ids=[student], attempts="best") == 1
    assert total(attempt_ids=[one]) == 1
    assert total(from_version_id=regrading.versions[1]) == 3
    assert total(challenge_id=None, item_id=regrading.item_id) == 3


def test_what_cant_be_planned_says_why(regrading: Regrading) -> None:
    with pytest.raises(Conflict, match="Nothing was handed in") as nothing:
        regrading.plan()
    assert nothing.value.code == "no_attempts"
    regrading.hand_in("student1", RIGHT)
    versions = regrading.versions
    with pytest.raises(Conflict, match="under version 1") as again:
        regrading.plan(to_version_id=versions[1])
    assert again.value.code == "no_attempts"
    with pytest.raises(Invalid, match="the same") as same:
        regrading.plan(to_version_id=versions[2], from_version_id=versions[2])
    assert same.value.code == "same_version"
    with pytest.raises(Invalid, match="either"):
        regrading.plan(item_id=regrading.item_id)
    open_one = regrading.plan()
    with pytest.raises(Conflict, match="Another regrade") as busy:
        regrading.plan()
    assert busy.value.extra["current"] == {"regrade_id": str(open_one), "state": "planned"}


def test_i16_nobody_regrades_their_own_work(regrading: Regrading) -> None:
    regrading.hand_in("teacher", RIGHT)
    with pytest.raises(Conflict):
        regrading.plan()


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("student1", Forbidden), ("ta", Forbidden), ("other", NotFound), ("stranger", NotFound)],
)
def test_only_who_edits_and_grades_may(regrading: Regrading, who: str, refusal: type[Exception]) -> None:
    regrading.hand_in("student1", NUMBERS)
    with pytest.raises(refusal):
        regrading.plan(who)
    regrade_id = regrading.plan("admin")
    for step in (grading.start_preview, grading.start_apply, grading.cancel_regrade, grading.start_undo):
        with pytest.raises(refusal):
            regrading.act(step, regrade_id, who)
