"""The gateway starts models, ends them, and is open to nobody without its key."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from lectorium.llm import EMBEDDED, Ask, Message, open_models
from lectorium_hub.models import catalogue
from tests.stack.support import wait_until
from tests.support.models import SMOLLM2, ModelServer, running_models

HELLO = [Message("user", "Hello")]


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    """One whose models hardly wait for a question."""
    with running_models(llm_idle_seconds="1") as running:
        yield running


def answer(server: ModelServer, model: str = SMOLLM2) -> str:
    models = open_models(server.settings())
    try:
        return models.complete(Ask(EMBEDDED, model, HELLO, max_tokens=4)).text
    finally:
        models.close()


def loaded(server: ModelServer) -> set[str]:
    return {each["id"] for each in server.get("/v1/models").json()["data"] if each["loaded"]}


def children(server: ModelServer) -> list[psutil.Process]:
    return psutil.Process(server.process.pid).children()


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "Bearer ä", "token {key}"])
def test_without_the_key_nothing_is_told(server: ModelServer, authorization: str) -> None:
    headers = {b"Authorization": authorization.format(key=server.key).encode()}
    for method, path in (("GET", "/v1/models"), ("POST", "/v1/chat/completions"), ("POST", "/v1/embeddings")):
        refused = httpx.request(method, server.address + path, headers=headers, json={"model": SMOLLM2})
        assert (refused.status_code, refused.json()["error"]["code"]) == (401, "invalid_api_key")
    assert httpx.get(f"{server.address}/health").json() == {"status": "ok"}


def test_a_model_leaves_the_memory_and_comes_back(server: ModelServer) -> None:
    assert answer(server)
    assert loaded(server) == {SMOLLM2}
    (process,) = children(server)
    visible = " ".join([*process.cmdline(), *process.environ().values()])
    assert SMOLLM2 not in visible  # the order, and the key in it, came through standard input
    listening = [each.laddr for each in process.net_connections("tcp") if each.status == psutil.CONN_LISTEN]
    assert [address.ip for address in listening] == ["127.0.0.1"]
    assert httpx.post(f"http://127.0.0.1:{listening[0].port}/v1/chat/completions", json={}).status_code == 401

    wait_until(lambda: not loaded(server))
    wait_until(lambda: not children(server))
    assert answer(server)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/chat/completions", b"{", 400),
        ("/v1/chat/completions", b"[]", 404),
        ("/v1/chat/completions", b'{"model": "../../etc/passwd"}', 404),
        ("/v1/chat/completions", b'{"model": "all-MiniLM-L6-v2"}', 404),
        ("/v1/embeddings", b'{"model": "smollm2-135m", "input": "x"}', 404),
        ("/v1/files", b"{}", 404),
    ],
)
def test_what_makes_no_sense_is_refused(server: ModelServer, path: str, body: bytes, status: int) -> None:
    headers = {"Authorization": f"Bearer {server.key}"}
    assert httpx.post(server.address + path, content=body, headers=headers).status_code == status


def test_a_file_that_is_no_model_harms_nobody(server: ModelServer) -> None:
    folder = server.home / "models"
    folder.mkdir()
    (folder / "broken.gguf").write_bytes(b"GGUF and nothing more")
    (folder / "our-own.gguf").symlink_to(catalogue.served(Path())[SMOLLM2])
    headers = {"Authorization": f"Bearer {server.key}"}
    body = {"model": "broken", "messages": [{"role": "user", "content": "Hello"}]}
    refused = httpx.post(f"{server.address}/v1/chat/completions", json=body, headers=headers, timeout=60)

    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "model_not_started")
    assert "broken doesn't start" in (server.home / "log").read_text()
    assert answer(server, "our-own")  # as soon as it lies there


def test_models_end_with_a_gateway_that_is_killed() -> None:
    with running_models() as server:
        assert answer(server)
        family = children(server)
        os.kill(server.process.pid, signal.SIGKILL)
        wait_until(lambda: not any(map(psutil.Process.is_running, family)))
    assert len(family) == 1
