"""What can be said about a program problem by reading it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from lectorium.rooms.authoring.notebooks.code import syntax_problem
from lectorium.rooms.authoring.notebooks.findings import Finding, first_words
from lectorium.rooms.authoring.notebooks.limits import CEILINGS
from lectorium.rooms.authoring.programs.spec import ProgramSpec, TestSpec
from lectorium.sandbox.languages import language

_SPACE = re.compile(r"\s+")
_TELLING = 8

Places = Mapping[str, tuple[int, str]]
"""Where each test stands in the notebook it came from: test id to cell index and cell id."""


def program_findings(spec: ProgramSpec, places: Places) -> Iterator[Finding]:
    """Errors that make the problem ungradable, warnings for what students will stumble over."""
    for check in (_tests, _solution, _surroundings):
        yield from check(spec)
    for test in spec.tests:
        index, cell_id = places.get(test.id, (None, None))
        where = f"Cell {index + 1}, test" if index is not None else "Test"
        for level, code, says in _of_test(spec, test):
            message = f"{where} “{test.name or test.id}” {says}"
            yield Finding("error" if level == "error" else "warning", code, message, index, cell_id)


def _tests(spec: ProgramSpec) -> Iterator[Finding]:
    if not spec.tests:
        says = "This problem has no tests, so no program could be graded. Add a cell of tests."
        yield Finding("error", "no_tests", says)
    elif all(test.hidden for test in spec.tests):
        says = "All tests are hidden: students can't try theirs before they submit. Show at least one."
        yield Finding("warning", "all_hidden", says)
    for key, count in Counter(test.id for test in spec.tests).items():
        if count > 1:
            says = f"{count} tests have the id “{key}”. Results are kept by id; rename all but one."
            yield Finding("error", "test_id_duplicate", says)


def _solution(spec: ProgramSpec) -> Iterator[Finding]:
    if not spec.solution.strip():
        says = "This problem has no solution, so nobody knows whether its tests can be passed. Add yours."
        yield Finding("warning", "no_solution", says)
    elif spec.language == "python" and (problem := syntax_problem(spec.solution)):
        says = f"Your solution can't be read by Python ({problem}). Correct it."
        yield Finding("error", "solution_syntax", says)


def _surroundings(spec: ProgramSpec) -> Iterator[Finding]:
    if spec.language == "python" and (problem := syntax_problem(spec.preamble)):
        says = f"The code before the solution can't be read by Python ({problem}). Correct it."
        yield Finding("error", "preamble_syntax", says)
    if not spec.statement.strip():
        says = "This problem has no statement: students would see tests and no task. Write what to do."
        yield Finding("warning", "no_statement", says)
    for name, value in spec.limits.items():
        if name not in CEILINGS or not 0 < value <= CEILINGS[name]:
            says = f"The limit {name} = {value} is unknown or too large. Known are {', '.join(CEILINGS)}."
            yield Finding("error", "limit_invalid", says)


def _of_test(spec: ProgramSpec, test: TestSpec) -> Iterator[tuple[str, str, str]]:
    for check in _TEST_CHECKS:
        yield from check(spec, test)


def _shape(spec: ProgramSpec, test: TestSpec) -> Iterator[tuple[str, str, str]]:
    if (test.call is None) == (test.input is None and test.output is None):
        says = "needs a call with the expected value, or input with the expected output. Give one pair."
        yield "error", "test_shape", says
    elif test.call is not None and test.expected is None:
        yield "error", "test_shape", "has a call but no expected value. Add it."
    elif test.call is None and test.output is None:
        yield "error", "test_shape", "has input but no expected output. Add it."
    elif test.kind not in language(spec.language).tests:
        says = (
            f"calls a Python expression, but the program is {language(spec.language).title}. "
            "Give input and output instead."
        )
        yield "error", "test_language", says


def _call(_spec: ProgramSpec, test: TestSpec) -> Iterator[tuple[str, str, str]]:
    if test.call is None or test.expected is None:
        return
    try:
        ast.parse(test.call.strip(), mode="eval")
    except (SyntaxError, ValueError) as error:
        says = f"calls “{first_words(test.call)}”, which is no Python expression ({error}). Correct it."
        yield "error", "test_call", says
    try:
        ast.literal_eval(test.expected.strip())
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        says = f"expects “{first_words(test.expected)}”, no plain value like 3 or [1, 2]. Write one."
        yield "error", "test_expected", says


def _points(_spec: ProgramSpec, test: TestSpec) -> Iterator[tuple[str, str, str]]:
    if not test.points.is_finite() or test.points < 0:
        yield "error", "points_negative", f"has {test.points} points. Points are 0 or more."
    elif test.points == 0:
        yield "warning", "test_zero_points", "is worth 0 points: it runs and changes no score."


def _leak(spec: ProgramSpec, test: TestSpec) -> Iterator[tuple[str, str, str]]:
    needle = _SPACE.sub("", test.given)
    if not test.hidden or len(needle) < _TELLING:
        return
    shown = {"the statement": spec.statement, "the starter": spec.starter, "the preamble": spec.preamble}
    shown |= {f"the visible test “{other.name or other.id}”": other.given for other in _visible(spec)}
    for where, text in shown.items():
        if needle in _SPACE.sub("", text):
            says = f"is hidden, but students can read its input in {where}. Test another value."
            yield "warning", "hidden_test_leaks", says
            return


def _visible(spec: ProgramSpec) -> list[TestSpec]:
    return [test for test in spec.tests if not test.hidden]


_TEST_CHECKS: tuple[Callable[[ProgramSpec, TestSpec], Iterator[tuple[str, str, str]]], ...] = (
    _shape,
    _call,
    _points,
    _leak,
)
