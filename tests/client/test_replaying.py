"""Practice, the tutor's administration and replays from Python; the real model server is asked."""

from __future__ import annotations

import uuid
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select, update

from lectorium.kit.jobs import Outbox
from lectorium.llm import Models
from lectorium.rooms.tutor import api as tutor
from lectorium.rooms.tutor.models import Model
from lectorium_client import Client, Conflict, NotAllowed
from tests.client.fixtures import As
from tests.server.tutor_admin import INSTRUCTION, a_question
from tests.server.world import World
from tests.support.models import *  # noqa: F403 # the real model server
from tests.support.models import SMOLLM2


@pytest.fixture
def admin(client_of: As) -> Client:
    return client_of("admin")


def a_small_model(world: World) -> UUID:
    """A model of the school's own that says little; this service of the tests knows no server of models."""
    with world.database.transaction() as session:
        settings = {"v": 1, "temperature": 0.0, "max_tokens": 6, "context_tokens": 2048}
        new = tutor.NewModel("Small", uuid.uuid4().hex, "embedded", SMOLLM2, settings=settings)
        return tutor.add_model(session, world.school.actor("admin"), new, {"embedded": None}).model.id


def work(world: World, models: Models, replay_id: UUID) -> None:
    """Do what a worker does."""
    with world.database.transaction() as session:
        owed = session.scalars(select(Outbox).where(Outbox.job == tutor.REPLAY_JOB)).all()
    outbox_id = next(row.id for row in owed if row.payload["replay_id"] == str(replay_id))
    tutor.replay(world.database, lambda: models, outbox_id, replay_id)


def test_ask_again_vote_and_count(teacher: Client, world: World, models: Models) -> None:
    question = a_question(world)
    replay = teacher.replay(question["challenge_id"], model=a_small_model(world))
    assert list(replay.table["state"]) == ["waiting"]
    work(world, models, replay.id)
    assert replay.wait().completed == 1
    pair = next(replay.pairs())
    assert (pair.left_is, pair.recorded) == (None, None)
    told = replay.vote(pair.interaction_id, "neither")
    assert told.vote == "neither"
    assert told.left_is in {"recorded", "replayed"}
    assert (replay.totals.neither, replay.totals.share) == (1, None)
    assert list(replay.table["vote"]) == ["neither"]
    assert repr(replay).startswith("<replay of 1 questions with Small ")
    with pytest.raises(Conflict):
        replay.vote(pair.interaction_id, "left")
    with pytest.raises(Conflict):
        replay.retry()
    assert teacher.find_replay(replay.id).cancel().state == "completed"


def test_models_and_instructions(teacher: Client, admin: Client, world: World) -> None:
    model_id = a_small_model(world)
    changed = admin.change_tutor_model(model_id, input_price=Decimal("0.15"), settings={"max_tokens": 9})
    assert (changed.input_price, changed.settings.max_tokens) == (Decimal("0.1500"), 9)
    assert admin.change_tutor_model(model_id, retired=True).retired_at is not None
    assert teacher.tutor_models()[-1].retired_at is not None
    with pytest.raises(NotAllowed):
        teacher.change_tutor_model(model_id, retired=False)
    alias = f"a{uuid.uuid4().hex[:8]}"
    first, second = (admin.add_tutor_prompt(alias, f"{INSTRUCTION} {number}") for number in "12")
    assert [row.version for row in teacher.tutor_prompts(alias)] == [2, 1]
    assert teacher.tutor_prompt(first.id).body.endswith("1")
    assert second.version == 2


def test_costs_are_exact_decimals(teacher: Client, admin: Client, world: World) -> None:
    made = a_question(world)
    cost = Decimal("0.0000000007")
    with world.database.transaction() as session:
        model = session.get_one(Model, a_small_model(world))
        values = {"model_id": model.id, "prompt_tokens": 3, "completion_tokens": 2, "cost": cost}
        row = tutor.LlmInteraction
        session.execute(update(row).where(row.id == made["interaction_id"]).values(**values))
    found = [each for each in admin.tutor_costs(by=["model"]) if each.model_id == model.id]
    assert [(each.questions, each.cost, each.class_id) for each in found] == [(1, cost, None)]
    assert all(each.class_id is None for each in teacher.tutor_costs(world.school.class_id, by=["day"]))
    with pytest.raises(NotAllowed):
        list(teacher.tutor_costs())


def test_practice(teacher: Client, student: Client, world: World) -> None:
    title = f"Practice {uuid.uuid4().hex[:8]}"
    made = teacher.create_challenge(world.version.id, title)
    card = student.challenges(title, kind="program").first()
    assert card is not None
    assert (card.id, card.state, card.may_change) == (made.id, "not started", False)
    assert teacher.rename_challenge(made.id, f"{title}!").title == f"{title}!"
    assert made.id in {each.id for each in teacher.challenges(mine=True)}
    with pytest.raises(NotAllowed):
        student.rename_challenge(made.id, "Mine")
    teacher.delete_challenge(made.id)
    assert student.challenges(title).first() is None
