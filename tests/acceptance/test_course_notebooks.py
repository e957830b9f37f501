"""Real teachers' notebooks: each is frozen, or refused with a report that says why; none crashes anything."""

import json
from pathlib import Path

import nbformat
import pytest

from lectorium.rooms.authoring.notebooks import (
    NotebookRefused,
    answers,
    assemble,
    freeze_notebook,
    inspect_notebook,
    referenced_files,
)
from lectorium.rooms.authoring.programs import freeze_program

SECRETS = ("BEGIN HIDDEN TESTS", "BEGIN SOLUTION", "BEGIN MARK SCHEME")


def notebooks(shared_data: Path) -> list[Path]:
    found = sorted((shared_data / "course_notebooks").rglob("*.ipynb"))
    if not found:
        pytest.skip("needs course notebooks, which are not in the repository")
    return found


def test_every_notebook_is_frozen_or_refused_with_a_reason(shared_data: Path) -> None:
    for path in notebooks(shared_data):
        data = path.read_bytes()
        names = referenced_files(json.loads(data))
        files = {name: (path.parent / name).read_bytes() for name in names if (path.parent / name).is_file()}
        report = inspect_notebook(data, files=files)
        try:
            frozen = freeze_notebook(data, files=files)
        except NotebookRefused as refused:
            assert refused.report.errors, path
            continue
        assert report.ok, path
        release = json.loads(frozen.release)
        nbformat.validate(release)
        assert not [secret for secret in SECRETS if secret in frozen.release.decode()], path
        assert not any(cell.get("outputs") for cell in release["cells"]), path
        assert freeze_notebook(data, files=files).content_hash == frozen.content_hash, path


def test_every_frozen_notebook_can_be_handed_in_untouched(shared_data: Path) -> None:
    for path in notebooks(shared_data):
        frozen = freeze_notebook(path.read_bytes())
        assembled = assemble(frozen.full, frozen.release, frozen.cases)
        tests = [case.key for case in frozen.cases if case.kind == "cell"]
        assert [cell.test_id for cell in assembled.cells if cell.test_id] == tests, path
        assert assembled.findings == (), path
        assert not any(answer.changed for answer in answers(frozen.release, frozen.release)), path


def test_files_beside_the_notebooks_are_found(shared_data: Path) -> None:
    folder = shared_data / "course_notebooks"
    expected = {
        "nbgrader_docs/source_ps1/problem1.ipynb": ("jupyter.png",),
        "intropy/source_week_1/3_pandas.ipynb": ("example_data.csv",),
    }
    if not folder.is_dir():
        pytest.skip("needs course notebooks, which are not in the repository")
    for name, files in expected.items():
        assert referenced_files(json.loads((folder / name).read_bytes())) == files


def test_real_submissions_keep_the_teachers_tests(shared_data: Path) -> None:
    docs = shared_data / "course_notebooks" / "nbgrader_docs"
    if not docs.is_dir():
        pytest.skip("needs nbgrader's sample assignment, which is not in the repository")
    frozen = freeze_notebook((docs / "source_ps1" / "problem1.ipynb").read_bytes())
    wanted = {case.key: case.input for case in frozen.cases if case.kind == "cell"}
    edited = {"bitdiddle": ["correct_squares", "squares_invalid_input"], "hacker": []}
    for student, changed in edited.items():
        submitted = (docs / "submitted" / student / "ps1" / "problem1.ipynb").read_bytes()
        assembled = assemble(frozen.full, submitted, frozen.cases)
        assert {cell.test_id: cell.source for cell in assembled.cells if cell.test_id} == wanted
        assert [key for key in changed if not any(key in found.message for found in assembled.findings)] == []
        assert len(assembled.findings) == len(changed)


def test_every_exercise_of_the_programs_becomes_a_problem(shared_data: Path) -> None:
    exercises = sorted((shared_data / "student_programs").glob("question_*.json"))
    if not exercises:
        pytest.skip("needs the student programs, which are not in the repository")
    for path in exercises:
        exercise = json.loads(path.read_text())
        frozen = freeze_program(exercise)
        assert len(frozen.cases) == len(exercise["tests"]), path
        assert freeze_notebook(frozen.full).cases == frozen.cases, path
