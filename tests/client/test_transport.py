"""Repeats, keys, addresses and broken lines, against a server that misbehaves on purpose."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from typing import Any

import pytest

from lectorium_client import ApiError, Client, Hello, NoAddress, NoAnswer, Overloaded
from lectorium_client.place import Place, api_root
from lectorium_client.transport import TRIES

CLASS: dict[str, Any] = {
    "id": "0197a000-0000-7000-8000-000000000000", "name": "Sums", "section": "", "description": "",
    "time_zone": "UTC", "is_archived": False, "hold_grades": False,
    "before_joining": "excused",
    "join_code": None, "copied_from_id": None, "my_role": None, "my_content": "none",
    "my_student_data": "none",
}  # fmt: skip
Asked = list[tuple[str, str, dict[str, str]]]
Reply = tuple[int, dict[str, str], bytes]


@contextmanager
def misbehaving(answer: Callable[[int], Reply | None]) -> Iterator[tuple[Client, Asked]]:
    """A server that answers request n as it is told; None cuts the line. And what it was asked."""
    asked: Asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked.append((self.command, self.path, dict(self.headers)))
            reply = answer(len(asked))
            if reply is None:
                self.close_connection = True
                return
            status, headers, body = reply
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_PUT = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with Client(f"http://127.0.0.1:{server.server_address[1]}", "secret") as client:
            yield client, asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def problem(status: int, **more: object) -> Reply:
    document = {"status": status, "code": "unavailable", "detail": "Not now. All is safe. Try again.", **more}
    return (
        status,
        {"Content-Type": "application/problem+json", "Retry-After": "0"},
        json.dumps(document).encode(),
    )


def good(document: object) -> Reply:
    return 200, {"Content-Type": "application/json"}, json.dumps(document).encode()


def test_reading_is_tried_again_until_it_works() -> None:
    with misbehaving(lambda n: [problem(503), None, good(CLASS)][n - 1]) as (client, asked):
        assert client.get_class(CLASS["id"]).name == "Sums"
    assert len(asked) == 3


def test_it_gives_up_and_says_so() -> None:
    with misbehaving(lambda _: problem(503)) as (client, asked), pytest.raises(Overloaded, match="Not now"):
        client.me()
    assert len(asked) == TRIES


def test_creating_is_repeated_under_one_key_and_once_per_call() -> None:
    with misbehaving(lambda n: None if n == 1 else good(CLASS)) as (client, asked):
        client.create_class("Sums")
        client.create_class("Sums")

    keys = [headers["Idempotency-Key"] for _, _, headers in asked]
    assert len(keys) == 3
    assert keys[0] == keys[1] != keys[2]


def test_saving_a_draft_is_never_repeated_by_itself() -> None:
    """A save that arrived would meet itself as a conflict."""
    with (
        misbehaving(lambda _: None) as (client, asked),
        pytest.raises(NoAnswer, match="look before you repeat"),
    ):
        client.save_draft(CLASS["id"], {"cells": []}, revision=0)
    assert len(asked) == 1


def test_a_refusal_is_not_repeated() -> None:
    with (
        misbehaving(lambda _: problem(409, code="late")) as (client, asked),
        pytest.raises(ApiError) as error,
    ):
        client.create_class("Sums")
    assert (len(asked), error.value.code) == (1, "late")


def test_a_page_that_is_not_lectorium_is_told_apart() -> None:
    page = (502, {"Content-Type": "text/html"}, b"<h1>Bad gateway</h1>")
    with (
        misbehaving(lambda _: (302, {"Location": "/hub/login"}, b"")) as (client, _),
        pytest.raises(ApiError) as moved,
    ):
        client.me()
    with misbehaving(lambda _: page) as (client, _), pytest.raises(ApiError, match="Check the address"):
        client.create_user("a", email="a@b.cd", name="A")
    assert (moved.value.code, moved.value.status) == ("not_lectorium", 302)


def test_an_answer_of_another_version_is_named() -> None:
    with (
        misbehaving(lambda _: good({"unheard": "of"})) as (client, _),
        pytest.raises(ApiError, match="version") as error,
    ):
        client.me()
    assert error.value.code == "other_version"


def test_a_service_that_is_away_is_named() -> None:
    with misbehaving(lambda _: None) as (client, _):
        pass
    with pytest.raises(NoAnswer, match="Nothing was changed"):
        Client(client.url, "secret").create_class("Sums")


def test_the_event_stream_is_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lectorium_client.events.REOPEN_SECONDS", 0)
    stream = {"Content-Type": "text/event-stream"}
    body = b": hush\n\nretry: 2000\nevent: hello\ndata: {}\n\nevent: unheard\ndata: 1\n\n"
    with misbehaving(lambda n: (200, stream, body) if n % 2 else None) as (client, asked):
        assert list(islice(client.events(), 3)) == [Hello()] * 3
    assert len(asked) == 5


@pytest.mark.parametrize(
    ("given", "hub_base"),
    [
        ("https://site", "/"),
        ("https://site/", "/"),
        ("https://site/services/lectorium/", "/"),
        ("https://site/services/lectorium/lectorium/api", "/"),
    ],
)
def test_any_address_leads_to_the_api(given: str, hub_base: str) -> None:
    assert api_root(given, hub_base) == "https://site/services/lectorium/lectorium/api"


def test_a_hub_below_a_prefix_is_found() -> None:
    assert api_root("https://site/teach", "/teach/") == "https://site/teach/services/lectorium/lectorium/api"


def test_the_environment_of_a_server_is_enough_and_arguments_win() -> None:
    environ = {"LECTORIUM_API_URL": "http://127.0.0.1:1/services/lectorium/", "JUPYTERHUB_API_TOKEN": "mine"}

    assert Place.find(environ=environ) == Place("http://127.0.0.1:1/services/lectorium/lectorium/api", "mine")
    assert Place.find("https://site", "other", environ).token == "other"
    assert "mine" not in repr(Place.find(environ=environ))


@pytest.mark.parametrize(
    ("url", "token", "words"),
    [(None, "x", "No address"), ("https://site", None, "No token"), ("site", "x", "Begin it with")],
)
def test_what_is_missing_is_said(url: str | None, token: str | None, words: str) -> None:
    with pytest.raises(NoAddress, match=words):
        Place.find(url, token, {})
