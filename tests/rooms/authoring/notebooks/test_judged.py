"""Test cells judged outside: the teacher's own run settles what is wanted, and that nothing else changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lectorium.rooms.authoring.notebooks import Tried, freeze_notebook, try_solution
from lectorium.rooms.authoring.notebooks.questions import Question, load_steps
from lectorium.rooms.authoring.verdicts import Verdict, verdict
from lectorium.sandbox import NotebookCell, NotebookJob, Sandbox, open_sandbox, values
from tests.support.notebooks import cell, notebook

SOLUTION = "def f(x):\n    ### BEGIN SOLUTION\n    return {}\n    ### END SOLUTION"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    opened = open_sandbox()
    if opened.problems():
        pytest.skip("; ".join(opened.problems()))
    yield opened
    opened.close()


def tried(sandbox: Sandbox, body: str, *tests: str, given: str = "import numpy as np") -> Tried:
    cells = [cell("code", given, locked=True, grade_id="given")]
    cells += [cell("code", SOLUTION.format(body), solution=True, grade_id="f")]
    cells += [
        cell("code", test, grade=True, locked=True, points=1, grade_id=f"t{place}")
        for place, test in enumerate(tests)
    ]
    return try_solution(freeze_notebook(notebook(*cells)), sandbox)


def stored(made: Tried, place: int = 0) -> str:
    expected = made.frozen.cases[place].expected
    assert expected is not None, made.tests[place].message
    return expected


def asked(made: Tried, place: int = 0) -> list[Question]:
    return [step.question for step in load_steps(stored(made, place)) if step.question is not None]


def judge(sandbox: Sandbox, made: Tried, answer: str, given: str = "import numpy as np") -> Verdict:
    """What an answer comes to, by the checks of the first test."""
    from lectorium.rooms.authoring.notebooks.questions import checks_of

    case = made.frozen.cases[0]
    cells = [NotebookCell("a", given), NotebookCell("b", answer)]
    cells += [NotebookCell("c", case.input, case.key, checks_of(case.expected))]
    return verdict("cell", case.input, case.expected, sandbox.run_notebook(NotebookJob(cells)).cells[-1])


def test_what_should_come_out_is_computed_once_and_what_prepares_it_stays_outside(sandbox: Sandbox) -> None:
    test = "secret = [4711]\nwanted = secret * 2\nx = 3\nassert np.array_equal(f(x), wanted), f'not {wanted}'"
    made = tried(sandbox, "np.array([4711, 4711])", test)
    (question,) = asked(made)
    assert values.decode(question.wanted) == [4711, 4711]
    assert [step.do for step in load_steps(stored(made)) if step.do] == ["x = 3"]
    assert made.tests[0].judged == "outside"
    assert made.findings == ()
    assert judge(sandbox, made, "def f(x): return x").message.startswith("f(x): expected an array")


def test_a_reference_of_the_teachers_own_stays_outside(sandbox: Sandbox) -> None:
    test = "def reference(x):\n    return x * reference(x - 1) if x else 1\nassert f(5) == reference(5)"
    made = tried(sandbox, "120", test)
    assert "reference" not in stored(made)
    (question,) = asked(made)
    assert values.decode(question.wanted) == 120


def test_what_a_later_cell_uses_is_still_prepared_and_then_the_asserts_stay(sandbox: Sandbox) -> None:
    later = "assert [f(n) for n in range(wanted)] == [3] * 3"
    made = tried(sandbox, "3", "wanted = 3\nassert f(1) == wanted", later)
    assert made.frozen.cases[0].expected is None
    assert "what should come out stands in lines that the student's Python runs" in made.tests[0].message


def test_the_same_notebook_makes_the_same_version(sandbox: Sandbox) -> None:
    hashes = {
        tried(sandbox, "set('abcdef')", "assert f(1) == set('fedcba')").frozen.content_hash for _ in range(2)
    }
    assert len(hashes) == 1


def test_what_cannot_be_carried_is_asked_as_yes_or_no(sandbox: Sandbox) -> None:
    given = "from dataclasses import dataclass\n@dataclass\nclass Pair:\n    a: int"
    made = tried(sandbox, "Pair(x)", "assert f(1) == Pair(1)\nassert f(2).a == 2", given=given)
    assert [(question.how, question.ask) for question in asked(made)] == [
        ("truth", "not not (f(1) == Pair(1))"),
        ("equal", "f(2).a"),
    ]
    assert "1 of them asks only whether something holds" in made.tests[0].message


def test_a_check_that_cannot_be_carried_is_kept_and_says_why(sandbox: Sandbox) -> None:
    test = "from lectorium_checks import check_equal\ncheck_equal(f(1), open)"
    made = tried(sandbox, "open", test)
    assert made.frozen.cases[0].expected is None
    assert "what f(1) should be can't be taken outside" in made.tests[0].message


def test_where_the_own_solution_would_fail_outside_the_asserts_stay(sandbox: Sandbox) -> None:
    made = tried(sandbox, "__import__('collections').UserList([x])", "assert f(1) == [1]")
    assert made.tests[0].judged == "asserts"
    said = "compared outside, your own solution would fail: f(1): expected a list, got an UserList"
    assert said in made.tests[0].message


def test_a_dicts_keys_are_compared_outside(sandbox: Sandbox) -> None:
    made = tried(sandbox, "{'a': x}", "assert f(1).keys() == {'a'}")
    assert made.tests[0].judged == "outside"
    assert judge(sandbox, made, "def f(x): return dict(a=x)").status == "pass"
    assert judge(sandbox, made, "def f(x): return dict(b=x)").status == "fail"


def test_a_test_of_yes_alone_stays_with_a_probe(sandbox: Sandbox) -> None:
    made = tried(sandbox, "4", "assert f(1)\nassert isinstance(f(2), int)")
    assert made.tests[0].judged == "asserts"
    assert "every answer would be “yes”" in made.tests[0].message


def test_an_own_notebook_that_changes_how_tests_run_is_refused(sandbox: Sandbox) -> None:
    given = "get_ipython().ast_transformers.append(type('T', (), {'visit': lambda self, tree: tree})())"
    made = tried(sandbox, "4", "for n in range(2):\n    assert f(n) == 4", given=given)
    assert [(finding.level, finding.code) for finding in made.findings] == [("error", "looks_like_tampering")]


def test_where_all_is_compared_outside_it_is_told(sandbox: Sandbox) -> None:
    given = "get_ipython().ast_transformers.append(type('T', (), {'visit': lambda self, tree: tree})())"
    made = tried(sandbox, "4", "assert f(2) == 4", given=given)
    assert [(one.level, one.code) for one in made.findings] == [("warning", "looks_like_tampering")]
    assert judge(sandbox, made, "def f(x): return 4").status == "pass"


@pytest.mark.parametrize(
    ("body", "test", "answer", "said"),
    [
        ("2 * x", "assert f(2) == 4, 'twice.'", "def f(x): return 3", "twice: f(2) should be 4, but is 3."),
        ("[x]", "assert f(2) == [2]", "def f(x): return [x, x]", "f(2): expected 1 item, got 2."),
        (
            "np.arange(3)",
            "assert np.allclose(f(2), [0, 1, 2])",
            "def f(x): return np.ones(3)",
            "f(2): at index 0, expected 0, got 1.0.",
        ),
        (
            "x > 1",
            "assert f(2)\nassert not f(1)",
            "def f(x): return 1",
            "This shouldn't hold, but does: f(1).",
        ),
        (
            "x",
            "assert f(2) in (1, 2)\nassert f(3) == 3",
            "def f(x): return 7",
            "f(2) should be one of (1, 2), but is 7.",
        ),
        (
            "print(x)",
            "from lectorium_checks import check_prints\ncheck_prints('2', f, 2)",
            "def f(x): print('two')",
            "f(2) prints something else: line 1: expected '2', got 'two'.",
        ),
        (
            "int(x)",
            "from lectorium_checks import check_raises\ncheck_raises(ValueError, f, 'a')",
            "def f(x): return {}[x]",
            "f('a') should raise ValueError, but raises KeyError.",
        ),
        (
            "int(x)",
            "from lectorium_checks import check_raises\ncheck_raises(ValueError, f, 'a')",
            "def f(x): return 1",
            "f('a') should raise ValueError, but raises nothing.",
        ),
        (
            "x",
            "assert f(1) == 1, f'for one: {f(1)}'",
            "def f(x): return 2",
            "f(1) should be 1, but is 2.",
        ),
    ],
)
def test_a_wrong_answer_is_told_in_a_sentence(
    sandbox: Sandbox, body: str, test: str, answer: str, said: str
) -> None:
    made = tried(sandbox, body, test)
    judged = judge(sandbox, made, answer)
    assert (judged.status, judged.message) == ("fail", said)
    assert judge(sandbox, made, f"def f(x):\n    return {body}").status == "pass"


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        (
            "def f(x): raise ValueError('not yet')",
            "runtime_error",
            "It stopped with an error at f(2): ValueError: not yet",
        ),
        ("def f(x):\n    assert x > 3, 'small'", "fail", "AssertionError: small"),
        ("x = 1", "runtime_error", "It stopped with an error at f(2): NameError: name 'f' is not defined"),
        ("def f(x): return open", "fail", "f(2) should be 4, but is"),
        ("def f(x): return [0] * 10**6", "fail", "can't be compared"),
        ("import os\ndef f(x): os._exit(0)", "runtime_error", "ended"),
    ],
)
def test_an_answer_that_stops_says_how(sandbox: Sandbox, answer: str, status: str, said: str) -> None:
    judged = judge(sandbox, tried(sandbox, "2 * x", "assert f(2) == 4"), answer)
    assert said in judged.message
    assert judged.status == status


@pytest.mark.parametrize(
    "answer",
    [
        "class N(int):\n    def __eq__(self, other): return True\ndef f(x): return N(0)",
        "def f(x): return {'t': 'int', 'v': '0x4'}",
        "def f(x): return '4'",
        "def f(x): return (4, 4)",
    ],
)
def test_i25_only_the_value_itself_passes(sandbox: Sandbox, answer: str) -> None:
    assert judge(sandbox, tried(sandbox, "2 * x", "assert f(2) == 4"), answer).status == "fail"


def test_other_ways_to_the_same_value_pass(sandbox: Sandbox) -> None:
    made = tried(sandbox, "2 * x", "assert f(2) == 4")
    ways: list[Any] = [
        "4.0",
        "np.int64(4)",
        "np.array([4])",
        "True + 3",
        "__import__('fractions').Fraction(4)",
    ]
    assert {judge(sandbox, made, f"def f(x): return {way}").status for way in ways} == {"pass"}
