"""Programs: our sandbox, an unisolated warm fork, plain Python, bubblewrap with Python; in turns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench.engine.cases import CASES
from bench.engine.cpu import Meter, meter
from bench.engine.lane import Lane, together
from bench.kit import Bench

LANES = 2
ROUNDS = 9
SECONDS = 0.5
TESTS = (1, 10)
CONTENDERS = {
    "our sandbox": ("bench.engine.sandboxed",),
    "unisolated warm fork": ("bench.engine.forks",),
    "plain Python": ("bench.engine.subprocesses", "plain"),
    "bubblewrap + Python": ("bench.engine.subprocesses", "bubblewrap"),
}
OURS, FORK, PLAIN, BUBBLEWRAP = CONTENDERS


@dataclass
class Cell:
    """What one contender did with one case: a figure per round."""

    rates: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)


Cells = dict[tuple[str, int, str], Cell]
"""By case, tests a submission, and contender."""


@dataclass
class Team:
    """One contender's lanes, and what they use."""

    lanes: list[Lane]
    meter: Meter

    def run(self, tests: int, seconds: float, cell: Cell) -> None:
        """All lanes at once, for a while."""
        before = self.meter.seconds()
        answers = together(self.lanes, {"tests": tests, "seconds": seconds})
        done = sum(answer["tests"] for answer in answers)
        cell.cpu_ms.append((self.meter.seconds() - before) / done * 1000)
        cell.rates.append(sum(answer["tests"] / answer["seconds"] for answer in answers))


@contextmanager
def team(contender: str, case: str) -> Iterator[Team]:
    """Lanes for one case, warmed by one submission each."""
    made = Team([Lane(*CONTENDERS[contender], case) for _ in range(LANES)], meter("programs"))
    for lane in made.lanes:
        made.meter.add(lane.pid)
    try:
        made.run(1, 0, Cell())
        yield made
    finally:
        for lane in made.lanes:
            lane.close()
        made.meter.close()


def measure() -> Cells:
    """All contenders on all cases."""
    cells: Cells = {}
    for case in CASES:
        _measure_case(case, cells)
    return cells


def _measure_case(case: str, cells: Cells) -> None:
    with (
        team(OURS, case) as ours,
        team(FORK, case) as fork,
        team(PLAIN, case) as plain,
        team(BUBBLEWRAP, case) as wrapped,
    ):
        teams = dict(zip(CONTENDERS, (ours, fork, plain, wrapped), strict=True))
        for _ in range(ROUNDS):
            for tests in TESTS:
                for name, each in teams.items():
                    each.run(tests, SECONDS, cells.setdefault((case, tests, name), Cell()))


def report(bench: Bench, cells: Cells) -> None:
    """Rows for people, and the figures that have a floor."""
    for (case, tests, name), cell in cells.items():
        what = f"{case}, {tests} {'test' if tests == 1 else 'tests'}: {name}"
        bench.measured(what, cell.rates, "tests/s", key=_key(case, tests, name))
        bench.measured(f"  its CPU, {what}", cell.cpu_ms, "ms/test")
    for key, case, peer in (
        ("trivial10_vs_bwrap", "trivial", BUBBLEWRAP),
        ("trivial10_vs_python", "trivial", PLAIN),
        ("pandas10_vs_python", "pandas", PLAIN),
    ):
        ratios = [ours / theirs for ours, theirs in _pairs(cells, case, peer, "rates")]
        bench.measured(f"{case}, 10 tests: our rate over {peer}", ratios, "", key=key)
    for case in CASES:
        ratios = [theirs / ours for ours, theirs in _pairs(cells, case, FORK, "cpu_ms")]
        key = "cpu_vs_unisolated_fork" if case == "trivial" else f"{case}_cpu_vs_unisolated_fork"
        bench.measured(f"{case}, 10 tests: the fork's CPU over ours", ratios, "", key=key)


def _pairs(cells: Cells, case: str, peer: str, what: str) -> Iterator[tuple[float, float]]:
    """Ours and the peer's, round by round."""
    yield from zip(getattr(cells[case, 10, OURS], what), getattr(cells[case, 10, peer], what), strict=True)


def _key(case: str, tests: int, name: str) -> str:
    short = {OURS: "ours", FORK: "fork", PLAIN: "python", BUBBLEWRAP: "bwrap"}[name]
    return f"{case}{tests}_{short}_tests_per_s"
