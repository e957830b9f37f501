"""The stream of events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg

from tests.server.service import RunningService
from tests.server.world import World
from tests.support.postgres import TestServer


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


def test_it_begins_with_hello_and_tells_of_my_attempts_only(service: RunningService, world: World) -> None:
    with service.client(world.login("student1")).stream("GET", "/events") as stream:
        found = events(stream)
        assert next(found) == ("hello", {})
        hand_in(service, world, "student2")
        mine = hand_in(service, world, "student1")
        # My test run of before, if it waits still, has made place.
        name, event = next(each for each in found if each[1]["status"] == "queued")
    assert (name, event["attempt_id"]) == ("grading", mine)
    assert set(event) == {"attempt_id", "challenge_id", "type", "status"}


def test_staff_hear_of_their_class(service: RunningService, world: World) -> None:
    params = {"class_id": str(world.school.class_id)}
    with service.client(world.login("ta")).stream("GET", "/events", params=params) as stream:
        found = events(stream)
        next(found)
        theirs = hand_in(service, world, "student2")
        # Their test run of before, if it waits still, has made place.
        assert next(event["attempt_id"] for _, event in found if event["status"] == "queued") == theirs


def test_a_student_does_not_hear_of_the_class(service: RunningService, world: World) -> None:
    answer = service.client(world.login("student1")).get(f"/events?class_id={world.school.class_id}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json")


def test_after_a_gap_it_says_hello_again(
    service: RunningService, world: World, postgres_server: TestServer
) -> None:
    with service.client(world.login("student1")).stream("GET", "/events") as stream:
        found = events(stream)
        next(found)
        with psycopg.connect(postgres_server.admin_url, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'LISTEN%' "
                "OR (query = 'SELECT 1' AND state = 'idle' AND usename = 'lectorium_app')"
            )
        assert next(found) == ("hello", {})
        mine = hand_in(service, world, "student1")
        assert next(event["attempt_id"] for _, event in found if event["status"] == "queued") == mine


def test_too_many_streams_of_one_person_are_refused(service: RunningService, world: World) -> None:
    client = service.client(world.login("researcher"))
    streams = [client.send(client.build_request("GET", "events"), stream=True) for _ in range(20)]
    try:
        for stream in streams:
            assert next(events(stream)) == ("hello", {})
        refused = client.get("/events")
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_streams")
    finally:
        for stream in streams:
            stream.close()
