"""I8: what the tutor reads about an exam's problem is as closed as the tutor while somebody sits it."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from lectorium.kit.errors import Conflict
from lectorium.rooms.materials import api as materials
from tests.support.exams import Exam, exam

__all__ = ["exam"]


def opened(session: Session, exam: Exam, entry_id: UUID, who: str) -> list[materials.SourcePage]:
    actor = exam.actor(who)
    return [
        materials.open_support(session, actor, exam.challenge_id, 0),
        materials.open_entry(session, actor, entry_id, 0),
    ]


def test_i08_no_source_about_the_problem_opens_in_a_sitting(exam: Exam) -> None:
    def add(session: Session) -> UUID:
        teacher = exam.actor("teacher")
        scope = materials.challenge_scope(session, teacher, exam.challenge_id, writable=True)
        shelf = materials.Shelf(exam.course.store, 1_000)
        return materials.add_entry(
            session, shelf, teacher, scope, materials.NewEntry("Ways", "Think of dicts."), None
        ).entry.id

    room = exam.at(5)
    entry_id = room.do(add)
    room.start("student1")
    for look in (
        lambda session: materials.open_support(session, exam.actor("student1"), exam.challenge_id, 0),
        lambda session: materials.open_entry(session, exam.actor("student1"), entry_id, 0),
        lambda session: materials.read_entry_file(
            session, exam.course.store, exam.actor("student1"), entry_id
        ),
    ):
        with pytest.raises(Conflict) as refused:
            room.do(look)
        assert refused.value.code == "exam"
    assert len(room.do(lambda session: opened(session, exam, entry_id, "teacher"))) == 2
