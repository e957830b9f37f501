"""Days at the calendar's ends, where another time zone makes them no days any more (I21)."""

from __future__ import annotations

import uuid

import pytest

from tests.server.service import PREFIX, RunningService
from tests.server.world import World

FAR = ("0001-01-01", "9999-12-31")


@pytest.mark.parametrize("day", FAR)
def test_i21_costs_and_replays_of_no_possible_day_are_422(
    service: RunningService, world: World, day: str
) -> None:
    client = service.client(world.login("admin"))
    for path in ("tutor/costs", f"classes/{world.school.class_id}/tutor-costs"):
        answer = client.get(path, params={"since": day, "until": day})
        assert (answer.status_code, answer.json()["field"]) == (422, "since")
    body = {"class_id": str(world.school.class_id), "model_id": str(uuid.uuid4()), "until": day}
    answer = client.post("replays", json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, "until")


@pytest.mark.parametrize("day", FAR)
def test_pages_of_no_possible_day_are_refused_too(service: RunningService, world: World, day: str) -> None:
    client = service.client(world.login("admin"))
    pages = f"{service.url}{PREFIX}/lectorium"
    for path in ("/tutor/costs", "/tutor/costs.csv", f"/classes/{world.school.class_id}/tutor/costs"):
        assert client.get(f"{pages}{path}", params={"since": day, "until": day}).status_code == 422
