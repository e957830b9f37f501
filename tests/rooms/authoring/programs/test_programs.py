"""Program problems: from JSON or a notebook to a frozen version, and back from a student."""

import json
from decimal import Decimal
from typing import Any

import pytest

from lectorium.rooms.authoring.notebooks import Finding, NotebookRefused, freeze_notebook, inspect_notebook
from lectorium.rooms.authoring.programs import (
    SolutionMissing,
    extract_solution,
    freeze_program,
    freeze_program_notebook,
    inspect_program,
    program_spec,
)
from tests.support.notebooks import cell, notebook

ADD = {
    "title": "Add one",
    "statement": "Write `inc(x)`.",
    "solution": 'def inc(x: int) -> int:\n    """One more."""\n    return x + 1\n',
    "tests": [
        {"id": "small", "call": "inc(1)", "expected": "2"},
        {"id": "big", "call": "inc(10 ** 6)", "expected": "1000001", "hidden": True, "points": "2.5"},
    ],
}
SUM = {
    "title": "Sum",
    "language": "cpp",
    "statement": "# Sum\n\nAdd two numbers.",
    "solution": "#include <iostream>\nint main() { int a, b; std::cin >> a >> b; std::cout << a + b; }\n",
    "hints": ["Read two.", "Print one."],
    "tests": [
        {"name": "two small ones", "input": "1 2\n", "output": "3\n"},
        {"input": "5 6\n", "output": "11\n", "hidden": True},
    ],
}


def authored(*cells: dict[str, Any], language: str = "python", **more: Any) -> dict[str, Any]:
    book = notebook(*cells)
    book["metadata"]["lectorium"] = {"v": 1, "kind": "program", "language": language, "title": "Own", **more}
    return book


def part(role: str, source: str, kind: str = "code") -> dict[str, Any]:
    made = cell(kind, source)
    made["metadata"]["lectorium"] = {"role": role}
    return made


def codes(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.code for finding in findings}


def cells_of(data: bytes) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(data)["cells"]
    return cells


def test_tests_become_cases() -> None:
    small, big = freeze_program(ADD).cases
    assert (small.key, small.kind, small.input, small.expected, small.points) == (
        "small",
        "call",
        "inc(1)",
        "2",
        Decimal(1),
    )
    assert (small.name, small.visibility, small.release_input) == ("inc(1)", "always", "inc(1)")
    assert (big.name, big.visibility, big.release_input, big.points) == (
        "Hidden test 2",
        "never",
        None,
        Decimal("2.5"),
    )


def test_i08_the_release_shows_no_hidden_test_hint_or_solution() -> None:
    for spec, secrets in (
        (ADD, (b"10 ** 6", b"1000001", b"x + 1")),
        (SUM, (b"5 6", b"11", b"a + b", b"Read two")),
    ):
        release = freeze_program(spec).release
        assert not [secret for secret in secrets if secret in release]


def test_students_start_from_the_signature_of_the_solution() -> None:
    assert freeze_program(ADD).starter_code == (
        'def inc(x: int) -> int:\n    """One more."""\n'
        "    # YOUR CODE HERE\n    raise NotImplementedError()\n"
    )


def test_visible_tests_of_a_python_program_can_be_run_in_the_notebook() -> None:
    release = cells_of(freeze_program(ADD).release)
    assert release[-1]["source"] == "assert inc(1) == 2"
    assert "hidden ones" in release[-2]["source"]


def test_a_cpp_program_is_a_cpp_cell_with_examples_below() -> None:
    release = cells_of(freeze_program(SUM).release)
    assert release[1]["source"].startswith("%%cpp\n#include <iostream>")
    assert "```text\n1 2\n```\n\n```text\n3\n```" in release[2]["source"]


def test_only_the_solution_cell_can_be_edited() -> None:
    release = cells_of(freeze_program({**ADD, "preamble": "import math"}).release)
    editable = [
        one["metadata"]["lectorium"]["role"] for one in release if one["metadata"].get("editable", True)
    ]
    assert editable == ["solution"]


