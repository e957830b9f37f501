"""What an answer took, however it ended."""

from __future__ import annotations

import json
from contextlib import aclosing

import pytest
from aiohttp import web

from lectorium.llm import Ask, BrokenOff, Message, ModelUnavailable
from lectorium_server.tutor.metering import Meter
from tests.llm.test_failures import elsewhere, server

ASK = Ask("elsewhere", "any", [Message("user", "Hello, how are you?")])


def piece(text: str, finish: str | None = None) -> str:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return f"data: {json.dumps({'choices': [choice]})}\n\n"


async def metered(sent: str) -> Meter:
    """An answer whose server tells no tokens, read to its end."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(text=sent, content_type="text/event-stream")

    meter = Meter()
    async with server(answer) as url, aclosing(meter.stream(elsewhere(url), ASK)) as pieces:
        if "stop" in sent:
            assert [each async for each in pieces]
        else:
            with pytest.raises(BrokenOff):
                assert [each async for each in pieces]
    return meter


async def test_what_no_server_tells_is_estimated() -> None:
    whole = await metered(piece("So") + piece(" it is, for all of us.", "stop"))
    assert whole.is_estimated
    assert whole.tokens == (9, 6)
    broken = await metered(piece("a") + piece("b") + piece("c"))
    assert broken.is_estimated
    assert broken.tokens == (9, 3)


async def test_what_never_began_has_cost_nothing() -> None:
    meter = Meter()
    with pytest.raises(ModelUnavailable):
        await anext(meter.stream(elsewhere("http://127.0.0.1:9/v1"), ASK))
    assert meter.tokens is None
