"""Program problems as notebooks: what an author writes, and what students get."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lectorium.rooms.authoring.notebooks.canonical import Cell, Notebook, read_notebook
from lectorium.rooms.authoring.notebooks.findings import Finding, NotebookRefused, Report, about
from lectorium.rooms.authoring.notebooks.kernels import use_kernel
from lectorium.rooms.authoring.notebooks.roles import lectorium, title_of
from lectorium.rooms.authoring.programs.checks import Places
from lectorium.rooms.authoring.programs.spec import ProgramSpec, TestSpec, program_spec, starter_for, with_ids
from lectorium.rooms.authoring.programs.tables import TestsUnreadable, tests_in
from lectorium.sandbox.languages import language, magics

SOLUTION_ID = "solution"
ROLES = ("statement", "preamble", "starter", "solution", "hint", "tests")

_SOLUTION_CELL: dict[str, Any] = {
    "grade": False,
    "grade_id": SOLUTION_ID,
    "locked": False,
    "schema_version": 3,
    "solution": True,
    "task": False,
}
_KERNEL: dict[str, Any] = {"kernelspec": {"name": "python3"}}


def spec_from_notebook(notebook: Notebook, title: str | None = None) -> tuple[ProgramSpec, Places]:
    """The spec an authored notebook states, and the cell of each test. Raises ``NotebookRefused``.

    Text cells without a role belong to the statement; code cells without one are the author's own and stay
    out.
    """
    own = lectorium(notebook)
    texts: dict[str, list[str]] = {role: [] for role in ROLES}
    rows: list[dict[str, Any]] = []
    places: dict[str, tuple[int, str]] = {}
    findings: list[Finding] = []
    for index, cell in enumerate(notebook["cells"]):
        role = _role(cell)
        if role == "tests":
            found = _tests(index, cell, rows, findings)
            places.update({row["id"]: (index, cell["id"]) for row in found})
            rows += found
        elif role in texts:
            texts[role].append(_without_magic(cell["source"]).strip())
        elif role:
            says = f"has the role “{role}”, which isn't one of {', '.join(ROLES)}. Choose one of these."
            findings.append(about("error", "role_unknown", index, cell, says))
    if findings:
        raise NotebookRefused(Report(tuple(findings)))
    spec = {
        "title": title or title_of(notebook),
        "language": own.get("language", "python"),
        **{name: "\n\n".join(texts[name]) for name in ("statement", "preamble", "starter", "solution")},
        "hints": [text for text in texts["hint"] if text],
        "tests": rows,
        "limits": own.get("limits", {}),
    }
    return program_spec(spec), places


def authored_notebook(spec: ProgramSpec) -> Notebook:
    """The spec as a notebook an author can open and publish again."""
    cells = [
        _cell("markdown", "statement", spec.statement),
        _cell("code", "preamble", _magic(spec, spec.preamble)),
        _cell("code", "starter", _magic(spec, spec.starter)),
        _cell("code", "solution", _magic(spec, spec.solution)),
        *(_cell("markdown", "hint", hint) for hint in spec.hints),
        _cell("markdown", "tests", _json_tests(spec.tests)),
    ]
    # An empty part would come back as an empty cell; text always shows.
    kept = [
        cell for cell in cells if cell["cell_type"] == "markdown" or _without_magic(cell["source"]).strip()
    ]
    return _notebook(spec, kept, {"limits": spec.limits} if spec.limits else {})


def release_notebook(spec: ProgramSpec) -> Notebook:
    """What students get: the statement, the code before theirs, one cell to write, and the visible tests."""
    cells = [_locked(_cell("markdown", "statement", _headed(spec)))]
    if spec.preamble.strip():
        cells.append(_locked(_cell("code", "preamble", _magic(spec, spec.preamble))))
    solution = _cell("code", "solution", _magic(spec, starter_for(spec)))
    solution["metadata"]["deletable"] = False
    solution["metadata"]["nbgrader"] = dict(_SOLUTION_CELL)
    cells.append(solution)
    cells += [_locked(cell) for cell in _visible_tests(spec)]
    return _notebook(spec, cells, {})


def _headed(spec: ProgramSpec) -> str:
    statement = spec.statement.strip()
    return statement if statement.startswith("#") else f"# {spec.title}\n\n{statement}".strip()


def _visible_tests(spec: ProgramSpec) -> Iterator[Cell]:
    shown = [test for test in spec.tests if not test.hidden]
    hidden = len(spec.tests) - len(shown)
    more = "\n\nMore tests, hidden ones, run when your work is graded." if hidden else ""
    calls = [test for test in shown if test.kind == "call"]
    pairs = [test for test in shown if test.kind == "io"]
    if pairs:
        text = "\n\n".join(_example(test) for test in pairs)
        yield _cell("markdown", "tests", f"## Visible tests\n\n{text}{more}")
    if calls:
        if not pairs:
            yield _cell("markdown", "tests", f"## Visible tests\n\nRun this cell to try your code.{more}")
        yield _cell("code", "tests", "\n".join(f"assert {test.given} == {test.wanted}" for test in calls))
    if not shown:
        yield _cell("markdown", "tests", f"## Tests{more}")


def _example(test: TestSpec) -> str:
    return f"**{test.name or test.id}** — input, then what your program should print:\n\n" + "\n\n".join(
        f"```text\n{text.rstrip()}\n```" for text in (test.given, test.wanted)
    )


def _tests(
    index: int, cell: Cell, before: list[dict[str, Any]], findings: list[Finding]
) -> list[dict[str, Any]]:
    try:
        rows = tests_in(cell["source"], cell["cell_type"])
    except TestsUnreadable as error:
        says = f"should hold tests, but {error}. Correct it."
        findings.append(about("error", "tests_unreadable", index, cell, says))
        return []
    rows = with_ids(rows, {row["id"] for row in before})
    for row in rows:
        row.setdefault("points", lectorium(cell).get("points", 1))
    return rows


def _role(cell: Cell) -> str | None:
    given = lectorium(cell).get("role")
    return str(given) if given else ("statement" if cell["cell_type"] == "markdown" else None)


def _magic(spec: ProgramSpec, source: str) -> str:
    magic = language(spec.language).magic
    return f"{magic}\n{source}" if magic else source


def _without_magic(source: str) -> str:
    first, _, rest = source.partition("\n")
    return rest if first.strip().startswith(magics()) else source


def _json_tests(tests: tuple[TestSpec, ...]) -> str:
    rows = [test.model_dump(mode="json", exclude_defaults=True) for test in tests]
    return f"```json\n{json.dumps(rows, indent=1, ensure_ascii=False)}\n```"


def _cell(cell_type: str, role: str, source: str) -> Cell:
    cell: Cell = {"cell_type": cell_type, "metadata": {"lectorium": {"role": role}}, "source": source}
    return cell | ({"outputs": [], "execution_count": None} if cell_type == "code" else {})


def _locked(cell: Cell) -> Cell:
    cell["metadata"] |= {"deletable": False, "editable": False}
    return cell


def _notebook(spec: ProgramSpec, cells: list[Cell], more: dict[str, Any]) -> Notebook:
    own = {"v": 1, "kind": "program", "language": spec.language, "title": spec.title, **more}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {**_KERNEL, "lectorium": own}, "cells": cells}
    read = read_notebook(notebook)
    use_kernel(read, ("python3",))
    return read
