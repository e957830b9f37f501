"""Ways into a running stack: its processes, their CPU and memory, and workers that stand still."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psutil

from bench.engine.cpu import Meter
from tests.support.site import Site

MB = 1024 * 1024


def part(site: Site, name: str) -> list[psutil.Process]:
    """A part's process and all that it has started."""
    state = json.loads((site.home / "run" / "state.json").read_text())
    root = psutil.Process(next(each["pid"] for each in state["parts"] if each["name"] == name))
    return [root, *root.children(recursive=True)]


def workers(site: Site) -> list[str]:
    """The names of the workers."""
    state = json.loads((site.home / "run" / "state.json").read_text())
    return [each["name"] for each in state["parts"] if each["name"].startswith("worker-")]


def count(meter: Meter, processes: Sequence[psutil.Process]) -> None:
    """Have a meter count these, and all that they start from now on."""
    for process in processes:
        meter.add(process.pid)


@contextmanager
def standing_still(site: Site) -> Iterator[None]:
    """The workers stopped in their tracks: everything is accepted and nothing graded."""
    stopped = [process for name in workers(site) for process in part(site, name)]
    for process in stopped:
        process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in stopped:
            process.send_signal(signal.SIGCONT)


def pss_mb(processes: Sequence[psutil.Process]) -> float:
    """Memory; what several share is counted once."""
    total = 0
    for process in processes:
        try:
            total += process.memory_full_info().pss
        except psutil.NoSuchProcess:
            continue
    return total / MB
