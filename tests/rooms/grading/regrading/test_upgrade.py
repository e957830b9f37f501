"""Setting a challenge as another version: an act of its own, which offers a regrade (I10)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from lectorium.kit.errors import Conflict, Forbidden, Invalid, NotFound
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.grading import api as grading
from lectorium.rooms.people import api as people
from lectorium.rooms.submissions import api as submissions
from tests.support.regrading import NUMBERS, RIGHT, Regrading


def upgrade(regrading: Regrading, number: int, who: str = "teacher") -> grading.Upgrade:
    with regrading.database.transaction() as session:
        return grading.upgrade(
            session,
            regrading.school.actor(who),
            regrading.challenge_id,
            regrading.versions[number],
            reason="stricter",
        )


def test_i10_publishing_leaves_what_is_set_and_upgrading_is_audited(regrading: Regrading) -> None:
    assert regrading.seen()["pinned"] == regrading.versions[1]
    upgrade(regrading, 2)
    assert regrading.seen()["pinned"] == regrading.versions[2]
    with regrading.database.transaction() as session:
        event = session.scalars(
            select(people.AuditEvent).where(
                people.AuditEvent.action == "challenge.upgrade",
                people.AuditEvent.organization_id == regrading.school.organization_id,
            )
        ).one()
    assert event.target_ids == [str(regrading.challenge_id)]
    assert (event.before, event.after) == (
        {"version": str(regrading.versions[1]), "number": 1},
        {"version": str(regrading.versions[2]), "number": 2},
    )
    assert event.meta_data == {"reason": "stricter"}


def test_i10_what_was_graded_counts_as_it_was_in_the_new_points(regrading: Regrading) -> None:
    (attempt,) = regrading.hand_in("student1", NUMBERS)
    before = regrading.seen()["runs"]
    done = upgrade(regrading, 2)
    assert done.attempts == 1
    assert regrading.seen()["runs"] == before
    entry = regrading.entry("student1")
    assert (entry.raw_score, entry.max_score) == (Decimal(8), Decimal(8))
    assert regrading.seen()["points"] == Decimal(8)
    with regrading.database.transaction() as session:
        run = grading.current_run(session, attempt)
    assert (run.score, run.max_score) == (Decimal(2), Decimal(2))


def test_i10_who_has_begun_keeps_the_notebook_and_is_graded_by_the_new_tests(regrading: Regrading) -> None:
    regrading.hand_in("student1", NUMBERS)
    student = regrading.school.users["student1"].id

    def draft() -> submissions.Draft | None:
        with regrading.database.transaction() as session:
            return submissions.read_draft(session, student, regrading.challenge_id)

    begun = draft()
    upgrade(regrading, 2)
    assert draft() == begun
    (attempt,) = regrading.hand_in("student1", RIGHT)
    with regrading.database.transaction() as session:
        run = grading.current_run(session, attempt)
    assert (run.problem_version_id, run.score) == (regrading.versions[2], Decimal(8))


def test_the_versions_say_what_is_set_and_how_much_each_has_graded(regrading: Regrading) -> None:
    regrading.hand_in("student1", NUMBERS, RIGHT)
    upgrade(regrading, 2)
    regrading.hand_in("student2", RIGHT)
    with regrading.database.transaction() as session:
        rows = grading.challenge_versions(session, regrading.school.actor("teacher"), regrading.challenge_id)
    assert [(row.version.number, row.is_pinned, row.attempts, row.tests) for row in rows] == [
        (2, True, 1, 4),
        (1, False, 2, 2),
    ]


def test_it_goes_back_as_well(regrading: Regrading) -> None:
    regrading.hand_in("student1", NUMBERS)
    before = regrading.seen()
    upgrade(regrading, 2)
    upgrade(regrading, 1)
    assert regrading.seen() == before


def test_what_is_set_already_or_of_another_problem_is_refused(regrading: Regrading) -> None:
    with pytest.raises(Conflict) as same:
        upgrade(regrading, 1)
    assert same.value.code == "same_version"
    other = Regrading(regrading.database, regrading.store, regrading.sandbox, regrading.school)
    other.publish(1)
    regrading.versions[7] = other.versions[1]
    with pytest.raises(Invalid) as foreign:
        upgrade(regrading, 7)
    assert foreign.value.code == "other_problem"


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("student1", Forbidden), ("ta", Forbidden), ("other", NotFound), ("stranger", NotFound)],
)
def test_only_who_edits_and_grades_may_upgrade(
    regrading: Regrading, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        upgrade(regrading, 2, who)
    with regrading.database.transaction() as session, pytest.raises(refusal):
        grading.challenge_versions(session, regrading.school.actor(who), regrading.challenge_id)


def test_a_regrade_isnt_applied_over_a_version_that_somebody_set_meanwhile(regrading: Regrading) -> None:
    regrading.publish(3)
    regrading.hand_in("student1", NUMBERS)
    regrade_id = regrading.preview(to_version_id=regrading.versions[2])
    upgrade(regrading, 3)
    before = regrading.seen()
    with pytest.raises(Conflict, match="set as version 3") as moved:
        regrading.act(grading.start_apply, regrade_id)
    assert moved.value.code == "moved_on"
    assert regrading.seen() == before
    assert regrading.state(regrade_id) == "previewed"


def test_a_standalone_challenge_is_its_makers(regrading: Regrading) -> None:
    teacher = regrading.school.actor("teacher")
    with regrading.database.transaction() as session:
        made = authoring.create_challenge(session, teacher, regrading.versions[1], "Practice")
    regrading.challenge_id = made.id
    regrading.hand_in("stranger", NUMBERS)
    with pytest.raises(Forbidden):
        regrading.plan("other")
    regrade_id = regrading.apply()
    with regrading.database.transaction() as session:
        job = session.get_one(grading.RegradeJob, regrade_id)
        pinned = session.get_one(authoring.Challenge, made.id).problem_version_id
    assert (job.state, job.class_id) == ("applied", None)
    assert pinned == regrading.versions[2]


def test_i10_what_was_graded_before_upgrading_is_regraded_and_undone_without_it(regrading: Regrading) -> None:
    regrading.hand_in("student1", NUMBERS)
    upgrade(regrading, 2)
    upgraded = regrading.seen()
    regrade_id = regrading.apply()
    assert regrading.entry("student1").score_obtained == Decimal(4)
    regrading.undo(regrade_id)
    assert regrading.seen() == upgraded
