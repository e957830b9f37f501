"""How good tests are: counted by the database, the same as counted by hand."""

from __future__ import annotations

import statistics
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.errors import Conflict, Forbidden, Invalid, NotFound
from lectorium.kit.paging import PageRequest
from lectorium.rooms.analytics import api as analytics
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.grading import api as grading
from tests.support.regrading import NUMBERS, RIGHT, SQUARE, WRONG, Regrading


def quality(regrading: Regrading, version: int | None = None, who: str = "ta") -> analytics.SuiteQuality:
    chosen = regrading.versions[version] if version else None
    with regrading.database.transaction() as session:
        return analytics.suite_quality(session, regrading.school.actor(who), regrading.challenge_id, chosen)


def doubtful(regrading: Regrading, version: int) -> list[analytics.DoubtfulAttempt]:
    with regrading.database.transaction() as session:
        return list(
            analytics.doubtful_attempts(
                session,
                regrading.school.actor("ta"),
                regrading.challenge_id,
                PageRequest(),
                regrading.versions[version],
            ).items
        )


@pytest.fixture
def tried(regrading: Regrading) -> Regrading:
    """Old submissions, judged by version 2 in a preview that nobody applies."""
    regrading.hand_in("student1", NUMBERS, SQUARE, SQUARE, WRONG)
    regrading.hand_in("student2", RIGHT)
    regrading.preview(to_version_id=regrading.versions[2])
    return regrading


def test_without_submissions_there_is_no_figure(regrading: Regrading) -> None:
    found = quality(regrading)
    assert found.attempts == 0
    assert [(test.finding, test.pass_share, test.discrimination) for test in found.tests] == [
        ("no_data", None, None)
    ] * 2


def test_counts_and_correlations_are_what_they_are_by_hand(tried: Regrading) -> None:
    found = quality(tried, 2)
    # NUMBERS, SQUARE, SQUARE, WRONG, RIGHT
    verdicts = {
        "two": [1, 1, 1, 0, 1],
        "zero": [1, 1, 1, 0, 1],
        "three": [1, 0, 0, 0, 1],
        "text": [0, 0, 0, 0, 1],
    }
    totals = [sum(column) for column in zip(*verdicts.values(), strict=True)]
    assert (found.attempts, found.passed_all) == (5, 1)
    for test in found.tests:
        own = verdicts[test.name]
        others = [total - verdict for total, verdict in zip(totals, own, strict=True)]
        assert (test.attempts, test.passed) == (5, sum(own))
        assert test.discrimination == pytest.approx(statistics.correlation(own, others))
    best, worst = [0, 4], [1, 3]  # two of five: NUMBERS and RIGHT, WRONG and one SQUARE
    for test in found.tests:
        own = verdicts[test.name]
        apart = statistics.mean(own[i] for i in best) - statistics.mean(own[i] for i in worst)
        assert test.upper_lower == pytest.approx(apart)


def test_tests_that_judge_all_alike_name_each_other(tried: Regrading) -> None:
    twins = {test.name: test.same_as for test in quality(tried, 2).tests}
    assert twins == {"two": ("zero",), "zero": ("two",), "three": (), "text": ()}


def test_a_test_that_all_pass_or_fail_tells_nobody_apart(regrading: Regrading) -> None:
    regrading.hand_in("student1", SQUARE, NUMBERS)
    assert {(test.finding, test.discrimination, test.upper_lower) for test in quality(regrading).tests} == {
        ("all_pass", None, None)
    }
    assert [test.same_as for test in quality(regrading).tests] == [(), ()]


def test_what_passed_under_the_old_tests_and_fails_now_is_named(tried: Regrading) -> None:
    assert quality(tried, 2).doubts == {"passes_now": 0, "fails_now": 3, "passes_but_lowered": 0}
    assert quality(tried, 1).doubts == {"passes_now": 3, "fails_now": 0, "passes_but_lowered": 0}
    rows = doubtful(tried, 2)
    assert {(row.passed, row.total, row.passed_before, row.number_before) for row in rows} == {
        (3, 4, 2, 1),
        (2, 4, 2, 1),
    }


def test_what_passes_though_staff_lowered_it_is_named(regrading: Regrading) -> None:
    (attempt,) = regrading.hand_in("student1", SQUARE)
    with regrading.database.transaction() as session:
        teacher, student = regrading.school.actor("teacher"), regrading.school.users["student1"].id
        gradebook.change_grade(session, teacher, regrading.item_id, student, adjustment=Decimal(-2))
    assert [(row.attempt_id, row.doubt) for row in doubtful(regrading, 1)] == [
        (attempt, "passes_but_lowered")
    ]


def test_i14_who_has_left_is_in_no_figure(tried: Regrading) -> None:
    with tried.database.transaction() as session:
        place = courses.find_enrollment(session, tried.school.class_id, tried.school.users["student1"].id)
        assert place is not None
        courses.change_enrollment(session, tried.school.actor("teacher"), place.id, status="dropped")
    assert quality(tried, 2).attempts == 1


def test_only_staff_who_see_student_data_may_look(regrading: Regrading) -> None:
    for who, refusal in (("student1", Forbidden), ("stranger", NotFound), ("other", NotFound)):
        with pytest.raises(refusal):
            quality(regrading, who=who)


def test_a_version_of_another_problem_is_refused(regrading: Regrading) -> None:
    regrading.versions[9] = regrading.challenge_id
    with pytest.raises(Invalid, match="of this problem"):
        quality(regrading, 9)


def test_i08_who_sits_an_exam_with_the_problem_elsewhere_reads_no_tests_names(tried: Regrading) -> None:
    """Neither in its figures nor in a regrade of it."""
    teacher, other = tried.school.actor("teacher"), tried.school.actor("other")

    def regraded(session: Session) -> list[grading.AttemptView]:
        regrade_id = session.scalars(
            select(grading.RegradeJob.id).where(grading.RegradeJob.class_id == tried.school.class_id)
        ).one()
        return list(grading.list_attempts(session, teacher, regrade_id, PageRequest()).items)

    with tried.database.transaction() as session:
        assert any(row.tests for row in regraded(session))
        klass = courses.create_class(session, other, courses.NewClass("Elsewhere")).klass
        module = courses.create_module(session, other, klass.id, "Week 1", "", is_published=True)
        new = authoring.NewAssignment("Final", mode="exam", due_date=datetime.now(UTC) + timedelta(hours=1))
        authoring.create_assignment(session, other, module.id, new, [tried.versions[1]])
        courses.add_member(session, klass.id, tried.school.users["teacher"], "student")
    with tried.database.transaction() as session, pytest.raises(Conflict, match="closed for now"):
        regraded(session)
    with pytest.raises(Conflict, match="closed for now"):
        quality(tried, who="teacher")
