"""A school's own models, instructions and replays, for asking the routes and pages about."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import update

from lectorium.kit.clock import now
from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.tutor import api as tutor
from lectorium.rooms.tutor.models import ReplayItem
from tests.server.case import Case
from tests.server.world import World
from tests.support.journeys import converse

INSTRUCTION = "You help with $title. $help"


def a_model(world: World) -> dict[str, Any]:
    """A model of the school's own that nothing names."""
    with world.database.transaction() as session:
        new = tutor.NewModel("Own", uuid.uuid4().hex, "embedded", "own")
        made = tutor.add_model(session, world.school.actor("admin"), new, {"embedded": None})
        return {"model_id": made.model.id}


def a_prompt(world: World) -> dict[str, Any]:
    """An instruction of the school's own."""
    with world.database.transaction() as session:
        made = tutor.add_prompt(session, world.school.actor("admin"), "matrix", INSTRUCTION)
        return {"prompt_id": made.id}


def a_question(world: World) -> dict[str, Any]:
    """A recorded question in a class of its own, with the conversation as it was sent."""
    class_id, teacher = world.fresh_class(), world.school.actor("teacher")
    with world.database.transaction() as session:
        module = courses.create_module(session, teacher, class_id, "Week 1", "", is_published=True)
        new = authoring.NewAssignment("Replayed")
        item = authoring.create_assignment(session, teacher, module.id, new, [world.version.id])
        challenge = authoring.challenges_of_item(session, item.id)[0]
        messages = [{"role": "system", "content": "Help."}, {"role": "user", "content": "Why?"}]
        sent = {"v": 1, "instruction": "Help.", "messages": messages}
        made = converse(session, world.student_id, challenge.id, sent=sent)
        return {"challenge_id": challenge.id, "interaction_id": made}


def replay_of(world: World) -> dict[str, str]:
    """What to begin a replay with."""
    question = a_question(world)
    return {"challenge_id": str(question["challenge_id"]), "model_id": str(a_model(world)["model_id"])}


def a_replay(world: World, *, answered: bool = False) -> dict[str, Any]:
    """A replay of the teacher's of one question; ``answered`` as if a model had answered it."""
    question, model = a_question(world), a_model(world)
    with world.database.transaction() as session:
        new = tutor.NewReplay(model["model_id"], challenge_id=question["challenge_id"])
        replay = tutor.begin_replay(session, world.school.actor("teacher"), new, tutor.Serving({}, {})).replay
        if answered:
            values = {"state": "completed", "response": "Another `answer`.", "answered_at": now(session)}
            session.execute(update(ReplayItem).where(ReplayItem.replay_id == replay.id).values(**values))
    return {"replay_id": replay.id}


def an_answered_pair(world: World) -> dict[str, Any]:
    """A replay and its one question, answered."""
    made = a_replay(world, answered=True)
    with world.database.transaction() as session:
        rows = tutor.list_items(session, world.school.actor("teacher"), made["replay_id"], PageRequest())
    return {**made, "interaction_id": rows.items[0].interaction_id}


def tutor_places(world: World, path: str) -> dict[str, Any]:
    """What a page about the tutor's administration stands for."""
    if "{replay_id}" in path:
        return a_replay(world, answered=True)
    return a_model(world) if "{model_id}" in path else {}


def _in_class(world: World) -> dict[str, Any]:
    return {"class_id": world.school.class_id}


KEEPING: dict[str, Case] = {
    "list_models": Case("ta", "student1"),
    "add_model": Case(
        "admin",
        "teacher",
        body=lambda _: {"name": "M", "version": "1", "endpoint": "nowhere", "served_name": "m"},
        answers=(422,),  # the service of the tests has no language model
    ),
    "change_model": Case("admin", "teacher", places=a_model, body=lambda _: {"input_price": 1.25}),
    "list_prompts": Case("ta", "student1"),
    "get_prompt": Case("ta", "student1", places=a_prompt),
    "add_prompt": Case("admin", "teacher", body=lambda _: {"alias": "matrix", "body": INSTRUCTION}),
    "begin_replay": Case("teacher", "student1", body=replay_of),
    "list_school_replays": Case("admin", "teacher"),
    "list_class_replays": Case("ta", "student1", places=_in_class),
    "get_replay": Case("teacher", "student1", places=a_replay),
    "cancel_replay": Case("teacher", "student1", places=a_replay),
    "retry_replay": Case(
        "teacher",
        "student1",
        places=a_replay,
        answers=(409,),  # it is under way
    ),
    "get_replay_totals": Case("teacher", "student1", places=a_replay),
    "list_replay_items": Case("teacher", "student1", places=a_replay),
    "get_replay_pair": Case("teacher", "student1", places=an_answered_pair),
    "vote_on_pair": Case("teacher", "student1", places=an_answered_pair, body=lambda _: {"choice": "tie"}),
    "list_school_costs": Case("admin", "teacher", query={"by": "class,model"}),
    "list_class_costs": Case("ta", "student1", places=_in_class),
}
"""Of the routes by which the tutor is kept."""
