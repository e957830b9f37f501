"""The teacher's own notebook, run for real."""

from collections.abc import Iterator
from typing import Any

import pytest

from lectorium.rooms.authoring.notebooks import Finding, freeze_notebook, try_solution
from lectorium.sandbox import Sandbox, open_sandbox
from tests.support.notebooks import SOURCE, cell, notebook


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    opened = open_sandbox()
    if opened.problems():
        pytest.skip("; ".join(opened.problems()))
    yield opened
    opened.close()


def check(sandbox: Sandbox, *cells: dict[str, Any], files: dict[str, bytes] | None = None) -> list[Finding]:
    return list(try_solution(freeze_notebook(notebook(*cells), files=files or {}), sandbox).findings)


def test_a_solution_that_passes_says_nothing(sandbox: Sandbox) -> None:
    assert check(sandbox, *SOURCE["cells"]) == []


def test_a_test_the_own_solution_fails_is_an_error_with_its_cell(sandbox: Sandbox) -> None:
    wrong = cell("code", "assert double(3) == 7, 'six is not seven'", grade=True, points=1, grade_id="w")
    (finding,) = check(sandbox, *SOURCE["cells"], wrong)
    assert (finding.level, finding.code, finding.cell_index) == ("error", "solution_fails", 4)
    assert "six is not seven" in finding.message


def test_another_cell_that_stops_is_a_warning(sandbox: Sandbox) -> None:
    gone = cell("code", "import a_module_that_is_gone")
    (finding,) = check(sandbox, *SOURCE["cells"], gone)
    assert (finding.level, finding.code, finding.cell_index) == ("warning", "cell_fails", 4)


def test_a_test_that_needs_no_work_is_a_warning(sandbox: Sandbox) -> None:
    free = cell("code", "assert 1 + 1 == 2", grade=True, points=1, grade_id="free")
    (finding,) = check(sandbox, *SOURCE["cells"], free)
    assert (finding.level, finding.code, finding.cell_index) == ("warning", "passes_untouched", 4)


def test_files_beside_the_notebook_are_there(sandbox: Sandbox) -> None:
    reading = cell(
        "code", "assert open('n.txt').read() == str(double(21))", grade=True, points=1, grade_id="r"
    )
    assert check(sandbox, *SOURCE["cells"], reading, files={"n.txt": b"42"}) == []
