"""The tutor as it runs: a real model server, answers that outlive their readers, processes that die."""

from __future__ import annotations

import os
import signal
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from sqlalchemy import select, text

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.tutor import api as tutor
from lectorium_client import Client
from lectorium_client.sse import ServerEvent, read_events
from lectorium_server.auth.scopes import Scope
from tests.client.test_magics import kernel_in
from tests.server.exams import examined
from tests.server.hub import SmallHub
from tests.server.service import PREFIX, RunningService, running_service, running_valkey
from tests.server.test_forms import Browser
from tests.server.world import World
from tests.support.models import ModelServer
from tests.support.postgres import TestServer


@dataclass
class Tutored:
    """Two processes of the service with models behind them, and a class where everything may be said."""

    world: World
    first: RunningService
    second: RunningService
    class_id: uuid.UUID

    def challenge(self) -> uuid.UUID:
        """A practice problem of its own in the class."""
        world = self.world
        with world.database.transaction() as session:
            teacher = world.school.actor("teacher")
            module = courses.create_module(session, teacher, self.class_id, "M", "", is_published=True)
            new = authoring.NewAssignment("Sums", mode="practice")
            item = authoring.create_assignment(session, teacher, module.id, new, [world.version.id])
            return authoring.challenges_of_item(session, item.id)[0].id

    def say(self, most: int, **policy: Any) -> None:
        """Let the small model say so many tokens at most."""
        with self.world.database.transaction() as session:
            model = tutor.Model(
                name=uuid.uuid4().hex,
                version="1",
                endpoint="embedded",
                served_name="smollm2-135m",
                settings={"v": 1, "temperature": 0, "max_tokens": most, "context_tokens": 4096},
            )
            session.add(model)
            session.flush()
            changes = {"help_level": "open", "model_id": model.id, **policy}
            teacher = self.world.school.actor("teacher")
            tutor.change_policy(session, teacher, tutor.Scope(class_id=self.class_id), changes)

    def ask(self, client: httpx.Client, challenge_id: uuid.UUID, **body: Any) -> httpx.Response:
        usual = {"message_key": str(uuid.uuid4()), "text": "Count from 1 to 400, with a comma between."}
        return client.post(f"challenges/{challenge_id}/interactions", json={**usual, **body})


@pytest.fixture(scope="module")
def tutored(
    postgres_server: TestServer,
    hub: SmallHub,
    world: World,
    model_server: ModelServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Tutored]:
    with world.database.transaction() as session:
        teacher = world.school.actor("teacher")
        klass = courses.create_class(session, teacher, courses.NewClass("Tutored")).klass
        for name in ("student1", "student2", "other"):
            courses.add_member(session, klass.id, world.school.users[name], "student")
    with ExitStack() as stack:
        redis_url = stack.enter_context(running_valkey(tmp_path_factory.mktemp("queue") / "home"))
        settings = {**postgres_server.urls, "redis_url": redis_url, "llm_embedded_url": model_server.setting}
        first, second = (
            stack.enter_context(running_service(tmp_path_factory.mktemp(f"tutor{number}"), settings, hub))
            for number in range(2)
        )
        yield Tutored(world, first, second, klass.id)


def events_of(client: httpx.Client, interaction_id: str, seen: str = "") -> Iterator[ServerEvent]:
    headers = {"Last-Event-ID": seen} if seen else {}
    with client.stream("GET", f"interactions/{interaction_id}/events", headers=headers) as answer:
        assert answer.headers["Content-Type"] == "text/event-stream", answer.read()
        yield from filter(None, read_events(answer.iter_lines()))


def told(events: list[ServerEvent]) -> str:
    return "".join(orjson.loads(event.data)["text"] for event in events if event.name == "delta")


def last(events: list[ServerEvent]) -> dict[str, Any]:
    end: dict[str, Any] = orjson.loads(events[-1].data)
    return end


