"""`make layers`: every hostile case behind every layer, into the table of docs/sandbox.md. Needs root."""

from __future__ import annotations

import multiprocessing
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psutil

from tests.sandbox import cases
from tests.sandbox.cases import TARGETS, Case
from tests.sandbox.layers import findings, guard
from tests.sandbox.layers.ways import TITLES, Layer

PAGE: Final = Path(__file__).parents[3] / "docs" / "sandbox.md"
BEGIN, END = "<!-- tried: begin -->", "<!-- tried: end -->"
CONTAINED, REFUSED = "contained", "not run"
_AT_ONCE: Final = 3
_POINTS: Final = 6  # of tests/sandbox/teacher.txt
Trial = tuple[str, Layer]
_SAME_EVERYWHERE: Final[tuple[Layer, ...]] = (
    "plain",
    "lectorium",
)  # a layer around a kernel changes no verdict in it


def main() -> None:
    names = sys.argv[1:]
    hostile = [case for case in cases.all_cases() if _is_hostile(case)]
    chosen = [case for case in hostile if not names or case.name in names]
    trials = [(case.name, layer) for case in chosen for layer in _layers(case)]
    head, _, rest = PAGE.read_text().partition(BEGIN)
    before, _, tail = rest.partition(END)
    entries = _entries(before) if names else {}
    with multiprocessing.get_context("fork").Pool(_AT_ONCE) as pool:
        entries |= zip(trials, pool.imap(_try, trials), strict=True)
    shown = [case for case in hostile if all((case.name, layer) in entries for layer in _layers(case))]
    text = "\n".join([_machine(), "", *_isolation(shown, entries), *_verdicts(shown, entries)])
    PAGE.write_text(f"{head}{BEGIN}\n{text}{END}{tail}")


def _entries(tables: str) -> dict[Trial, str]:
    """What the page says already."""
    found: dict[Trial, str] = {}
    for line in tables.splitlines():
        name, *entries = (cell.strip() for cell in line.strip("|").split("|"))
        if name.startswith("`"):
            case = cases.read(name.strip("`"))
            found |= {
                (case.name, layer): entry
                for layer, entry in zip(reversed(_layers(case)), reversed(entries), strict=False)
            }
    return found


def _layers(case: Case) -> tuple[Layer, ...]:
    return _SAME_EVERYWHERE if case.kind == "graded" else tuple(TITLES)


def _is_hostile(case: Case) -> bool:
    """Of what is after the verdict, only graded notebooks: a program's verdict is made outside anyway."""
    return case.attacks is not None and (case.attacks != "verdict" or case.kind == "graded")


def _try(trial: Trial) -> str:
    name, layer = trial
    case = cases.read(name)
    report = guard.run(layer, case)
    if case.kind == "graded":
        text = f"{report.seen['points']} of {_POINTS}" if report.seen else "no verdict"
    else:
        found = findings.escapes(case, report)
        refused = (report.seen or {}).get("refused")
        text = f"escapes: {', '.join(found)}" if found else REFUSED if refused else CONTAINED
    sys.stderr.write(f"{name} {layer}: {text}\n{report.log}")
    return text


def _machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"Tried {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores, {memory:.0f} GiB, Linux "
        f"{platform.release().split('-')[0]}, Python {platform.python_version()}, by `make layers`."
    )


def _isolation(chosen: Sequence[Case], entries: Mapping[Trial, str]) -> list[str]:
    """A table for each thing that is attacked, then the totals."""
    lines = []
    shown = [case for case in chosen if case.kind != "graded"]
    for target, title in TARGETS.items():
        rows = [case for case in shown if case.attacks == target]
        if rows:
            lines += [f"### {title}", "", *_head("case")]
            lines += [
                _row(f"`{case.name}`", [entries[case.name, layer] for layer in TITLES]) for case in rows
            ]
            lines += [""]
    columns = [[entries[case.name, layer] for case in shown] for layer in TITLES]
    sums = [_row(word, [str(column.count(word)) for column in columns]) for word in (CONTAINED, REFUSED)]
    escaped = [str(sum(entry not in (CONTAINED, REFUSED) for entry in column)) for column in columns]
    return [
        *["## In all", "", *_head(f"of {len(shown)} cases"), *sums, _row("escapes", escaped), ""],
        *["## Case by case", "", *lines],
    ]


def _head(first: str) -> list[str]:
    return [_row(first, list(TITLES.values())), "|" + "---|" * (len(TITLES) + 1)]


def _row(first: str, rest: Sequence[str]) -> str:
    return f"| {first} | {' | '.join(rest)} |"


def _verdicts(chosen: Sequence[Case], entries: Mapping[Trial, str]) -> list[str]:
    shown = [case for case in chosen if case.kind == "graded"]
    if not shown:
        return []
    deserved = {case.name: f"{case.wanted.partition(' ')[0]} of {_POINTS}" for case in shown}
    rows = [
        _row(f"`{case.name}`", [deserved[case.name], *(entries[case.name, way] for way in _SAME_EVERYWHERE)])
        for case in shown
    ]
    fooled = [
        str(sum(entries[case.name, way] != deserved[case.name] for case in shown)) for way in _SAME_EVERYWHERE
    ]
    return [
        *["### The verdict", "", "Points of notebooks that try to be taken for right.", ""],
        *["| case | deserved | asserts in a stock kernel | Lectorium |", "|---|---|---|---|"],
        *[*rows, _row("**fooled**", ["", *fooled]), ""],
    ]


if __name__ == "__main__":
    main()
