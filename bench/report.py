"""`make bench`: run every bench, and write what was measured into docs/benchmarks.md.

`python -m bench.report grading` measures and replaces one table only.
"""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import psutil

from bench import courses, drafts, footprint, grading, submit, tutor
from bench.kit import Bench

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
BENCHES = {
    "drafts": drafts,
    "submit": submit,
    "grading": grading,
    "courses": courses,
    "footprint": footprint,
    "tutor": tutor,
}
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def machine() -> str:
    """What it ran on, in words."""
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
    )


def section(bench: Bench) -> str:
    """A bench's table as Markdown."""
    lines = [
        f"## {bench.name}",
        "",
        f"`make bench-{bench.name}`, {datetime.now(UTC):%Y-%m-%d}, on {machine()}",
        "",
        "| What | Median | Unit | Spread |",
        "|---|---:|---|---|",
        *(f"| {what.strip()} | {median} | {unit} | {spread} |" for what, median, unit, spread in bench.rows),
        "",
    ]
    return "\n".join(lines)


def write(results: list[Bench]) -> None:
    """Replace what was measured anew; other benches' tables and what people wrote around them stay."""
    text = PAGE.read_text()
    head, rest = text.split(BEGIN)
    before, tail = rest.split(END)
    kept = {name: table for name, table in sections(before).items() if name in BENCHES}
    kept |= {bench.name: section(bench) for bench in results}
    body = "\n".join(kept[name] for name in BENCHES if name in kept)
    PAGE.write_text(f"{head}{BEGIN}\n{body}{END}{tail}")


def sections(text: str) -> dict[str, str]:
    """The tables that stand there, by their bench."""
    parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]
    return {part[3 : part.index("\n")].strip(): f"{part.rstrip()}\n" for part in parts}


def main() -> None:
    """Run all, or those that are named; write the page, and end with one JSON line."""
    results = []
    for name in sys.argv[1:] or BENCHES:
        bench = BENCHES[name].measure()
        bench.finish()
        results.append(bench)
        write(results)
    print(json.dumps({"bench": "all", "figures": {each.name: each.figures for each in results}}))


if __name__ == "__main__":
    main()
