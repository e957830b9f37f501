"""An archived class is only read: every route that writes in it answers 409 with code `archived`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update

from lectorium.kit.database import Database
from lectorium.rooms.courses import api as courses
from lectorium.storage import open_store
from lectorium_server.routes import TABLE
from lectorium_server.routing.route import Route
from tests.server.matrix import CASES
from tests.server.service import RunningService
from tests.server.test_matrix import send
from tests.server.world import World, build_world

OF_NO_CLASS = {
    *("change_my_password", "create_user", "change_user", "create_class", "check_notebook"),
    *("publish_problem", "import_program", "publish_version", "change_problem", "create_challenge"),
    *("delete_challenge", "publish_question", "copy_class", "put_my_consent"),
    *("ask_erasure", "withdraw_erasure", "decline_erasure", "erase_person"),
    *("publish_question_version", "check_questions", "import_questions", "change_school_policy"),
    *("add_knowledge", "try_question", "add_model", "change_model", "add_prompt", "change_challenge"),
}
READS_ALL_THE_SAME = {
    "open_session": "one's own work is opened to be read",
    "end_session": "what was opened to be read is closed",
    "stop_interaction": "an answer that is under way can always be stopped",
    **dict.fromkeys(("try_class_question", "try_challenge_question"), "only looks"),
    "join_class": "says that no open class has the code (I20)",
    "remove_researcher": "who was let in can always be shut out",
    "change_class": "reopens it; the next test has what else it does",
}
WRITES = [
    route
    for route in TABLE.routes
    if route.method != "GET" and route.operation_id not in OF_NO_CLASS | READS_ALL_THE_SAME.keys()
]


@pytest.fixture(scope="module")
def shelved(database: Database, service_folder: Path) -> World:
    return build_world(database, open_store(f"folder://{service_folder / 'objects'}"))


def archive(world: World, *, archived: bool) -> None:
    """All classes of the school: regrades and exams have some of their own."""
    ours = courses.Class.organization_id == world.school.organization_id
    with world.database.transaction() as session:
        session.execute(update(courses.Class).where(ours).values(is_archived=archived))


class Hooked(httpx.Client):
    """Does something when a request is made up, so after what it is about was made."""

    before: Callable[[], None]

    def send(self, *args: object, **kwargs: object) -> httpx.Response:
        self.before()
        return super().send(*args, **kwargs)  # type: ignore[arg-type]


@pytest.mark.parametrize("route", [pytest.param(route, id=route.operation_id) for route in WRITES])
def test_an_archived_class_refuses_it(service: RunningService, shelved: World, route: Route) -> None:
    usual = service.client(shelved.login(CASES[route.operation_id].right))
    archive(shelved, archived=False)
    try:
        with Hooked(base_url=usual.base_url, headers=usual.headers, timeout=60) as client:
            client.before = lambda: archive(shelved, archived=True)
            answer = send(client, route, shelved)
        assert (answer.status_code, answer.json()["code"]) == (409, "archived"), answer.text
    finally:
        archive(shelved, archived=False)


def test_an_archived_class_is_reopened_and_nothing_else_about_it_changes(
    service: RunningService, shelved: World
) -> None:
    client = service.client(shelved.login("teacher"))
    path = f"/classes/{shelved.school.class_id}"
    assert client.patch(path, json={"is_archived": True}).json()["is_archived"] is True
    assert client.patch(path, json={"name": "New"}).json()["code"] == "archived"
    assert client.patch(path, json={"is_archived": False}).json()["is_archived"] is False


def test_those_said_to_be_of_no_class_are_routes() -> None:
    known = {route.operation_id for route in TABLE.routes}
    assert OF_NO_CLASS | READS_ALL_THE_SAME.keys() <= known