@pytest.mark.parametrize("spec", [ADD, SUM, {**ADD, "preamble": "import math", "starter": "inc = None"}])
def test_i10_what_json_made_can_be_published_again_from_its_notebook(spec: dict[str, Any]) -> None:
    first = freeze_program(spec)
    again = freeze_notebook(first.full)
    assert again.content_hash == first.content_hash
    assert again.cases == first.cases


def test_a_test_without_an_id_stays_itself_when_others_come_before_it() -> None:
    first = freeze_program(SUM).cases
    more = [{"input": "0 0\n", "output": "0\n"}, *SUM["tests"]]
    second = freeze_program({**SUM, "tests": more}).cases
    assert [case.key for case in second[1:]] == [case.key for case in first]


def test_two_equal_tests_without_ids_are_two() -> None:
    twice = freeze_program({**SUM, "tests": [SUM["tests"][0]] * 2}).cases
    assert len({case.key for case in twice}) == 2


def test_an_exercise_with_reference_programs_is_converted() -> None:
    exercise = {
        "question": 7,
        "description": "Task: Half\nHalve it.\n",
        "preamble": "from math import floor\n",
        "tests": [{"id": "001", "call": "half(4)", "expected": "2"}],
        "reference": [
            {"file": "a.py", "code": "def half(n):\n    return n // 2"},
            {"file": "b.py", "code": "half = 1"},
        ],
    }
    frozen = freeze_program(exercise)
    assert (frozen.title, frozen.description_markdown, frozen.preamble) == (
        "Half",
        "Halve it.",
        exercise["preamble"],
    )
    assert frozen.reference_solution == "def half(n):\n    return n // 2"
    assert frozen.possible_solutions == ("half = 1",)
    assert [case.key for case in frozen.cases] == ["001"]


def test_an_authored_notebook_states_everything_in_cells() -> None:
    asserts = "assert f(1) == 2, 'small'\n### BEGIN HIDDEN TESTS\nassert f(-7) == -6\n### END HIDDEN TESTS"
    table = "| call | expected | points | hidden |\n|:--|--|--|--|\n| `f(2 \\| 4)` | 7 | 3 | yes |"
    book = authored(
        cell("markdown", "# Own\n\nDo it."),
        part("preamble", "import math"),
        part("solution", "def f(x):\n    return x + 1"),
        part("hint", "Add.", "markdown"),
        part("tests", asserts),
        part("tests", table, "markdown"),
    )
    frozen = freeze_notebook(book)
    assert (frozen.preamble, frozen.hints) == ("import math", ("Add.",))
    assert frozen.description_markdown == "# Own\n\nDo it."
    assert [
        (case.name, case.input, case.expected, case.visibility, case.points) for case in frozen.cases
    ] == [
        ("small", "f(1)", "2", "always", Decimal(1)),
        ("Hidden test 2", "f(-7)", "-6", "never", Decimal(1)),
        ("Hidden test 3", "f(2 | 4)", "7", "never", Decimal(3)),
    ]


def test_a_table_of_input_and_output() -> None:
    table = "| name | input | output |\n|---|---|---|\n| two | `1\\n2` | `3` |\n| none | | `0` |"
    book = authored(part("tests", table, "markdown"), language="cpp")
    cases = freeze_notebook(book).cases
    assert [(case.name, case.input, case.expected) for case in cases] == [
        ("two", "1\n2", "3"),
        ("none", "", "0"),
    ]


