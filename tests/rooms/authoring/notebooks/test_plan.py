"""Test cells taken apart by reading: what is asked, what should come out, and what stays as it is."""

from __future__ import annotations

from typing import Any

import pytest

from lectorium.rooms.authoring.notebooks.canonical import read_notebook
from lectorium.rooms.authoring.notebooks.plan import guessable, plan_of
from lectorium.rooms.authoring.notebooks.questions import Question, Step, asked, dump_steps, load_steps
from lectorium.sandbox import values
from tests.support.notebooks import cell, notebook

IMPORTS = "import math\nimport numpy as np\nimport pandas as pd\nfrom math import isclose"
GIVEN = "LIMIT = 3\nWEEK = np.array([1.0, 2.0])\nDRAWN = np.random.rand(3)"
SOLUTION = "### BEGIN SOLUTION\nimport math as m\ndef f(x):\n    return x\nown = f(3)\n### END SOLUTION"


def planned(test: str, **lectorium: Any) -> tuple[Step, ...] | str:
    cells = [
        cell("code", IMPORTS),
        cell("code", GIVEN, locked=True, grade_id="given"),
        cell("code", SOLUTION, solution=True, grade_id="f"),
        cell("code", test, grade=True, locked=True, points=1, grade_id="t"),
    ]
    cells[-1]["metadata"]["lectorium"] = lectorium
    return plan_of(read_notebook(notebook(*cells)))["t"]


def questions(test: str) -> list[Question]:
    steps = planned(test)
    assert not isinstance(steps, str), steps
    return [step.question for step in steps if step.question is not None]


def short(question: Question) -> tuple[Any, ...]:
    wanted = question.source or values.decode(question.wanted)
    return question.how, question.operator, question.ask, wanted


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("assert f(2) == 4", ("equal", "", "f(2)", 4)),
        ("assert [1, 2] == f(2)", ("equal", "", "f(2)", [1, 2])),
        ("assert f(2) == 2 * LIMIT", ("equal", "", "f(2)", "2 * LIMIT")),
        ("assert np.allclose(f(2), [1, 2])", ("array", "", "f(2)", [1, 2])),
        ("assert np.array_equal(f(2), WEEK)", ("array_equal", "", "f(2)", "WEEK")),
        ("assert (f(2) == [1, 2]).all()", ("array", "", "f(2)", [1, 2])),
        ("assert np.isclose(f(2), [1, 2]).all()", ("array", "", "f(2)", [1, 2])),
        ("assert isclose(f(2), 0.5)", ("close", "", "f(2)", 0.5)),
        ("assert abs(f(2) - 0.5) < 10 ** -3", ("close", "", "f(2)", 0.5)),
        ("assert f(2) in (1, 2)", ("compare", "in", "f(2)", (1, 2))),
        ("assert 3 in f(2)", ("compare", "contains", "f(2)", 3)),
        ("assert 3 < f(2)", ("compare", ">", "f(2)", 3)),
        ("assert f(2) is None", ("compare", "is", "f(2)", None)),
        ("assert f(2)", ("truth", "", "not not (f(2))", True)),
        ("assert not f(2)", ("truth", "", "not not (f(2))", False)),
        ("assert isinstance(f(2), int)", ("truth", "", "not not (isinstance(f(2), int))", True)),
        (
            "if f(2) != 4:\n    raise ValueError('no')\nelse:\n    print('well done')",
            ("equal", "", "f(2)", 4),
        ),
        ("if not f(2):\n    raise ValueError", ("truth", "", "not not (f(2))", True)),
        (
            "try:\n    f(-1)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError('no')",
            ("raises", "", "f(-1)", "ValueError"),
        ),
        (
            "try:\n    f(-1)\n    assert False\nexcept ValueError:\n    pass",
            ("raises", "", "f(-1)", "ValueError"),
        ),
        ("np.testing.assert_allclose(f(2), WEEK)", ("array", "", "f(2)", "WEEK")),
        (
            "from lectorium_checks import check_equal\ncheck_equal(f(2), own, order=False)",
            ("equal", "", "f(2)", "own"),
        ),
        (
            "from lectorium_checks import check_raises\ncheck_raises(ValueError, f, -1)",
            ("raises", "", "f(-1)", "ValueError"),
        ),
        (
            "from lectorium_checks import check_prints as says\nsays('3', lambda: f(2))",
            ("prints", "", "f(2)", "3"),
        ),
    ],
)
def test_a_condition_becomes_a_question_and_what_should_come_out(
    test: str, expected: tuple[Any, ...]
) -> None:
    (question,) = questions(test)
    assert short(question) == expected
    assert not question.same


@pytest.mark.parametrize(
    "test",
    [
        "assert f(2) == own",  # what the student's cell makes
        "assert f(2) == f(3)",
        "x = f(2)\nassert f(3) == x",
        "assert f(2) == DRAWN[0]",  # chance
        "now = __import__('time').time()\nassert f(2) == now",
        "assert f(2) == somewhere_else",
        "data = [1]\nf(data)\nassert f(2) == data",  # what a call may have changed
        "assert f(2) == [m for m in own]",
    ],
)
def test_what_is_not_the_teachers_own_is_never_what_should_come_out(test: str) -> None:
    (question,) = questions(test)
    assert question.same
    assert not question.pins


