"""An exam's problem is closed everywhere until the last student's time is over (I8)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from lectorium.kit.errors import Conflict
from lectorium.kit.paging import PageRequest
from lectorium.rooms.analytics import api as analytics
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.submissions import api as submissions
from tests.support.exams import CLOSES, OPENS, TICK, Exam
from tests.support.notebooks import RIGHT, WRONG, answered
from tests.support.work import Course


@pytest.fixture
def homework(course: Course) -> UUID:
    """The same problem as homework, set before the exam, with somebody's attempt."""
    course.submit(RIGHT)
    return course.challenge_id


def sees(exam: Exam, minutes: float, challenge_id: UUID, who: str = "student1") -> bool:
    def look(session: Session) -> bool:
        try:
            authoring.find_setting(session, exam.actor(who), challenge_id)
        except Conflict as refused:
            assert refused.code == "embargoed"
            return False
        return True

    return exam.at(minutes).do(look)


def standalone(exam: Exam) -> UUID:
    with exam.course.database.transaction() as session:
        made = authoring.create_challenge(session, exam.actor("teacher"), exam.course.version_id, None)
        return made.id


def shown(exam: Exam, minutes: float, who: str) -> int:
    def count(session: Session) -> int:
        return len(authoring.list_practice(session, exam.actor(who), authoring.Wanted(), PageRequest()).items)

    return exam.at(minutes).do(count)


def test_i08_the_same_problem_as_homework_is_closed_to_the_exams_class(homework: UUID, exam: Exam) -> None:
    assert not sees(exam, -60 * 24 * 300, homework)
    assert not sees(exam, 10, homework)
    assert not sees(exam, 180, homework)
    assert sees(exam, 180.001, homework)
    assert sees(exam, 10, homework, "teacher")


def test_i08_nor_is_work_on_it_saved(homework: UUID, exam: Exam) -> None:
    """Also by the quick way of a notebook that is open still; nothing of what was saved is lost."""

    def save(minutes: float, challenge_id: UUID, revision: int) -> int:
        content = answered(exam.course.release, WRONG if revision == 1 else RIGHT)

        def step(session: Session) -> int:
            actor = exam.actor("student1")
            saved = submissions.save_draft(
                session, actor, challenge_id, revision=revision, content=content, focused=0
            )
            return saved.revision

        return exam.at(minutes).do(step)

    practice = standalone(exam)
    assert save(181, practice, 0) == 1
    for challenge_id in (homework, practice):
        for minutes in (-60, 10, 180):
            with pytest.raises(Conflict) as refused:
                save(minutes, challenge_id, 1)
            assert refused.value.code == "embargoed"
        assert save(180.001, challenge_id, 1) == 2
    exam.at(10).start()
    exam.at(11).save(RIGHT)
    assert exam.at(12).save(WRONG, 1).revision == 2


def test_i08_also_while_it_isnt_published(homework: UUID, exam: Exam) -> None:
    exam.set(is_published=False)
    assert not sees(exam, 10, homework)


def test_i08_until_the_last_students_time_is_over(homework: UUID, exam: Exam) -> None:
    exam.slower("student2", "1.5")
    assert not sees(exam, 210, homework)
    assert sees(exam, 210.001, homework)
    exam.at(175).start("student2")
    exam.at(200).extend(30, "student2")
    assert not sees(exam, 240, homework)
    exam.at(220).hand_in("student2")
    assert sees(exam, 221, homework)


def test_i08_results_of_earlier_attempts_are_closed_too(homework: UUID, exam: Exam) -> None:
    actor = exam.actor("student1")

    def result(session: Session) -> gradebook.ResultView:
        attempts = submissions.list_attempts(session, actor, homework, PageRequest()).items
        return gradebook.view_result(session, actor, attempts[0].id)

    with pytest.raises(Conflict) as refused:
        exam.at(10).do(result)
    assert refused.value.code == "embargoed"
    assert exam.at(CLOSES + TICK).do(result).attempt.challenge_id == homework


def test_i08_practice_is_closed_to_everybody_but_staff(exam: Exam) -> None:
    practice = standalone(exam)
    for who, open_to in (("student1", False), ("stranger", False), ("teacher", True), ("admin", True)):
        assert sees(exam, 10, practice, who) == open_to, who
        assert shown(exam, 10, who) == (1 if open_to else 0), who
        assert sees(exam, 200, practice, who)
        assert shown(exam, 200, who) == 1


def test_homework_of_another_class_goes_on_for_its_own_students(exam: Exam) -> None:
    school, teacher = exam.course.school, exam.actor("teacher")
    with exam.course.database.transaction() as session:
        klass = courses.create_class(session, teacher, courses.NewClass("Elsewhere")).klass
        module = courses.create_module(session, teacher, klass.id, "Week 1", "", is_published=True)
        for who in ("stranger", "student1"):
            courses.add_member(session, klass.id, school.users[who], "student")
        new = authoring.NewAssignment("Doubling")
        item = authoring.create_assignment(session, teacher, module.id, new, [exam.course.version_id])
        elsewhere = authoring.challenges_of_item(session, item.id)[0].id
    assert sees(exam, 10, elsewhere, "stranger")
    assert not sees(exam, 10, elsewhere)


