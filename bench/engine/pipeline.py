"""The whole pipeline: programs in through the API, results read from it; beside the bare sandbox.

Every student hands in on one connection, hears of results on the stream of events, and reads each
result as Lab does. The bare sandbox runs the same programs in as many processes as there are workers.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from bench.engine.cpu import Meter, meter
from bench.engine.lane import Lane, together
from bench.engine.question import Question
from bench.engine.stack import count, part, workers
from bench.engine.students import Burst, Student, burst
from bench.kit import Bench
from tests.support.site import Site

BURST = 1000
WARM = 48
PARTS = ("api", "postgres", "valkey", "hub", "proxy", "beat")


@dataclass
class Pipeline:
    """What the pipeline, the bare sandbox and the burst came to."""

    asked: Question
    whole: Burst
    burst: Burst
    bare_seconds: float
    bare_cpu_ms: float
    cpu_ms: dict[str, float]
    """CPU a submission, by part, while the whole question went through."""


def measure(site: Site, asked: Question, students: list[Student]) -> Pipeline:
    """The bare sandbox, then all programs through the pipeline, then a thousand at once."""
    bare_seconds, bare_cpu_ms = run_bare(asked, len(workers(site)))
    burst(students, asked.programs[:WARM])
    meters = _meters(site)
    before = {name: each.seconds() for name, each in meters.items()}
    whole = burst(students, asked.programs)
    cpu_ms = {name: (each.seconds() - before[name]) / whole.count * 1000 for name, each in meters.items()}
    for each in meters.values():
        each.close()
    return Pipeline(asked, whole, burst(students, asked.programs[:BURST]), bare_seconds, bare_cpu_ms, cpu_ms)


def run_bare(asked: Question, lanes: int) -> tuple[float, float]:
    """Seconds for all programs, and CPU ms a submission."""
    teams = [Lane("bench.engine.bare", str(number), str(lanes)) for number in range(lanes)]
    counted = meter("bare")
    for lane in teams:
        counted.add(lane.pid)
    try:
        together(teams, {"count": WARM})
        before = counted.seconds()
        seconds = max(answer["seconds"] for answer in together(teams, {"count": len(asked.programs)}))
        return seconds, (counted.seconds() - before) / len(asked.programs) * 1000
    finally:
        for lane in teams:
            lane.close()
        counted.close()


def _meters(site: Site) -> dict[str, Meter]:
    """One for each part; a worker's own process apart from its sandbox."""
    meters = {name: meter(name) for name in (*PARTS, "workers", "sandbox", "students")}
    for name in PARTS:
        count(meters[name], part(site, name))
    for name in workers(site):
        own, *sandboxed = part(site, name)
        count(meters["workers"], [own])
        count(meters["sandbox"], sandboxed)
    meters["students"].add(os.getpid())
    return meters


def report(bench: Bench, seen: Pipeline) -> None:
    """Rows for people, and the figures that have a floor."""
    count_ = seen.whole.count
    bare_rate = count_ / seen.bare_seconds
    kind = "real" if seen.asked.is_real else "made"
    bench.measured(
        f"Bare sandbox, {count_:,} {kind} programs with 11 tests",
        [bare_rate],
        "1/s",
        key="sandbox_submissions_per_s",
    )
    bench.measured("  its CPU", [seen.bare_cpu_ms], "ms each")
    bench.measured(
        "The same through the pipeline, results read",
        [seen.whole.rate],
        "1/s",
        key="pipeline_submissions_per_s",
    )
    for name, cpu_ms in sorted(seen.cpu_ms.items(), key=lambda each: -each[1]):
        bench.measured(f"  CPU: {name}", [cpu_ms], "ms each")
    cores = os.cpu_count() or 1
    allowed = cores * 1000 / sum(seen.cpu_ms.values())
    bench.measured("What that CPU allows with all cores always busy", [allowed], "1/s")
    bench.measured(
        "The pipeline over the bare sandbox", [seen.whole.rate / bare_rate], "", key="pipeline_vs_sandbox"
    )
    bench.measured("All of them accepted after", [seen.whole.accepted], "s")
    bench.measured(
        "1,000 at once, accepted after", [seen.burst.accepted], "s", key="burst_1000_accepted_seconds"
    )
    bench.measured(
        "1,000 at once, the last result read after", [seen.burst.graded], "s", key="burst_1000_seconds"
    )
