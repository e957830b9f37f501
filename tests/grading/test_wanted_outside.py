"""Asserts as checks: what should come out isn't sent, what is needed is, and nothing always passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from lectorium.sandbox import Sandbox
from tests.support.grading import Desk, desk
from tests.support.notebooks import cell, notebook

SQUARE = "return x * x"
TOLD = "def f(x):\n    got = globals().get('want')\n    return got[0] if isinstance(got, list) else got"


def published(sandbox: Sandbox, folder: Path, head: str, body: str, *tests: str) -> Desk:
    """A problem whose solution has a body, with tests of one point each."""
    solution = f"{head}\n    ### BEGIN SOLUTION\n    {body}\n    ### END SOLUTION"
    cells = [cell("code", solution, solution=True, grade_id="double")]
    for place, test in enumerate(tests):
        cells.append(cell("code", test, grade=True, locked=True, points=1, grade_id=f"t{place}"))
    return desk(notebook(*cells), sandbox, folder)


@pytest.mark.parametrize(
    ("head", "body", "test"),
    [
        (
            "def f(d):",
            "return sum(d.values())",
            "d = {'a': 1}\nassert f(d) == 1\nd['b'] = 5\nassert f(d) == 6",
        ),
        (
            "def f(d):",
            "return d.x",
            "class V: pass\nv = V()\nv.x = 5\nassert f(v) == 5\nv.x = 6\nassert f(v) == 6",
        ),
        (
            "def f(a):",
            "return sum(a)",
            "a = [0, 0]\na[1] = 2\nassert f(a) == 2\na[0], a[1] = 5, 6\nassert f(a) == 11",
        ),
        ("SCALE = 1\ndef f(x):", "return x * SCALE", "SCALE = 3\nassert f(2) == 6\nassert f(4) == 12"),
        ("import random\ndef f(x):", "return x * random.foo", "random.foo = 3\nassert f(2) == 6"),
    ],
)
def test_i25_what_the_answer_needs_is_still_prepared(
    sandbox: Sandbox, tmp_path: Path, head: str, body: str, test: str
) -> None:
    problem = published(sandbox, tmp_path, head, body, test)
    assert problem.case("t0").expected is not None
    assert problem.grade(f"{head}\n    {body}").score == 1


@pytest.mark.parametrize(
    "tests",
    [
        ["for x, want in [(2, 4), (3, 9)]:\n    assert f(x) == want"],
        ["x, want = 3, 9\nassert f(x) == want"],
        ["want: int = 9\nassert f(3) == want, f'{want}, not {f(3)}'"],
        ["want = 9\nassert f(3) == want", "want = 16\nassert f(4) == want"],
        ["for x, want in [[2, [4]]]:\n    assert [f(x)] == want"],
    ],
)
def test_i25_what_should_come_out_is_not_sent(sandbox: Sandbox, tmp_path: Path, tests: list[str]) -> None:
    problem = published(sandbox, tmp_path, "def f(x):", SQUARE, *tests)
    for place in range(len(tests)):
        assert "want =" not in str(problem.case(f"t{place}").expected or "want =")
    assert problem.grade(TOLD).score == 0
    assert problem.grade(f"def f(x):\n    {SQUARE}").score == len(tests)


@pytest.mark.parametrize(
    "tests",
    [
        ["want = []\nwant.append(4)\nassert f(2) == want[0]"],
        ["want = 3\nwant += 1\nassert f(2) == want"],
        ["want = 4\nassert f(2) == want", "for n in range(3):\n    assert f(n) * 4 == n * n * want"],
    ],
)
def test_what_would_be_sent_anyway_stays_as_asserts(
    sandbox: Sandbox, tmp_path: Path, tests: list[str]
) -> None:
    problem = published(sandbox, tmp_path, "def f(x):", SQUARE, *tests)
    assert problem.case("t0").expected is None


def test_a_function_is_called_once_for_each_check(sandbox: Sandbox, tmp_path: Path) -> None:
    test = "assert f(3) == 9, f'got {f(3)}'\nassert f(4) == 16, f'got {f(4)}'"
    counting = "calls = []\ndef f(x):\n    calls.append(x)\n    assert len(calls) < 3\n    return x * x"
    assert published(sandbox, tmp_path, "def f(x):", SQUARE, test).grade(counting).score == 1


@pytest.mark.parametrize(
    ("head", "body", "test", "wrong"),
    [
        (
            "def f(a):",
            "return max(a)",
            "data = [3, 1]\nassert f(data) == 3\nassert [3, 1] == data",
            "def f(a):\n    a.sort()\n    return a[-1]",
        ),
        (
            "def f(a):",
            "a.sort(); return a",
            "data = [3, 1]\nr = f(data)\nassert r == data\nassert f([2, 1]) == [1, 2]",
            "def f(a):\n    return sorted(a)",
        ),
        (
            "def f(x):",
            SQUARE,
            "y = 9\nassert (y := f(3)) == 9\nassert 16 == y + 7\nassert f(4) == 16",
            "def f(x):\n    return 16 if x == 4 else 10",
        ),
        (
            "def f(x):",
            SQUARE,
            "from lectorium_checks import check_equal\ncheck_equal(9, f(3))",
            "def f(x):\n    return 8",
        ),
    ],
)
def test_i25_no_check_asks_for_what_is_written_out(
    sandbox: Sandbox, tmp_path: Path, head: str, body: str, test: str, wrong: str
) -> None:
    problem = published(sandbox, tmp_path, head, body, test)
    assert problem.case("t0").expected is not None
    assert problem.grade(f"{head}\n    {body}").score == 1
    assert problem.grade(wrong).score == 0


def test_i25_a_given_value_that_students_change_is_asked_for(sandbox: Sandbox, tmp_path: Path) -> None:
    solution = "### BEGIN SOLUTION\ndata['b'] = 2\n### END SOLUTION"
    source = notebook(
        cell("code", "data = {'a': 1}", locked=True, grade_id="given"),
        cell("code", solution, solution=True, grade_id="double"),
        cell("code", "assert {'a': 1, 'b': 2} == data", grade=True, locked=True, points=1, grade_id="t"),
    )
    problem = desk(source, sandbox, tmp_path)
    assert [problem.grade(answer).score for answer in ("data['b'] = 2", "data['b'] = 3")] == [1, 0]


@pytest.mark.parametrize(
    "changing",
    [
        "for n in range(2):\n    assert f(data) == 3",
        "def run():\n    return f(data)\nrun()\nassert f(data) == 3",
    ],
)
def test_i25_what_another_test_hands_over_is_asked_for(
    sandbox: Sandbox, tmp_path: Path, changing: str
) -> None:
    tests = [
        "data = [3, 1]\nkept = [3, 1]\nassert f(data) == 3",
        changing,
        "assert kept == data\nassert f([7]) == 7",
    ]
    problem = published(sandbox, tmp_path, "def f(a):", "return max(a)", *tests)
    assert problem.case("t2").expected is not None
    graded = problem.grade("def f(a):\n    a.sort()\n    return a[-1]")
    assert [graded["t0"].score, graded["t2"].score] == [1, 0]
