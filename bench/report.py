"""`make bench`: run every bench, and write what was measured into docs/benchmarks.md."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import psutil

from bench import drafts, footprint, submit
from bench.kit import Bench

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
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
        f"`make bench-{bench.name}`",
        "",
        "| What | Median | Unit | Spread |",
        "|---|---:|---|---|",
        *(f"| {what.strip()} | {median} | {unit} | {spread} |" for what, median, unit, spread in bench.rows),
        "",
    ]
    return "\n".join(lines)


def write(results: list[Bench]) -> None:
    """Replace the measured part of the page; what people wrote around it stays."""
    text = PAGE.read_text()
    head, rest = text.split(BEGIN)
    _, tail = rest.split(END)
    when = f"Measured {datetime.now(UTC):%Y-%m-%d} on {machine()}, by `make bench`."
    body = "\n".join(section(bench) for bench in results)
    PAGE.write_text(f"{head}{BEGIN}\n{when}\n\n{body}{END}{tail}")


def main() -> None:
    """Run all, write the page, and end with one JSON line."""
    results = []
    for module in (drafts, submit, footprint):
        bench = module.measure()
        bench.finish()
        results.append(bench)
    write(results)
    print(json.dumps({"bench": "all", "figures": {each.name: each.figures for each in results}}))


if __name__ == "__main__":
    main()
