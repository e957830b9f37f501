"""A class of its own with a regrade in any state, for asking the routes of regrading about."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.rooms.courses import api as courses
from lectorium.rooms.grading import api as grading
from lectorium.rooms.submissions import api as submissions
from lectorium.sandbox import open_sandbox
from tests.server.world import PROGRAM, World

WORK = {
    "student1": "def add(a, b):\n    return a + b\n",
    "student2": "def add(a, b):\n    return a + b or 7\n",
}
"""Both pass the first version; the second one asks for zero, too."""
STRICTER = [*PROGRAM["tests"], {"name": "zero", "call": "add(0, 0)", "expected": "0", "points": 1}]


@dataclass
class Regraded:
    """A class with two attempts, which a newer version grades as well."""

    world: World
    class_id: UUID
    challenge_id: UUID
    first_id: UUID
    version_id: UUID

    def fresh(self, *steps: Any) -> UUID:
        """A regrade that has taken the steps; what was open or applied before is over."""
        self._end_all()
        with self.world.database.transaction() as session:
            new = grading.NewRegrade(challenge_id=self.challenge_id, to_version_id=self.version_id)
            regrade_id = grading.plan_regrade(session, self.teacher, new).id
        for step in steps:
            self._act(step, regrade_id)
        return regrade_id

    @property
    def teacher(self) -> Any:
        """Who teaches the class."""
        return self.world.school.actor("teacher")

    def free(self) -> UUID:
        """The challenge, with no regrade in the way and set as its first version."""
        self._end_all()
        return self.challenge_id

    def _act(self, step: Any, regrade_id: UUID) -> None:
        with self.world.database.transaction() as session:
            step(session, self.teacher, regrade_id)
        grade_waiting(self.world, self.challenge_id)
        grading.regrade(self.world.database, regrade_id)

    def _end_all(self) -> None:
        while (found := self._standing()) is not None:
            if not grading.regrade(self.world.database, found.id):
                end = grading.start_undo if found.state == "applied" else grading.cancel_regrade
                self._act(end, found.id)
        with self.world.database.transaction() as session:
            pin = authoring.lock_pins(session, [self.challenge_id])[0]
            if pin.version.id == self.version_id:
                authoring.move_pin(
                    session,
                    self.teacher,
                    pin,
                    session.get_one(authoring.ProblemVersion, self.first_id),
                    reason="",
                )

    def _standing(self) -> grading.RegradeJob | None:
        over = ("cancelled", "undone")
        with self.world.database.transaction() as session:
            return session.scalars(
                select(grading.RegradeJob).where(
                    grading.RegradeJob.challenge_id == self.challenge_id,
                    grading.RegradeJob.state.not_in(over),
                )
            ).first()


def grade_waiting(world: World, challenge_id: UUID) -> None:
    """Grade what waits on a challenge, as a worker would."""
    statement = (
        select(grading.GradingRun.id)
        .join(submissions.SubmissionAttempt)
        .where(
            submissions.SubmissionAttempt.challenge_id == challenge_id, grading.GradingRun.status == "queued"
        )
    )
    with world.database.transaction() as session:
        waiting = session.scalars(statement).all()
    if not waiting:
        return
    with closing(open_sandbox()) as sandbox:
        for run_id in waiting:
            with world.database.transaction() as session:
                leased = grading.lease(session, run_id, "tests", 60)
            if leased is not None:  # else a worker of the tests was quicker
                grading.grade_leased(world.database, world.store, sandbox, leased)


_made: dict[UUID, Regraded] = {}


def regraded(world: World) -> Regraded:
    """The world's class for regrading; made when it is first asked for."""
    if world.challenge_id not in _made:
        _made[world.challenge_id] = _make(world)
    return _made[world.challenge_id]


def _make(world: World) -> Regraded:
    school, teacher = world.school, world.school.actor("teacher")
    before, after = (
        authoring.Prepared(freeze_program(spec), authoring.Report(()))
        for spec in (PROGRAM, {**PROGRAM, "tests": STRICTER})
    )
    with world.database.transaction() as session:
        klass = courses.create_class(session, teacher, courses.NewClass("Regraded")).klass
        courses.add_member(session, klass.id, school.users["ta"], "ta")
        for name in WORK:
            courses.add_member(session, klass.id, school.users[name], "student")
        module = courses.create_module(session, teacher, klass.id, "Week 1", "", is_published=True)
        first = authoring.publish_problem(session, world.store, teacher, before)
        newer = authoring.publish_version(session, world.store, teacher, first.problem_id, after)
        new = authoring.NewAssignment("Sums again")
        item = authoring.create_assignment(session, teacher, module.id, new, [first.id])
        challenge_id = authoring.challenges_of_item(session, item.id)[0].id
    for name, source in WORK.items():
        with world.database.transaction() as session:
            submissions.submit(
                session,
                world.store,
                school.actor(name),
                challenge_id,
                type="final_submission",
                revision=0,
                content=world.release(source),
            )
    grade_waiting(world, challenge_id)
    return Regraded(world, klass.id, challenge_id, first.id, newer.id)
