"""What each policy lets count; foretold by the preview, exactly."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.grading import api as grading
from tests.support.regrading import NUMBERS, RIGHT, SQUARE, WRONG, Regrading

BY_WHOM = {
    "student1": (NUMBERS, SQUARE),  # 2 and 2 of 2 points; then 4 and 2 of 8
    "student2": (WRONG, RIGHT),  # 0 and 2 of 2; then 0 and 8 of 8
}


@pytest.fixture
def handed_in(regrading: Regrading) -> dict[str, list[UUID]]:
    return {who: regrading.hand_in(who, *sources) for who, sources in BY_WHOM.items()}


def counting(regrading: Regrading, handed_in: dict[str, list[UUID]]) -> dict[str, list[int]]:
    """Which version's run counts, per attempt."""
    numbers = {version_id: number for number, version_id in regrading.versions.items()}
    with regrading.database.transaction() as session:
        return {
            who: [numbers[grading.current_run(session, each).problem_version_id] for each in attempts]
            for who, attempts in handed_in.items()
        }


def foretold(regrading: Regrading, regrade_id: UUID) -> dict[str, tuple[Decimal, Decimal, str]]:
    """Per student: points before and after, and the outcome, as the preview says."""
    with regrading.database.transaction() as session:
        rows = gradebook.regrade_students(
            session, regrading.school.actor("teacher"), regrade_id, PageRequest()
        ).items
    return {row.student.username.split("-")[0]: (row.before, row.after, row.outcome) for row in rows}


def taken(regrading: Regrading, regrade_id: UUID) -> dict[UUID, bool | None]:
    with regrading.database.transaction() as session:
        teacher = regrading.school.actor("teacher")
        rows = grading.list_attempts(session, teacher, regrade_id, PageRequest()).items
    return {row.item.attempt_id: row.taken for row in rows}


@pytest.mark.parametrize(
    ("policy", "versions", "scores"),
    [
        ("replace", {"student1": [2, 2], "student2": [2, 2]}, {"student1": 4, "student2": 8}),
        ("keep_better", {"student1": [1, 1], "student2": [2, 2]}, {"student1": 8, "student2": 8}),
        ("never_lower", {"student1": [1, 1], "student2": [2, 2]}, {"student1": 8, "student2": 8}),
    ],
)
def test_the_preview_foretells_what_applying_does(
    regrading: Regrading,
    handed_in: dict[str, list[UUID]],
    policy: grading.Policy,
    versions: dict[str, list[int]],
    scores: dict[str, int],
) -> None:
    regrade_id = regrading.preview(policy=policy)
    told, counts = foretold(regrading, regrade_id), taken(regrading, regrade_id)
    regrading.act(grading.start_apply, regrade_id)
    grading.regrade(regrading.database, regrade_id)
    found = counting(regrading, handed_in)
    assert found == versions
    for who, attempts in handed_in.items():
        assert [counts[each] for each in attempts] == [number == 2 for number in versions[who]]
        assert regrading.entry(who).score_obtained == told[who][1] == scores[who]
    assert foretold(regrading, regrade_id) == told


def test_a_student_who_would_fall_keeps_all_old_runs_and_others_get_all_new_ones(
    regrading: Regrading,
) -> None:
    """Never lower is about the best: an attempt that falls is taken along where the best one doesn't."""
    attempts = {
        "student1": regrading.hand_in("student1", NUMBERS, RIGHT),  # falls, stays: best stays
        "student2": regrading.hand_in("student2", SQUARE, NUMBERS),  # both fall
    }
    regrading.apply(policy="never_lower")
    assert counting(regrading, attempts) == {"student1": [2, 2], "student2": [1, 1]}


@pytest.mark.parametrize(
    ("policy", "versions", "score"), [("replace", [2, 2], 2), ("never_lower", [1, 1], 8)]
)
def test_in_an_exam_what_was_handed_in_last_decides(
    regrading: Regrading, policy: grading.Policy, versions: list[int], score: int
) -> None:
    """The first is right in both versions, the last in one of them."""
    attempts = {"student1": regrading.hand_in("student1", RIGHT, SQUARE)}
    with regrading.database.transaction() as session:
        session.get_one(authoring.Assignment, regrading.item_id).mode = "exam"
    regrade_id = regrading.preview(policy=policy)
    assert foretold(regrading, regrade_id)["student1"][:2] == (Decimal(8), Decimal(score))
    regrading.act(grading.start_apply, regrade_id)
    grading.regrade(regrading.database, regrade_id)
    assert counting(regrading, attempts) == {"student1": versions}
    assert regrading.entry("student1").raw_score == score


def test_keeping_the_better_goes_by_attempt(regrading: Regrading) -> None:
    attempts = {"student1": regrading.hand_in("student1", NUMBERS, RIGHT, WRONG)}
    regrading.apply(policy="keep_better")
    assert counting(regrading, attempts) == {"student1": [1, 2, 2]}


def test_a_share_of_the_points_is_compared_not_the_points(regrading: Regrading) -> None:
    """Version 3 has six points where version 1 has two: all of fewer points is no loss."""
    regrading.publish(3)
    regrading.hand_in("student1", RIGHT)
    regrading.apply(to_version_id=regrading.versions[3])
    regrade_id = regrading.preview(to_version_id=regrading.versions[1])
    assert foretold(regrading, regrade_id) == {"student1": (Decimal(2), Decimal(2), "same")}


def test_the_tests_that_differ_are_named(regrading: Regrading) -> None:
    regrading.publish(3)
    regrading.hand_in("student1", SQUARE)
    regrading.apply(to_version_id=regrading.versions[2])
    regrade_id = regrading.preview(to_version_id=regrading.versions[3])
    with regrading.database.transaction() as session:
        teacher = regrading.school.actor("teacher")
        (row,) = grading.list_attempts(session, teacher, regrade_id, PageRequest()).items
    assert [(each.name, each.before, each.after) for each in row.tests] == [
        ("two", "pass", None),
        ("zero", "pass", None),
    ]
    assert (row.item.outcome, row.taken) == ("loses", True)
