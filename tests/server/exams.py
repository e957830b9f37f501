"""A class of its own with exams in any state, for asking the routes of exams about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from lectorium.kit.clock import now_sql
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.rooms.courses import api as courses
from lectorium.rooms.submissions import api as submissions
from tests.server.world import World

WINDOW = timedelta(hours=2)
HIDDEN = (
    "sentinel_input(17)",
    "1717171717",
    "sentinel-of-a-hidden-name",
    "sentinel of the reference",
    "17.0625",
)
HINTS = ("sentinel of the first hint", "sentinel of the second hint")
SHOWN = ("sentinel of the statement", "sentinel-of-a-visible-name", "sentinel_visible(1)")
"""What nobody is told in an exam, and what is told to who sits it."""
SPEC: dict[str, Any] = {
    "title": "Add in an exam",
    "statement": f"Write `add(a, b)`: {SHOWN[0]}.",
    "solution": f"def add(a, b):\n    return a + b  # {HIDDEN[3]}\n",
    "hints": list(HINTS),
    "tests": [
        {"name": SHOWN[1], "call": SHOWN[2], "expected": "2", "points": 2},
        {"name": HIDDEN[2], "call": HIDDEN[0], "expected": HIDDEN[1], "hidden": True, "points": HIDDEN[4]},
    ],
}


@dataclass
class Examined:
    """A class whose students sit exams over a problem that stands nowhere else."""

    world: World
    class_id: UUID
    module_id: UUID
    version_id: UUID
    problem_id: UUID
    sits: bool = False

    def fresh(self, minutes: int | None = 60) -> UUID:
        """An exam that can be begun; returns its item."""
        new = authoring.NewAssignment(
            "Midterm", mode="exam", due_date=datetime.now(UTC) + WINDOW, time_limit_mins=minutes
        )
        with self.world.database.transaction() as session:
            teacher = self.world.school.actor("teacher")
            return authoring.create_assignment(session, teacher, self.module_id, new, [self.version_id]).id

    def running(self, who: str = "student1") -> UUID:
        """One that a student sits; returns its item."""
        item_id = self.fresh()
        self.sits = True
        with self.world.database.transaction() as session:
            submissions.start_sitting(session, self.world.school.actor(who), item_id)
        return item_id

    def extended(self, item_id: UUID | None = None) -> UUID:
        """One that a student sits, or this one, with minutes that staff have given; returns its item."""
        item_id = item_id or self.running()
        with self.world.database.transaction() as session:
            submissions.extend(session, self.world.school.actor("teacher"), item_id, minutes=10)
        return item_id

    def closed(self, who: str = "student1") -> UUID:
        """A sitting that its student has ended; returns its id."""
        item_id, school = self.running(who), self.world.school
        with self.world.database.transaction() as session:
            submissions.hand_in(session, self.world.store, school.actor(who), item_id)
        return self.sitting(item_id)

    def end_all(self) -> None:
        """Nobody sits any exam of the class any more; whoever does is kept from much else."""
        if not self.sits:
            return
        self.sits = False
        sitting, item, module = submissions.ExamSitting, courses.ContentItem, courses.Module
        here = (
            select(item.id).join(module, module.id == item.module_id).where(module.class_id == self.class_id)
        )
        ended = update(sitting).where(sitting.content_item_id.in_(here), sitting.closed_at.is_(None))
        with self.world.database.transaction() as session:
            session.execute(ended.values(closed_at=now_sql(), swept_at=now_sql(), closed_by="staff"))

    def sitting(self, item_id: UUID) -> UUID:
        """The one sitting of an exam."""
        statement = select(submissions.ExamSitting.id)
        with self.world.database.transaction() as session:
            return session.scalars(statement.where(submissions.ExamSitting.content_item_id == item_id)).one()

    def challenge(self, item_id: UUID) -> UUID:
        """An exam's one challenge."""
        with self.world.database.transaction() as session:
            return authoring.challenges_of_item(session, item_id)[0].id


def exam_places(world: World, path: str) -> dict[str, UUID]:
    """What stands in the address of a page about an exam."""
    if "/exam" not in path and "/sittings" not in path:
        return {}
    return {"item_id": examined(world).running()}


_made: dict[UUID, Examined] = {}


def end_all_exams() -> None:
    """In every school that has any."""
    for each in _made.values():
        each.end_all()


def examined(world: World) -> Examined:
    """The world's class for exams; made when it is first asked for."""
    if world.challenge_id not in _made:
        _made[world.challenge_id] = _make(world)
    return _made[world.challenge_id]


def _make(world: World) -> Examined:
    school, teacher = world.school, world.school.actor("teacher")
    with world.database.transaction() as session:
        klass = courses.create_class(session, teacher, courses.NewClass("Exams")).klass
        module = courses.create_module(session, teacher, klass.id, "Exams", "", is_published=True)
        courses.add_member(session, klass.id, school.users["ta"], "ta")
        for who in ("student1", "student2"):
            courses.add_member(session, klass.id, school.users[who], "student")
        prepared = authoring.Prepared(freeze_program(SPEC), authoring.Report(()))
        version = authoring.publish_problem(session, world.store, teacher, prepared)
    return Examined(world, klass.id, module.id, version.id, version.problem_id)
