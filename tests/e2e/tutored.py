"""A class of its own with one exercise and a tutor that says little, in a running school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people import api as people
from lectorium.rooms.tutor import api as tutor
from tests.e2e.examined import ADD, opened_platform
from tests.support.site import Site

BRIEFLY = 80
"""The most tokens of an answer: enough to be met half way, few enough for a slow machine."""


@dataclass(frozen=True)
class Tutored:
    """Where the exercise is."""

    class_id: UUID
    item_id: UUID
    challenge_id: UUID


def class_with_a_tutor(site: Site, title: str, students: Sequence[str]) -> Tutored:
    """Set one exercise as homework for these people by their sign-in names."""
    with opened_platform(site) as platform, platform.database.transaction() as session:
        teacher = people.actor_for(session, "teacher")
        klass = courses.create_class(session, teacher, courses.NewClass(f"Class of {title}")).klass
        for name in students:
            user = session.get_one(people.User, people.actor_for(session, name).user_id)
            courses.add_member(session, klass.id, user, "student")
        module = courses.create_module(session, teacher, klass.id, "Sums", "", is_published=True)
        prepared = authoring.Prepared(freeze_program(ADD | {"title": title}), authoring.Report(()))
        version = authoring.publish_problem(session, platform.store, teacher, prepared)
        due = datetime.now(UTC) + timedelta(days=2)
        new = authoring.NewAssignment(title, mode="homework", due_date=due)
        item = authoring.create_assignment(session, teacher, module.id, new, [version.id])
        (placed,) = authoring.challenges_of_item(session, item.id)
        admin = people.actor_for(session, "admin")
        brief = {"v": 1, "temperature": 0.0, "max_tokens": BRIEFLY, "context_tokens": 2048}
        little = tutor.NewModel("Little", title, "embedded", "smollm2-135m", settings=brief)
        model = tutor.add_model(session, admin, little, platform.models.endpoints).model
        changes = {"model_id": model.id, "daily_limit": 9}
        tutor.change_policy(session, teacher, tutor.Scope(class_id=klass.id), changes)
        return Tutored(klass.id, item.id, placed.id)