@pytest.mark.parametrize(
    ("source", "kind", "why"),
    [
        ("assert f(1)", "code", "line 1 isn't of the form"),
        ("print(1)", "code", "line 1 isn't of the form"),
        ("assert f(", "code", "Python can't read it"),
        ("no table here", "markdown", "there is no table"),
        ("| call | wanted |\n|--|--|\n| f() | 1 |", "markdown", "the column “wanted”"),
        ("| call | expected |\n|--|--|\n| f() |", "markdown", "has 1 columns, the header 2"),
        ("```json\n{]\n```", "markdown", "the JSON can't be read"),
        ("[1, 2]", "markdown", "must be a list of tests"),
    ],
)
def test_tests_that_cannot_be_read_name_their_cell(source: str, kind: str, why: str) -> None:
    report = inspect_notebook(authored(cell("markdown", "# Own"), part("tests", source, kind)))
    (finding,) = report.errors
    assert (finding.code, finding.cell_index) == ("tests_unreadable", 1)
    assert why in finding.message


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"tests": []}, "no_tests"),
        ({"tests": [{"id": "a", "call": "f(", "expected": "1"}]}, "test_call"),
        ({"tests": [{"id": "a", "call": "f()", "expected": "g()"}]}, "test_expected"),
        ({"tests": [{"id": "a", "call": "f()"}]}, "test_shape"),
        ({"tests": [{"id": "a", "input": "1"}]}, "test_shape"),
        ({"tests": [{"id": "a", "call": "f()", "expected": "1", "input": "1", "output": "1"}]}, "test_shape"),
        ({"tests": [{"id": "a", "call": "f()", "expected": "1"}] * 2}, "test_id_duplicate"),
        ({"tests": [{"id": "a", "call": "f()", "expected": "1", "points": -1}]}, "points_negative"),
        ({"language": "cpp"}, "test_language"),
        ({"solution": "def f(:"}, "solution_syntax"),
        ({"preamble": "import"}, "preamble_syntax"),
        ({"limits": {"cpu_seconds": 1e6}}, "limit_invalid"),
    ],
)
def test_a_problem_nobody_could_grade_is_refused(changes: dict[str, Any], code: str) -> None:
    assert codes(inspect_program({**ADD, **changes}).errors) == {code}
    with pytest.raises(NotebookRefused):
        freeze_program({**ADD, **changes})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"solution": ""}, "no_solution"),
        ({"statement": ""}, "no_statement"),
        ({"tests": [{"id": "a", "call": "inc(1)", "expected": "2", "hidden": True}]}, "all_hidden"),
        ({"tests": [{"id": "a", "call": "inc(1)", "expected": "2", "points": 0}]}, "test_zero_points"),
        ({"statement": "For example, inc(10**6) is 1000001."}, "hidden_test_leaks"),
    ],
)
def test_an_odd_problem_is_a_warning(changes: dict[str, Any], code: str) -> None:
    report = inspect_program({**ADD, **changes})
    assert report.ok
    assert codes(report.findings) == {code}


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        ({"title": "x", "tests": [{"id": "a", "cal": "f()"}]}, "tests.0.cal"),
        ({"title": "", "tests": []}, "title"),
        ({"title": "x", "language": "cobol"}, "language"),
        ({"title": "x", "tests": [7]}, "tests.0"),
        ({}, "title"),
    ],
)
def test_json_that_is_no_problem_names_the_field(spec: dict[str, Any], field: str) -> None:
    with pytest.raises(NotebookRefused, match=f"at “{field}”"):
        program_spec(spec)


def _solved(spec: dict[str, Any], source: str) -> tuple[bytes, dict[str, Any]]:
    release = freeze_program(spec).release
    student: dict[str, Any] = json.loads(release)
    next(one for one in student["cells"] if one["metadata"]["lectorium"]["role"] == "solution")["source"] = (
        source
    )
    return release, student


def test_the_solution_cell_comes_back_without_its_magic() -> None:
    release, student = _solved(SUM, "%%cpp -O2\nint main() {}")
    assert extract_solution(release, student) == "\nint main() {}"


def test_the_solution_is_found_though_its_metadata_is_gone() -> None:
    release, student = _solved(ADD, "inc = abs")
    for one in student["cells"]:
        one["metadata"] = {}
    assert extract_solution(release, student) == "inc = abs"


def test_of_two_solution_cells_the_last_counts() -> None:
    release, student = _solved(ADD, "first = 1")
    copy = {**json.loads(json.dumps(student["cells"][1])), "id": "copy", "source": "second = 2"}
    student["cells"].append(copy)
    assert extract_solution(release, student) == "second = 2"


def test_a_notebook_without_the_solution_cell_says_what_to_do() -> None:
    release, student = _solved(ADD, "inc = abs")
    student["cells"] = [one for one in student["cells"] if one["cell_type"] == "markdown"]
    with pytest.raises(SolutionMissing, match="nothing was handed in"):
        extract_solution(release, student)


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(NotebookRefused, match="“solutoin”"):
        freeze_program_notebook(authored(part("solutoin", "x = 1")))
