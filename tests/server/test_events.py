"""The stream of events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from lectorium.kit.database import Database
from lectorium.storage import open_store
from tests.server.service import RunningService
from tests.server.world import World, build_world
from tests.support.postgres import TestServer


@pytest.fixture(scope="module")
def told(database: Database, service_folder: Path) -> World:
    """A school of its own, whose problem no exam of another test closes."""
    return build_world(database, open_store(f"folder://{service_folder / 'objects'}"))


def events(stream: httpx.Response) -> Iterator[tuple[str, dict[str, Any]]]:
    """The events of a stream, without comments."""
    name = ""
    for line in stream.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def hand_in(service: RunningService, world: World, name: str) -> str:
    body = {"type": "test_run", "revision": world.revision(name), "content": world.fresh_work()}
    answer = service.client(world.login(name)).post(f"/challenges/{world.challenge_id}/attempts", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_it_begins_with_hello_and_tells_of_my_attempts_only(service: RunningService, told: World) -> None:
    with service.client(told.login("student1")).stream("GET", "/events") as stream:
        found = events(stream)
        assert next(found) == ("hello", {})
        hand_in(service, told, "student2")
        mine = hand_in(service, told, "student1")
        # My test run of before, if it waits still, has made place.
        name, event = next(each for each in found if each[1]["status"] == "queued")
    assert (name, event["attempt_id"]) == ("grading", mine)
    assert set(event) == {"attempt_id", "challenge_id", "type", "status"}


def test_staff_hear_of_their_class(service: RunningService, told: World) -> None:
    params = {"class_id": str(told.school.class_id)}
    with service.client(told.login("ta")).stream("GET", "/events", params=params) as stream:
        found = events(stream)
        next(found)
        theirs = hand_in(service, told, "student2")
        # Their test run of before, if it waits still, has made place.
        assert next(event["attempt_id"] for _, event in found if event["status"] == "queued") == theirs


def test_a_student_does_not_hear_of_the_class(service: RunningService, told: World) -> None:
    answer = service.client(told.login("student1")).get(f"/events?class_id={told.school.class_id}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json")


def test_after_a_gap_it_says_hello_again(
    service: RunningService, told: World, postgres_server: TestServer
) -> None:
    with service.client(told.login("student1")).stream("GET", "/events") as stream:
        found = events(stream)
        next(found)
        with psycopg.connect(postgres_server.admin_url, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'LISTEN%' "
                "OR (query = 'SELECT 1' AND state = 'idle' AND usename = 'lectorium_app')"
            )
        assert next(found) == ("hello", {})
        mine = hand_in(service, told, "student1")
        assert next(event["attempt_id"] for _, event in found if event["status"] == "queued") == mine


def test_too_many_streams_of_one_person_are_refused(service: RunningService, told: World) -> None:
    client = service.client(told.login("researcher"))
    streams = [client.send(client.build_request("GET", "events"), stream=True) for _ in range(20)]
    try:
        for stream in streams:
            assert next(events(stream)) == ("hello", {})
        refused = client.get("/events")
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_streams")
    finally:
        for stream in streams:
            stream.close()
