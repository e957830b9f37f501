"""`make bench`: run every bench, and write what was measured into docs/benchmarks.md."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
BENCHES = ("drafts", "submit", "footprint")
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def run(name: str) -> dict[str, Any]:
    """Run one bench, its output passed on; returns its last line."""
    print(f"→ {name}", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{name}"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    *table, last = done.stdout.rstrip().splitlines()
    print("\n".join(table), flush=True)
    found: dict[str, Any] = json.loads(last)
    return found


def machine() -> str:
    """What it ran on, in words."""
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
    )


def section(found: dict[str, Any]) -> str:
    """A bench's table as Markdown."""
    lines = [
        f"## {found['bench']}",
        "",
        f"`make bench-{found['bench']}`",
        "",
        "| What | Median | Unit | Spread |",
        "|---|---:|---|---|",
        *(
            f"| {what.strip()} | {median} | {unit} | {spread} |"
            for what, median, unit, spread in found["rows"]
        ),
        "",
    ]
    return "\n".join(lines)


def write(results: list[dict[str, Any]]) -> None:
    """Replace the measured part of the page; what people wrote around it stays."""
    text = PAGE.read_text()
    head, rest = text.split(BEGIN)
    _, tail = rest.split(END)
    when = f"Measured {datetime.now(UTC):%Y-%m-%d} on {machine()}, by `make bench`."
    body = "\n".join(section(found) for found in results)
    PAGE.write_text(f"{head}{BEGIN}\n{when}\n\n{body}{END}{tail}")


def main() -> None:
    """Run all, write the page, and end with one JSON line."""
    results = [run(name) for name in BENCHES]
    write(results)
    print(json.dumps({"bench": "all", "figures": {each["bench"]: each["figures"] for each in results}}))


if __name__ == "__main__":
    main()
