"""Real teachers' notebooks through the API, and every score beside nbgrader's own on the same files."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from lectorium_client import Client, PublishRefused
from lectorium_wire.grading import Result
from tests.acceptance.nbgrader_peer import PeerGrade, autograde
from tests.support.site import Site

GRADE_SECONDS = 120


def published(teacher: Client, source: Path, module: str) -> UUID:
    """Publish into the sample class; returns the challenge."""
    class_id = teacher.me().classes[0].class_id
    titles = {each.title: each.id for each in teacher.outline(class_id).modules}
    module_id = titles.get(module) or teacher.create_module(class_id, module).id
    made = teacher.publish(source, module=module_id, title=source.stem)
    assert made.challenge_id is not None
    return made.challenge_id


def graded(student: Client, staff: Client, challenge_id: UUID, notebook: dict[str, Any]) -> Result:
    """Hand in and wait; the result as staff see it."""
    student.open_session(challenge_id)
    attempt = student.submit(challenge_id, notebook, revision=0)
    end = time.monotonic() + GRADE_SECONDS
    while (result := staff.result(attempt.id)).status in {"queued", "processing"}:
        assert time.monotonic() < end, "not graded in time"
        time.sleep(0.1)
    return result


def difference(ours: float | None, theirs: PeerGrade | None) -> str | None:
    """Why two scores may differ; None where they are the same; an empty text where nothing explains it."""
    if theirs is None:
        return "nbgrader has no row for a deleted test cell, here it fails" if not ours else ""
    if ours == theirs.score:
        return None
    if theirs.stderr and theirs.score == 0:
        return "nbgrader gives 0 for any stderr output, here a warning is no failure"
    return ""


@pytest.mark.timeout(900)
def test_scores_are_nbgraders_own_but_for_explained_differences(
    site: Site, shared_data: Path, tmp_path: Path
) -> None:
    data = shared_data / "course_notebooks" / "nbgrader_docs"
    peer = autograde(data, tmp_path)
    teacher = site.client("teacher")
    class_id = teacher.me().classes[0].class_id
    sources = sorted((data / "source_ps1").glob("*.ipynb"))
    challenges = {path.stem: published(teacher, path, "nbgrader's own") for path in sources}
    unexplained, lines = [], []
    for folder in sorted((data / "submitted").iterdir()):
        (name,) = site.add_students(class_id, 1)
        student = site.client(name)
        for notebook, challenge_id in challenges.items():
            handed_in = json.loads((folder / "ps1" / f"{notebook}.ipynb").read_text())
            result = graded(student, teacher, challenge_id, handed_in)
            ours = {test.cell_key: float(test.score) for test in result.tests if test.kind == "cell"}
            for cell, score in ours.items():
                theirs = peer.get((folder.name, notebook, str(cell)))
                why = difference(score, theirs)
                shown = theirs.score if theirs else "no row"
                lines.append(f"{folder.name} {notebook} {cell}: ours {score}, nbgrader {shown} {why or ''}")
                if why == "":
                    unexplained.append(lines[-1])
    print("\n" + "\n".join(lines))
    assert lines
    assert unexplained == []


@pytest.mark.timeout(900)
def test_every_other_notebook_is_published_or_refused_with_a_reason(site: Site, shared_data: Path) -> None:
    folder = shared_data / "course_notebooks"
    teacher = site.client("teacher")
    done = 0
    for path in sorted(p for course in ("intropy", "cs1302") for p in (folder / course).rglob("*.ipynb")):
        try:
            challenge_id = published(teacher, path, f"From {path.parent.parent.name}")
        except PublishRefused as refused:
            errors = [finding.message for finding in refused.report.findings if finding.level == "error"]
            assert errors, path
            print(f"{path.name}: refused: {errors[0]}")
        else:
            release = teacher.open_session(challenge_id).release
            assert "BEGIN SOLUTION" not in json.dumps(release)
            print(f"{path.name}: published")
        done += 1
    assert done
