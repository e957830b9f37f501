"""What stands in an assignment: adding, removing, order, points and settings."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lectorium.kit.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.home import api as home
from lectorium.rooms.people import api as people
from lectorium.rooms.submissions import api as submissions
from tests.support.notebooks import RIGHT
from tests.support.work import Course

PROGRAM = {"title": "Sums", "tests": [{"call": "f(1)", "expected": "1", "points": 5}]}


def act(course: Course, step: Any, *arguments: Any, who: str = "teacher", **more: Any) -> Any:
    with course.database.transaction() as session:
        return step(session, course.school.actor(who), course.item_id, *arguments, **more)


def publish(course: Course, **more: Any) -> UUID:
    prepared = authoring.Prepared(freeze_program({**PROGRAM, **more}), authoring.Report(()))
    with course.database.transaction() as session:
        teacher = course.school.actor("teacher")
        return authoring.publish_problem(session, course.store, teacher, prepared).id


def read(course: Course) -> authoring.Contents:
    found: authoring.Contents = act(course, authoring.read_contents)
    return found


def ids(course: Course) -> list[UUID]:
    return [place.row.id for place in read(course).places]


def audited(course: Course, action: str) -> list[people.AuditEvent]:
    with course.database.transaction() as session:
        statement = (
            select(people.AuditEvent)
            .where(
                people.AuditEvent.action == action,
                people.AuditEvent.organization_id == course.school.organization_id,
            )
            .order_by(people.AuditEvent.id)
        )
        events = session.scalars(statement).all()
    return [event for event in events if event.target_ids == [str(course.item_id)]]


def entry(course: Course) -> gradebook.GradebookEntry:
    with course.database.transaction() as session:
        found = gradebook.find_entry(session, course.school.users["student1"].id, course.item_id)
    assert found is not None
    return found


def test_a_problem_is_added_at_the_end_and_everything_counts_it(course: Course) -> None:
    course.grade(course.submit(RIGHT))
    before = entry(course)
    contents = act(course, authoring.add_problem, publish(course), title="More")
    assert [place.challenge.title for place in contents.places] == ["Doubling", "More"]
    assert contents.assignment.points_total == Decimal(8)
    after = entry(course)
    assert (before.max_score, after.max_score) == (Decimal(3), Decimal(8))
    assert after.score_obtained == Decimal(3)
    (event,) = audited(course, "assignment.add_problem")
    assert event.after is not None
    assert event.after["title"] == "More"
    assert event.class_id == course.school.class_id


def test_one_that_nobody_handed_in_to_is_removed_and_its_drafts_stay(course: Course) -> None:
    act(course, authoring.add_problem, publish(course))
    first, second = ids(course)
    student = course.school.actor("student1")
    with course.database.transaction() as session:
        submissions.save_draft(session, student, first, revision=0, content=course.release, focused=0)
    contents = act(course, authoring.remove_problem, first)
    assert [(place.row.id, place.row.order_index) for place in contents.places] == [(second, 0)]
    assert contents.assignment.points_total == Decimal(5)
    with course.database.transaction() as session:
        assert submissions.read_draft(session, student.user_id, first) is not None
        with pytest.raises(NotFound):
            authoring.find_setting(session, student, first)
    (event,) = audited(course, "assignment.remove_problem")
    assert event.before is not None
    assert event.before["challenge"] == str(first)


def test_one_that_was_handed_in_to_stays(course: Course) -> None:
    course.submit(RIGHT)
    with pytest.raises(Conflict, match="0 points") as refused:
        act(course, authoring.remove_problem, course.challenge_id)
    assert refused.value.code == "handed_in"
    assert ids(course) == [course.challenge_id]


def test_removing_and_handing_in_at_once_loses_no_attempt(course: Course) -> None:
    outcomes: list[str] = []

    def note(name: str, step: Any, *arguments: Any) -> None:
        try:
            step(*arguments)
        except DomainError:
            outcomes.append(f"{name} refused")
        else:
            outcomes.append(f"{name} done")

    for _ in range(4):
        course.set()
        outcomes.clear()
        threads = [
            threading.Thread(target=note, args=("submit", course.submit, RIGHT)),
            threading.Thread(
                target=note, args=("remove", act, course, authoring.remove_problem, course.challenge_id)
            ),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) in (["remove done", "submit refused"], ["remove refused", "submit done"])


def test_the_order_changes_only_from_the_one_that_was_seen(course: Course) -> None:
    for number in range(2):
        act(course, authoring.add_problem, publish(course), title=f"Number {number}")
    stands = ids(course)
    moved = [stands[2], stands[0], stands[1]]
    act(course, authoring.reorder_problems, stands, moved)
    assert ids(course) == moved
    with pytest.raises(Conflict) as stale:
        act(course, authoring.reorder_problems, stands, list(reversed(stands)))
    assert stale.value.extra["current"] == {"order": [str(each) for each in moved]}
    for wrong in (moved[:2], [*moved[:2], moved[0]], [*moved[:2], course.item_id]):
        with pytest.raises(Invalid):
            act(course, authoring.reorder_problems, moved, wrong)
    assert ids(course) == moved
    assert len(audited(course, "assignment.reorder")) == 1


def test_of_many_editors_at_once_one_moves_and_the_others_are_told(course: Course) -> None:
    for number in range(2):
        act(course, authoring.add_problem, publish(course), title=f"Number {number}")
    stands = ids(course)
    moves = [[stands[1], stands[0], stands[2]], [stands[2], stands[1], stands[0]]] * 4
    done: list[list[UUID]] = []

    def move(after: list[UUID]) -> None:
        try:
            act(course, authoring.reorder_problems, stands, after)
        except Conflict:
            return
        done.append(after)

    threads = [threading.Thread(target=move, args=(after,)) for after in moves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [ids(course)]


def test_custom_points_scale_what_was_graded_and_none_takes_them_back(course: Course) -> None:
    course.grade(course.submit(RIGHT))
    contents = act(
        course, authoring.change_place, course.challenge_id, {"custom_points": Decimal("7.5"), "title": "Two"}
    )
    assert contents.assignment.points_total == Decimal("7.5")
    assert (entry(course).score_obtained, entry(course).max_score) == (Decimal("7.5"), Decimal("7.5"))
    act(course, authoring.change_place, course.challenge_id, {"custom_points": None})
    assert (entry(course).score_obtained, entry(course).max_score) == (Decimal(3), Decimal(3))
    first, second = audited(course, "assignment.change_problem")
    assert first.before is not None
    assert (first.before["custom_points"], first.before["title"]) == (None, "Doubling")
    assert second.after == {"custom_points": None}


def test_a_result_shows_the_points_that_it_counts_for(course: Course) -> None:
    attempt_id = course.submit(RIGHT)
    course.grade(attempt_id)
    act(course, authoring.change_place, course.challenge_id, {"custom_points": Decimal("1.5")})
    with course.database.transaction() as session:
        result = gradebook.view_result(session, course.school.actor("student1"), attempt_id)
    assert (result.score, result.points) == (Decimal("1.5"), Decimal("1.5"))
    hidden = result.hidden.points if result.hidden else Decimal(0)
    assert sum(test.points for test in result.tests) + hidden == Decimal("1.5")


@pytest.mark.parametrize("points", [Decimal(-1), Decimal("0.00001"), Decimal("NaN"), Decimal(10_001)])
def test_i11_points_that_cant_be_stored_are_refused(course: Course, points: Decimal) -> None:
    with pytest.raises(Invalid) as refused:
        act(course, authoring.change_place, course.challenge_id, {"custom_points": points})
    assert refused.value.field == "custom_points"


STEPS = st.lists(
    st.one_of(
        st.just(("add", None)),
        st.tuples(st.just("remove"), st.integers(0, 5)),
        st.tuples(
            st.just("points"),
            st.one_of(st.none(), st.decimals(0, 10_000, places=4, allow_nan=False, allow_infinity=False)),
        ),
    ),
    max_size=6,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_the_total_is_always_the_sum_of_the_parts(course: Course, steps: list[tuple[str, Any]]) -> None:
    course.set()
    version = course.version_id
    for number, (step, value) in enumerate(steps):
        places = read(course).places
        if step == "add":
            act(course, authoring.add_problem, version)
        elif places and step == "remove":
            act(course, authoring.remove_problem, places[value % len(places)].row.id)
        elif places:
            chosen = places[number % len(places)].row.id
            act(course, authoring.change_place, chosen, {"custom_points": value})
    contents = read(course)
    assert contents.assignment.points_total == sum((place.points for place in contents.places), Decimal(0))
    assert [place.row.order_index for place in contents.places] == list(range(len(contents.places)))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"max_attempts": 0}, "max_attempts"),
        ({"hint_cost": Decimal(-1)}, "hint_cost"),
        ({"allowed_languages": []}, "allowed_languages"),
        ({"allowed_languages": ["cobol"]}, "allowed_languages"),
        ({"allowed_languages": ["cpp"]}, "allowed_languages"),
        ({"colour": "red"}, "colour"),
        ({"time_limit_mins": 0}, "time_limit_mins"),
    ],
)
def test_i21_settings_that_cant_be_are_refused_and_named(
    course: Course, changes: dict[str, Any], field: str
) -> None:
    before = read(course).config
    with pytest.raises(Invalid) as refused:
        act(course, authoring.change_settings, changes)
    assert refused.value.field == field
    assert read(course).config == before


def test_settings_are_kept_and_audited_with_before_and_after(course: Course) -> None:
    given = {"difficulty": "hard", "max_attempts": 3, "hint_cost": Decimal("0.25"), "mode": "practice"}
    contents = act(course, authoring.change_settings, given)
    assert (contents.config.max_attempts, contents.config.hint_cost) == (3, Decimal("0.25"))
    assert contents.assignment.difficulty == "hard"
    act(course, authoring.change_settings, given)
    (event,) = audited(course, "assignment.change")
    assert event.before == {
        "difficulty": "medium",
        "max_attempts": None,
        "hint_cost": "0",
        "mode": "homework",
    }
    assert event.after == {"difficulty": "hard", "max_attempts": 3, "hint_cost": "0.25", "mode": "practice"}


def test_what_a_problem_allows_and_the_assignment_allows_is_the_intersection(course: Course) -> None:
    act(course, authoring.change_settings, {"allowed_languages": ["python", "cpp"]})
    with pytest.raises(Invalid):
        act(course, authoring.change_place, course.challenge_id, {"allowed_languages": ["cpp"]})
    act(course, authoring.change_place, course.challenge_id, {"allowed_languages": ["python"]})
    assert read(course).places[0].languages == ["python"]
    with pytest.raises(Invalid, match="Doubling"):
        act(course, authoring.change_settings, {"allowed_languages": ["cpp"]})


def test_what_students_have_begun_becomes_no_exam(course: Course) -> None:
    student = course.school.actor("student1")
    with course.database.transaction() as session:
        submissions.save_draft(
            session, student, course.challenge_id, revision=0, content=course.release, focused=0
        )
    with pytest.raises(Conflict) as refused:
        act(course, authoring.change_settings, {"mode": "exam"})
    assert refused.value.code == "begun"
    act(course, authoring.change_settings, {"mode": "practice"})


@pytest.mark.parametrize(
    ("who", "refusal"), [("student1", Forbidden), ("ta", Forbidden), ("other", NotFound)]
)
def test_only_who_edits_may(course: Course, who: str, refusal: type[DomainError]) -> None:
    steps: list[tuple[Any, ...]] = [
        (authoring.read_contents,),
        (authoring.remove_problem, course.challenge_id),
        (authoring.reorder_problems, [course.challenge_id], [course.challenge_id]),
        (authoring.change_place, course.challenge_id, {"title": "X"}),
        (authoring.change_settings, {"difficulty": "easy"}),
    ]
    for step, *arguments in steps:
        with pytest.raises(refusal):
            act(course, step, *arguments, who=who)


def test_an_archived_class_refuses(course: Course) -> None:
    with course.database.transaction() as session:
        teacher = course.school.actor("teacher")
        courses.change_class(session, teacher, course.school.class_id, {"is_archived": True})
    with pytest.raises(Conflict) as refused:
        act(course, authoring.change_settings, {"difficulty": "easy"})
    assert refused.value.code == "archived"
    assert len(read(course).places) == 1


def test_a_challenge_tells_what_each_test_counts_for_here(course: Course) -> None:
    course.grade(course.submit(RIGHT))
    act(course, authoring.change_place, course.challenge_id, {"custom_points": Decimal(9)})
    with course.database.transaction() as session:
        view = home.challenge_view(session, course.school.actor("student1"), course.challenge_id)
    assert (view.points_total, view.best_score) == (Decimal(9), Decimal(9))
    assert sum(view.worth(case) for case in view.cases) == Decimal(9)


def test_two_ways_of_changing_settings_lose_nothing_of_each_other(course: Course) -> None:
    act(course, authoring.change_settings, {"hint_cost": Decimal("0.5")})
    changes = [
        threading.Thread(target=act, args=(course, authoring.change_assignment, {"max_attempts": 7})),
        threading.Thread(
            target=act, args=(course, authoring.change_settings, {"allowed_languages": ["python"]})
        ),
    ]
    for change in changes:
        change.start()
    for change in changes:
        change.join()
    config = read(course).config
    assert (config.max_attempts, config.hint_cost, config.allowed_languages) == (
        7,
        Decimal("0.5"),
        ["python"],
    )
