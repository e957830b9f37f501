"""A school to act in: a few accounts, one class, committed by whoever asks."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from lectorium.rooms.courses import api as courses
from lectorium.rooms.people import api as people

PASSWORD = "correct horse battery"


@dataclass
class School:
    """A school with one class: its people by short name, its class and module."""

    organization_id: uuid.UUID
    slug: str
    users: dict[str, people.User]
    class_id: uuid.UUID
    module_id: uuid.UUID
    actors: dict[str, people.Actor] = field(default_factory=dict)

    def actor(self, name: str) -> people.Actor:
        """The actor behind a short name."""
        return people.Actor.of(self.users[name])


def found_school(session: Session, *, students: int = 2) -> School:
    """Found a school: admin, teacher, other (teaches elsewhere), ta, researcher, stranger, student1…n."""
    slug = "s" + uuid.uuid4().hex[:10]
    organization = people.create_organization(session, f"School {slug}", slug)
    roles: dict[str, people.Role] = {
        "admin": "admin",
        "teacher": "teacher",
        "other": "teacher",
        "ta": "ta",
        "researcher": "researcher",
        "stranger": "student",
        **{f"student{number}": "student" for number in range(1, students + 1)},
    }
    users = {name: _account(session, organization.id, slug, name, role) for name, role in roles.items()}
    teacher = people.Actor.of(users["teacher"])
    klass = courses.create_class(session, teacher, courses.NewClass(f"Class {slug}")).klass
    module = courses.create_module(session, teacher, klass.id, "Week 1", "", is_published=True)
    courses.add_member(session, klass.id, users["ta"], "ta")
    for number in range(1, students + 1):
        courses.add_member(session, klass.id, users[f"student{number}"], "student")
    return School(organization.id, slug, users, klass.id, module.id)


def _account(
    session: Session, organization_id: uuid.UUID, slug: str, name: str, role: people.Role
) -> people.User:
    username = f"{name}-{slug}"
    new = people.NewUser(username, f"{username}@example.org", name.title(), role)
    return people.add_user(session, organization_id, new)
