"""Who watches an exam sees and changes their own students' sittings only (I16), in few questions (I22)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from lectorium.kit.errors import Conflict, NotFound
from lectorium.kit.paging import PageRequest
from lectorium.rooms.courses import api as courses
from lectorium.rooms.submissions import api as submissions
from tests.support.exams import Exam
from tests.support.notebooks import RIGHT


@pytest.fixture
def confined(exam: Exam) -> Exam:
    """The assistant works with student1's section alone."""
    teacher, class_id = exam.actor("teacher"), exam.course.school.class_id
    with exam.course.database.transaction() as session:
        section = courses.create_label(session, teacher, class_id, "Tuesday", "section")
        places = {
            who: courses.find_enrollment(session, class_id, exam.id_of(who)) for who in ("student1", "ta")
        }
        assert places["student1"] is not None
        assert places["ta"] is not None
        courses.put_students(session, teacher, section.id, put_in=[places["student1"].id])
        courses.change_enrollment(session, teacher, places["ta"].id, section_ids=[section.id])
    return exam


def test_i16_an_assistant_sees_and_extends_their_sections_only(confined: Exam) -> None:
    for who in ("student1", "student2"):
        confined.at(0).start(who)
    seen = confined.at(1).list(by="ta")
    assert [row.student.id for row in seen.rows.items] == [confined.id_of("student1")]
    assert seen.counts == {"not started": 0, "running": 1, "closed": 0}
    assert confined.at(2).extend(10, by="ta") == submissions.Extended(running=1, not_started=0)
    assert confined.at(3).look("student2").extra_minutes == 0
    with pytest.raises(NotFound):
        confined.at(3).extend(10, "student2", by="ta")
    confined.at(3).extend(10, "student2")
    with pytest.raises(NotFound):
        confined.at(3).take_back(10, "student2", by="ta")
    assert confined.at(3).take_back(10, by="ta") == submissions.TakenBack(1, 0, 0)
    assert confined.at(3).look("student2").extra_minutes == 10
    confined.at(4).hand_in("student2")
    sitting = confined.at(5).row("student2").sitting
    assert sitting is not None
    with pytest.raises(NotFound):
        confined.at(5).do(
            lambda session: submissions.reopen(session, confined.actor("ta"), sitting.id, minutes=5)
        )


def test_pages_follow_each_other(exam: Exam) -> None:
    def page(after: str | None) -> submissions.SittingsView:
        request = PageRequest(1, after)
        return exam.at(0).do(
            lambda session: submissions.list_sittings(session, exam.actor("teacher"), exam.item_id, request)
        )

    first = page(None)
    second = page(first.rows.next)
    found = [row.student.id for view in (first, second) for row in view.rows.items]
    assert found == [exam.id_of("student1"), exam.id_of("student2")]
    assert second.rows.next is None


def test_i22_a_page_asks_the_same_few_questions_however_many_sit(exam: Exam) -> None:
    asked: list[str] = []

    def hear(*given: object) -> None:
        asked.append(str(given[2]))

    def count() -> int:
        asked.clear()
        event.listen(exam.demo.engine, "before_cursor_execute", hear)
        exam.at(5).list()
        event.remove(exam.demo.engine, "before_cursor_execute", hear)
        return len(asked)

    before = count()
    for who in ("student1", "student2"):
        exam.at(0).start(who)
        exam.at(1).save(RIGHT, who=who)
    assert count() == before <= 12


def test_an_archived_class_gives_no_time(exam: Exam) -> None:
    exam.at(0).start()
    with exam.course.database.transaction() as session:
        changes = {"is_archived": True}
        courses.change_class(session, exam.actor("teacher"), exam.course.school.class_id, changes)
    for step in (
        lambda: exam.at(1).extend(10),
        lambda: exam.at(1).take_back(10),
        lambda: exam.at(100).reopen(10),
    ):
        with pytest.raises(Conflict) as refused:
            step()
        assert refused.value.code == "archived"


@pytest.mark.parametrize("change", [{"status": "dropped"}, {"role": "ta"}])
def test_the_sitting_of_who_is_no_student_any_more_stays_closed(exam: Exam, change: dict[str, Any]) -> None:
    exam.at(0).start()
    exam.at(1).hand_in()
    sitting = exam.at(2).row().sitting
    assert sitting is not None
    teacher, class_id = exam.actor("teacher"), exam.course.school.class_id
    with exam.course.database.transaction() as session:
        place = courses.find_enrollment(session, class_id, exam.id_of("student1"))
        assert place is not None
        courses.change_enrollment(session, teacher, place.id, **change)
    with pytest.raises(Conflict) as refused:
        exam.at(3).do(lambda session: submissions.reopen(session, teacher, sitting.id, minutes=5))
    assert refused.value.code == "not_a_student"
