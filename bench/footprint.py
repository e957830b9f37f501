"""What the idle stack costs: memory shared fairly (PSS), time to a login page, size on disk."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import psutil

from bench.kit import Bench
from tests.support.site import Site, lectorium, running_site

SETTLE_SECONDS = 20
SAMPLES = 5
STARTS = 3
MB = 1024 * 1024


def pss(processes: list[psutil.Process]) -> float:
    """Memory of processes in MB; what several share is counted once."""
    total = 0
    for process in processes:
        try:
            total += process.memory_full_info().pss
        except psutil.NoSuchProcess:
            continue
    return total / MB


def processes_of(site: Site) -> list[psutil.Process]:
    """Every process of the stack: the supervisor and all below it."""
    state = json.loads((site.home / "run" / "state.json").read_text())
    supervisor = psutil.Process(state["pid"])
    return [supervisor, *supervisor.children(recursive=True)]


def memory_by_part(site: Site) -> dict[str, float]:
    """The memory of each part with all that it started."""
    state = json.loads((site.home / "run" / "state.json").read_text())
    shares = {"supervisor": pss([psutil.Process(state["pid"])])}
    for part in state["parts"]:
        if part["pid"] is not None and psutil.pid_exists(part["pid"]):
            root = psutil.Process(part["pid"])
            shares[part["name"]] = pss([root, *root.children(recursive=True)])
    return shares


def installed_mb() -> float:
    """The environment's files."""
    return (
        sum(f.stat().st_size for f in Path(sys.prefix).rglob("*") if f.is_file() and not f.is_symlink()) / MB
    )


def start_again(site: Site) -> float:
    """Stop, start, and the seconds until the login page answers (it is what `up` waits for)."""
    lectorium(site.home, "down")
    begin = time.perf_counter()
    done = lectorium(site.home, "up")
    seconds = time.perf_counter() - begin
    assert done.returncode == 0, done.stdout
    return seconds


def measure() -> Bench:
    """Take all figures."""
    bench = Bench("footprint")
    begin = time.perf_counter()
    with running_site(("--no-sample",)) as site:
        first = time.perf_counter() - begin
        again = [start_again(site) for _ in range(STARTS)]
        time.sleep(SETTLE_SECONDS)
        memory = []
        for _ in range(SAMPLES):
            memory.append(pss(processes_of(site)))
            time.sleep(1)
        shares = memory_by_part(site)
    bench.measured("The whole idle stack", memory, "MB", key="idle_pss_mb")
    for name, value in sorted(shares.items(), key=lambda each: -each[1]):
        bench.measured(f"  {name}", [value], "MB")
    bench.measured("First start, empty folder", [first], "s", key="up_seconds")
    bench.measured("Start again", again, "s", key="restart_seconds")
    bench.measured("Installed environment", [installed_mb()], "MB", key="installed_mb")
    return bench


if __name__ == "__main__":
    measure().finish()
