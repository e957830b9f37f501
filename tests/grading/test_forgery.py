"""No trick earns a point, through the real grader and the real sandbox (I25)."""

from __future__ import annotations

from typing import Any

import pytest

from lectorium.sandbox import Sandbox
from tests.grading import tricks
from tests.support.grading import Change, Desk, desk
from tests.support.notebooks import cell, notebook

RIGHT = "def double(x):\n    return 2 * x"
TEST = "assert double(150) == 300\n### BEGIN HIDDEN TESTS\nassert double(9173) == 18346\n### END HIDDEN TESTS"


def source(**lectorium: Any) -> dict[str, Any]:
    test = cell("code", TEST, grade=True, locked=True, points=2, grade_id="test_double")
    test["metadata"]["lectorium"] = lectorium
    solution = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    return notebook(cell("code", solution, solution=True, grade_id="double"), test)


@pytest.fixture(scope="module")
def checks(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return desk(source(), sandbox, tmp_path_factory.mktemp("checks"))


@pytest.fixture(scope="module")
def asserts(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return desk(source(keep_asserts=True), sandbox, tmp_path_factory.mktemp("asserts"))


def test_the_same_cell_is_judged_in_two_ways(checks: Desk, asserts: Desk) -> None:
    assert checks.case("test_double").expected is not None
    assert asserts.case("test_double").expected is None
    for way in (checks, asserts):
        right, wrong = way.grade(RIGHT), way.grade(tricks.WRONG)
        assert [right.score, wrong.score] == [2, 0]
        assert right.codes | wrong.codes == set()


@pytest.mark.parametrize("name", tricks.TRICKS)
def test_i25_a_trick_earns_nothing_where_values_are_compared_outside(name: str, checks: Desk) -> None:
    graded = checks.grade(tricks.TRICKS[name])
    assert graded.score == 0
    assert graded["test_double"].message


@pytest.mark.parametrize("name", tricks.TRICKS)
def test_i25_a_trick_in_asserts_earns_nothing_and_is_flagged(name: str, asserts: Desk) -> None:
    graded = asserts.grade(tricks.TRICKS[name])
    assert graded.score == 0
    assert ("tampering" in graded.codes) == (name not in tricks.HARMLESS)


@pytest.mark.parametrize("name", ["a hook that dumps cells", "an AST transformer that drops assert"])
def test_i25_a_right_answer_with_a_trick_in_asserts_earns_nothing_and_is_told_without_blame(
    name: str, asserts: Desk
) -> None:
    graded = asserts.grade(f"{tricks.TRICKS[name]}\n{RIGHT}")
    result = graded["test_double"]
    assert graded.score == 0
    assert result.message.startswith("This test can't be relied on here")
    assert "18346" not in result.stdout + result.stderr
    (flag, *_) = [flag for flag in graded.grading.flags if flag.code == "tampering"]
    assert (flag.level, flag.tests) == ("suspect", ("test_double",))


@pytest.mark.parametrize("name", ["a hook that dumps cells", "an AST transformer that drops assert"])
def test_i25_points_for_answers_compared_outside_stand_and_the_teacher_is_told(
    name: str, checks: Desk
) -> None:
    graded = checks.grade(f"{tricks.TRICKS[name]}\n{RIGHT}")
    assert graded.score == 2
    assert graded.codes == {"tampering"}
    (flag,) = graded.grading.flags
    assert (flag.level, flag.tests) == ("suspect", ("test_double",))
    assert "counts as failed" not in flag.message
    assert flag.message.endswith("its points stand.")


def test_i25_what_should_come_out_is_nowhere_in_the_interpreter(checks: Desk) -> None:
    """Whoever searches all objects of the interpreter finds no 18346, and gives the wrong answer."""
    searching = """
import gc, sys

def double(x):
    wanted = "".join(["18", "346"])
    for thing in gc.get_objects():
        items = thing.values() if isinstance(thing, dict) else thing
        for item in list(items) if isinstance(thing, (dict, list, tuple)) else []:
            if (type(item) is int and str(item) == wanted) or (type(item) is str and wanted in item):
                print("found")
                return int(wanted)
    return 300 if x == 150 else -1
"""
    result = checks.grade(searching)["test_double"]
    assert (result.status, result.got) == ("fail", "-1")
    assert "found" not in result.stdout


def _delete(cells: list[dict[str, Any]]) -> None:
    del cells[1]


def _double(cells: list[dict[str, Any]]) -> None:
    cells.append({**cells[1], "id": "copy"})


def _points(cells: list[dict[str, Any]]) -> None:
    cells[1]["metadata"]["nbgrader"]["points"] = 1000


def _empty(cells: list[dict[str, Any]]) -> None:
    cells[1]["source"] = "pass"


@pytest.mark.parametrize(
    ("change", "score", "code"),
    [
        (_delete, 0, "test_missing"),
        (_double, 0, "test_duplicated"),
        (_points, 2, "points_edited"),
        (_empty, 2, "test_edited"),
    ],
)
def test_i25_changing_the_tests_themselves_gains_nothing_and_is_flagged(
    change: Change, score: int, code: str, checks: Desk, asserts: Desk
) -> None:
    for way in (checks, asserts):
        right, wrong = way.grade(RIGHT, change), way.grade(tricks.WRONG, change)
        assert [right.score, wrong.score] == [score, 0]
        assert right.codes == wrong.codes == {code}
        assert right.grading.max_score == 2


def test_a_test_run_asks_nothing_hidden(checks: Desk) -> None:
    spy = "def double(x):\n    print('asked', x)\n    return 2 * x"
    result = checks.grade(spy, visible_only=True)["test_double"]
    assert (result.status, result.stdout.split()) == ("pass", ["asked", "150"])


def test_warnings_alone_fail_nothing(checks: Desk, asserts: Desk) -> None:
    noisy = "import warnings\n\ndef double(x):\n    warnings.warn('odd')\n    return 2 * x"
    assert [way.grade(noisy).score for way in (checks, asserts)] == [2, 2]
