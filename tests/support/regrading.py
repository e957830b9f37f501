"""A program problem whose tests get stricter from version to version, and students who hand in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from lectorium.kit.database import Database
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.grading import api as grading
from lectorium.rooms.submissions import api as submissions
from lectorium.sandbox import Sandbox
from lectorium.storage import ObjectStore
from tests.support.people import School
from tests.support.programs import with_program

__all__ = ["Regrading", "regrading"]

RIGHT = "def double(x):\n    return 2 * x\n"
NUMBERS = "def double(x):\n    return 2 * int(x)\n"
"""Right for numbers: passes everything in version 1, half of the points in version 2."""
SQUARE = "def double(x):\n    return x * x\n"
"""Right for 0 and 2 only."""
WRONG = "def double(x):\n    return None\n"
TESTS: list[dict[str, Any]] = [
    {"name": "two", "call": "double(2)", "expected": "4", "points": 1},
    {"name": "zero", "call": "double(0)", "expected": "0", "points": 1},
    {"name": "three", "call": "double(3)", "expected": "6", "points": 2},
    {"name": "text", "call": "double('ab')", "expected": "'abab'", "points": 4, "hidden": True},
]
VERSIONS = {1: TESTS[:2], 2: TESTS, 3: TESTS[2:]}


@dataclass
class Regrading:
    """One assignment of one program problem in a class, with its versions."""

    database: Database
    store: ObjectStore
    sandbox: Sandbox
    school: School
    versions: dict[int, UUID] = field(default_factory=dict)
    item_id: UUID = field(default_factory=lambda: UUID(int=0))
    challenge_id: UUID = field(default_factory=lambda: UUID(int=0))

    def publish(self, number: int, **spec: Any) -> None:
        """Freeze the next version of the problem; ``spec`` makes it another one."""
        teacher = self.school.actor("teacher")
        usual = {"title": "Double", "solution": RIGHT, "tests": VERSIONS[number]}
        prepared = authoring.Prepared(freeze_program({**usual, **spec}), authoring.Report(()))
        with self.database.transaction() as session:
            if not self.versions:
                version = authoring.publish_problem(session, self.store, teacher, prepared)
            else:
                problem_id = session.get_one(authoring.ProblemVersion, self.versions[1]).problem_id
                version = authoring.publish_version(session, self.store, teacher, problem_id, prepared)
            assert version.number == number
            self.versions[number] = version.id

    def set(self, number: int = 1) -> None:
        """Set a version as an assignment."""
        new = authoring.NewAssignment("Doubling")
        with self.database.transaction() as session:
            item = authoring.create_assignment(
                session, self.school.actor("teacher"), self.school.module_id, new, [self.versions[number]]
            )
            self.item_id = item.id
            self.challenge_id = authoring.challenges_of_item(session, item.id)[0].id

    def hand_in(self, who: str, *sources: str) -> list[UUID]:
        """Hand in programs one after the other, and grade them; returns the attempts."""
        return [self._hand_in(who, source) for source in sources]

    def _hand_in(self, who: str, source: str) -> UUID:
        actor = self.school.actor(who)
        with self.database.transaction() as session:
            setting = authoring.find_setting(session, actor, self.challenge_id)
            release = json.loads(self.store.get(setting.version.release_ref))
            draft = submissions.read_draft(session, actor.user_id, self.challenge_id)
            receipt = submissions.submit(
                session,
                self.store,
                actor,
                self.challenge_id,
                type="final_submission",
                revision=draft.revision if draft else 0,
                content=with_program(release, source),
            )
        self.grade_all()
        return receipt.attempt.id

    def grade_all(self) -> int:
        """Grade whatever waits on this challenge, as a worker would; returns how many runs."""
        graded = 0
        while True:
            with self.database.transaction() as session:
                waiting = session.scalars(
                    select(grading.GradingRun.id)
                    .join(submissions.SubmissionAttempt)
                    .where(
                        submissions.SubmissionAttempt.challenge_id == self.challenge_id,
                        grading.GradingRun.status == "queued",
                    )
                ).all()
            if not waiting:
                return graded
            for run_id in waiting:
                with self.database.transaction() as session:
                    leased = grading.lease(session, run_id, "tests", 60)
                assert leased is not None
                grading.grade_leased(self.database, self.store, self.sandbox, leased)
                graded += 1

    def plan(self, who: str = "teacher", **what: Any) -> UUID:
        """Plan a regrade of the challenge; returns its id."""
        chosen = {"challenge_id": self.challenge_id, **what}
        with self.database.transaction() as session:
            new = grading.NewRegrade(**chosen)
            return grading.plan_regrade(session, self.school.actor(who), new).id

    def act(self, step: Any, regrade_id: UUID, who: str = "teacher") -> None:
        """Take a step: ``grading.start_preview`` and its like."""
        with self.database.transaction() as session:
            step(session, self.school.actor(who), regrade_id)

    def preview(self, **what: Any) -> UUID:
        """Plan and preview to the end; returns the regrade."""
        regrade_id = self.plan(**what)
        self.act(grading.start_preview, regrade_id)
        self.grade_all()
        return regrade_id

    def apply(self, **what: Any) -> UUID:
        """Plan, preview and apply to the end; returns the regrade."""
        regrade_id = self.preview(**what)
        self.act(grading.start_apply, regrade_id)
        grading.regrade(self.database, regrade_id)
        return regrade_id

    def undo(self, regrade_id: UUID) -> None:
        """Undo to the end."""
        self.act(grading.start_undo, regrade_id)
        grading.regrade(self.database, regrade_id)

    def state(self, regrade_id: UUID) -> str:
        """The regrade's state."""
        with self.database.transaction() as session:
            return session.get_one(grading.RegradeJob, regrade_id).state

    def entry(self, who: str) -> gradebook.GradebookEntry:
        """A student's entry."""
        with self.database.transaction() as session:
            found = gradebook.find_entry(session, self.school.users[who].id, self.item_id)
            assert found is not None
            return found

    def seen(self) -> Mapping[str, Any]:
        """All that anybody sees change: what counts, every entry, the points and the pin."""
        with self.database.transaction() as session:
            current = session.execute(
                select(grading.GradingRun.attempt_id, grading.GradingRun.id)
                .join(submissions.SubmissionAttempt)
                .where(
                    submissions.SubmissionAttempt.challenge_id == self.challenge_id,
                    grading.GradingRun.is_current,
                )
            ).all()
            entries = session.scalars(
                select(gradebook.GradebookEntry).where(
                    gradebook.GradebookEntry.content_item_id == self.item_id
                )
            ).all()
            pinned = session.get_one(authoring.Challenge, self.challenge_id).problem_version_id
            points = session.get_one(authoring.Assignment, self.item_id).points_total
        columns = [
            each.key for each in gradebook.GradebookEntry.__table__.columns if each.key != "updated_at"
        ]
        return {
            "runs": dict(current),
            "entries": {entry.id: [getattr(entry, name) for name in columns] for entry in entries},
            "pinned": pinned,
            "points": points,
        }


@pytest.fixture
def regrading(database: Database, store: ObjectStore, sandbox: Sandbox, school: School) -> Regrading:
    """The problem in its two first versions, set as the first."""
    made = Regrading(database, store, sandbox, school)
    made.publish(1)
    made.publish(2)
    made.set()
    return made
