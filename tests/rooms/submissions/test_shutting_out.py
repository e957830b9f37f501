"""Nobody is shut out of the exam they sit by a slip (I6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lectorium.kit.errors import Conflict, NotFound
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people import api as people
from lectorium.rooms.submissions import api as submissions
from tests.support.exams import CLOSES, OPENS, Exam
from tests.support.notebooks import RIGHT

Step = Callable[[Session], Any]
HIDE = {"is_published": False}
LATER = {"release_date": OPENS + timedelta(minutes=90)}
SHORTER = {**LATER, "due_date": CLOSES - timedelta(minutes=30)}


def on_item(exam: Exam, changes: dict[str, Any], *, confirmed: bool = False) -> Step:
    return lambda session: submissions.change_work(
        session, exam.actor("teacher"), exam.item_id, dict(changes), confirmed=confirmed
    )


def on_module(exam: Exam, changes: dict[str, Any], *, confirmed: bool = False) -> Step:
    return lambda session: submissions.change_module(
        session, exam.actor("teacher"), exam.course.school.module_id, dict(changes), confirmed=confirmed
    )


@pytest.mark.parametrize(("change", "changes"), [(on_item, HIDE), (on_item, LATER), (on_module, HIDE)])
def test_i06_taking_an_exam_from_who_sits_it_is_confirmed(
    exam: Exam, change: Callable[..., Step], changes: dict[str, Any]
) -> None:
    exam.at(0).start()
    exam.at(1).start("student2")
    exam.at(2).save(RIGHT)
    exam.at(3).hand_in("student2")
    with pytest.raises(Conflict, match=r"^1 student sits (this exam|an exam in this module) now") as refused:
        exam.at(4).do(change(exam, changes))
    assert refused.value.code == "sittings_running"
    assert refused.value.extra["current"] == {"sittings": 1}
    assert exam.at(5).look().state == "running"

    exam.at(6).do(change(exam, changes, confirmed=True))
    with pytest.raises(NotFound):
        exam.at(7).save(RIGHT, 1)
    exam.at(61).sweep()
    assert len(exam.attempts()) == 1
    with exam.course.database.transaction() as session:
        a = people.AuditEvent
        kept = select(a.after).where(a.action == "exam.shut_out", a.class_id == exam.course.school.class_id)
        assert session.scalars(kept).all() == [{"students": [str(exam.id_of("student1"))]}]


def times_kept(exam: Exam) -> int:
    """How often the trail says that somebody was shut out."""
    a = people.AuditEvent
    of_class = (a.action == "exam.shut_out") & (a.class_id == exam.course.school.class_id)
    with exam.course.database.transaction() as session:
        return session.scalar(select(func.count()).where(of_class)) or 0


def test_i06_who_doesnt_sit_it_is_asked_nothing_about(exam: Exam) -> None:
    exam.at(0).do(on_item(exam, HIDE))
    exam.at(0).do(on_item(exam, {"is_published": True}))
    exam.at(0).start()
    exam.at(1).do(on_item(exam, {"title": "Sums", "release_date": OPENS - timedelta(hours=1)}))
    exam.at(61).do(on_module(exam, HIDE))
    exam.at(62).do(on_item(exam, HIDE))
    assert times_kept(exam) == 0


def test_i06_who_is_shut_out_already_isnt_counted_twice(exam: Exam) -> None:
    exam.at(0).start()
    exam.at(1).do(on_item(exam, HIDE, confirmed=True))
    exam.at(2).do(on_module(exam, HIDE))
    exam.at(3).do(on_item(exam, LATER))
    assert times_kept(exam) == 1


def test_i06_who_loses_time_by_the_same_change_is_said_too(exam: Exam) -> None:
    exam.at(0).start()
    with pytest.raises(Conflict, match=r"sits this exam.*This takes time away from 2 students") as refused:
        exam.at(4).do(on_item(exam, SHORTER))
    assert (refused.value.code, refused.value.detail.count("Confirm it")) == ("sittings_running", 1)
    exam.at(4).do(on_item(exam, SHORTER, confirmed=True))


def test_i06_an_exception_by_which_somebody_sits_it_isnt_taken_away_unconfirmed(exam: Exam) -> None:
    teacher, early = exam.actor("teacher"), OPENS - timedelta(minutes=30)
    values: authoring.Values = {"release_date": early}
    view = exam.at(-40).do(
        lambda session: submissions.put_override(
            session, teacher, exam.item_id, values, student_id=exam.id_of("student1")
        )
    )
    exam.at(early).start()
    with pytest.raises(Conflict) as refused:
        exam.at(-20).do(lambda session: submissions.delete_override(session, teacher, view.override.id))
    assert refused.value.code == "sittings_running"


def test_i06_an_exam_that_is_sat_isnt_moved_into_a_hidden_module(exam: Exam) -> None:
    school, teacher = exam.course.school, exam.actor("teacher")

    def move(session: Session) -> None:
        hidden = courses.create_module(session, teacher, school.class_id, "Later", "", is_published=False)
        session.flush()
        found = courses.read_order(session, school.class_id)
        wanted = courses.moved(found, exam.item_id, "to", hidden.id)
        submissions.reorder(session, teacher, school.class_id, replace(wanted, revision=found.revision))

    exam.at(0).start()
    with pytest.raises(Conflict, match="hidden module") as refused:
        exam.at(1).do(move)
    assert refused.value.code == "sittings_running"
    assert exam.at(2).look().state == "running"
    exam.at(61).do(move)


def test_an_exam_that_is_begun_isnt_deleted(exam: Exam) -> None:
    exam.at(0).start()
    with pytest.raises(Conflict) as refused:
        exam.at(1).do(lambda session: authoring.delete_item(session, exam.actor("teacher"), exam.item_id))
    assert refused.value.code == "item_has_work"
