"""nbgrader itself, run on the same files in the same run: what it gives each test cell."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

COURSE, ASSIGNMENT = "course101", "ps1"
ON_TIME = "timestamp.txt"


@dataclass(frozen=True)
class PeerGrade:
    """What nbgrader gave a cell; ``stderr`` when its output holds any (it scores 0 then)."""

    score: float
    stderr: bool


def autograde(data: Path, folder: Path) -> dict[tuple[str, str, str], PeerGrade]:
    """Grades by (student, notebook, grade_id), by nbgrader's own generate and autograde."""
    root = folder / COURSE
    shutil.copytree(data / "source_ps1", root / "source" / ASSIGNMENT)
    shutil.copytree(data / "submitted", root / "submitted")
    (root / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.course_id = {COURSE!r}\n"
        f"c.CourseDirectory.root = {str(root)!r}\n"
    )
    _nbgrader(root, "generate_assignment", ASSIGNMENT, "--create", "--force")
    _nbgrader(root, "autograde", ASSIGNMENT, "--create", "--force")
    return _read(root)


def _nbgrader(root: Path, *arguments: str) -> None:
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(root),
        "JUPYTER_PATH": str(Path(sys.prefix) / "share" / "jupyter"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def _read(root: Path) -> dict[tuple[str, str, str], PeerGrade]:
    """The gradebook is read in a process of its own: nbgrader's import has side effects."""
    script = (
        "import json, sys\n"
        "from nbgrader.api import Gradebook\n"
        "rows = []\n"
        f"with Gradebook('sqlite:///{root}/gradebook.db') as book:\n"
        f"    for submission in book.assignment_submissions({ASSIGNMENT!r}):\n"
        "        for notebook in submission.notebooks:\n"
        "            for grade in notebook.grades:\n"
        "                row = [submission.student.id, notebook.name, grade.cell.name, grade.auto_score]\n"
        "                rows.append(row)\n"
        "json.dump(rows, sys.stdout)\n"
    )

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    noisy = {key: _writes_stderr(root, *key) for key in {(r[0], r[1]) for r in json.loads(done.stdout)}}
    return {
        (student, notebook, cell): PeerGrade(float(score or 0), cell in noisy[student, notebook])
        for student, notebook, cell, score in json.loads(done.stdout)
    }


def _writes_stderr(root: Path, student: str, notebook: str) -> set[str]:

    path = root / "autograded" / student / ASSIGNMENT / f"{notebook}.ipynb"
    cells = json.loads(path.read_text())["cells"]
    return {
        cell["metadata"]["nbgrader"]["grade_id"]
        for cell in cells
        if "nbgrader" in cell["metadata"]
        and any(output.get("name") == "stderr" for output in cell.get("outputs", []))
    }
