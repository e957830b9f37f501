"""Hostile programs, as root and as an ordinary user: contained, named rightly, nothing left."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import psutil
import pytest

from tests.sandbox import cases

ROOT: Final = Path(__file__).parents[2]
CASES: Final = [case.name for case in cases.all_cases()]
USERS: Final = ("root", "ordinary") if os.geteuid() == 0 else ("ordinary",)
PARTS: Final = 4  # half of the time is waiting
SECONDS: Final = 900
MADE_UP_USERS: Final = itertools.count(61000 + os.getpid() % 2000)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(SECONDS)]


@pytest.fixture(scope="session", params=USERS)
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The whole corpus, run once as this user, in parts side by side."""
    folder = tmp_path_factory.mktemp("corpus")
    parts = [f"{part}/{PARTS}" for part in range(1, PARTS + 1)]
    with contextlib.ExitStack() as stack:
        started = [stack.enter_context(_started(request.param, part, folder)) for part in parts]
        reports = [_finished(*part) for part in started]
    return {
        "cases": {name: seen for report in reports for name, seen in report["cases"].items()},
        "left": [thing for report in reports for thing in report["left"]],
    }


@contextlib.contextmanager
def _started(who: str, part: str, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A part of the corpus, running."""
    log = folder / f"{part[0]}.log"
    with tempfile.TemporaryDirectory() as home, log.open("wb") as errors:
        command, environment = _how(who, part, home)
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors
        ) as running:
            try:
                yield running, log
            finally:
                running.kill()


def _how(who: str, part: str, home: str) -> tuple[list[str], dict[str, str]]:
    """Command and environment; where it is root that starts it, a user is made up for it alone."""
    command = [sys.executable, "-m", "tests.sandbox.run_corpus", part]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "HOME": home}
    if os.geteuid() == 0:
        user = _unused_user()
        environment["CORPUS_USER"] = str(user)
        os.chown(home, user if who == "ordinary" else 0, -1)
        as_whom = str(user) if who == "ordinary" else "0"
        command = [sys.executable, "-m", "tests.sandbox.start_as", as_whom, *command]
    return command, environment


def _finished(running: subprocess.Popen[bytes], log: Path) -> dict[str, Any]:
    answer, _ = running.communicate(timeout=SECONDS)
    assert running.returncode == 0, log.read_text()
    report: dict[str, Any] = json.loads(answer)
    return report


def _unused_user() -> int:
    """A user of this machine whom nobody is: what belongs to it is the sandbox's."""
    taken = {process.info["uids"].real for process in psutil.process_iter(["uids"])}
    return next(user for user in MADE_UP_USERS if user not in taken)


@pytest.mark.parametrize("case", CASES)
def test_case(report: dict[str, Any], case: str) -> None:
    seen = report["cases"][case]
    assert seen["right"], f"wanted {seen['wanted']!r}, got {seen['got']!r}"
    assert seen["harmed"] == []
    assert seen["left"] == []


def test_nothing_is_left_over(report: dict[str, Any]) -> None:
    assert sorted(report["cases"]) == CASES
    assert report["left"] == []
