"""A school with something in every room, for asking each route about."""

from __future__ import annotations

import json
import uuid
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lectorium.kit.database import Database
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.rooms.courses import api as courses
from lectorium.rooms.grading import api as grading
from lectorium.rooms.materials import api as materials
from lectorium.rooms.people import api as people
from lectorium.rooms.submissions import api as submissions
from lectorium.sandbox import open_sandbox
from lectorium.storage import ObjectStore
from tests.support.journeys import guarded
from tests.support.people import School, found_school

SECRET_CALL, SECRET_VALUE = "add(10**9, 1)", "1000000001"
REFERENCE_MARK = "the teacher's own words"
PROGRAM: dict[str, Any] = {
    "title": "Add two numbers",
    "statement": "Write `add(a, b)`.",
    "solution": f"def add(a, b):\n    return a + b  # {REFERENCE_MARK}\n",
    "hints": ["Think of plus.", "It is `a + b`."],
    "tests": [
        {"name": "small", "call": "add(1, 2)", "expected": "3", "points": 2},
        {"name": "large", "call": SECRET_CALL, "expected": SECRET_VALUE, "hidden": True, "points": 3},
    ],
}


def graded_cell(name: str, source: str, **role: Any) -> dict[str, Any]:
    """A cell as nbgrader marks it."""
    usual = {"schema_version": 3, "grade": False, "locked": False, "solution": False, "task": False}
    metadata = {"nbgrader": {**usual, "grade_id": name, **role}}
    return {
        "id": name,
        "cell_type": "code",
        "source": source,
        "metadata": metadata,
        "outputs": [],
        "execution_count": None,
    }


SOLUTION = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION\n"
NOTEBOOK: dict[str, Any] = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    "cells": [
        {"id": "title", "cell_type": "markdown", "source": "# Doubling", "metadata": {}},
        graded_cell("double", SOLUTION, solution=True),
        graded_cell("test_double", "assert double(2) == 4\n", grade=True, locked=True, points=2),
    ],
}