def test_two_tabs_and_a_late_one_read_the_same_answer(tutored: Tutored) -> None:
    tutored.say(24)
    client = tutored.first.client(tutored.world.login("other"))
    challenge_id = tutored.challenge()
    asked = tutored.ask(client, challenge_id, code="x = 1")
    assert asked.status_code == 201, asked.text
    number = asked.json()["id"]
    one = list(events_of(client, number))
    late = list(events_of(tutored.second.client(tutored.world.login("other")), number))
    rest = list(events_of(client, number, "3"))
    whole = last(one)
    assert [one[-1].name, late[-1].name, rest[-1].name] == ["done"] * 3
    assert told(one) == told(late) == whole["answer"] == told(one)[:3] + told(rest)
    assert one[-2].id == str(len(whole["answer"]))
    assert (whole["state"], whole["code"], whole["left_today"]) == ("completed", "x = 1", 49)
    assert whole["model"]["version"] == "1"
    kept = row_of(tutored, number)
    assert kept.first_token_ms <= kept.latency_ms
    assert (kept.completion_tokens, kept.tokens_estimated) == (24, False)
    assert whole["is_cut"] is kept.is_cut is True
    assert client.get(f"challenges/{challenge_id}/tutor").json()["used"] == 1
    again = tutored.ask(client, challenge_id, message_key=kept.message_key)
    assert again.json()["id"] == number
    for wrong in (True, 1.0, 0, "1"):
        refused = client.put(f"interactions/{number}/rating", json={"rating": wrong})
        assert (refused.status_code, refused.json()["field"]) == (422, "rating"), wrong
    listed = client.get(f"challenges/{challenge_id}/interactions").json()["items"]
    assert [each["answer"] for each in listed] == [whole["answer"]]
    assert "code" not in listed[0]


def row_of(tutored: Tutored, number: str) -> Any:
    with tutored.world.database.transaction() as session:
        return session.get_one(tutor.LlmInteraction, uuid.UUID(number))


def test_k07_a_closed_tab_stops_nothing_but_stop_does(tutored: Tutored) -> None:
    tutored.say(48)
    client = tutored.first.client(tutored.world.login("other"))
    challenge_id = tutored.challenge()
    number = tutored.ask(client, challenge_id).json()["id"]
    events = events_of(client, number)
    next(events)
    events.close()  # type: ignore[attr-defined] # a generator
    assert list(events_of(client, number))[-1].name == "done"
    assert row_of(tutored, number).state == "completed"

    tutored.say(4000)
    number = tutored.ask(client, challenge_id).json()["id"]
    busy = tutored.ask(client, challenge_id)
    assert (busy.status_code, busy.json()["code"]) == (409, "answering")
    assert busy.json()["current"]["id"] == number
    assert client.get(f"challenges/{challenge_id}/tutor").json()["answering"] == number
    events = events_of(client, number)
    while next(events).name != "delta":
        pass
    assert client.post(f"interactions/{number}/stop").json()["state"] == "stopped"
    rest = list(events)
    assert last(rest)["state"] == "stopped"
    assert 0 < len(last(rest)["answer"]) < 4000
    kept = row_of(tutored, number)
    assert kept.latency_ms is not None
    assert kept.tokens_estimated
    assert kept.completion_tokens > 0 < kept.prompt_tokens
    assert kept.cost is not None


def test_k09_who_begins_an_exam_is_refused_everywhere_and_told_no_more(tutored: Tutored) -> None:
    tutored.say(4000)
    login, made = tutored.world.login("student2"), examined(tutored.world)
    first, second = (service.client(login) for service in (tutored.first, tutored.second))
    challenge_id = tutored.challenge()
    number = tutored.ask(first, challenge_id).json()["id"]
    readers = [events_of(client, number) for client in (first, tutored.second.client(login))]
    for events in readers:
        while next(events).name != "delta":
            pass
    second.post(f"items/{made.fresh()}/sitting").raise_for_status()
    made.sits = True
    try:
        for events in readers:
            end = list(events)[-1]
            told_last = orjson.loads(end.data)
            assert (end.name, told_last["interaction"]["answer"]) == ("failed", "")
            assert "exam" in told_last["message"]
        limited = [Scope.READ, Scope.WORK, "access:services!service=lectorium"]
        browser = Browser(tutored.first, login)
        browser.http.headers.update({"Sec-Fetch-Mode": "cors", "X-XSRFToken": browser.proof("/")})
        browser.http.base_url = httpx.URL(tutored.first.api)
        for client in (first, second, tutored.second.client(login, limited), browser.http):
            assert refusals(client, challenge_id, number) == {"exam"}
    finally:
        made.end_all()
    kept = row_of(tutored, number)
    assert (kept.state, bool(kept.model_response)) == ("failed", True)
    assert first.get(f"interactions/{number}").json()["answer"] == kept.model_response


