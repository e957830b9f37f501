"""The search for leftovers finds what is left: each kind, named or owned."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.sandbox import leftovers

MARK = f"lectorium-leftover-{os.getpid()}"
IPC_PRIVATE, IPC_RMID = 0, 0


@contextmanager
def a_file() -> Iterator[None]:
    path = Path("/tmp") / MARK
    path.touch()
    try:
        yield
    finally:
        path.unlink()


@contextmanager
def an_abstract_socket() -> Iterator[None]:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"\0{MARK}")
        listener.listen()
        yield


@contextmanager
def a_network_socket() -> Iterator[None]:
    with socket.create_server(("127.0.0.1", 0)):
        yield


@contextmanager
def shared_memory() -> Iterator[None]:
    libc = ctypes.CDLL(None)
    made = libc.shmget(IPC_PRIVATE, 4096, 0o600)
    try:
        yield
    finally:
        libc.shmctl(made, IPC_RMID, None)


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("thing", [a_file, an_abstract_socket])
def test_what_carries_the_mark_is_found(thing: type, shared: bool) -> None:
    search = leftovers.Search(os.geteuid(), MARK, shared)
    before = search.things()
    with thing():
        assert any(MARK in left for left in search.things() - before)
    assert not any(MARK in left for left in search.things())


@pytest.mark.parametrize("thing", [a_file, a_network_socket, shared_memory])
def test_what_the_user_owns_is_found(thing: type) -> None:
    search = leftovers.Search(os.geteuid(), "nobody calls anything this", shared=False)
    before = search.things()
    with thing():
        assert search.things() - before


ESCAPES = """
import os, subprocess, sys
from tests.sandbox import leftovers
leftovers.adopt_orphans()
daemon = "import os, time; os.setsid(); print(os.getpid(), flush=True); time.sleep(1000)"
launcher = "import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', sys.argv[1]]).pid)"
subprocess.run([sys.executable, "-c", launcher, daemon], check=True, stdout=subprocess.DEVNULL)
found = leftovers.strays()
print(len(found), len(leftovers.below()))
for process in found:
    os.kill(int(process.split()[1]), 9)
"""


def test_a_daemon_that_left_its_parents_is_found() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", ESCAPES]
    ran = subprocess.run(
        command, env=environment, cwd=leftovers_root(), capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.split() == ["1", "1"]


def leftovers_root() -> Path:
    return Path(__file__).parents[2]
