"""What got through a layer, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lectorium.sandbox import NOTEBOOK_LIMITS, Limits
from tests.sandbox.cases import Case
from tests.sandbox.layers.guard import MOST_SECONDS, Report

_MIB: Final = 1024 * 1024
_MUCH_OUTPUT_MB: Final = 64
_OWN_PROCESSES: Final = 40  # of the grader, its layer and a stock kernel
_OWN_MB: Final = 100
_REACHED: Final = {
    "time": "the grader gets no answer",
    "memory": "memory beyond the limit",
    "processes": "processes beyond the limit",
    "disk": "fills the disk",
    "output": "floods the grader",
    "machine": "reaches the machine",
    "secrets": "reads the grader's secrets",
    "network": "reaches the network",
    "kernel": "reaches the kernel's machinery",
    "others": "reaches other processes",
    "next": "leaves something behind",
}


def escapes(case: Case, report: Report) -> list[str]:
    """What got through, the most telling first; empty where the case was contained."""
    return list(dict.fromkeys(_escapes(case, report)))


def _escapes(case: Case, report: Report) -> Iterator[str]:
    yield from _of_grader(report)
    seen = report.seen or {}
    if seen.get("reached"):
        yield _REACHED[case.attacks or "machine"]
    yield from _of_use(case, report)
    if report.lives_on:
        number = len(report.lives_on)
        yield "a process lives on" if number == 1 else f"{number} processes live on"
    yield from _of_left(report)
    if seen.get("harmed") and not report.lives_on:
        yield "the next program fails"
    elif seen.get("harmed"):
        yield "the next program fails with it"


def _of_grader(report: Report) -> Iterator[str]:
    if report.ended == "killed":
        yield "the grader dies"
    elif report.ended == "time":
        yield f"the grader waits {MOST_SECONDS} s and longer"
    elif report.ended == "memory":
        yield "all memory that the guard allows"


def _of_use(case: Case, report: Report) -> Iterator[str]:
    limits = case.limits(Limits() if case.kind == "program" else NOTEBOOK_LIMITS)
    if report.grader_mb > _MUCH_OUTPUT_MB:
        yield f"the grader holds {report.grader_mb:,} MB of output"
    if report.processes > limits.processes + _OWN_PROCESSES:
        yield f"{report.processes} processes"
    # A watch that looks every few milliseconds is a little late.
    if report.memory_mb > limits.memory_bytes / _MIB * 1.6 + _OWN_MB:
        yield f"{report.memory_mb:,} MB of memory"
    if report.disk_mb > limits.disk_bytes / _MIB * 1.5:
        yield f"{report.disk_mb:,} MB of files"
    if report.files > limits.files * 1.5:
        yield f"{report.files:,} files"


def _of_left(report: Report) -> Iterator[str]:
    kinds = {"/": "files stay", "@": "a socket stays"}
    for thing in report.left:
        yield next((words for sign, words in kinds.items() if sign in thing), "shared memory stays")
