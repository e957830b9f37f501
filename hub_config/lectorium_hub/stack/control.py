"""Starting and stopping a home's supervisor from another process, and watching it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil

from lectorium_hub.stack.blueprint import Options
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.logs import last_line
from lectorium_hub.stack.process import die_with_parent
from lectorium_hub.stack.state import (
    ALREADY_RUNNING,
    StackStatus,
    current_status,
    is_locked,
    last_status,
    wait_unlocked,
    write_status,
)

LOOK_SECONDS = 0.05
STOP_SECONDS = 90.0
SETTLED = {"running", "degraded", "failed"}
SUPERVISOR = "supervisor"


def start(home: Home, options: Options, *, attached: bool = False) -> subprocess.Popen[bytes]:
    """Start the supervisor, in a session of its own; an attached one ends when we do."""
    home.create()
    if not is_locked(home):
        write_status(home, StackStatus(state="starting", others=last_status(home).processes()))
    command = [sys.executable, "-m", "lectorium_hub.stack.supervisor", "--home", str(home.path)]
    command += options.arguments()
    with home.log(SUPERVISOR).open("ab") as log:
        home.log(SUPERVISOR).chmod(0o600)
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=die_with_parent() if attached else None,  # noqa: PLW1509 - one thread only
            cwd="/",
        )


def follow(
    home: Home, supervisor: subprocess.Popen[bytes], look: Callable[[StackStatus], None] = lambda _: None
) -> StackStatus:
    """Watch a supervisor start until everything is settled; `look` sees each state of the way.

    Where another one was faster, that one is watched.

    Raises:
        StackError: it couldn't start, in its own words.
    """
    while True:
        ended = supervisor.poll() is not None
        status = last_status(home)
        look(status)
        another = supervisor.returncode == ALREADY_RUNNING
        if ended and not another:
            raise StackError(*(status.problem or _ended_silently(home)))
        if status.state in SETTLED and (another or status.pid == supervisor.pid) and not status.problem:
            return status
        time.sleep(LOOK_SECONDS)


def stop(home: Home, look: Callable[[StackStatus], None] = lambda _: None) -> bool:
    """Stop a running stack; False where none ran.

    Raises:
        StackError: it doesn't end.
    """
    if not is_locked(home):
        return False
    supervisor = _find_supervisor(home)
    if supervisor is not None:
        supervisor.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    while is_locked(home):
        look(last_status(home))
        if time.monotonic() > deadline:
            raise _never_stops(home, supervisor)
        time.sleep(LOOK_SECONDS)
    if supervisor is not None:
        psutil.wait_procs([supervisor], timeout=LOOK_SECONDS * 100)  # it let go of the lock and is leaving
    return True


def _find_supervisor(home: Home) -> psutil.Process | None:
    """The process that holds the lock, from the state it writes."""
    for _ in range(40):
        pid = last_status(home).pid
        if pid is not None and psutil.pid_exists(pid):
            return psutil.Process(pid)
        time.sleep(LOOK_SECONDS)
    return None


@contextmanager
def parts_running(home: Home, *names: str) -> Iterator[None]:
    """Have these parts running inside the block: those of a running stack, or ones started for it alone."""
    if current_status(home).state != "stopped":
        yield
        return
    supervisor = start(home, Options(port=0, only=names, remember=False), attached=True)
    try:
        follow(home, supervisor)
        yield
    finally:
        stop(home)
        supervisor.wait()
        wait_unlocked(home, 5)


def _never_stops(home: Home, supervisor: psutil.Process | None) -> StackError:
    number = supervisor.pid if supervisor else "…"
    return StackError(
        f"The stack in {home.path} hasn't stopped within {STOP_SECONDS:.0f} s.",
        "Stored data are safe: Postgres survives even being killed.",
        f"Look at `lectorium logs supervisor`; as a last resort: kill -9 {number}",
    )


def _ended_silently(home: Home) -> tuple[str, str, str]:
    said = last_line(home.log(SUPERVISOR)) or "nothing"
    return (
        f"The supervisor ended before everything was up. It said last: {said}",
        "Stored data are untouched.",
        f"Read its log: {os.fspath(home.log(SUPERVISOR))}",
    )
