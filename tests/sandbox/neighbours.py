"""Honest submissions that run beside a hostile one and after it: they must come out right."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

from lectorium.sandbox import Limits, NotebookCell, NotebookJob, ProgramJob, ProgramTest, Sandbox

_BREATH_SECONDS: Final = 0.5
_PATIENT: Final = Limits(cpu_seconds=20, wall_seconds=120, total_cpu_seconds=60)
# It uses what a hostile one would like to break: files, a port, a process, memory, time.
_HONEST: Final = """
import os, socket, subprocess
number = int(input())
assert os.listdir("/tmp/work") == [], os.listdir("/tmp/work")
open("mine", "w").write(str(number))
assert os.listdir("/dev/shm") == []
with socket.create_server(("127.0.0.1", 5000)):
    pass
others = [pid for pid in os.listdir("/proc") if pid.isdecimal() and pid not in ("1", str(os.getpid()))]
assert others == [], others
assert len(bytearray(20_000_000)) == 20_000_000
print(int(open("mine").read()) ** 2)
"""
_numbers = itertools.count(1000)


def ask(sandbox: Sandbox, imports: str = "") -> str | None:
    """Run one honest program; what went wrong, or None."""
    number = next(_numbers)
    job = ProgramJob("python", imports + _HONEST, [ProgramTest("honest", "io", str(number))], limits=_PATIENT)
    [seen] = sandbox.run_program(job)
    if (seen.outcome, seen.stdout.strip()) == ("ok", str(number**2)):
        return None
    return f"a neighbour's program ended with {seen.outcome}: {seen.error} {seen.stdout}"


def ask_notebook(sandbox: Sandbox, imports: str = "") -> str | None:
    """Run one honest notebook; what went wrong, or None."""
    number = next(_numbers)
    cells = [NotebookCell("a", f"{imports}x = {number}"), NotebookCell("b", "print(x * x)")]
    outcome = sandbox.run_notebook(NotebookJob(cells))
    if outcome.cells[1].stdout.strip() == str(number**2):
        return None
    return f"a neighbour's notebook ended with {outcome.died}: {outcome.cells}"


@contextmanager
def beside(sandbox: Sandbox) -> Iterator[list[str]]:
    """Honest programs run as long as the block does; the list gets what went wrong with them."""
    harmed: list[str] = []
    done = threading.Event()

    def keep_asking() -> None:
        while True:
            harmed.extend(filter(None, [ask(sandbox)]))
            if done.wait(_BREATH_SECONDS):
                return

    with ThreadPoolExecutor(1) as thread:
        asking = thread.submit(keep_asking)
        try:
            yield harmed
        finally:
            done.set()
            asking.result()
