"""What every route gets from the frame: repeating, errors, caching, sign-in."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError
from tornado.web import HTTPError

from lectorium.kit.database import Database
from lectorium.kit.errors import Unavailable
from lectorium.kit.settings import Settings
from lectorium.platform import Platform
from lectorium.rooms.people import api as people
from lectorium.rooms.people.api import Actor
from lectorium_server.auth.person import FRESH_SECONDS, People
from lectorium_server.auth.person import Person as Caller
from lectorium_server.auth.recent import RECENT_SECONDS, Known, RecentTokens
from lectorium_server.openapi import describe
from lectorium_server.reference import reference
from lectorium_server.routes import TABLE
from lectorium_server.routing.errors import explain, render
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import ANYONE
from lectorium_server.routing.table import RouteTable
from lectorium_server.services import Services
from lectorium_wire.people import Person
from tests.server.service import RunningService
from tests.server.world import NOTEBOOK, World
from tests.support.people import School
from tests.support.postgres import TestServer


def key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


def class_names(client: httpx.Client) -> list[str]:
    return [each["name"] for each in client.get("/classes").json()["items"]]


def test_a_repeated_key_gets_the_first_answer(service: RunningService, school: School) -> None:
    client, headers = service.client(school.users["teacher"].login_name), key()
    first = client.post("/classes", json={"name": "Once"}, headers=headers)
    second = client.post("/classes", json={"name": "Once"}, headers=headers)
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert class_names(client).count("Once") == 1


def test_a_key_used_for_something_else_is_refused(service: RunningService, school: School) -> None:
    client, headers = service.client(school.users["teacher"].login_name), key()
    client.post("/classes", json={"name": "Once"}, headers=headers)
    answer = client.post("/classes", json={"name": "Twice"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_mismatch")
    assert answer.json()["field"] == "Idempotency-Key"
    assert "Twice" not in class_names(client)


def test_a_key_is_its_senders_own(service: RunningService, school: School) -> None:
    headers = key()
    names = [school.users[name].login_name for name in ("teacher", "other")]
    answers = [
        service.client(name).post("/classes", json={"name": "Mine"}, headers=headers) for name in names
    ]
    assert answers[0].json()["id"] != answers[1].json()["id"]


def test_i01_twins_at_the_same_time_make_one(service: RunningService, school: School) -> None:
    login, headers = school.users["teacher"].login_name, key()
    clients = [service.client(login) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda client: client.post("/classes", json={"name": "Race"}, headers=headers), clients)
        )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert class_names(clients[0]).count("Race") == 1


def test_a_refused_request_leaves_its_key_free(service: RunningService, school: School) -> None:
    client, headers = service.client(school.users["teacher"].login_name), key()
    path = f"/classes/{school.class_id}/enrollments"
    assert client.post(path, json={"username": "nobody-here"}, headers=headers).status_code == 404
    body = {"username": school.users["stranger"].username}
    assert client.post(path, json=body, headers=headers).status_code == 201


def test_publishing_twice_with_one_key_makes_one_problem(service: RunningService, world: World) -> None:
    client, headers = service.client(world.login("teacher")), key()
    answers = [client.post("/problems", json={"notebook": NOTEBOOK}, headers=headers) for _ in range(2)]
    assert answers[0].status_code == 201
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("bad", ["", "x" * 201, "a\tb"])
def test_a_key_has_a_shape(service: RunningService, school: School, bad: str) -> None:
    client = service.client(school.users["teacher"].login_name)
    answer = client.post("/classes", json={"name": "Once"}, headers={"Idempotency-Key": bad})
    assert answer.status_code == 422


def test_a_list_is_paged_by_key(service: RunningService, school: School) -> None:
    client = service.client(school.users["teacher"].login_name)
    for number in range(5):
        client.post("/classes", json={"name": f"Class {number}"})
    found: list[str] = []
    after: dict[str, str] | None = {}
    while after is not None:
        page = client.get("/classes", params={"limit": 2, **after}).json()
        assert len(page["items"]) <= 2
        found += [each["name"] for each in page["items"]]
        after = {"after": page["next"]} if page["next"] else None
    assert found == class_names(client)


@pytest.mark.parametrize("after", ["nonsense", "W10", "WzEsMl0", "e30", "////"])
def test_a_forged_cursor_is_422(service: RunningService, school: School, after: str) -> None:
    client = service.client(school.users["teacher"].login_name)
    answer = client.get("/classes", params={"after": after})
    assert (answer.status_code, answer.json()["field"]) == (422, "after")


def test_what_did_not_change_is_304(service: RunningService, school: School) -> None:
    client = service.client(school.users["teacher"].login_name)
    first = client.get(f"/classes/{school.class_id}")
    again = client.get(f"/classes/{school.class_id}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_head_is_get_without_a_body(service: RunningService, school: School) -> None:
    answer = service.client(school.users["teacher"].login_name).head(f"/classes/{school.class_id}")
    assert (answer.status_code, answer.content) == (200, b"")


def test_the_time_that_jupyterlab_adds_is_no_parameter(service: RunningService, school: School) -> None:
    client = service.client(school.users["teacher"].login_name)
    assert client.get(f"{service.api}/classes?1732083000123").status_code == 200
    assert client.get(f"{service.api}/classes?1732083000123=x").status_code == 422


def test_zero_characters_and_halves_of_characters_are_refused(
    service: RunningService, school: School
) -> None:
    client = service.client(school.users["teacher"].login_name)
    headers = {"Content-Type": "application/json"}
    zero = client.post("/classes", content=b'{"name": "a\\u0000b"}', headers=headers)
    assert (zero.status_code, zero.json()["field"]) == (422, "name")
    half = client.post("/classes", content=b'{"name": "\\ud800"}', headers=headers)
    assert half.status_code in {400, 422}


def test_a_closed_account_is_401(service: RunningService, database: Database, school: School) -> None:
    user = school.users["student1"]
    with database.transaction() as session:
        people.change_user(session, school.actor("admin"), user.id, disabled=True)
    assert service.client(user.login_name).get("/me").status_code == 401


def test_whom_only_the_hub_knows_is_401(service: RunningService) -> None:
    assert service.client("somebody-else").get("/me").status_code == 401


def test_the_hub_is_asked_once_for_many_requests(service: RunningService, school: School) -> None:
    login = school.users["teacher"].login_name
    token = service.hub.token(login)
    headers = {"Authorization": f"token {token}"}
    service.hub.delay = 0.3
    try:
        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(lambda _: httpx.get(f"{service.api}/me", headers=headers), range(10)))
    finally:
        service.hub.delay = 0.0
    assert {answer.status_code for answer in answers} == {200}
    assert service.hub.asked[token] == 1


def test_a_hub_that_lost_its_database_signs_nobody_out(service: RunningService, school: School) -> None:
    client = service.client(school.users["teacher"].login_name)
    stranger = {"Authorization": "token of-nobody"}
    service.hub.knows_nobody = True
    try:
        assert client.get("/me").status_code == 503
    finally:
        service.hub.knows_nobody = False
    assert client.get("/me").status_code == 200
    assert client.get("/me", headers=stranger).status_code == 401


def test_a_token_is_believed_for_a_moment_only(school: School) -> None:
    moments = [0.0]
    known = RecentTokens(clock=lambda: moments[0])
    person = Caller(school.actor("student1"), "student1", frozenset())
    known.keep("token one", Known("user", person))
    assert known.find("token two") is None
    moments[0] = RECENT_SECONDS - 0.1
    found = known.find("token one")
    assert found is not None
    assert found.person is person
    moments[0] = RECENT_SECONDS + 0.1
    assert known.find("token one") is None


def test_an_account_is_believed_for_seconds_only(school: School) -> None:
    moments = [0.0]
    actors: list[Actor] = [school.actor("student1"), school.actor("teacher")]
    known = People(lambda _: actors.pop(0), clock=lambda: moments[0])
    assert known.actor("x").role == "student"
    moments[0] = FRESH_SECONDS - 0.1
    assert known.actor("x").role == "student"
    moments[0] = FRESH_SECONDS + 0.1
    assert known.remembered("x") is None
    assert known.actor("x").role == "teacher"


def test_our_mistakes_get_a_number_and_no_trace(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        reply = render(explain(RuntimeError("the secret is 42")))
    assert reply.status == 500
    assert b"secret" not in reply.body
    incident = re.search(rb"incident ([0-9a-f]{8})", reply.body)
    assert incident
    assert incident[1].decode() in caplog.text


def test_a_shape_of_ours_that_does_not_fit_is_our_mistake() -> None:
    with pytest.raises(ValidationError) as caught:
        Person.model_validate({})
    assert explain(caught.value).status == 500


@pytest.mark.parametrize("error", [OperationalError("", {}, Exception()), HTTPError(500), HTTPError(502)])
def test_a_missing_part_is_503(error: Exception) -> None:
    assert explain(error).status == 503


def test_health_needs_the_queue(postgres_server: TestServer) -> None:
    settings = Settings(redis_url="redis://127.0.0.1:9/0", database_url=postgres_server.urls["database_url"])
    with closing(Services(Platform(settings))) as services, pytest.raises(Unavailable, match="waits"):
        services.check()


def test_a_route_twice_is_refused() -> None:
    routes = Routes("x")

    def one(call: Any) -> None:
        """Do nothing."""

    routes.get("/x", rule=ANYONE)(one)
    routes.get("/x", rule=ANYONE)(one)
    with pytest.raises(ValueError, match="twice"):
        RouteTable(routes.routes)


def test_a_path_that_its_function_does_not_take_is_refused() -> None:
    def one(call: Any) -> None:
        """Do nothing."""

    with pytest.raises(TypeError, match="path"):
        Routes("x").get("/x/{y}", rule=ANYONE)(one)


def test_names_of_operations_are_unique() -> None:
    names = [route.operation_id for route in TABLE.routes]
    assert len(names) == len(set(names))


def test_the_reference_page_is_up_to_date() -> None:
    page = Path(__file__).parents[2] / "docs/reference/api.md"
    assert page.read_text() == reference(TABLE), (
        "run python -m lectorium_server.reference > docs/reference/api.md"
    )


def test_the_document_describes_every_route() -> None:
    document = describe(TABLE)
    paths = {(method.upper(), path) for path, item in document["paths"].items() for method in item}
    assert paths == {(route.method, route.path) for route in TABLE.routes}
    names = set(document["components"]["schemas"])
    assert set(re.findall(r"#/components/schemas/([^']+)'", str(document))) <= names


def test_strangers_read_the_document(service: RunningService) -> None:
    answer = service.client().get("/openapi.json")
    assert answer.json()["openapi"] == "3.1.0"


@pytest.mark.parametrize(
    "wrong", [lambda school: school.users["teacher"].login_name + "x", lambda _: "0" * 32]
)
def test_a_token_that_the_hub_does_not_know_is_401(
    service: RunningService, school: School, wrong: Callable[[School], str]
) -> None:
    headers = {"Authorization": f"token {wrong(school)}"}
    assert httpx.get(f"{service.api}/me", headers=headers).status_code == 401
