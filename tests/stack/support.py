"""What the stack's tests share."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from lectorium_hub.stack import control
from lectorium_hub.stack.blueprint import Options
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.process import MARK
from lectorium_hub.stack.state import StackStatus, last_status

STORES = ("roles", "valkey", "proxy")


@contextmanager
def running(home: Home, *only: str, port: int | None = 0) -> Iterator[StackStatus]:
    """Some parts of a home, running inside the block."""
    supervisor = control.start(home, Options(port=port, only=only or STORES))
    try:
        yield control.follow(home, supervisor)
    finally:
        control.stop(home)
        supervisor.wait(10)


def lectorium(home: Home, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Call the command line for a home."""
    return subprocess.run(
        [sys.executable, "-m", "lectorium_hub.cli", *arguments],
        env={**os.environ, "LECTORIUM_HOME": str(home.path), "COLUMNS": "200"},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something to become true, or fail."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.05)


def ports(home: Home) -> dict[str, int]:
    found: dict[str, int] = json.loads(home.ports.read_text())
    return found


def pid_of(home: Home, part: str) -> int:
    pid = last_status(home).part(part).pid
    assert pid is not None
    return pid


def processes_of(home: Home) -> list[str]:
    """Whatever runs for a home: marked by it, or with its folder on the command line."""
    found = []
    for process in psutil.process_iter():
        try:
            command = process.cmdline()
            marked = process.environ().get(MARK) == str(home.path)
        except psutil.Error:
            continue
        if process.pid != os.getpid() and (marked or any(str(home.path) in word for word in command)):
            found.append(" ".join(command))
    return found


def listeners(home: Home) -> set[tuple[str, int]]:
    """Every address that processes below the supervisor listen on."""
    supervisor = last_status(home).pid
    assert supervisor is not None
    family = [psutil.Process(supervisor), *psutil.Process(supervisor).children(recursive=True)]
    return {
        (connection.laddr[0], connection.laddr[1])
        for process in family
        for connection in process.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    }


def new_home(folder: Path, name: str = "home") -> Home:
    return Home(folder / name)


def as_json(done: subprocess.CompletedProcess[str]) -> Any:
    return json.loads(done.stdout)
