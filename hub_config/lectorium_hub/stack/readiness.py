"""Whether a part is ready: asked the way its clients ask, never guessed from a log or a port alone."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import psycopg

from lectorium_hub.stack.provision import plain

Check = Callable[[], Awaitable[None]]
ANSWER_SECONDS = 5.0
# A worker that lives touches its file more often than this.
HEARTBEAT_SECONDS = 30.0


class NotReadyError(Exception):
    """The part doesn't answer yet, or not as it should; the text says how."""


async def is_ready(check: Check) -> str | None:
    """None where the part answers as it should, else what is wrong."""
    try:
        await asyncio.wait_for(check(), ANSWER_SECONDS)
    except TimeoutError:
        return f"no answer within {ANSWER_SECONDS:.0f} s"
    except (NotReadyError, OSError, psycopg.Error, EOFError) as error:
        return str(error).splitlines()[0] if str(error) else type(error).__name__
    return None


def postgres(url: str) -> Check:
    """A query is answered."""

    async def check() -> None:
        async with await psycopg.AsyncConnection.connect(plain(url), connect_timeout=5) as connection:
            await connection.execute("SELECT 1")

    return check


def valkey(port: int, password: Callable[[], str]) -> Check:
    """PING is answered, after AUTH."""

    async def check() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(f"AUTH {password()}\r\nPING\r\n".encode())
            answers = [await reader.readline(), await reader.readline()]
        finally:
            writer.close()
        if answers != [b"+OK\r\n", b"+PONG\r\n"]:
            raise NotReadyError(b" ".join(answers).decode(errors="replace").strip())

    return check


async def request(
    address: str, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None
) -> tuple[int, bytes]:
    """Ask an HTTP server on "HOST:PORT"; the status and what came back.

    A few lines, so that the supervisor, which stays in memory, needs no HTTP library.
    """
    host, _, port = address.rpartition(":")
    lines = [f"{method} {path} HTTP/1.0", f"Host: {address}", "Content-Length: 0", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write("\r\n".join([*lines, "", ""]).encode())
        answer = await reader.read()
    finally:
        writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    words = head.split(maxsplit=2)
    if len(words) < 2 or not words[1].isdigit():
        raise NotReadyError("the answer is no HTTP")
    return int(words[1]), body


def http(address: str, path: str, headers: Callable[[], Mapping[str, str]] = dict) -> Check:
    """A GET is answered with 200."""

    async def check() -> None:
        status, _ = await request(address, path, headers=headers())
        if status != 200:
            raise NotReadyError(f"{path} answers {status}")

    return check


def heartbeat(path: Path) -> Check:
    """A file was touched lately."""

    async def check() -> None:
        age = _age(path)
        if age > HEARTBEAT_SECONDS:
            raise NotReadyError(f"no sign of life for {age:.0f} s")

    return check


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        raise NotReadyError("no sign of life yet") from None


async def started() -> None:
    """Nothing can be asked of this part: that it runs is enough."""
