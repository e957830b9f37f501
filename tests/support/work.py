"""A published assignment to work on, and a way to grade without a queue."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from lectorium.kit.database import Database
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.grading import api as grading
from lectorium.rooms.submissions import api as submissions
from lectorium.sandbox import Sandbox, open_sandbox
from lectorium.storage import ObjectStore, open_store
from tests.support.notebooks import SOURCE, Notebook, answered
from tests.support.people import School

__all__ = ["Course", "course", "doubling", "sandbox", "store"]


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One real sandbox for the test session."""
    opened = open_sandbox()
    yield opened
    opened.close()


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    """A real object folder."""
    return open_store(f"folder://{tmp_path}/objects")


@dataclass
class Course:
    """A school with one assignment of one notebook problem, and everything to work on it."""

    database: Database
    store: ObjectStore
    sandbox: Sandbox
    school: School
    version_id: UUID
    item_id: UUID = field(default_factory=lambda: UUID(int=0))
    challenge_id: UUID = field(default_factory=lambda: UUID(int=0))

    @property
    def release(self) -> Notebook:
        """The release notebook."""
        with self.database.transaction() as session:
            view = authoring.get_version(session, self.version_id)
        loaded: Notebook = json.loads(self.store.get(view.version.release_ref))
        return loaded

    def set(self, **settings: Any) -> UUID:
        """Set the problem as another assignment; returns its challenge."""
        teacher = self.school.actor("teacher")
        new = authoring.NewAssignment("Doubling", **settings)
        with self.database.transaction() as session:
            item = authoring.create_assignment(
                session, teacher, self.school.module_id, new, [self.version_id]
            )
            self.item_id = item.id
            self.challenge_id = authoring.challenges_of_item(session, item.id)[0].id
        return self.challenge_id

    def submit(
        self,
        answer: str,
        words: str | None = None,
        *,
        who: str = "student1",
        type: submissions.AttemptType = "final_submission",  # noqa: A002
        order: Sequence[int] | None = None,
    ) -> UUID:
        """Hand in code, and words for the question if there is one; ``order`` moves the notebook's cells."""
        actor = self.school.actor(who)
        content = answered(self.release, answer)
        content = content if words is None else answered(content, words, "why")
        if order is not None:
            content["cells"] = [content["cells"][place] for place in order]
        with self.database.transaction() as session:
            draft = submissions.read_draft(session, actor.user_id, self.challenge_id)
            receipt = submissions.submit(
                session,
                self.store,
                actor,
                self.challenge_id,
                type=type,
                revision=draft.revision if draft else 0,
                content=content,
            )
        return receipt.attempt.id

    def grade(self, attempt_id: UUID) -> grading.GradingRun:
        """Grade an attempt's run as a worker would; returns the run."""
        with self.database.transaction() as session:
            run_id = grading.current_run(session, attempt_id).id
        self.grade_run(run_id)
        with self.database.transaction() as session:
            return session.scalars(select(grading.GradingRun).where(grading.GradingRun.id == run_id)).one()

    def grade_run(self, run_id: UUID, sandbox: Sandbox | None = None) -> bool:
        """Take one certain run, if it is to be had, and grade it."""
        with self.database.transaction() as session:
            leased = grading.lease(session, run_id, f"tests {threading.get_ident()}", 60)
        if leased is None:
            return False
        return grading.grade_leased(self.database, self.store, sandbox or self.sandbox, leased)


@pytest.fixture(scope="session")
def doubling(sandbox: Sandbox) -> authoring.Prepared:
    """The doubling problem, checked and frozen once."""
    return authoring.prepare_notebook(SOURCE, "Doubling", {}, sandbox)


@pytest.fixture
def course(
    database: Database, store: ObjectStore, sandbox: Sandbox, school: School, doubling: authoring.Prepared
) -> Course:
    """The doubling problem, published and set without a due date."""
    return found_course(database, store, sandbox, school, doubling)


def found_course(
    database: Database, store: ObjectStore, sandbox: Sandbox, school: School, doubling: authoring.Prepared
) -> Course:
    """The doubling problem in a school's class, published and set without a due date."""
    with database.transaction() as session:
        version = authoring.publish_problem(session, store, school.actor("teacher"), doubling)
    made = Course(database, store, sandbox, school, version.id)
    made.set()
    return made
