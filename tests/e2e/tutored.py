"""A class of its own with one exercise, something to read and a tutor that says little."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people import api as people
from lectorium.rooms.tutor import api as tutor
from tests.e2e.examined import ADD, opened_platform
from tests.support.journeys import converse
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


READING, READING_FILE = "Sums by example", "sums.ipynb"
CITED = "total = sum([1, 2, 3])"
"""The third cell of it, which an answer cites."""


def answer_that_cites(site: Site, home: Tutored, student: str, folder: Path) -> None:
    """Give the class a notebook to read, and the student an answer from before that cites a cell of it."""
    (folder / READING_FILE).write_text(json.dumps(_notebook("a = 1", "b = 2", CITED)), encoding="utf-8")
    teacher = site.client("teacher")
    made = teacher.create_material(teacher.item(home.item_id).module_id, READING, file=folder / READING_FILE)
    address = f"/items/{made.id}/source?at=2#piece-2"
    citation = {"number": 1, "title": READING, "place": "cell 3", "address": address, "chunk_id": None}
    with opened_platform(site) as platform, platform.database.transaction() as session:
        student_id = people.actor_for(session, student).user_id
        converse(session, student_id, home.challenge_id, model_response="See [1].", citations=[citation])


def _notebook(*sources: str) -> dict[str, Any]:
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "id": f"c{number}", "metadata": {}, "source": source}
        | {"outputs": [], "execution_count": None}
        for number, source in enumerate(sources)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
