"""A class of its own with a quiz that student1 has handed in, for asking the routes of quizzes about."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import Any

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.sandbox import open_sandbox
from tests.server.world import World
from tests.support.people import School
from tests.support.quizzes import QUESTIONS, WRONG, Quizzed

STATED: dict[str, Any] = {
    "title": "Squares",
    "prompt": "What is $3^2$?",
    "type": "numeric",
    "value": "9",
}
TEXT = "# Squares\n\nWhat is $3^2$?\n\n= 9\n"
_MADE: dict[int, Quizzed] = {}


def quizzed(world: World) -> Quizzed:
    """The quiz of a world, made when it is first asked for; the key is never shown in it."""
    if id(world) not in _MADE:
        _MADE[id(world)] = _make(world)
    return _MADE[id(world)]


def quiz_places(world: World, path: str) -> dict[str, Any]:
    """What stands in the address of a page about quizzes or questions."""
    if "/quiz" not in path and "question" not in path:
        return {}
    made = quizzed(world)
    with world.database.transaction() as session:
        view = authoring.find_version(session, world.school.actor("teacher"), made.versions[0])
    return {
        "item_id": made.item_id,
        "module_id": made.school.module_id,
        "problem_id": view.version.problem_id,
    }


def fresh_answers(world: World) -> dict[str, Any]:
    """A hand-in of student1 that fits what is saved."""
    made = quizzed(world)
    drafts = made.drafts({"Capital": "Lyon"})
    answers = [
        {"challenge_id": str(draft.challenge_id), "revision": draft.revision, "answer": "Lyon"}
        for draft in drafts
    ]
    return {"answers": answers}


def _make(world: World) -> Quizzed:
    with closing(open_sandbox()) as sandbox:
        prepared = authoring.prepare_questions(QUESTIONS, sandbox)
    with world.database.transaction() as session:
        school = _own_class(session, world.school)
        teacher = school.actor("teacher")
        versions = [authoring.publish_problem(session, world.store, teacher, each).id for each in prepared]
    made = Quizzed(world.database, world.store, school, versions)
    made.set(max_attempts=None, shuffle_questions=True, shuffle_choices=True)
    made.hand_in(WRONG)
    return made


def _own_class(session: Any, school: School) -> School:
    teacher = school.actor("teacher")
    klass = courses.create_class(session, teacher, courses.NewClass("Quizzes")).klass
    module = courses.create_module(session, teacher, klass.id, "Week 1", "", is_published=True)
    courses.add_member(session, klass.id, school.users["ta"], "ta")
    for name in ("student1", "student2"):
        courses.add_member(session, klass.id, school.users[name], "student")
    return replace(school, class_id=klass.id, module_id=module.id)
