"""A school with something in every room, for asking each route about."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lectorium.kit.database import Database
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people import api as people
from tests.support.people import School, found_school


@dataclass
class World:
    """One school, and another whose people are the neighbours."""

    database: Database
    school: School
    neighbours: School

    @property
    def join_code(self) -> str:
        with self.database.transaction() as session:
            return str(
                courses.access(session, self.school.actor("teacher"), self.school.class_id).klass.join_code
            )

    @property
    def enrollment_id(self) -> UUID:
        with self.database.transaction() as session:
            place = courses.find_enrollment(session, self.school.class_id, self.school.users["student2"].id)
            assert place is not None
            return place.id

    def new_user(self) -> dict[str, Any]:
        name = f"new-{uuid.uuid4().hex[:12]}"
        return {"username": name, "email": f"{name}@example.org", "name": "New Person"}

    def fresh_username(self) -> str:
        """Somebody of the school who is in no class."""
        with self.database.transaction() as session:
            new = people.NewUser(**self.new_user())
            return people.add_user(session, self.school.organization_id, new).username

    def fresh_module(self) -> UUID:
        with self.database.transaction() as session:
            teacher = self.school.actor("teacher")
            return courses.create_module(
                session, teacher, self.school.class_id, "Spare", "", is_published=True
            ).id

    def login(self, name: str) -> str:
        return self.school.users[name].login_name


def build_world(database: Database) -> World:
    """Found both schools, committed."""
    with database.transaction() as session:
        return World(database, found_school(session), found_school(session))
