"""The commands that the papers name exist, and the Makefile keeps its promises."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import ROOT

PAPERS = [ROOT / "README.md", ROOT / ".ci/run", *sorted((ROOT / "docs").rglob("*.md"))]
NAMED = re.compile(r"(?:^|`|\bexec )make ([a-z]+(?:-[a-z]+)*)", re.MULTILINE)


def make(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def targets() -> set[str]:
    return set(re.findall(r"^  make (\S+)", make("help").stdout, re.MULTILINE))


def test_every_command_is_explained(targets: set[str]) -> None:
    assert {"up", "down", "test", "lint", "bench", "bench-%", "acceptance", "images"} <= targets


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_commands_that_papers_name_exist(paper: Path, targets: set[str]) -> None:
    named = set(NAMED.findall(paper.read_text()))
    benches = {f"bench-{path.stem.replace('_', '-')}" for path in (ROOT / "bench").glob("*.py")}

    assert named <= targets | benches


def test_readme_and_continuous_integration_run_the_same_check() -> None:
    for paper in (ROOT / "README.md", ROOT / ".ci/run"):
        assert "test" in NAMED.findall(paper.read_text())


def test_a_failing_step_stops_make(tmp_path: Path) -> None:
    for tool in ("ruff", "mypy", "lint-imports"):
        (tmp_path / "bin").mkdir(exist_ok=True)
        script = tmp_path / "bin" / tool
        script.write_text(f"#!/bin/sh\necho ran {tool}\n[ {tool} != mypy ]\n")
        script.chmod(0o755)
    (tmp_path / "bin/python").symlink_to(sys.executable)
    for stamp in (".runtime", ".tools"):
        (tmp_path / stamp).touch()

    done = make("lint", f"VENV={tmp_path}")

    assert done.returncode != 0
    assert "ran mypy" in done.stdout
    assert "ran lint-imports" not in done.stdout


def test_python_is_found_that_everyone_can_execute() -> None:
    done = subprocess.run([ROOT / ".ci/find-python"], capture_output=True, text=True, check=True)
    found = Path(done.stdout.strip())
    version = subprocess.run(
        [found, "-c", "import venv, ensurepip, sys; print(sys.version_info >= (3, 11))"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert version.stdout == "True\n"
    if not done.stderr:
        assert all(folder.stat().st_mode & 0o001 for folder in found.resolve().parents)


def test_a_python_in_a_closed_home_is_a_last_resort(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    closed = home / "python3"
    closed.symlink_to(sys.executable)
    home.chmod(0o700)

    done = subprocess.run(
        [ROOT / ".ci/find-python"],
        env={"PATH": os.environ["PATH"], "PYTHON": str(closed)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() != str(closed) or "closed to other users" in done.stderr
