"""Small pieces: the plan's order, processes, logs, readiness."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from lectorium_hub.stack import logs, readiness
from lectorium_hub.stack.blueprint import Options, draw
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.parts import Plan, Service, Step
from lectorium_hub.stack.ports import PortBook, find_free, is_free
from lectorium_hub.stack.process import Child, end_all, leftovers


def service(name: str, *after: str) -> Service:
    return Service(name, lambda: ["true"], after)


def test_services_stop_before_those_they_need() -> None:
    nodes = (
        service("db"),
        Step("migrate", ("db",)),
        service("hub", "db"),
        service("api", "migrate"),
        service("cron"),
    )
    groups = [{each.name for each in group} for group in Plan("http://x", nodes).stop_order()]
    assert groups == [{"hub", "api", "cron"}, {"db"}]


@pytest.mark.parametrize("nodes", [(service("a", "nobody"),), (service("a"), service("a"))])
def test_a_plan_that_cannot_work_is_refused(nodes: tuple[Service, ...]) -> None:
    with pytest.raises(ValueError, match="parts that wait for nothing known"):
        Plan("http://x", nodes)


def test_some_parts_bring_what_they_need(home: Home) -> None:
    home.create()
    plan = draw(home, Options(port=0, only=("migrate",)))
    assert [node.name for node in plan.nodes] == ["postgres", "roles", "migrate"]


def child(tmp_path: Path, code: str) -> Child:
    command = [sys.executable, "-c", code]
    return Child(command, environment=dict(os.environ), folder=tmp_path, log=tmp_path / "log")


async def until_said(tmp_path: Path, text: str) -> None:
    while text not in (tmp_path / "log").read_text():  # noqa: ASYNC110 - another process writes it
        await asyncio.sleep(0.02)


STUBBORN = """\
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(60)
"""
PARENT = """\
import subprocess, time
print(subprocess.Popen(["sleep", "60"], start_new_session=True).pid, flush=True)
time.sleep(60)
"""


async def test_a_child_that_ignores_its_end_is_killed(tmp_path: Path) -> None:
    stubborn = child(tmp_path, STUBBORN)
    await until_said(tmp_path, "up")
    begun = time.monotonic()
    await stubborn.stop(seconds=0.3)
    assert await stubborn.wait() == -signal.SIGKILL
    assert time.monotonic() - begun < 5


async def test_a_childs_children_end_with_it(tmp_path: Path) -> None:
    parent = child(tmp_path, PARENT)
    await until_said(tmp_path, "\n")
    grandchild = psutil.Process(int((tmp_path / "log").read_text()))
    await parent.stop(seconds=5)
    await end_all([grandchild], seconds=2)
    assert not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE


async def test_an_exit_status_is_kept(tmp_path: Path) -> None:
    ended = child(tmp_path, "raise SystemExit(7)")
    assert [await ended.wait(), await ended.wait()] == [7, 7]
    assert ended.pid not in Child.unreaped


def test_leftovers_are_known_by_their_mark_or_by_number_and_age(tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        marked = stack.enter_context(
            subprocess.Popen(["sleep", "60"], env={"LECTORIUM_SUPERVISED": str(tmp_path)})
        )
        noted = stack.enter_context(subprocess.Popen(["sleep", "60"], env={}))
        recycled = stack.enter_context(subprocess.Popen(["sleep", "60"], env={}))
        time.sleep(0.1)
        known = [(noted.pid, psutil.Process(noted.pid).create_time()), (recycled.pid, 1.0)]
        found = {process.pid for process in leftovers(tmp_path, known)}
        for process in (marked, noted, recycled):
            process.kill()
    assert found == {marked.pid, noted.pid}


def test_logs_are_kept_small_while_a_part_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "LARGEST_BYTES", 100)
    log = tmp_path / "hub.log"
    with log.open("ab", buffering=0) as writer:
        for number in range(6):
            writer.write(f"{number} ".encode() * 100)
            logs.rotate(tmp_path)
        writer.write(b"last line\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "hub.log",
        "hub.log.1",
        "hub.log.2",
        "hub.log.3",
    ]
    assert log.read_text() == "last line\n"
    assert (tmp_path / "hub.log.1").read_text().startswith("5 ")
    assert logs.last_line(log) == "last line"


def test_the_end_of_a_log(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    assert logs.tail(log, 5) == []
    log.write_bytes(b"one\n\xff two\n\n")
    assert logs.tail(log, 2) == ["\ufffd two", ""]
    assert logs.last_line(log) == "\ufffd two"


@contextlib.asynccontextmanager
async def server(answer: bytes) -> AsyncIterator[int]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(answer)
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        yield listening.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\nfine", None),
        (b"HTTP/1.1 503 Busy\r\n\r\n", "/health answers 503"),
        (b"SSH-2.0\r\n", "the answer is no HTTP"),
        (b"", "the answer is no HTTP"),
    ],
)
async def test_http_is_asked(answer: bytes, problem: str | None) -> None:
    async with server(answer) as port:
        assert await readiness.is_ready(readiness.http(f"127.0.0.1:{port}", "/health")) == problem


async def test_valkey_is_asked_with_its_password() -> None:
    async with server(b"-WRONGPASS\r\n-NOAUTH\r\n") as port:
        problem = await readiness.is_ready(readiness.valkey(port, lambda: "x"))
    assert problem == "-WRONGPASS\r\n -NOAUTH".splitlines()[0]


async def test_nobody_there() -> None:
    check = readiness.postgres("postgresql+psycopg://a:b@127.0.0.1:9/c")
    assert "refused" in (await readiness.is_ready(check) or "")


async def test_a_heartbeat_must_be_fresh(tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    check = readiness.heartbeat(alive)
    assert await readiness.is_ready(check) == "no sign of life yet"
    alive.touch()
    assert await readiness.is_ready(check) is None
    os.utime(alive, (time.time() - 60, time.time() - 60))
    assert await readiness.is_ready(check) == "no sign of life for 60 s"


def test_ports_are_free_and_distinct(tmp_path: Path) -> None:
    book = PortBook(tmp_path / "ports.json")
    book.settle(public=0, address="127.0.0.1")
    book.save()
    names = ("postgres", "valkey", "proxy_api", "hub", "api", "models", "public")
    assert len({book[name] for name in names}) == len(names)
    again = PortBook(tmp_path / "ports.json")
    again.settle(public=None, address="127.0.0.1")
    assert [again[name] for name in names] == [book[name] for name in names]
    with socket.create_server(("127.0.0.1", find_free())) as taken:
        assert not is_free(taken.getsockname()[1])


def test_a_module_runs_quickly_without_the_costly_import(tmp_path: Path) -> None:
    (tmp_path / "shown.py").write_text("import sys, jsonschema; print(sys.argv[1:], 'lark' in sys.modules)")
    command = [sys.executable, "-m", "lectorium_hub.stack.quickly", "shown", "a", "b"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout == "['a', 'b'] False\n"
