"""What students hand in: 1,343 real programs, or as many made ones where those are absent."""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHARED = Path(
    os.environ.get("LECTORIUM_SHARED_DATA", Path(__file__).resolve().parents[3] / "shared" / "data")
)
MADE = 1343
_RIGHT = """\
def longest_run(values):
    best = run = 0
    before = None
    for value in values:
        run = run + 1 if before is not None and value > before else 1
        best, before = max(best, run), value
    return best
"""
_WRONG = ((3, "value >= before"), (5, "value < before"), (7, "unknown > before"))
_ENDLESS = (1121, 1122)  # where the real ones have two


@dataclass(frozen=True)
class Question:
    """A problem, its tests (name, call, expected), and what was handed in."""

    title: str
    preamble: str
    solution: str
    tests: list[tuple[str, str, str]]
    programs: list[str]
    is_real: bool


def question() -> Question:
    """The first question of the shared data, or a made one."""
    folder = SHARED / "student_programs"
    return _real(folder) if folder.is_dir() else _made()


def _real(folder: Path) -> Question:
    asked = json.loads((folder / "question_1.json").read_text())
    with gzip.open(folder / "question_1.jsonl.gz", "rt") as lines:
        programs = [json.loads(line)["code"] for line in lines]
    tests = [(test["id"], test["call"], test["expected"]) for test in asked["tests"]]
    title = asked["description"].strip()
    return Question(title, asked["preamble"], asked["reference"][0]["code"], tests, programs, is_real=True)


def _made() -> Question:
    """As many programs with as many tests; some wrong, some broken, two that never end."""
    calls = [f"longest_run({[(7 * step * step) % 11 for step in range(size)]})" for size in range(11)]
    tests = [(str(place), call, str(_expected(call))) for place, call in enumerate(calls)]
    programs = [_variant(number) for number in range(MADE)]
    return Question("The longest rising run", "", _RIGHT, tests, programs, is_real=False)


def _expected(call: str) -> int:
    names: dict[str, Any] = {}
    exec(_RIGHT, names)
    value: int = eval(call, names)
    return value


def _variant(number: int) -> str:
    if number in _ENDLESS:
        return _RIGHT.replace(
            "    best = run = 0\n", "    best = run = 0\n    while True:\n        run += 1\n"
        )
    wrong = next((text for every, text in _WRONG if number % every == 0), None)
    code = _RIGHT if wrong is None else _RIGHT.replace("value > before", wrong)
    return f"# {number}\n{code}"
