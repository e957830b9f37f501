"""What a teacher is told before a notebook is published."""

from typing import Any

import pytest

from lectorium.rooms.authoring.notebooks import Finding, Report, inspect_notebook
from lectorium.rooms.authoring.notebooks.findings import first_words
from tests.support.notebooks import cell, notebook

SOLUTION = cell("code", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION", solution=True, grade_id="s")
TEST = cell("code", "assert x == 1, 'x should be one'", grade=True, locked=True, points=1, grade_id="t")


def report(*cells: dict[str, Any], **metadata: Any) -> Report:
    book = notebook(*cells)
    book["metadata"] |= metadata
    return inspect_notebook(book)


def only(found: Report) -> Finding:
    (finding,) = found.findings
    return finding


def test_a_sound_notebook_has_no_findings() -> None:
    assert report(SOLUTION, TEST).findings == ()


@pytest.mark.parametrize(
    ("code", "bad"),
    [
        ("points_missing", cell("code", "assert x", grade=True, grade_id="b")),
        ("points_missing", cell("markdown", "Do it.", task=True, grade_id="b")),
        ("points_negative", cell("code", "assert x", grade=True, points=-1, grade_id="b")),
        ("points_invalid", cell("code", "assert x", grade=True, points="many", grade_id="b")),
        ("points_invalid", cell("code", "assert x", grade=True, points=float("nan"), grade_id="b")),
        ("grade_id_missing", cell("code", "assert x", grade=True, points=1)),
        ("grade_id_invalid", cell("code", "assert x", grade=True, points=1, grade_id="part a")),
        ("grade_id_duplicate", cell("code", "assert x", grade=True, points=1, grade_id="t")),
        ("metadata_invalid", cell("code", "x", grade="yes", grade_id="b")),
        ("metadata_too_new", cell("code", "x", grade=True, points=1, grade_id="b", schema_version=9)),
        ("role_impossible", cell("markdown", "words", grade=True, points=1, grade_id="b")),
        ("role_impossible", cell("markdown", "words", solution=True, grade_id="b")),
        ("role_impossible", cell("code", "x", task=True, points=1, grade_id="b")),
        ("role_impossible", cell("raw", "x", grade=True, points=1, grade_id="b")),
        ("solution_unbalanced", cell("code", "### BEGIN SOLUTION\ny = 1", solution=True, grade_id="b")),
        ("solution_unbalanced", cell("code", "y = 1\n### END SOLUTION", solution=True, grade_id="b")),
        ("solution_outside", cell("code", "### BEGIN SOLUTION\ny = 1\n### END SOLUTION")),
        (
            "hidden_tests_unbalanced",
            cell("code", "### BEGIN HIDDEN TESTS\nassert x", grade=True, points=1, grade_id="b"),
        ),
        ("hidden_tests_outside", cell("code", "### BEGIN HIDDEN TESTS\nassert x\n### END HIDDEN TESTS")),
        ("mark_scheme_outside", cell("markdown", "### BEGIN MARK SCHEME\n1 point\n### END MARK SCHEME")),
        (
            "mark_scheme_leaks",
            cell(
                "markdown",
                "### BEGIN SOLUTION\na\n### END SOLUTION\n### BEGIN MARK SCHEME\n1\n### END MARK SCHEME",
                grade=True,
                solution=True,
                points=1,
                grade_id="b",
            ),
        ),
        (
            "marker_misspelt",
            cell(
                "code",
                "### BEGIN HIDDEN TEST\nassert x\n### END HIDDEN TEST",
                grade=True,
                points=1,
                grade_id="b",
            ),
        ),
        (
            "marker_misspelt",
            cell("code", "# Begin Solution\ny = 1\n# End Solution", solution=True, grade_id="b"),
        ),
        ("test_syntax", cell("code", "assert x ==", grade=True, points=1, grade_id="b")),
    ],
)
def test_an_error_names_its_cell(code: str, bad: dict[str, Any]) -> None:
    found = report(SOLUTION, TEST, bad)
    assert not found.ok
    error = next(finding for finding in found.errors if finding.code == code)
    assert error.cell_index == 2
    assert error.message.startswith("Cell 3 (“")


@pytest.mark.parametrize(
    ("code", "odd"),
    [
        ("test_zero_points", cell("code", "assert x", grade=True, points=0, grade_id="b")),
        ("solution_without_markers", cell("code", "y = 2", solution=True, grade_id="b")),
        ("task_cell", cell("markdown", "Do it.", task=True, points=1, grade_id="b")),
        ("asks_for_input", cell("code", "name = input('Who? ')")),
        ("extra_keys", cell("code", "assert x", grade=True, points=1, grade_id="b", comment="ask Ada")),
    ],
)
def test_a_warning_stops_nothing(code: str, odd: dict[str, Any]) -> None:
    found = report(SOLUTION, TEST, odd)
    assert found.ok
    assert only(found).code == code


def test_hidden_lines_that_leave_a_broken_cell_are_a_warning() -> None:
    hiding = "for n in (1, 2):\n### BEGIN HIDDEN TESTS\n    assert n\n### END HIDDEN TESTS"
    found = report(SOLUTION, TEST, cell("code", hiding, grade=True, points=1, grade_id="b"))
    assert found.ok
    assert only(found).code == "release_syntax"


def test_a_block_whose_body_is_the_solution_stays_whole() -> None:
    block = "if True:\n    ### BEGIN SOLUTION\n    y = 1\n    ### END SOLUTION\nelse:\n    y = 2"
    assert report(SOLUTION, TEST, cell("code", block, solution=True, grade_id="b")).findings == ()


def test_commands_and_magics_are_no_syntax_errors() -> None:
    magic = cell("code", "%matplotlib inline\n!ls\n?x\nassert x", grade=True, points=1, grade_id="b")
    assert report(SOLUTION, TEST, magic).findings == ()


def test_a_hidden_test_that_stands_elsewhere_too_is_named_with_its_place() -> None:
    shown = cell("code", "# try it:  f( [1, 2, 3] ) == 6\nf([1,2,3]) == 6")
    hiding = cell(
        "code",
        "### BEGIN HIDDEN TESTS\nassert f([1, 2, 3]) == 6, 'no'\nassert f([5]) == 5\n### END HIDDEN TESTS",
        grade=True,
        points=1,
        grade_id="h",
    )
    leak = only(report(SOLUTION, shown, hiding))
    assert leak.code == "hidden_test_leaks"
    assert leak.cell_index == 2
    assert "“f([1, 2, 3]) == 6”" in leak.message
    assert "cell 2 (“# try it" in leak.message


def test_hidden_tests_that_stand_nowhere_else_are_silent() -> None:
    shown = cell("code", "f([7, 8]) == 15")
    hiding = cell(
        "code",
        "### BEGIN HIDDEN TESTS\nassert f([1, 2, 3]) == 6\n### END HIDDEN TESTS",
        grade=True,
        points=1,
        grade_id="h",
    )
    assert report(SOLUTION, shown, hiding).findings == ()


def test_a_solution_line_left_in_the_text_is_named() -> None:
    long = "return sorted(counts.items(), key=rank)[:n]"
    own = cell(
        "code",
        f"def top(n):\n    ### BEGIN SOLUTION\n    {long}\n    ### END SOLUTION",
        solution=True,
        grade_id="s2",
    )
    leak = only(report(SOLUTION, TEST, own, cell("markdown", f"For example:\n\n    {long}")))
    assert (leak.code, leak.cell_index) == ("solution_leaks", 2)


def test_a_notebook_nobody_could_grade_is_refused() -> None:
    found = report(cell("markdown", "# Read this"))
    assert [finding.code for finding in found.errors] == ["nothing_to_grade"]


def test_a_notebook_graded_by_hand_alone_is_allowed() -> None:
    essay = cell("markdown", "My answer", grade=True, solution=True, points=3, grade_id="essay")
    assert [finding.code for finding in report(essay).findings] == ["no_tests"]


@pytest.mark.parametrize(
    ("spec", "level", "code"),
    [
        ({"name": "xpython", "language": "python"}, "warning", "kernel_replaced"),
        ({}, "warning", "kernel_replaced"),
        ({"name": "ir", "language": "R"}, "error", "kernel_unsupported"),
        ({"name": "julia-1.9"}, "error", "kernel_unsupported"),
    ],
)
def test_kernels_that_are_not_here(spec: dict[str, str], level: str, code: str) -> None:
    finding = only(report(SOLUTION, TEST, kernelspec=spec))
    assert (finding.level, finding.code) == (level, code)


@pytest.mark.parametrize(
    "limits", [{"cpu_seconds": 0}, {"cpu_seconds": 1e9}, {"gpu": 1}, {"cpu_seconds": True}, 7]
)
def test_limits_nobody_may_have_are_refused(limits: object) -> None:
    assert "limit_invalid" in {
        finding.code for finding in report(SOLUTION, TEST, lectorium={"limits": limits}).errors
    }


def test_findings_come_in_the_order_of_the_cells() -> None:
    found = report(
        cell("code", "y", solution=True, grade_id="b"),
        cell("code", "assert y", grade=True, points=0, grade_id="c"),
        kernelspec={"name": "xpython", "language": "python"},
    )
    assert [finding.cell_index for finding in found.findings] == [None, 0, 1]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('"""Each word has its number"""\nassert count', "Each word has its number"),
        ("### BEGIN HIDDEN TESTS\nassert f(3) == 'no'\n### END HIDDEN TESTS", "assert f(3) == 'no'"),
        ("\n\n# try it", "# try it"),
        ("### BEGIN SOLUTION\n### END SOLUTION", ""),
    ],
)
def test_a_cell_is_named_by_what_it_says(source: str, words: str) -> None:
    assert first_words(source) == words
