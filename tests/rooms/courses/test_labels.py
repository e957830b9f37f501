"""Sections and labels, and assistants who work with some of them (I16)."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lectorium.kit.database import Database
from lectorium.kit.errors import Conflict, Forbidden, Invalid, NotFound
from lectorium.kit.paging import PageRequest
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people.api import Asked, AuditEvent
from tests.support.people import School, found_school


@dataclass
class Sections:
    """A class whose first student is in Monday and whose second is in Tuesday; the assistant has Monday."""

    school: School
    monday: uuid.UUID
    tuesday: uuid.UUID

    def place(self, session: Session, who: str) -> uuid.UUID:
        """Somebody's place in the class."""
        found = courses.find_enrollment(session, self.school.class_id, self.school.users[who].id)
        assert found is not None
        return found.id

    def in_section(self, session: Session, label_id: uuid.UUID) -> set[uuid.UUID]:
        """Who stands in a section."""
        statement = select(courses.LabelMember.enrollment_id).where(courses.LabelMember.label_id == label_id)
        return set(session.scalars(statement))


@pytest.fixture
def sections(database: Database) -> Sections:
    with database.transaction() as session:
        school = found_school(session, students=3)
        teacher = school.actor("teacher")
        made = [
            courses.create_label(session, teacher, school.class_id, name, "section").id
            for name in ("Monday", "Tuesday")
        ]
        found = Sections(school, *made)
        courses.put_students(session, teacher, found.monday, put_in=[found.place(session, "student1")])
        courses.put_students(session, teacher, found.tuesday, put_in=[found.place(session, "student2")])
        courses.change_enrollment(session, teacher, found.place(session, "ta"), section_ids=[found.monday])
    return found


def test_i16_an_assistant_of_a_section_sees_its_students(database: Database, sections: Sections) -> None:
    school = sections.school
    with database.transaction() as session:
        found = courses.access(session, school.actor("ta"), school.class_id)
        seen = courses.visible_students(found)
        assert seen is not None
        assert set(session.scalars(seen)) == {school.users["student1"].id}
        assert [courses.sees_student(session, found, school.users[f"student{n}"].id) for n in (1, 2, 3)] == [
            True,
            False,
            False,
        ]
        teacher = courses.access(session, school.actor("teacher"), school.class_id)
        assert courses.visible_students(teacher) is None
        members = courses.list_members(session, school.actor("ta"), school.class_id, PageRequest())
        shown = {member.user.id for member in members.items if member.enrollment.role == "student"}
        assert shown == {school.users["student1"].id}
        labels = courses.list_labels(session, school.actor("ta"), school.class_id)
        assert [(view.label.name, view.students) for view in labels] == [("Monday", 1)]


def test_i16_without_sections_an_assistant_sees_the_class(database: Database, sections: Sections) -> None:
    school = sections.school
    with database.transaction() as session:
        courses.change_enrollment(
            session, school.actor("teacher"), sections.place(session, "ta"), section_ids=[]
        )
    with database.transaction() as session:
        assert courses.access(session, school.actor("ta"), school.class_id).sections is None


def test_i16_an_assistant_widens_nothing(database: Database, sections: Sections) -> None:
    school, ta = sections.school, sections.school.actor("ta")
    with database.transaction() as session:
        student, own = sections.place(session, "student2"), sections.place(session, "ta")
        with pytest.raises(Forbidden):
            courses.put_students(session, ta, sections.monday, put_in=[student])
        with pytest.raises(Forbidden):
            courses.change_enrollment(session, ta, own, section_ids=[])
        with pytest.raises(Forbidden):
            courses.create_label(session, ta, school.class_id, "Mine", "section")
        with pytest.raises(Forbidden) as refused:
            courses.enroll(session, ta, school.class_id, school.users["stranger"].username, "student")
        assert refused.value.code == "sections_only"
        with pytest.raises(Forbidden):
            courses.import_roster(session, ta, school.class_id, "username,email,name\n", dry_run=True)


def test_a_student_stands_in_one_section(database: Database, sections: Sections) -> None:
    teacher = sections.school.actor("teacher")
    with database.transaction() as session:
        student = sections.place(session, "student1")

    def put(label_id: uuid.UUID) -> None:
        with database.transaction() as session:
            courses.put_students(session, teacher, label_id, put_in=[student])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(put, [sections.monday, sections.tuesday] * 6))
    with database.transaction() as session:
        statement = select(func.count()).where(courses.LabelMember.enrollment_id == student)
        assert session.scalar(statement) == 1


def test_students_bear_any_number_of_labels(database: Database, sections: Sections) -> None:
    school, teacher = sections.school, sections.school.actor("teacher")
    with database.transaction() as session:
        everybody = [sections.place(session, f"student{n}") for n in (1, 2, 3)]
        for name in ("Extra time", "Repeating"):
            label = courses.create_label(session, teacher, school.class_id, name, "label")
            assert courses.put_students(session, teacher, label.id, put_in=everybody).students == 3
            assert courses.put_students(session, teacher, label.id, put_in=everybody[:1]).students == 3
            left = courses.put_students(session, teacher, label.id, take_out=everybody[2:])
            assert left.students == 2
        borne = courses.labels_of(session, everybody)
    assert [label.name for label in borne[everybody[0]]] == ["Monday", "Extra time", "Repeating"]
    assert everybody[2] not in borne


