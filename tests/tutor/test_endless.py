"""Programs that never end are known soon, and slow solutions are solutions all the same."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from lectorium.rooms.tutor.guard.judging import PATIENCE, judge
from lectorium.rooms.tutor.guard.known import Case, Known, Secrets
from lectorium.sandbox import Observation, ProgramJob, Sandbox

REFERENCE = "def total(numbers):\n    return sum(numbers)\n"
TESTS = tuple(Case(str(n), "call", f"total({list(range(n))})", str(sum(range(n)))) for n in range(2, 8))
KNOWN = Known(("def total(numbers):\n    return 0\n",), "Write `total(numbers)`.")
ENDLESS = "def total(numbers):\n    while numbers:\n        continue\n"
SLOW = """\
def total(numbers):
    if len(numbers) > 3:
        sum(range(40_000_000))
    result = 0
    for number in numbers:
        result += number
    return result
"""
SOMETIMES = SLOW.replace("sum(range(40_000_000))", "while True: pass")


@dataclass
class Watched:
    """The real sandbox; it counts the CPU of each program."""

    sandbox: Sandbox
    seconds: dict[str, float] = field(default_factory=dict)

    def run_program(self, job: ProgramJob) -> list[Observation]:
        seen = self.sandbox.run_program(job)
        took = sum(each.cpu_ms for each in seen) / 1000
        self.seconds[job.code] = self.seconds.get(job.code, 0.0) + took
        return seen


def verdict_of(sandbox: Sandbox, code: str, references: tuple[str, ...] = (REFERENCE,)) -> tuple[bool, str]:
    reply = f"Try this:\n\n```python\n{code}```\n"
    found = judge(reply, "steps", KNOWN, Secrets(references=references, tests=TESTS), sandbox)
    return found.solves, found.reason


def test_what_never_ends_solves_nothing_and_costs_little(sandbox: Sandbox) -> None:
    watched = Watched(sandbox)
    assert verdict_of(watched, ENDLESS) == (False, "clear")  # type: ignore[arg-type] # it runs programs
    assert 2 * watched.seconds[ENDLESS.rstrip()] < PATIENCE.total_cpu_seconds


@pytest.mark.parametrize(
    ("code", "references", "verdict"),
    [
        (SLOW, (REFERENCE,), (True, "tests")),
        (SOMETIMES, (), (True, "unsure")),
    ],
    ids=["slow", "endless for some, and no reference tells how long it may take"],
)
def test_what_passes_some_tests_is_given_all_the_time(
    sandbox: Sandbox, code: str, references: tuple[str, ...], verdict: tuple[bool, str]
) -> None:
    assert verdict_of(sandbox, code, references) == verdict
