from __future__ import annotations

import ast
import json
import time
from pathlib import Path

import httpx
import pytest

import lectorium_proxy
from lectorium_proxy.upstream import service_url
from lectorium_server.auth.scopes import scopes_of
from tests.proxy.conftest import StudentServer
from tests.proxy.upstream import SmallUpstream
from tests.server.hub import SmallHub
from tests.server.service import RunningService
from tests.server.world import World


def assert_refused(answer: httpx.Response, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == code
    assert problem["detail"].count(".") == 3


def test_the_owner_reaches_the_service_as_themselves(before_service: StudentServer, world: World) -> None:
    with before_service.client() as client:
        me = client.get("/me").json()
    assert me["username"] == world.school.users["student1"].username


def test_the_service_decides_and_its_refusals_pass_unchanged(
    before_service: StudentServer, world: World
) -> None:
    with before_service.client() as client:
        answer = client.patch(f"/classes/{world.school.class_id}", json={"name": "Mine"})
    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "token_lacks_scope"


def test_somebody_else_is_refused_even_with_access_to_the_server(
    before_service: StudentServer, hub: SmallHub, world: World
) -> None:
    """An administrator, or a friend with whom the server is shared, must not borrow its token."""
    shared = [*scopes_of("admin"), f"access:servers!server={before_service.owner}/"]
    with before_service.client(hub.token(world.login("admin"), shared)) as client:
        assert_refused(client.get("/me"), 403, "not_owner")
        assert_refused(client.post("/classes/join", json={"code": "ABCDEF"}), 403, "not_owner")


def test_nobody_is_refused(before_service: StudentServer) -> None:
    with before_service.client(None) as client:
        assert_refused(client.get("/me"), 403, "signed_out")
        assert_refused(client.post("/classes/join", json={"code": "ABCDEF"}), 403, "signed_out")


def test_events_arrive_through_the_proxy(before_service: StudentServer) -> None:
    with before_service.client() as client, client.stream("GET", "/events") as stream:
        assert stream.headers["Content-Type"] == "text/event-stream"
        assert "event: hello" in next(stream.iter_text())


def test_headers_up_and_down(before_upstream: StudentServer, upstream: SmallUpstream) -> None:
    headers = {
        "Cookie": "secret=1",
        "Idempotency-Key": "k1",
        "X-Other": "no",
        "Content-Type": "application/json",
    }
    with before_upstream.client() as client:
        answer = client.put("/a%2Fb/c?x=1&y=%20", content=b'{"a": 1}', headers=headers)
    seen = upstream.seen[-1]
    assert (seen.method, seen.path, seen.body) == (
        "PUT",
        "/deep/lectorium/api/a%2Fb/c?x=1&y=%20",
        b'{"a": 1}',
    )
    assert seen.headers["Authorization"] == f"token {before_upstream.own_token}"
    assert seen.headers["Idempotency-Key"] == "k1"
    assert seen.headers["Content-Type"] == "application/json"
    assert "Cookie" not in seen.headers
    assert "X-Other" not in seen.headers
    assert (answer.status_code, answer.text) == (201, "hello")
    assert answer.headers["ETag"] == '"one"'
    assert answer.headers["Content-Type"] == "text/x-plain"
    assert "stolen" not in answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_each_method_is_passed_on_as_itself(
    before_upstream: StudentServer, upstream: SmallUpstream, method: str
) -> None:
    with before_upstream.client() as client:
        client.request(method, "/thing")
    assert upstream.seen[-1].method == method


def test_not_modified_passes(before_upstream: StudentServer) -> None:
    with before_upstream.client() as client:
        assert client.get("/thing", headers={"If-None-Match": '"one"'}).status_code == 304


def test_an_answer_streams_piece_by_piece(before_upstream: StudentServer, upstream: SmallUpstream) -> None:
    with before_upstream.client() as client, client.stream("GET", "/drip") as stream:
        pieces = stream.iter_text()
        assert next(pieces) == "data: first\n\n"  # the second is not even written yet
        upstream.go_on.set()
        assert next(pieces) == "data: second\n\n"


def test_a_reader_who_leaves_ends_the_stream_upstream(
    before_upstream: StudentServer, upstream: SmallUpstream
) -> None:
    with before_upstream.client() as client, client.stream("GET", "/endless") as stream:
        next(stream.iter_bytes())
    assert upstream.left.wait(10)


def test_an_answer_that_breaks_off_is_not_taken_for_whole(before_upstream: StudentServer) -> None:
    with before_upstream.client() as client, pytest.raises(httpx.RemoteProtocolError):
        client.get("/rude")


def test_too_large_a_body_is_413(before_upstream: StudentServer, upstream: SmallUpstream) -> None:
    before = len(upstream.seen)
    with before_upstream.client() as client:
        assert_refused(client.put("/thing", content=b" " * 24_000_001), 413, "too_large")
        pieces = (b" " * 1_000_000 for _ in range(25))
        assert_refused(client.put("/thing", content=pieces), 413, "too_large")
    assert len(upstream.seen) == before


def test_a_missing_service_is_503_and_quick(
    service: RunningService, hub: SmallHub, world: World, tmp_path: Path
) -> None:
    from tests.proxy.conftest import student_server

    with (
        student_server(tmp_path, hub, world.login("student2"), "http://127.0.0.1:9/nothing") as server,
        server.client() as client,
    ):
        begun = time.monotonic()
        assert_refused(client.get("/me"), 503, "service_down")
        assert time.monotonic() - begun < 6


@pytest.mark.parametrize(
    ("given", "base", "expected"),
    [
        ("http://h:1", "/", "http://h:1/services/lectorium"),
        ("http://h:1/", "/hub-at/", "http://h:1/hub-at/services/lectorium"),
        ("http://h:1/else/", "/", "http://h:1/else"),
    ],
)
def test_the_service_is_found(given: str, base: str, expected: str) -> None:
    assert service_url(given, base) == expected


def test_nothing_trusted_is_imported() -> None:
    folder = Path(lectorium_proxy.__file__).parent
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.split(".")[0] in {"lectorium", "lectorium_server"} for name in names), path


def test_it_is_switched_on_by_its_config_file() -> None:
    folder = Path(lectorium_proxy.__file__).parent / "jupyter-config/jupyter_server_config.d"
    config = json.loads((folder / "lectorium_proxy.json").read_text())
    assert config == {"ServerApp": {"jpserver_extensions": {"lectorium_proxy": True}}}
