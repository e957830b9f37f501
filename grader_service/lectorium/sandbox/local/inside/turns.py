"""A submission's tests, one after another, each in a process of its own.

Whoever has forked pays for every page it touches afterwards, and in Python each name that is looked
up touches two or three. So what is needed between two tests has local names, calls are made ready
beforehand, and nothing is made into an object that nobody asks for. Only a test that outlasts the
first look meets the whole `Watch`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from lectorium.sandbox.local.inside import linux
from lectorium.sandbox.local.inside.watch import EVERY_MS, Watch

_WAITING_IS_CHEAPER: Final = 4  # a program that sleeps holds a place, if no processor
_REAPER: Final = linux.Reaper()
_CHILDREN: Final = linux.ChildSignals(EVERY_MS)
_SEEN: Final = ("reason", "status", "cpu_ms", "wall_ms", "memory_kb")


@dataclass(frozen=True, slots=True)
class Turn:
    """One test: what becomes it in a child, and what it writes: stdout, stderr, result."""

    become: Callable[[], NoReturn]
    outputs: Sequence[int]


@dataclass(frozen=True, slots=True)
class Series:
    """Tests of one submission."""

    turns: Sequence[Turn]
    fork: Callable[[], int]
    before: Sequence[Callable[[], None]]
    """What is done before each fork."""
    kept: Sequence[int]
    """How many bytes of each of a turn's outputs will be read."""


def take(series: Series, watch: Watch, left_ms: float) -> tuple[list[dict[str, Any]], float]:
    """Run as many as there is time for. Returns a report of each, and the time that is left."""
    now, reaper, children, fork, before = (
        time.monotonic, _REAPER, _CHILDREN, series.fork, series.before
    )  # fmt: skip
    wait4, status, usage, told = reaper.call, reaper.status_place, reaper.usage_place, reaper.told
    no_hang, wait, kill = os.WNOHANG, children.wait, watch.relatives.kill
    trim, kept, every = _trim, series.kept, EVERY_MS / 1000
    seen: list[tuple[str | None, int, int, int, int]] = []
    children.block()
    for turn in series.turns:
        if left_ms <= 0:
            break
        for step in before:
            step()
        reason, peak_kb = None, 0
        started = looked = now()
        pid = fork()
        if pid == 0:
            children.unblock()
            turn.become()
        if pid < 0:
            linux.forked(pid)
        wait()
        while wait4(pid, status, no_hang, usage) == 0:
            if now() - looked >= every and reason is None:
                looked = now()
                reason = watch.look(looked - started, turn.outputs)
                peak_kb = watch.peak_bytes // 1024
            wait()
        wall_ms = round((now() - started) * 1000)
        code, cpu, resident_kb = told()
        while kill():
            wait4(-1, status, 0, usage)
            cpu += told()[1]
        cpu_ms = round(cpu * 1000)
        left_ms -= max(cpu_ms, wall_ms / _WAITING_IS_CHEAPER)
        seen.append((reason, code, cpu_ms, wall_ms, max(peak_kb, resident_kb)))
        trim(turn.outputs, kept)
    return [dict(zip(_SEEN, each, strict=True)) for each in seen], left_ms


def _trim(
    outputs: Sequence[int], kept: Sequence[int], seek: Callable[[int, int, int], int] = os.lseek
) -> None:
    """Let go of what nobody will read: all outputs are held until the last test has ended."""
    for file, most in zip(outputs, kept, strict=True):
        size = seek(file, 0, 2)
        if size > most:
            os.ftruncate(file, most)
            os.ftruncate(file, size)  # how much it was is told
