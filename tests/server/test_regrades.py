"""Regrading over the API: repeated requests, pages of a list, and what stands in an answer."""

from __future__ import annotations

import uuid

import httpx
import pytest

from lectorium.rooms.grading import api as grading
from tests.server.regrades import Regraded, regraded
from tests.server.service import RunningService
from tests.server.world import World


@pytest.fixture
def ours(world: World) -> Regraded:
    return regraded(world)


@pytest.fixture
def teacher(service: RunningService, world: World) -> httpx.Client:
    return service.client(world.login("teacher"))


def test_a_repeated_request_plans_once(teacher: httpx.Client, ours: Regraded) -> None:
    body = {"challenge_id": str(ours.free()), "policy": "keep_better"}
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    first, again = (teacher.post("/regrades", json=body, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = teacher.post("/regrades", json=body)
    assert (other.status_code, other.json()["code"]) == (409, "regrade_open")
    assert other.json()["current"] == {"regrade_id": first.json()["id"], "state": "planned"}


def test_a_repeated_apply_is_one(teacher: httpx.Client, ours: Regraded) -> None:
    regrade_id = ours.fresh(grading.start_preview)
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    answers = [teacher.post(f"/regrades/{regrade_id}/apply", headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    refused = teacher.post(f"/regrades/{regrade_id}/apply")
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_state")
    assert refused.json()["current"] == {"state": "applying"}


@pytest.mark.parametrize("what", ["students", "attempts"])
def test_lists_come_page_by_page(teacher: httpx.Client, ours: Regraded, what: str) -> None:
    path = f"/regrades/{ours.fresh(grading.start_preview)}/{what}"
    whole = teacher.get(path).json()["items"]
    assert len(whole) == 2
    first = teacher.get(path, params={"limit": 1}).json()
    second = teacher.get(path, params={"limit": 1, "after": first["next"]}).json()
    assert first["items"] + second["items"] == whole
    assert second["next"] is None
    losing = teacher.get(path, params={"outcome": "loses"}).json()["items"]
    assert losing == [each for each in whole if each["outcome"] == "loses"] != []


def test_a_regrade_says_what_it_came_to_and_what_may_follow(teacher: httpx.Client, ours: Regraded) -> None:
    planned = teacher.get(f"/regrades/{ours.fresh()}").json()
    assert (planned["state"], planned["students"], planned["can"]) == ("planned", None, ["preview", "cancel"])
    previewed = teacher.get(f"/regrades/{ours.fresh(grading.start_preview)}").json()
    assert previewed["students"] == {"gains": 0, "loses": 1, "same": 1}
    assert previewed["can"] == ["apply", "cancel"]
    counts = previewed["counts"]
    assert (counts["total"], counts["graded"], counts["loses"], counts["same"]) == (2, 2, 1, 1)
    (target,) = previewed["targets"]
    assert (target["from_number"], target["to_number"], target["points"]) == (1, 2, 6.0)
