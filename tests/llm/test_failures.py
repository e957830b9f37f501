"""What people read when a model doesn't answer, and what the log says."""

import asyncio
import contextlib
import json
import signal
from collections.abc import AsyncIterator, Awaitable, Callable

import psutil
import pytest
from aiohttp import web

from lectorium.kit.settings import LlmEndpoint, Settings
from lectorium.llm import (
    EMBEDDED,
    Ask,
    BrokenOff,
    ContextTooLong,
    Message,
    ModelBusy,
    ModelRefused,
    Models,
    ModelUnavailable,
    Piece,
    open_models,
)
from tests.support.models import SMOLLM2, ModelServer

HELLO = [Message("user", "Hello")]


def elsewhere(url: str, key: str = "k", **settings: float) -> Models:
    endpoint = LlmEndpoint(base_url=url, api_key=key)
    return open_models(Settings(llm_endpoints={"elsewhere": endpoint}, **settings))  # type: ignore[arg-type]


@contextlib.asynccontextmanager
async def server(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    """A server that answers everything like this; its address."""
    app = web.Application()
    app.router.add_post("/{any:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


def test_a_server_that_is_away() -> None:
    with pytest.raises(ModelUnavailable, match="elsewhere: APIConnectionError") as caught:
        elsewhere("http://127.0.0.1:9/v1").complete(Ask("elsewhere", "any", HELLO))
    assert caught.value.status == 503
    assert caught.value.detail.startswith("The language model can't be reached. Your work and your question")


def test_what_nobody_set_up(models: Models) -> None:
    with pytest.raises(
        ModelRefused, match="no endpoint is called 'moon' in the settings; there are: embedded"
    ):
        models.complete(Ask("moon", "any", HELLO))
    with pytest.raises(ModelRefused, match="There is no model 'gpt-9'"):
        models.complete(Ask(EMBEDDED, "gpt-9", HELLO))


async def test_a_wrong_key_is_refused_and_not_shown(model_server: ModelServer) -> None:
    stranger = elsewhere(f"{model_server.address}/v1", "wrong-key")
    with pytest.raises(ModelRefused, match="401") as caught:
        stranger.complete(Ask("elsewhere", SMOLLM2, HELLO))
    with pytest.raises(ModelRefused, match="401"):
        await anext(stranger.stream(Ask("elsewhere", SMOLLM2, HELLO)))
    assert "wrong-key" not in str(caught.value) + caught.value.detail


def test_more_text_than_fits(models: Models) -> None:
    with pytest.raises(ContextTooLong) as caught:
        models.complete(Ask(EMBEDDED, SMOLLM2, [Message("user", "word " * 5_000)]))
    assert caught.value.code == "too_long"


async def test_a_server_that_says_nothing() -> None:
    enough = asyncio.Event()

    async def never(_: web.Request) -> web.StreamResponse:
        await enough.wait()
        return web.Response()

    async with server(never) as url:
        models = elsewhere(url, llm_seconds=0.2)
        with pytest.raises(ModelBusy):
            await anext(models.stream(Ask("elsewhere", "any", HELLO)))
        enough.set()


async def test_a_stream_that_ends_before_the_answer() -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b'data: {"choices": [{"index": 0, "delta": {"content": "So"}}]}\n\n')
        return response

    async with server(half) as url:
        stream = elsewhere(url).stream(Ask("elsewhere", "any", HELLO))
        assert await anext(stream) == Piece("So")
        with pytest.raises(BrokenOff, match="without an end"):
            await anext(stream)


async def test_a_server_that_knows_only_the_newer_name_of_an_answers_length() -> None:
    choice = {"index": 0, "finish_reason": "length"}

    async def newer(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if "max_tokens" in body or body["max_completion_tokens"] != 7:
            reason = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
            return web.json_response({"error": {"message": reason}}, status=400)
        if not body["stream"]:
            message = {"role": "assistant", "content": "So"}
            return web.json_response({"choices": [{**choice, "message": message}]})
        told = json.dumps({"choices": [{**choice, "delta": {"content": "So"}}]})
        return web.Response(text=f"data: {told}\n\ndata: [DONE]\n\n", content_type="text/event-stream")

    async with server(newer) as url:
        asked = Ask("elsewhere", "any", HELLO, max_tokens=7)
        with pytest.raises(ModelRefused, match="Unsupported parameter"):
            await anext(elsewhere(url).stream(asked))
        endpoint = LlmEndpoint(base_url=url, tokens_field="max_completion_tokens")
        models = open_models(Settings(llm_endpoints={"elsewhere": endpoint}))
        assert (await asyncio.to_thread(models.complete, asked)).text == "So"
        parts = [part async for part in models.stream(asked)]
        assert parts[0] == Piece("So")


async def test_a_model_that_dies_in_the_middle_is_replaced(model_server: ModelServer, models: Models) -> None:
    stream = models.stream(Ask(EMBEDDED, SMOLLM2, [Message("user", "Count to a thousand")], max_tokens=400))
    assert isinstance(await anext(stream), Piece)
    killed = [
        child
        for child in psutil.Process(model_server.process.pid).children()
        if "lectorium_hub.models.language" in child.cmdline()
    ]
    for child in killed:
        child.send_signal(signal.SIGKILL)

    with pytest.raises(BrokenOff) as caught:
        async for _ in stream:
            pass
    assert len(killed) == 1
    assert "in the middle of its answer" in caught.value.detail
    again = await asyncio.to_thread(models.complete, Ask(EMBEDDED, SMOLLM2, HELLO, max_tokens=4))
    assert again.usage.completion_tokens


async def test_only_the_settings_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    """No address, key, header or proxy of the environment reaches a server on this machine."""
    seen: list[dict[str, str]] = []

    async def record(request: web.Request) -> web.Response:
        seen.append(dict(request.headers))
        return web.json_response({"error": {"message": "enough"}}, status=400)

    names = ("API_KEY", "ORG_ID", "PROJECT_ID", "ADMIN_KEY", "BASE_URL")
    for name in names:
        monkeypatch.setenv(f"OPENAI_{name}", "from-the-environment")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Spy: from-the-environment\nAuthorization: Bearer stolen")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with server(record) as url:
        models = elsewhere(url, "ours")
        with pytest.raises(ModelRefused):
            await anext(models.stream(Ask("elsewhere", "any", HELLO)))
        with pytest.raises(ModelRefused):
            await asyncio.to_thread(models.complete, Ask("elsewhere", "any", HELLO))

    assert [headers["Authorization"] for headers in seen] == ["Bearer ours"] * 2
    assert "from-the-environment" not in str(seen)