def test_i08_the_figures_of_its_tests_are_closed_to_who_sits_it(exam: Exam) -> None:
    """Somebody teaches the problem in a class of their own, and is a student of the exam's."""
    other, school = exam.actor("other"), exam.course.school
    with exam.course.database.transaction() as session:
        klass = courses.create_class(session, other, courses.NewClass("Elsewhere")).klass
        module = courses.create_module(session, other, klass.id, "Week 1", "", is_published=True)
        new = authoring.NewAssignment("Doubling")
        item = authoring.create_assignment(session, other, module.id, new, [exam.course.version_id])
        elsewhere = authoring.challenges_of_item(session, item.id)[0].id

    def figures(session: Session) -> int:
        return len(analytics.suite_quality(session, other, elsewhere).tests)

    assert exam.at(10).do(figures)
    with exam.course.database.transaction() as session:
        courses.add_member(session, school.class_id, school.users["other"], "student")
    with pytest.raises(Conflict) as refused:
        exam.at(10).do(figures)
    assert refused.value.code == "embargoed"
    assert exam.at(CLOSES + TICK).do(figures)


def test_i08_nor_through_a_students_eyes(homework: UUID, exam: Exam) -> None:
    """Who helps in one class and sits the exam in another looks at the homework's result as its student."""
    school, helper = exam.course.school, exam.actor("stranger")
    with exam.course.database.transaction() as session:
        courses.add_member(session, school.class_id, school.users["stranger"], "ta")
        look = courses.view_as(session, helper, school.class_id, exam.id_of("student1")).actor
        other = exam.actor("other")
        klass = courses.create_class(session, other, courses.NewClass("Elsewhere")).klass
        module = courses.create_module(session, other, klass.id, "Week 1", "", is_published=True)
        courses.add_member(session, klass.id, school.users["stranger"], "student")
        new = authoring.NewAssignment("Final", mode="exam", due_date=CLOSES + timedelta(days=9))
        authoring.create_assignment(session, other, module.id, new, [exam.course.version_id])
        mine = submissions.list_attempts(session, exam.actor("student1"), homework, PageRequest()).items

    def result(session: Session) -> gradebook.ResultView:
        return gradebook.view_result(session, look, mine[0].id)

    def tests(session: Session) -> int:
        return len(analytics.test_rows(session, helper, school.class_id))

    exam.course.grade(mine[0].id)
    after = CLOSES + timedelta(days=1)
    with pytest.raises(Conflict) as refused:
        exam.at(after).do(result)
    assert refused.value.code == "embargoed"
    assert exam.at(after).do(tests) == 0
    later = exam.at(CLOSES + timedelta(days=10))
    assert later.do(result).attempt.challenge_id == homework
    assert later.do(tests) > 0


def test_who_sits_the_exam_is_not_kept_from_it_by_a_second_one(exam: Exam) -> None:
    first, first_item = exam.challenge_id, exam.item_id
    exam.at(0).start()
    exam.set(release_date=OPENS + timedelta(days=7), due_date=CLOSES + timedelta(days=7))
    assert sees(exam, 10, first)
    exam.item_id = first_item
    exam.at(11).hand_in()
    assert not sees(exam, 60 * 24, first)


def test_i08_archiving_a_class_opens_nothing_before_its_exam_is_over(homework: UUID, exam: Exam) -> None:
    practice = standalone(exam)
    with exam.course.database.transaction() as session:
        changes = {"is_archived": True}
        courses.change_class(session, exam.actor("teacher"), exam.course.school.class_id, changes)
    assert not sees(exam, 10, practice, "stranger")
    assert sees(exam, int((CLOSES - OPENS).total_seconds() / 60) + 60, practice, "stranger")


def test_who_places_a_problem_that_was_shown_is_warned(homework: UUID, exam: Exam) -> None:
    with exam.course.database.transaction() as session:
        said = authoring.warnings_for(session, exam.item_id)
    assert len(said) == 2
    assert "Students have seen" in said[0]
    assert "can’t work on “Doubling”" in said[1]
    assert len(exam.at(CLOSES + TICK).do(lambda session: authoring.warnings_for(session, exam.item_id))) == 1


def test_a_problem_that_nobody_saw_brings_no_warning(exam: Exam, doubling: authoring.Prepared) -> None:
    teacher = exam.actor("teacher")
    with exam.course.database.transaction() as session:
        fresh = authoring.publish_problem(session, exam.course.store, teacher, doubling)
        assert authoring.shown_before(session, [fresh]) == []
        authoring.create_challenge(session, teacher, fresh.id, "Doubling")
        assert "practice for the whole school" in authoring.shown_before(session, [fresh])[0]
