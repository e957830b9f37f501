"""Who is next: urgency, then classes in turn, then students in turn; tries are shed, work never (I24)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from lectorium.kit.database import Database
from lectorium.kit.errors import TooMany, Unavailable
from lectorium.kit.events import Registry
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.grading import api as grading
from lectorium.rooms.grading import waiting
from lectorium.rooms.grading.turns import RECENT, lease_next
from lectorium.sandbox import Sandbox
from lectorium.storage import ObjectStore
from lectorium.wiring import wire
from tests.support.notebooks import RIGHT
from tests.support.people import found_school
from tests.support.work import Course, found_course

ALL = (0, 1, 2, 3)
STUDENTS = 6
Found = Callable[[], Course]


@pytest.fixture(autouse=True)
def nothing_waits(database: Database) -> None:
    """What other tests left in line is out of the way, and what they began is forgotten."""
    with database.transaction() as session:
        session.execute(
            text("UPDATE grading_runs SET status = 'error' WHERE status IN ('queued', 'processing')")
        )
        session.execute(text("UPDATE grading_runs SET started_at = NULL"))


@pytest.fixture
def found(database: Database, store: ObjectStore, sandbox: Sandbox, doubling: authoring.Prepared) -> Found:
    """Founds a class of its own with the doubling problem in it."""

    def founded() -> Course:
        with database.transaction() as session:
            school = found_school(session, students=STUDENTS)
        return found_course(database, store, sandbox, school, doubling)

    return founded


def take(database: Database, urgencies: tuple[int, ...] = ALL, *, end: bool = True) -> UUID | None:
    """Take what is next as a free worker would, and end it at once; the attempt, or None."""
    with database.transaction() as session:
        leased = lease_next(session, "tests", 60, urgencies)
        if leased is not None and end:
            session.execute(
                text("UPDATE grading_runs SET status = 'completed' WHERE id = :id"), {"id": leased.run_id}
            )
    return None if leased is None else leased.attempt_id


def take_all(database: Database) -> list[UUID]:
    """Take everything, one after the other."""
    return list(iter(lambda: take(database), None))


def regrade(course: Course, attempt_id: UUID, count: int) -> None:
    """Queue regrades of an attempt."""
    with course.database.transaction() as session:
        run = grading.current_run(session, attempt_id)
        for number in range(count):
            again = grading.GradingRun(
                attempt_id=attempt_id,
                number=number + 2,
                is_current=False,
                status="queued",
                problem_version_id=run.problem_version_id,
            )
            grading.take_place(again, "regrade", course.school.class_id, run.student_id)
            session.add(again)


def test_a_class_that_hands_in_at_once_keeps_no_other_class_waiting(database: Database, found: Found) -> None:
    many, few = found(), found()
    first = [many.submit(RIGHT, who=f"student{1 + n % STUDENTS}") for n in range(12)]
    later = [few.submit(RIGHT, who=f"student{n}") for n in (1, 2, 3)]
    order = take_all(database)
    # Either class may begin.
    begin = order.index(later[0])
    assert begin < 2
    assert [order.index(each) for each in later] == [begin, begin + 2, begin + 4]
    assert sorted(order) == sorted([*first, *later])


def test_who_hands_in_again_and_again_keeps_nobody_waiting(database: Database, found: Found) -> None:
    course = found()
    flood = [course.submit(RIGHT) for _ in range(6)]
    others = [course.submit(RIGHT, who=f"student{n}") for n in (2, 3, 4)]
    order = take_all(database)
    assert order == [flood[0], *others, *flood[1:]]


def test_who_begins_late_begins_in_the_lap_that_the_class_has_reached(
    database: Database, found: Found
) -> None:
    course = found()
    flood = [course.submit(RIGHT) for _ in range(6)]
    assert [take(database) for _ in range(3)] == flood[:3]
    other = [course.submit(RIGHT, who="student2") for _ in range(3)]
    assert take_all(database) == [flood[3], other[0], flood[4], other[1], flood[5], other[2]]


def test_a_submission_waits_for_one_regrade_at_most(database: Database, found: Found) -> None:
    course = found()
    old = course.submit(RIGHT)
    assert take(database) == old
    regrade(course, old, 20)
    assert take(database) == old
    new = [course.submit(RIGHT, who=f"student{n}") for n in (2, 3)]
    tried = course.submit(RIGHT, who="student4", type="test_run")
    order = take_all(database)
    # The try has waited for longer than the last of its kind: nothing of its urgency was begun lately.
    assert order[:3] == [tried, *new]
    assert order[3:] == [old] * 19


def test_nothing_waits_for_ever_behind_what_is_more_urgent(database: Database, found: Found) -> None:
    course = found()
    old = course.submit(RIGHT)
    take(database)
    regrade(course, old, 3)
    urgent = {course.submit(RIGHT, who=f"student{1 + n % STUDENTS}") for n in range(2 * RECENT)}
    order = take_all(database)
    places = [place for place, attempt_id in enumerate(order) if attempt_id not in urgent]
    assert places[0] == 0
    assert places[1] <= RECENT + 1
    assert places[2] <= 2 * RECENT + 2


def test_a_worker_takes_only_from_the_queues_that_it_serves(database: Database, found: Found) -> None:
    course = found()
    final, tried = course.submit(RIGHT), course.submit(RIGHT, who="student2", type="test_run")
    assert take(database, (0,)) is None
    assert take(database, (2, 3)) == tried
    assert take(database, (0, 1)) == final


def test_of_two_classes_the_one_with_fewer_at_work_goes_first(database: Database, found: Found) -> None:
    slow, quick = found(), found()
    at_work, *others = [slow.submit(RIGHT, who=f"student{n}") for n in (1, 2, 3)]
    assert take(database, end=False) == at_work
    quick_ones = [quick.submit(RIGHT, who=f"student{n}") for n in (1, 2, 3)]
    assert take_all(database) == [*quick_ones, *others]


def test_many_workers_never_take_the_same_run(database: Database, found: Found) -> None:
    course = found()
    handed_in = [course.submit(RIGHT, who=f"student{1 + n % STUDENTS}") for n in range(24)]
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: take(database), range(32)))
    assert sorted(each for each in taken if each) == sorted(handed_in)


def test_i24_a_newer_test_run_takes_the_place_of_the_one_that_waits(course: Course) -> None:
    first = course.submit(RIGHT, type="test_run")
    second = course.submit(RIGHT, type="test_run")
    with course.database.transaction() as session:
        runs = grading.current_runs(session, [first, second])
    assert (runs[first].status, runs[second].status) == ("superseded", "queued")
    assert "newer test run" in runs[first].message
    assert take_all(course.database) == [second]


def test_i24_one_person_queues_few_test_runs_and_hands_in_all_the_same(course: Course) -> None:
    for _ in range(waiting.MOST_WAITING):
        course.set()
        last = course.submit(RIGHT, type="test_run")
    course.set()
    with pytest.raises(TooMany, match="still waiting"):
        course.submit(RIGHT, type="test_run")
    course.submit(RIGHT, who="student2", type="test_run")
    course.submit(RIGHT)
    course.grade(last)
    course.submit(RIGHT, type="test_run")


def test_i24_behind_a_long_queue_only_test_runs_are_refused(course: Course) -> None:
    narrow = Database(str(course.database.engine.url.render_as_string(hide_password=False)))
    narrow.events = wire(Registry(), most_queued=3)
    busy = Course(narrow, course.store, course.sandbox, course.school, course.version_id)
    busy.challenge_id = course.challenge_id
    for _ in range(3):
        busy.submit(RIGHT)
    mine = busy.submit(RIGHT, type="test_run")
    with pytest.raises(Unavailable, match="handing in works as always") as refused:
        busy.submit(RIGHT, who="student2", type="test_run")
    assert refused.value.extra["retry_after"] == waiting.SHED_SECONDS
    busy.submit(RIGHT, who="student2")
    newer = busy.submit(RIGHT, type="test_run")
    narrow.close()
    assert mine != newer


def test_a_position_says_how_many_go_before(database: Database, found: Found) -> None:
    many, few = found(), found()
    first = [many.submit(RIGHT, who=f"student{1 + n % STUDENTS}") for n in range(8)]
    second = [few.submit(RIGHT, who=f"student{n}") for n in (1, 2)]
    tried = few.submit(RIGHT, who="student3", type="test_run")
    with database.transaction() as session:
        places = [grading.position_of(session, each) for each in (first[0], first[-1], second[1], tried)]
        assert grading.position_of(session, uuid4()) is None
    assert [place.ahead for place in places if place] == [0, 7 + 2, 1 + 1, 10]
    taken = take(database, end=False)
    assert taken is not None
    with database.transaction() as session:
        assert grading.position_of(session, taken) is None
