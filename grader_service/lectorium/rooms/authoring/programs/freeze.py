"""From a program problem, in JSON or as a notebook, to a frozen problem version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lectorium.rooms.authoring.notebooks.canonical import Notebook, canonical_notebook, read_notebook
from lectorium.rooms.authoring.notebooks.findings import NotebookRefused, Report, first_words, in_order
from lectorium.rooms.authoring.notebooks.frozen import CaseDraft, FrozenProblem
from lectorium.rooms.authoring.notebooks.kernels import PYTHON
from lectorium.rooms.authoring.programs.checks import Places, program_findings
from lectorium.rooms.authoring.programs.notebook import (
    authored_notebook,
    release_notebook,
    spec_from_notebook,
)
from lectorium.rooms.authoring.programs.spec import ProgramSpec, TestSpec, program_spec, starter_for

_NOWHERE: Places = {}


def freeze_program(spec: ProgramSpec | Mapping[str, Any]) -> FrozenProblem:
    """The problem version a program makes. Raises ``NotebookRefused`` with the report where it has an
    error.
    """
    read = spec if isinstance(spec, ProgramSpec) else program_spec(spec)
    return _frozen(read, _NOWHERE, authored_notebook(read))


def inspect_program(spec: ProgramSpec | Mapping[str, Any]) -> Report:
    """What publishing this program would say, without running anything."""
    try:
        read = spec if isinstance(spec, ProgramSpec) else program_spec(spec)
        return Report(in_order(program_findings(read, _NOWHERE)))
    except NotebookRefused as refused:
        return refused.report


def freeze_program_notebook(
    notebook: bytes | str | Mapping[str, Any], title: str | None = None
) -> FrozenProblem:
    """The problem version of a program authored as a notebook. Raises ``NotebookRefused``."""
    read = read_notebook(notebook)
    spec, places = spec_from_notebook(read, title)
    return _frozen(spec, places, read)


def inspect_program_notebook(notebook: bytes | str | Mapping[str, Any]) -> Report:
    """What publishing this notebook would say, without running anything."""
    try:
        spec, places = spec_from_notebook(read_notebook(notebook))
        return Report(in_order(program_findings(spec, places)))
    except NotebookRefused as refused:
        return refused.report


def _frozen(spec: ProgramSpec, places: Places, full: Notebook) -> FrozenProblem:
    report = Report(in_order(program_findings(spec, places)))
    if not report.ok:
        raise NotebookRefused(report)
    return FrozenProblem(
        kind="program",
        title=spec.title,
        description_markdown=spec.statement,
        starter_code=starter_for(spec),
        reference_solution=spec.solution,
        preamble=spec.preamble,
        languages=(spec.language,),
        hints=spec.hints,
        full=canonical_notebook(full, outputs=False),
        release=canonical_notebook(release_notebook(spec), outputs=False),
        cases=tuple(_cases(spec)),
        kernel_name=PYTHON,
        limits=dict(spec.limits),
        possible_solutions=spec.possible_solutions,
        support_materials=spec.support_materials,
    )


def _cases(spec: ProgramSpec) -> Iterator[CaseDraft]:
    for number, test in enumerate(spec.tests, start=1):
        yield CaseDraft(
            key=test.id,
            name=test.name or _name(test, number),
            kind=test.kind,
            input=test.given,
            expected=test.wanted,
            release_input=None if test.hidden else test.given,
            visibility="never" if test.hidden else "always",
            points=test.points,
        )


def _name(test: TestSpec, number: int) -> str:
    """What people call a test its author didn't name; what goes into a hidden one stays hidden."""
    if test.hidden:
        return f"Hidden test {number}"
    return first_words(test.call) if test.call else f"Test {number}"