def refusals(client: httpx.Client, challenge_id: uuid.UUID, number: str) -> set[str]:
    """Why every route of the tutor refuses a student."""
    question, mine = f"interactions/{number}", f"challenges/{challenge_id}/interactions"
    answers = [
        *(client.get(each) for each in (question, f"{question}/events", mine)),
        client.post(mine, json={"message_key": str(uuid.uuid4()), "text": "And now?"}),
        client.post(f"{question}/stop"),
        client.put(f"{question}/rating", json={"rating": 1}),
    ]
    assert {each.status_code for each in answers} == {409}, [each.text for each in answers]
    status = client.get(f"challenges/{challenge_id}/tutor").json()
    return {*(each.json()["code"] for each in answers), status["code"]}


def test_the_client_asks_rates_and_looks_back(tutored: Tutored) -> None:
    tutored.say(12)
    token = tutored.first.hub.token(tutored.world.login("other"))
    with Client(f"{tutored.first.url}{PREFIX}", token) as client:
        asked = client.tutor(tutored.challenge())
        used = asked.status().used
        answer = asked.ask("What is a sum?", code="x = 1")
        said = "".join(answer)
        assert answer.interaction.answer == said != ""
        assert asked.rate(answer.interaction.id, 1).rating == 1
        run = asked.record_run("print(1)", stdout="1\n")
        assert [row.id for row in asked.history()] == [run.id, answer.interaction.id]
        assert asked.status().used == used + 1
        assert asked.follow(answer.interaction.id).wait().answer == said
        nothing = asked.ask(kind="explain").wait()
        assert "Which error" in nothing.answer
        assert nothing.model is None


def test_a_cell_asks_about_its_notebooks_problem(tutored: Tutored, tmp_path: Path) -> None:
    tutored.say(12)
    notebook = tmp_path / "sums.ipynb"
    mark = {"metadata": {"lectorium": {"challenge_id": str(tutored.challenge())}}}
    notebook.write_bytes(orjson.dumps(mark))
    place = {
        "LECTORIUM_API_URL": f"{tutored.first.url}{PREFIX}",
        "JUPYTERHUB_API_TOKEN": tutored.first.hub.token(tutored.world.login("other")),
        "JPY_SESSION_NAME": str(notebook),
    }
    with kernel_in(tmp_path / "home", **place) as kernel:
        kernel.run("1 / 0")
        shown = kernel.shows("%%ask\nWhat does this error mean?")
        assert "questions left today" in shown
        row = newest(tutored, challenge_in(mark))
        assert (row.code, row.user_prompt) == ("1 / 0", "What does this error mean?")
        assert "ZeroDivisionError" in row.context["error"]
        assert str(row.model_response) in shown
        kernel.run("x = 2")
        assert "questions left today" in kernel.shows("from lectorium_client import ask\nask('And now?')")
        assert newest(tutored, challenge_in(mark)).context["error"] is None
        notebook.unlink()
        assert "belongs to no problem" in kernel.fails("%%ask\nAnd now?")[1]


def challenge_in(mark: dict[str, Any]) -> uuid.UUID:
    return uuid.UUID(mark["metadata"]["lectorium"]["challenge_id"])


def newest(tutored: Tutored, challenge_id: uuid.UUID) -> tutor.LlmInteraction:
    rows = select(tutor.LlmInteraction).where(tutor.LlmInteraction.challenge_id == challenge_id)
    with tutored.world.database.transaction() as session:
        return session.scalars(rows.order_by(tutor.LlmInteraction.id.desc()).limit(1)).one()


def test_k07_a_killed_process_leaves_what_was_said_and_the_student_is_told(tutored: Tutored) -> None:
    """The last test here: the first process is gone after it."""
    tutored.say(4000)
    client = tutored.first.client(tutored.world.login("other"))
    number = tutored.ask(client, tutored.challenge()).json()["id"]
    elsewhere = events_of(tutored.second.client(tutored.world.login("other")), number)
    first = next(elsewhere)  # through the database: another process answers
    assert first.name == "delta"
    os.kill(tutored.first.pid, signal.SIGKILL)
    with tutored.world.database.transaction() as session:
        session.execute(
            text("UPDATE llm_interactions SET lease_until = now() WHERE id = :id"), {"id": number}
        )
    end = list(elsewhere)[-1]
    assert end.name == "failed"
    assert "Ask once more" in orjson.loads(end.data)["message"]
    kept = row_of(tutored, number)
    assert kept.state == "failed"
    assert kept.model_response.startswith(orjson.loads(first.data)["text"])
    assert kept.tokens_estimated
    assert kept.completion_tokens > 0 < kept.prompt_tokens