def test_tolerances_are_those_of_the_function_that_was_called() -> None:
    rules = [question.rules for question in questions(
        "assert np.allclose(f(2), 1, atol=0.1)\nassert math.isclose(f(2), 1, abs_tol=1e-3)\n"
        "assert abs(f(2) - 1) < 0.5\nassert abs(f(2) - 1) <= 0.5"
    )]  # fmt: skip
    assert [(one.rel, one.abs, one.form, one.strict) for one in rules] == [
        (1e-5, 0.1, "sum", False),
        (1e-9, 1e-3, "max", False),
        (0.0, 0.5, "max", True),
        (0.0, 0.5, "max", False),
    ]


def test_statements_between_are_kept_in_order_and_a_short_loop_is_written_out() -> None:
    steps = planned(
        "a = [1]\nfor n, want in [(1, 1), (2, 4)]:\n    assert f(n) == want, f'at {n}'\nprint('done')"
    )
    assert not isinstance(steps, str)
    checks = [(check.id, check.setup, check.expression) for check, _ in asked(steps)]
    assert checks == [
        ("3", "a = [1]\nn = 1\nwant = 1", "f(n)"),
        ("6", "n = 2\nwant = 4", "f(n)"),
        ("end", "print('done')", "None"),
    ]


def test_hidden_lines_are_asked_only_where_everything_is() -> None:
    steps = planned(
        "\n\nx = 1\nassert f(x) == 1, 'one'\n"
        "### BEGIN HIDDEN TESTS\ny = 2\nassert f(y) == 2\n### END HIDDEN TESTS"
    )
    assert not isinstance(steps, str)
    assert [check.expression for check, _ in asked(steps)] == ["f(x)", "f(y)"]
    shown = asked(steps, hidden=False)
    assert [(check.setup, check.expression) for check, _ in shown] == [("x = 1", "f(x)")]
    assert shown[0][1] is not None
    assert shown[0][1].message == "one"


@pytest.mark.parametrize(
    ("test", "reason"),
    [
        ("for n in range(3):\n    assert f(n) == n", "a loop in line 1"),
        ("def test_f(n):\n    assert f(n) == n\ntest_f(1)", "a function that tests in line 1"),
        ("try:\n    f(1)\nexcept Exception:\n    assert False\nassert f(1) == 1", "a “try” in line 1"),
        ("with open('a') as file:\n    assert f(file) == 1", "a “with” in line 1"),
        (
            "from helper import check_all\ncheck_all(f)\nassert f(1) == 1",
            "line 2 calls a function that tests",
        ),
        ("x = 1", "asserts nothing"),
        ("assert (await f(1)) == 1", "await"),
        (
            "assert f(1) == [\n    1,\n### BEGIN HIDDEN TESTS\n    2,\n### END HIDDEN TESTS\n]",
            "hidden lines begin or end inside",
        ),
        ("from lectorium_checks import check_equal\nif f(1):\n    check_equal(f(2), 4)", "an “if” in line 2"),
        (
            "from lectorium_checks import check_close\ncheck_close(f(2), 4, abs=own)",
            "line 2 calls a function",
        ),
    ],
)
def test_what_cannot_be_taken_apart_is_kept_and_says_why(test: str, reason: str) -> None:
    kept = planned(test)
    assert isinstance(kept, str)
    assert reason in kept


def test_an_author_can_keep_the_asserts() -> None:
    assert planned("assert f(2) == 4", keep_asserts=True) == "its author keeps it so"


@pytest.mark.parametrize(
    ("test", "is_guessable"),
    [
        ("assert f(2)\nassert isinstance(f(3), int)", True),
        ("assert f(2) == f(3)", True),
        ("assert f(2) > 3", True),
        ("assert f(2)\nassert not f(3)", False),
        ("assert f(2) == True\nassert f(3) == False", False),
        ("assert f(2)\nassert f(3) == 9", False),
    ],
)
def test_a_test_that_yes_would_pass_is_guessable(test: str, is_guessable: bool) -> None:
    steps = planned(test)
    assert not isinstance(steps, str)
    assert guessable(steps) == is_guessable


def test_the_stored_form_reads_back_and_knows_its_version() -> None:
    steps = planned("x = 1\nassert np.allclose(f(x), {1: [2]}[1], atol=0.5), f'{x}'\nassert f(2) > 1, 'two'")
    assert not isinstance(steps, str)
    kept = load_steps(dump_steps(steps))
    assert [check for check, _ in asked(kept)] == [check for check, _ in asked(steps)]
    assert dump_steps(kept) == dump_steps(steps)
    with pytest.raises(ValueError, match="version 2"):
        load_steps('{"v": 2, "steps": []}')
