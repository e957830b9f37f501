"""Ways to break a running Lectorium: each ends processes for good, as a lost machine would."""

from __future__ import annotations

import os
import signal
import uuid
from collections.abc import Callable

import psutil

from lectorium_hub.stack.home import Home
from lectorium_hub.stack.state import last_status
from tests.support.site import Site

WORKERS = ("worker-1", "worker-2")
Fault = Callable[[Site, int], None]


def kill(site: Site, part: str) -> None:
    """End a part; the supervisor starts it again. One that isn't there just now is let be."""
    pid = last_status(Home(site.home)).part(part).pid
    if pid is not None and psutil.pid_exists(pid):
        os.kill(pid, signal.SIGKILL)


def worker(site: Site, number: int) -> None:
    """One worker, in the middle of whatever it does."""
    kill(site, WORKERS[number % len(WORKERS)])


def zygotes(site: Site, _: int) -> None:
    """All that the workers have started: launchers, zygotes, students' programs."""
    for name in WORKERS:
        pid = last_status(Home(site.home)).part(name).pid
        if pid is None or not psutil.pid_exists(pid):
            continue
        for process in psutil.Process(pid).children(recursive=True):
            if process.is_running():
                process.kill()


def valkey(site: Site, _: int) -> None:
    """The queue; it comes back with what it had."""
    kill(site, "valkey")


def valkey_and_its_data(site: Site, _: int) -> None:
    """The queue and all that it held: it comes back empty."""
    folder = site.home / "valkey" / "appendonlydir"
    if folder.exists():
        folder.rename(folder.with_name(f"lost-{uuid.uuid4().hex}"))
    kill(site, "valkey")


def postgres(site: Site, _: int) -> None:
    """The database's first process; the others end with it."""
    kill(site, "postgres")


def api(site: Site, _: int) -> None:
    """The service, with requests under way."""
    kill(site, "api")