def test_who_isnt_a_student_there_is_put_nowhere(database: Database, sections: Sections) -> None:
    teacher = sections.school.actor("teacher")
    with database.transaction() as session:
        neighbour = found_school(session)
        elsewhere = courses.find_enrollment(session, neighbour.class_id, neighbour.users["student1"].id)
        assert elsewhere is not None
        with pytest.raises(NotFound):
            courses.put_students(session, teacher, sections.monday, put_in=[elsewhere.id])
        with pytest.raises(Invalid):
            courses.put_students(session, teacher, sections.monday, put_in=[sections.place(session, "ta")])
        with pytest.raises(NotFound):
            courses.rename_label(session, neighbour.actor("teacher"), sections.monday, "Theirs")
        with pytest.raises(NotFound):
            courses.rename_label(session, neighbour.actor("admin"), sections.monday, "Theirs")


def test_only_assistants_are_confined_and_only_to_sections(database: Database, sections: Sections) -> None:
    school, teacher = sections.school, sections.school.actor("teacher")
    with database.transaction() as session:
        label = courses.create_label(session, teacher, school.class_id, "Extra time", "label")
        with pytest.raises(Invalid):
            courses.change_enrollment(session, teacher, sections.place(session, "ta"), section_ids=[label.id])
        with pytest.raises(Invalid):
            courses.change_enrollment(
                session, teacher, sections.place(session, "student1"), section_ids=[sections.monday]
            )
        ta = sections.place(session, "ta")
        courses.change_enrollment(session, school.actor("admin"), ta, role="teacher")
    with database.transaction() as session:
        assert courses.access(session, school.actor("ta"), school.class_id).sections is None


def test_an_assistant_who_comes_back_as_a_teacher_sees_the_whole_class(
    database: Database, sections: Sections
) -> None:
    school, teacher = sections.school, sections.school.actor("teacher")
    with database.transaction() as session:
        courses.change_enrollment(session, teacher, sections.place(session, "ta"), status="dropped")
        name = school.users["ta"].username
        courses.enroll(session, teacher, school.class_id, name, "teacher")
    with database.transaction() as session:
        found = courses.access(session, school.actor("ta"), school.class_id)
        assert (found.role, found.sections) == ("teacher", None)


def test_names_are_told_apart_and_whats_in_use_stays(database: Database, sections: Sections) -> None:
    school, teacher = sections.school, sections.school.actor("teacher")
    with database.transaction() as session:
        with pytest.raises(Conflict):
            courses.create_label(session, teacher, school.class_id, " monday ", "label")
        with pytest.raises(Conflict):
            courses.rename_label(session, teacher, sections.tuesday, "MONDAY")
        with pytest.raises(Conflict) as used:
            courses.delete_label(session, teacher, sections.monday)
        assert used.value.code == "label_in_use"
        courses.rename_label(session, teacher, sections.tuesday, "Wednesday")
        courses.delete_label(session, teacher, sections.tuesday)
        with pytest.raises(Invalid):
            courses.create_label(session, teacher, school.class_id, "  ", "label")


def test_i17_every_change_of_sections_is_kept_with_before_and_after(
    database: Database, sections: Sections
) -> None:
    school = sections.school
    with database.transaction() as session:
        events = session.scalars(
            select(AuditEvent)
            .where(AuditEvent.organization_id == school.organization_id)
            .where(AuditEvent.action.in_(("label.create", "label.members", "enrollment.sections")))
            .order_by(AuditEvent.id)
        ).all()
    assert [event.action for event in events] == [
        *("label.create", "label.create", "label.members", "label.members", "enrollment.sections")
    ]
    assert (events[-1].before, events[-1].after) == ({"sections": []}, {"sections": ["Monday"]})


def test_i17_who_moves_to_another_section_is_told_from_where(database: Database, sections: Sections) -> None:
    school = sections.school
    with database.transaction() as session:
        teacher = school.actor("teacher")
        place = courses.find_enrollment(session, school.class_id, school.users["student1"].id)
        assert place is not None
        for name in ("Wednesday", "Thursday"):
            label = courses.create_label(session, teacher, school.class_id, name, "section")
            courses.put_students(session, teacher, label.id, put_in=[place.id])
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.target_ids.contains([str(label.id)])).order_by(AuditEvent.id)
        ).all()[-1]
    key = str(place.id)
    assert event.before == {"section": {key: "Wednesday"}}
    assert event.after == {"name": "Thursday", "in": [key], "section": {key: "Thursday"}}


def test_i17_an_export_says_which_part_was_taken(database: Database, sections: Sections) -> None:
    school = sections.school
    with database.transaction() as session:
        teacher = school.actor("teacher")
        part = courses.Wanted(search="ada", status="all", order="name", without_section=True)
        courses.record_export(session, teacher, school.class_id, "roster", part)
        events = select(AuditEvent).where(AuditEvent.class_id == school.class_id)
        event = session.scalars(events.where(AuditEvent.action == "roster.export")).one()
    told = {"search": "ada", "status": "all", "without_section": True}
    assert event.after == {"sections": None, **told}


def test_i16_a_teacher_who_has_left_decides_nothing(database: Database, sections: Sections) -> None:
    school = sections.school
    teacher = school.actor("teacher")
    with database.transaction() as session:
        courses.change_enrollment(
            session, school.actor("admin"), sections.place(session, "teacher"), status="dropped"
        )
    with database.transaction() as session:
        with pytest.raises(Forbidden):
            courses.change_enrollment(session, teacher, sections.place(session, "ta"), role="teacher")
        with pytest.raises(Forbidden):
            courses.rename_label(session, teacher, sections.monday, "Mine")
        with pytest.raises(Forbidden):
            courses.class_trail(session, teacher, school.class_id, Asked(), PageRequest())
