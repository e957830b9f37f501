"""Every route, asked by nobody, the neighbour, the wrong one and the right one; in every wrong shape."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import httpx
import pytest

from lectorium_server.routes import TABLE
from lectorium_server.routing.route import SMALL_BODY, Kind, Route
from tests.server.case import Case
from tests.server.matrix import CASES
from tests.server.service import RunningService
from tests.server.world import World

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
JSON = {"Content-Type": "application/json"}
SIGNED = [route for route in TABLE.routes if route.scope is not None]
PLACED = [route for route in TABLE.routes if route.places]
BODIES = [route for route in TABLE.routes if route.body is not None]
UNITS = [route for route in SIGNED if route.kind is not Kind.STREAM]
GUARDED = [route for route in SIGNED if route.operation_id in CASES and CASES[route.operation_id].wrong]


def each(routes: Iterable[Route]) -> pytest.MarkDecorator:
    """Once for each route, under its name."""
    return pytest.mark.parametrize("route", [pytest.param(route, id=route.operation_id) for route in routes])


def case_of(route: Route) -> Case:
    return CASES[route.operation_id]


def send(client: httpx.Client, route: Route, world: World, **changes: Any) -> httpx.Response:
    """The route's example, changed as told."""
    case = case_of(route)
    path = route.path
    for name, value in {**case.places(world), **changes.pop("places", {})}.items():
        path = path.replace(f"{{{name}}}", str(value))
    if "content" not in changes and "json" not in changes:
        changes["json"] = case.body(world)
    method = changes.pop("method", route.method)
    params = {**case.query, **changes.pop("params", {})}
    request = client.build_request(method, path.lstrip("/"), params=params, **changes)
    answer = client.send(request, stream=route.kind is Kind.STREAM)
    if route.kind is Kind.STREAM:
        if answer.headers["Content-Type"] != "text/event-stream":
            answer.read()
        answer.close()
    return answer


def assert_problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The answer is a problem document of that status, in three sentences, without a stack trace."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == status
    assert document["code"]
    assert document["title"]
    assert document["detail"].count(".") >= 2
    assert "Traceback" not in answer.text
    return document


def test_every_route_has_an_example() -> None:
    assert {route.operation_id for route in TABLE.routes} == set(CASES)


@each(SIGNED)
def test_nobody_is_401(service: RunningService, world: World, route: Route) -> None:
    assert_problem(send(service.client(), route, world), 401)


@each(SIGNED)
def test_a_token_without_the_scope_is_403(service: RunningService, world: World, route: Route) -> None:
    client = service.client(world.login(case_of(route).right), ["access:services!service=lectorium"])
    assert assert_problem(send(client, route, world), 403)["code"] == "token_lacks_scope"


@each(SIGNED)
def test_a_token_without_access_is_403(service: RunningService, world: World, route: Route) -> None:
    client = service.client(world.login(case_of(route).right), [str(route.scope)])
    assert assert_problem(send(client, route, world), 403)["code"] == "token_lacks_access"


@each(PLACED)
def test_k1_the_neighbour_gets_404(service: RunningService, world: World, route: Route) -> None:
    client = service.client(world.neighbours.users["admin"].login_name)
    assert_problem(send(client, route, world), 404)


@each(PLACED)
def test_what_is_not_an_id_is_404(service: RunningService, world: World, route: Route) -> None:
    client = service.client(world.login(case_of(route).right))
    assert_problem(send(client, route, world, places=dict.fromkeys(route.places, "nonsense")), 404)


@each(GUARDED)
def test_the_wrong_one_is_refused(service: RunningService, world: World, route: Route) -> None:
    answer = send(service.client(world.login(str(case_of(route).wrong))), route, world)
    assert_problem(answer, 404 if answer.status_code == 404 else 403)


@each(TABLE.routes)
def test_the_right_one_gets_it(service: RunningService, world: World, route: Route) -> None:
    case = case_of(route)
    answer = send(service.client(world.login(case.right)), route, world)
    assert answer.status_code in {route.status, *case.answers}, answer.text
    assert answer.headers["Cache-Control"] == "no-store"


@each(UNITS)
def test_an_unknown_parameter_is_422(service: RunningService, world: World, route: Route) -> None:
    client = service.client(world.login(case_of(route).right))
    assert assert_problem(send(client, route, world, params={"colour": "red"}), 422)["field"] == "colour"


@each(BODIES)
def test_i21_an_unknown_key_is_422_and_named(service: RunningService, world: World, route: Route) -> None:
    client = service.client(world.login(case_of(route).right))
    body = {**(case_of(route).body(world) or {}), "colour": "red"}
    assert assert_problem(send(client, route, world, json=body), 422)["field"] == "colour"


@each(BODIES)
def test_i21_a_wrong_type_is_422_and_named(service: RunningService, world: World, route: Route) -> None:
    assert route.body is not None
    client = service.client(world.login(case_of(route).right))
    for name in route.body.model_fields:
        body = {**(case_of(route).body(world) or {}), name: [{"not": "this"}, 7]}
        field = assert_problem(send(client, route, world, json=body), 422)["field"]
        assert field.split(".")[0] == name


@each(BODIES)
@pytest.mark.parametrize("content", [b"", b"{", b"[]x", b'{"a": NaN}', b"\xff\xfe", b"[" * 100_000])
def test_bad_json_is_400(service: RunningService, world: World, route: Route, content: bytes) -> None:
    client = service.client(world.login(case_of(route).right))
    answer = send(client, route, world, content=content, headers=JSON)
    assert assert_problem(answer, 400)["code"] == "bad_json"


@each(BODIES)
def test_what_is_not_sent_as_json_is_415(service: RunningService, world: World, route: Route) -> None:
    client = service.client(world.login(case_of(route).right))
    assert_problem(send(client, route, world, content=b"{}", headers={"Content-Type": "text/plain"}), 415)


@each(SIGNED)
def test_too_large_a_body_is_413(service: RunningService, world: World, route: Route) -> None:
    client = service.client(world.login(case_of(route).right))
    length = 16_000_001 if route.large else SMALL_BODY + 1
    assert_problem(send(client, route, world, content=b" " * length, headers=JSON), 413)


@each(TABLE.routes)
def test_another_method_is_405_with_allow(service: RunningService, world: World, route: Route) -> None:
    client = service.client(world.login(case_of(route).right))
    offered = {other.method for other in TABLE.routes if other.path == route.path}
    for method in METHODS - offered:
        answer = send(client, route, world, method=method)
        assert_problem(answer, 405)
        assert set(answer.headers["Allow"].split(", ")) == offered


@pytest.mark.parametrize("path", ["/", "/nothing", "/classes/1/2/3/4", "/%2e%2e/health", "/me%2f"])
def test_an_unknown_path_is_404(service: RunningService, world: World, path: str) -> None:
    client = service.client(world.login("student1"))
    assert_problem(client.get(f"{service.api}{path}"), 404)