@dataclass
class World:
    """One school with a graded attempt, and another whose people are the neighbours."""

    database: Database
    store: ObjectStore
    school: School
    neighbours: School
    version: authoring.ProblemVersion
    item_id: UUID
    challenge_id: UUID
    standalone_id: UUID
    attempt_id: UUID

    @property
    def join_code(self) -> str:
        with self.database.transaction() as session:
            found = courses.access(session, self.school.actor("teacher"), self.school.class_id)
            return str(found.klass.join_code)

    @property
    def enrollment_id(self) -> UUID:
        with self.database.transaction() as session:
            place = courses.find_enrollment(session, self.school.class_id, self.school.users["student2"].id)
            assert place is not None
            return place.id

    @property
    def student_id(self) -> UUID:
        return self.school.users["student1"].id

    def login(self, name: str) -> str:
        return self.school.users[name].login_name

    def new_user(self) -> dict[str, Any]:
        name = f"new-{uuid.uuid4().hex[:12]}"
        return {"username": name, "email": f"{name}@example.org", "name": "New Person"}

    def fresh_username(self) -> str:
        """Somebody of the school who is in no class."""
        with self.database.transaction() as session:
            new = people.NewUser(**self.new_user())
            return people.add_user(session, self.school.organization_id, new).username

    def fresh_student(self) -> UUID:
        """Another student of the class."""
        with self.database.transaction() as session:
            new = people.add_user(session, self.school.organization_id, people.NewUser(**self.new_user()))
            courses.add_member(session, self.school.class_id, new, "student")
            return new.id

    def fresh_answer(self) -> UUID:
        """A question of the student's to the tutor, answered."""
        with self.database.transaction() as session:
            return guarded(session, self.student_id, self.challenge_id)

    def fresh_class(self) -> UUID:
        """A class of the teacher's, with the assistant in it."""
        with self.database.transaction() as session:
            teacher = self.school.actor("teacher")
            made = courses.create_class(session, teacher, courses.NewClass("Spare")).klass
            courses.add_member(session, made.id, self.school.users["ta"], "ta")
            return made.id

    def fresh_module(self) -> UUID:
        with self.database.transaction() as session:
            teacher = self.school.actor("teacher")
            title = f"Spare {uuid.uuid4().hex[:8]}"
            made = courses.create_module(session, teacher, self.school.class_id, title, "", is_published=True)
            return made.id

    def fresh_reading(self, content_type: courses.ContentType) -> UUID:
        """An announcement, or a material with a file."""
        teacher, module_id = self.school.actor("teacher"), self.school.module_id
        with self.database.transaction() as session:
            if content_type == "announcement":
                told = courses.NewAnnouncement("Welcome", "Read $x^2$ first.")
                return courses.create_announcement(session, teacher, module_id, told).id
            shelf = materials.Shelf(self.store, 1_000_000)
            upload = materials.Upload("notes.txt", "text/plain", b"Read me.")
            new = materials.NewMaterial("Notes", "With a file.")
            return materials.create_material(session, shelf, teacher, module_id, new, upload).id

    def fresh_knowledge(self, *, indexed: bool = False) -> UUID:
        """Something that the tutor may read in the class, with a file; ``indexed`` as if it had been read."""
        teacher = self.school.actor("teacher")
        with self.database.transaction() as session:
            scope = materials.class_scope(session, teacher, self.school.class_id, writable=True)
            upload = materials.Upload("notes.txt", "text/plain", b"Read me.")
            shelf, new = materials.Shelf(self.store, 1_000_000), materials.NewEntry("Notes", "With a file.")
            made = materials.add_entry(session, shelf, teacher, scope, new, upload).entry
            if indexed:
                made.index_state = "indexed"
                whose = {"organization_id": made.organization_id, "class_id": made.class_id}
                piece = materials.MaterialChunk(
                    **whose, knowledge_id=made.id, order_index=0, content="Read me.", place_kind="line",
                    page_number=1,
                )  # fmt: skip
                session.add(piece)
            return made.id

    def order(self) -> dict[str, Any]:
        """The class's order as it stands."""
        with self.database.transaction() as session:
            return courses.read_order(session, self.school.class_id).plain

    def fresh_label(self) -> UUID:
        """A label of the class that nobody bears."""
        with self.database.transaction() as session:
            teacher, name = self.school.actor("teacher"), uuid.uuid4().hex
            return courses.create_label(session, teacher, self.school.class_id, name, "label").id

    def fresh_override(self) -> UUID:
        """A student's exception, on an item of its own."""
        with self.database.transaction() as session:
            teacher = self.school.actor("teacher")
            new = authoring.NewAssignment("Excepted")
            item = authoring.create_assignment(
                session, teacher, self.school.module_id, new, [self.version.id]
            )
            student_id = self.school.users["student2"].id
            values: authoring.Values = {"max_attempts": None}
            return authoring.put_student_override(session, teacher, item.id, student_id, values).override.id

    def fresh_challenge(self) -> UUID:
        with self.database.transaction() as session:
            teacher = self.school.actor("teacher")
            return authoring.create_challenge(session, teacher, self.version.id, None).id

    def revision(self, name: str = "student1") -> int:
        """The revision of somebody's draft of the assignment."""
        with self.database.transaction() as session:
            draft = submissions.read_draft(session, self.school.users[name].id, self.challenge_id)
            return draft.revision if draft else 0

    def release(self, solution: str = "def add(a, b):\n    return a + b\n") -> dict[str, Any]:
        """The release notebook with something in its solution cell."""
        notebook: dict[str, Any] = json.loads(self.store.get(self.version.release_ref))
        for cell in notebook["cells"]:
            if cell["metadata"].get("lectorium", {}).get("role") == "solution":
                cell["source"] = solution
        return notebook

    def fresh_work(self) -> dict[str, Any]:
        """The release notebook, different each time."""
        return self.release(f"def add(a, b):\n    return a + b  # {uuid.uuid4().hex}\n")


def build_world(database: Database, store: ObjectStore) -> World:
    """Found both schools, publish, set, hand in and grade; committed."""
    with database.transaction() as session:
        school, neighbours = found_school(session), found_school(session)
        teacher = school.actor("teacher")
        prepared = authoring.Prepared(freeze_program(PROGRAM), authoring.Report(()))
        version = authoring.publish_problem(session, store, teacher, prepared)
        new = authoring.NewAssignment("Sums")
        item = authoring.create_assignment(session, teacher, school.module_id, new, [version.id])
        challenge = authoring.challenges_of_item(session, item.id)[0]
        standalone = authoring.create_challenge(session, teacher, version.id, "Practice sums")
    world = World(
        database, store, school, neighbours, version, item.id, challenge.id, standalone.id, challenge.id
    )
    with database.transaction() as session:
        student = school.actor("student1")
        receipt = submissions.submit(
            session,
            store,
            student,
            challenge.id,
            type="final_submission",
            revision=0,
            content=world.release(),
        )
        world.attempt_id = receipt.attempt.id
        run = grading.current_run(session, receipt.attempt.id)
        leased = grading.lease(session, run.id, "tests", 60)
    assert leased is not None
    with closing(open_sandbox()) as sandbox:
        assert grading.grade_leased(database, store, sandbox, leased)
    return world
