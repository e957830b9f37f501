"""Hostile programs, as root and as an ordinary user: contained, named rightly, nothing left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

HERE = Path(__file__).parent
CASES = sorted(path.name for path in (HERE / "corpus").iterdir())
ORDINARY_USER = 61777
SANDBOX_USER = 61235  # who the sandbox becomes when root starts it, as run_corpus.py says
USERS = {"root": 0, "ordinary": ORDINARY_USER} if os.geteuid() == 0 else {"ordinary": os.geteuid()}
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
WATCHED = (SANDBOX_USER, ORDINARY_USER)


@pytest.fixture(scope="session", params=USERS)
def report(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, str]]:
    """The whole corpus, run once as this user."""
    folder = tmp_path_factory.mktemp("corpus")
    user = USERS[request.param]
    as_user = {} if user == os.geteuid() else {"user": user, "group": user, "extra_groups": []}
    os.chown(folder, user, -1)
    # pytest's own folder is closed to others.
    answer = Path("/tmp") / f"lectorium-corpus-{os.getpid()}-{user}.json"
    try:
        ran = subprocess.run(
            [sys.executable, str(HERE / "run_corpus.py"), str(answer)],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
            **as_user,  # type: ignore[call-overload]
        )
        if "Permission denied" in ran.stderr and as_user:
            pytest.skip("an ordinary user can't read this checkout or its Python")
        assert ran.returncode == 0, ran.stderr
        found: dict[str, dict[str, str]] = json.loads(answer.read_text())
    finally:
        answer.unlink(missing_ok=True)
    return found


@pytest.mark.parametrize("case", CASES)
def test_case(report: dict[str, dict[str, str]], case: str) -> None:
    assert report[case]["right"], f"wanted {report[case]['wanted']!r}, got {report[case]['got']!r}"


def test_nothing_is_left_over(report: dict[str, dict[str, str]]) -> None:
    assert report
    deadline = time.monotonic() + 20
    while (left := _processes()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []
    assert _files() == []
    assert _shared_memory() == []


def _processes() -> list[str]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.uids().real in WATCHED:
                found.append(f"{process.pid} {process.cmdline()}")
        except psutil.NoSuchProcess:
            continue
    return found


def _files() -> list[str]:
    folders = [Path(name) for name in ("/tmp", "/dev/shm", "/var/tmp")]
    return [str(path) for folder in folders for path in folder.iterdir() if _owner(path) in WATCHED]


def _owner(path: Path) -> int:
    try:
        return path.lstat().st_uid
    except FileNotFoundError:
        return -1


def _shared_memory() -> list[str]:
    tables = [Path("/proc/sysvipc") / name for name in ("shm", "sem", "msg")]
    rows = [row for table in tables if table.exists() for row in table.read_text().splitlines()[1:]]
    return [row for row in rows if any(str(user) in row.split() for user in WATCHED)]
