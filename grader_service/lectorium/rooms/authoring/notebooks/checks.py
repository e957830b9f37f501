"""What can be said about a notebook by reading it, without running anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lectorium.rooms.authoring.notebooks import markers
from lectorium.rooms.authoring.notebooks.canonical import Cell, Notebook
from lectorium.rooms.authoring.notebooks.code import calls, syntax_problem
from lectorium.rooms.authoring.notebooks.findings import Finding, about
from lectorium.rooms.authoring.notebooks.roles import HAND_GRADED, lectorium, role, with_role

VISIBILITIES = ("always", "after_due", "after_return", "never")

_HOLDERS: dict[markers.Kind, tuple[tuple[str, ...], str]] = {
    "SOLUTION": (("solution", "manual"), "a solution cell"),
    "HIDDEN TESTS": (("test", "manual"), "a test cell"),
    "MARK SCHEME": (("task", "manual"), "a task or a cell answered by hand"),
}


def static_findings(notebook: Notebook) -> Iterator[Finding]:
    """Everything wrong or odd in the cells of a notebook whose metadata is sound."""
    for index, cell in enumerate(notebook["cells"]):
        for check in _CELL_CHECKS:
            yield from check(index, cell)
    yield from _nothing_to_grade(notebook)


def _markers(index: int, cell: Cell) -> Iterator[Finding]:
    for kind in markers.KINDS:
        code = kind.lower().replace(" ", "_")
        wrong = markers.unbalanced(cell["source"], kind)
        holders, name = _HOLDERS[kind]
        if wrong:
            yield about(
                "error", f"{code}_unbalanced", index, cell, f"{wrong}. Each BEGIN needs one END below it."
            )
        elif f"BEGIN {kind}" in cell["source"] and role(cell) not in holders:
            yield about(
                "error",
                f"{code}_outside",
                index,
                cell,
                f"holds “BEGIN {kind}” but isn't {name}, so students would lose text nobody grades. Set "
                "the cell's role, or take the markers out.",
            )


def _misspelt(index: int, cell: Cell) -> Iterator[Finding]:
    for line, meant in markers.misspelt(cell["source"]):
        yield about(
            "error",
            "marker_misspelt",
            index,
            cell,
            f"has the line “{line}”, which marks nothing: students would see what follows. Write “### "
            f"{meant}”.",
        )


def _mark_scheme_in_answer(index: int, cell: Cell) -> Iterator[Finding]:
    """Nbgrader clears a mark scheme in a task only; in an answer it goes with the rest of the cell, or not
    at all.
    """
    source = cell["source"]
    outside = markers.without(source, "SOLUTION")
    if role(cell) == "manual" and "BEGIN SOLUTION" in source and "BEGIN MARK SCHEME" in outside:
        yield about(
            "error",
            "mark_scheme_leaks",
            index,
            cell,
            "has a mark scheme outside of its BEGIN SOLUTION … END SOLUTION, where students would see "
            "it. Move it between the two.",
        )


def _solution_without_markers(index: int, cell: Cell) -> Iterator[Finding]:
    if role(cell) == "solution" and "BEGIN SOLUTION" not in cell["source"]:
        yield about(
            "warning",
            "solution_without_markers",
            index,
            cell,
            "is a solution without BEGIN SOLUTION and END SOLUTION: students get an empty cell in its "
            "place, without the lines around the solution. Mark the part they should write.",
        )


def _task(index: int, cell: Cell) -> Iterator[Finding]:
    if role(cell) == "task":
        yield about(
            "warning",
            "task_cell",
            index,
            cell,
            "is a task: students answer in cells they add below it, and you grade it by hand. Nothing is "
            "tested.",
        )


def _unknown_visibility(index: int, cell: Cell) -> Iterator[Finding]:
    wanted = lectorium(cell).get("visibility", "always")
    if wanted not in VISIBILITIES:
        yield about(
            "error",
            "visibility_unknown",
            index,
            cell,
            f"should be visible “{wanted}”, which isn't one of {', '.join(VISIBILITIES)}. Choose one of "
            "these.",
        )


def _asks_for_input(index: int, cell: Cell) -> Iterator[Finding]:
    if cell["cell_type"] == "code" and "input" in cell["source"] and calls(cell["source"], "input"):
        yield about(
            "warning",
            "asks_for_input",
            index,
            cell,
            "calls input(). Nobody types while tests run, so the call fails there. Give the value as an "
            "argument instead, or leave the cell to be run by hand.",
        )


def _syntax(index: int, cell: Cell) -> Iterator[Finding]:
    if cell["cell_type"] != "code" or role(cell) not in ("solution", "test", "manual", "readonly"):
        return
    problem = syntax_problem(cell["source"])
    if problem and role(cell) == "test":
        yield about(
            "error",
            "test_syntax",
            index,
            cell,
            f"is a test Python can't read ({problem}): nobody could pass it. Fix it.",
        )
    elif problem:
        yield about("warning", "cell_syntax", index, cell, f"can't be read by Python ({problem}). Fix it.")


def _nothing_to_grade(notebook: Notebook) -> Iterator[Finding]:
    roles = {role(cell) for cell in notebook["cells"]}
    if "test" in roles:
        return
    if roles.isdisjoint(HAND_GRADED):
        yield Finding(
            "error",
            "nothing_to_grade",
            "No cell of this notebook is graded, so it can't be an assignment. Mark at least one cell as "
            "tests or as answered by hand, or put the notebook into a module as material.",
        )
    else:
        yield Finding(
            "warning",
            "no_tests",
            "This notebook has no tests: students see no result until you have graded the answers by hand.",
        )


def release_findings(full: Notebook, release: Notebook) -> Iterator[Finding]:
    """Cells that Python can read as the teacher wrote them, and not as students get them."""
    sources = {cell["id"]: cell["source"] for cell in release["cells"]}
    for index, cell in with_role(full, "test", "solution"):
        if cell["cell_type"] != "code" or syntax_problem(cell["source"]):
            continue
        problem = syntax_problem(sources[cell["id"]])
        if problem:
            yield about(
                "warning",
                "release_syntax",
                index,
                cell,
                f"can't be read by Python once the solution or hidden lines are out ({problem}), which is "
                "what students get. Leave at least one visible line where code is expected.",
            )


_CELL_CHECKS: tuple[Callable[[int, Cell], Iterator[Finding]], ...] = (
    _markers,
    _misspelt,
    _mark_scheme_in_answer,
    _solution_without_markers,
    _task,
    _unknown_visibility,
    _asks_for_input,
    _syntax,
)
