"""What the platform adds before the first token, and many students at once.

A student's question goes the whole way: proxy, the student's own server, its proxy extension, the API,
Postgres, the gateway to the models, and back as an event.  The peer asks that gateway by itself with just the
prompt that was sent.  Both ask the same thing again and again, in turns, so that the model remembers the
prompt in both cases; what is looked up is off.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
from sqlalchemy import delete

from bench.kit import Bench, console, percentile
from lectorium.llm import EMBEDDED
from lectorium.platform import Platform
from lectorium.rooms.materials import api as materials
from lectorium.rooms.people import api as people
from lectorium.rooms.tutor import api as tutor
from lectorium_client.sse import read_events
from lectorium_wire.tutor import TutorFailed
from tests.support.site import Site, running_site

ROUNDS = 30
WARM = 4
MOST_TOKENS = 12
STUDENTS = 20
LONGER = 48
QUESTION = "What is a variable, in one sentence?"
CODE = "total = 0\nfor n in numbers:\n    total = n\n"
SPAWN_SECONDS = 90
LEVELS: tuple[tuple[tutor.HelpLevel, str, str], ...] = (
    ("steps", "guarded", "first_token_overhead_p50_ms"),
    ("open", "unguarded", "first_token_overhead_open_p50_ms"),
)
"""Below ``open`` the guard lets whole words go, so that it waits for one token more."""


@dataclass
class Asked:
    """A question that was answered: ms until it was stored and until the first words, and how it ended."""

    number: str
    stored_ms: float
    first_ms: float | None
    state: str


@dataclass
class Way:
    """A way to the API for one student."""

    http: httpx.Client
    challenge_id: UUID

    def ask(self) -> Asked:
        """Ask in a session of its own, so that the prompt is always the same; read to the end."""
        self.http.delete(f"challenges/{self.challenge_id}/session").raise_for_status()
        body = {"message_key": str(uuid.uuid4()), "text": QUESTION, "code": CODE}
        begin = time.perf_counter()
        answer = self.http.post(f"challenges/{self.challenge_id}/interactions", json=body)
        answer.raise_for_status()
        number, first = answer.json()["id"], None
        stored = (time.perf_counter() - begin) * 1000
        with self.http.stream("GET", f"interactions/{number}/events") as stream:
            for event in read_events(stream.iter_lines()):
                if event is not None and event.name == "delta" and first is None:
                    first = (time.perf_counter() - begin) * 1000
                elif event is not None and event.name in {"done", "failed"}:
                    if event.name == "failed":
                        console.print(TutorFailed.model_validate_json(event.data).message)
                    return Asked(number, stored, first, event.name)
        return Asked(number, stored, first, "cut off")


def ask_model(http: httpx.Client, body: dict[str, Any]) -> float:
    """The same by the gateway alone: ms until the first words."""
    first = None
    begin = time.perf_counter()
    with http.stream("POST", "chat/completions", json=body) as stream:
        for event in stream.iter_lines():
            if first is None and '"content":"' in event.replace('": "', '":"').replace('"content":""', ""):
                first = (time.perf_counter() - begin) * 1000
    assert first is not None
    return first


def measure_into(bench: Bench) -> None:
    """Add the figures ``first_token_overhead_…`` and ``students_at_once_finished``."""
    with running_site() as site:
        platform = Platform(site.settings())
        try:
            _measure(bench, site, platform)
        finally:
            platform.close()


def _measure(bench: Bench, site: Site, platform: Platform) -> None:
    teacher = site.client("teacher")
    class_id = teacher.me().classes[0].class_id
    names = site.add_students(class_id, STUDENTS)
    outline = site.client(names[0]).outline(class_id)
    items = [item for module in outline.modules for item in module.items]
    challenge_id = next(item.challenge_ids[0] for item in items if item.challenge_ids and item.mode != "exam")
    with _own_server(site, names[0], challenge_id) as way, closing(_gateway(site)) as gateway:
        for level, words, key in LEVELS:
            _prepare(platform, class_id, MOST_TOKENS, level)
            asked = [way.ask() for _ in range(WARM)]
            _one_by_one(bench, way, gateway, _sent(platform, asked[-1].number), words, key)
    _prepare(platform, class_id, LONGER, "open")
    _many(bench, site, names, challenge_id)


def _one_by_one(
    bench: Bench, way: Way, gateway: httpx.Client, body: dict[str, Any], words: str, key: str
) -> None:
    """Both ways in turns."""
    ours, peer, stored = [], [], []
    for _ in range(ROUNDS):
        one = way.ask()
        assert one.first_ms is not None, one
        ours.append(one.first_ms)
        stored.append(one.stored_ms)
        peer.append(ask_model(gateway, body))
    bench.measured(f"First words, {words}, the whole way", ours, "ms")
    bench.measured("  of these until the question was stored", stored, "ms")
    bench.measured("First words, the gateway alone", peer, "ms")
    added = [mine - theirs for mine, theirs in zip(ours, peer, strict=True)]
    bench.measured("Added before the first words", added, "ms", key=key)
    bench.measured("95th percentile of that", [percentile(added, 0.95)], "ms")


def _many(bench: Bench, site: Site, names: list[str], challenge_id: UUID) -> None:
    """All students at once, each with a stream of their own."""
    ways = [_way(site, name, challenge_id, "/services/lectorium") for name in names]
    start = threading.Barrier(len(ways))

    def ask(way: Way) -> tuple[Asked, float]:
        start.wait()
        begin = time.perf_counter()
        return way.ask(), time.perf_counter() - begin

    with ThreadPoolExecutor(len(ways)) as pool:
        done = list(pool.map(ask, ways))
    finished = sum(asked.state == "done" for asked, _ in done)
    bench.measured(
        f"Of {STUDENTS} students at once finished", [finished], "", key="students_at_once_finished"
    )
    bench.measured("Their whole answers", [seconds for _, seconds in done], "s")
    firsts = [asked.first_ms for asked, _ in done if asked.first_ms is not None]
    bench.measured("Their first words", firsts or [0], "ms")


def _prepare(platform: Platform, class_id: UUID, most: int, level: tutor.HelpLevel) -> None:
    """The small model, always the same words, and nothing to look up."""
    settings = {"v": 1, "temperature": 0, "max_tokens": most, "context_tokens": 4096}
    name = {"name": "bench", "version": uuid.uuid4().hex}
    with platform.database.transaction() as session:
        session.execute(delete(materials.ChunkEmbedding))
        session.execute(delete(materials.MaterialChunk))
        model = tutor.Model(**name, endpoint=EMBEDDED, served_name="smollm2-135m", settings=settings)
        session.add(model)
        session.flush()
        changes = {"model_id": model.id, "daily_limit": 10_000, "help_level": level}
        scope, teacher = tutor.Scope(class_id=class_id), people.actor_for(session, "teacher")
        tutor.change_policy(session, teacher, scope, changes)


def _sent(platform: Platform, number: str) -> dict[str, Any]:
    """What the gateway was asked for a question."""
    with platform.database.transaction() as session:
        row = session.get_one(tutor.LlmInteraction, UUID(number))
        assert row.sent is not None
        messages = row.sent["messages"]
    usual = {"model": "smollm2-135m", "temperature": 0, "max_tokens": MOST_TOKENS, "stream": True}
    return {**usual, "messages": messages, "stream_options": {"include_usage": True}}


def _gateway(site: Site) -> httpx.Client:
    parts = urlsplit(site.settings().llm_embedded_url)
    headers = {"Authorization": f"Bearer {parts.password}"}
    return httpx.Client(base_url=f"http://{parts.hostname}:{parts.port}/v1", headers=headers, timeout=120)


def _way(site: Site, name: str, challenge_id: UUID, below: str) -> Way:
    headers = {"Authorization": f"token {site.token(name)}"}
    address = f"{site.url}{below}/lectorium/api"
    return Way(httpx.Client(base_url=address, headers=headers, timeout=300), challenge_id)


@contextmanager
def _own_server(site: Site, name: str, challenge_id: UUID) -> Iterator[Way]:
    """The way through a student's own server, which is started for it."""
    way = _way(site, name, challenge_id, f"/user/{name}")
    hub = f"{site.url}/hub/api/users/{name}/server"
    started = httpx.post(hub, headers=way.http.headers, json={"profile": "small"}, timeout=SPAWN_SECONDS)
    started.raise_for_status()
    end = time.monotonic() + SPAWN_SECONDS
    while time.monotonic() < end and way.http.get("me").status_code != 200:
        time.sleep(0.5)
    with closing(way.http):
        yield way


def measure() -> Bench:
    """These figures alone."""
    bench = Bench("first token")
    measure_into(bench)
    return bench


if __name__ == "__main__":
    measure().finish()
