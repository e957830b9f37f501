"""Runs code in a real kernel of a person's real server, as JupyterLab does."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any

import aiohttp

from tests.hub.running import RunningHub

SECONDS = 60


def run_in_kernel(hub: RunningHub, name: str, token: str, code: str) -> str:
    """What the code printed; raises ``AssertionError`` with the traceback if it failed."""
    return asyncio.run(asyncio.wait_for(_run(f"{hub.public}/user/{name}/api", token, code), SECONDS))


async def _run(api: str, token: str, code: str) -> str:
    headers = {"Authorization": f"token {token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        async with session.post(f"{api}/kernels", json={"name": "python3"}) as answer:
            assert answer.status == 201, await answer.text()
            kernel = (await answer.json())["id"]
        try:
            async with session.ws_connect(f"{api}/kernels/{kernel}/channels") as socket:
                return await _execute(socket, code)
        finally:
            await (await session.delete(f"{api}/kernels/{kernel}")).read()


async def _execute(socket: aiohttp.ClientWebSocketResponse, code: str) -> str:
    identity = uuid.uuid4().hex
    await socket.send_json(
        {
            "header": {
                "msg_id": identity,
                "msg_type": "execute_request",
                "username": "",
                "session": identity,
                "version": "5.3",
            },
            "parent_header": {},
            "metadata": {},
            "content": {"code": code, "silent": False, "allow_stdin": False, "stop_on_error": True},
            "channel": "shell",
            "buffers": [],
        }
    )
    printed = ""
    async for raw in socket:
        message: dict[str, Any] = json.loads(raw.data)
        if message["parent_header"].get("msg_id") != identity:
            continue
        content = message["content"]
        if message["msg_type"] == "stream":
            printed += content["text"]
        if message["msg_type"] == "error":
            raise AssertionError("\n".join(content["traceback"]) + printed)
        if message["msg_type"] == "status" and content["execution_state"] == "idle":
            return printed
    raise AssertionError("The kernel's line was cut.")
