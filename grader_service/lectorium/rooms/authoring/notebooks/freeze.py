"""From a teacher's notebook to a frozen problem version."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from lectorium.rooms.authoring.notebooks.canonical import Notebook, canonical_notebook, read_notebook
from lectorium.rooms.authoring.notebooks.cases import case_drafts
from lectorium.rooms.authoring.notebooks.checks import release_findings, static_findings
from lectorium.rooms.authoring.notebooks.files import file_findings
from lectorium.rooms.authoring.notebooks.findings import Finding, NotebookRefused, Report, in_order
from lectorium.rooms.authoring.notebooks.frozen import FrozenProblem
from lectorium.rooms.authoring.notebooks.kernels import PYTHON, kernel_findings, use_kernel
from lectorium.rooms.authoring.notebooks.limits import limit_findings, limits_of
from lectorium.rooms.authoring.notebooks.metadata import metadata_findings, upgraded
from lectorium.rooms.authoring.notebooks.roles import Role, lectorium, title_of, with_role

# Program problems build on this package: it asks for them only when it meets one.
KERNELS: tuple[str, ...] = (PYTHON,)
_NO_FILES: Mapping[str, bytes] = {}


@dataclass(frozen=True, slots=True)
class _Prepared:
    findings: tuple[Finding, ...]
    full: Notebook
    release: Notebook
    kernel_name: str


def inspect_notebook(
    notebook: bytes | str | Mapping[str, Any],
    files: Collection[str] = (),
    kernels: Collection[str] = KERNELS,
) -> Report:
    """What publishing this notebook would say, without running anything.

    ``files`` are the names sent along. A program problem's notebook gets the checks of program problems.
    """
    try:
        read = read_notebook(notebook)
        if _is_program(read):
            from lectorium.rooms.authoring.programs.freeze import inspect_program_notebook

            return inspect_program_notebook(read)
        return Report(_prepare(read, files, kernels).findings)
    except NotebookRefused as refused:
        return refused.report


def freeze_notebook(
    notebook: bytes | str | Mapping[str, Any],
    title: str | None = None,
    files: Mapping[str, bytes] = _NO_FILES,
    kernels: Collection[str] = KERNELS,
) -> FrozenProblem:
    """The problem version a notebook makes. Raises ``NotebookRefused`` with the report where it has an error.

    The same notebook and files always give the same bytes and the same ``content_hash``. ``title`` wins
    over the notebook's own title (its metadata, else its first heading).
    """
    read = read_notebook(notebook)
    if _is_program(read):
        from lectorium.rooms.authoring.programs.freeze import freeze_program_notebook

        return freeze_program_notebook(read, title)
    prepared = _prepare(read, files, kernels)
    report = Report(prepared.findings)
    if not report.ok:
        raise NotebookRefused(report)
    return _frozen(prepared, title, files)


def _is_program(notebook: Notebook) -> bool:
    return lectorium(notebook).get("kind") == "program"


def _prepare(read: Notebook, files: Collection[str], kernels: Collection[str]) -> _Prepared:
    """Checks in the order in which one makes sense after the other; an error of the metadata ends them."""
    from lectorium.rooms.authoring.notebooks.leaks import leak_findings
    from lectorium.rooms.authoring.notebooks.release import full_notebook, release_notebook

    findings = [*kernel_findings(read, kernels), *metadata_findings(read), *limit_findings(read)]
    findings += file_findings(read, files)
    if Report(tuple(findings)).errors:
        raise NotebookRefused(Report(in_order([*findings, *static_findings(read)])))
    notebook = upgraded(read)
    findings += static_findings(notebook)
    if Report(tuple(findings)).errors:
        raise NotebookRefused(Report(in_order(findings)))
    kernel_name = use_kernel(notebook, kernels)
    full = full_notebook(notebook)
    release = release_notebook(full)
    findings += [*leak_findings(full, release), *release_findings(full, release)]
    return _Prepared(in_order(findings), full, release, kernel_name)


def _frozen(prepared: _Prepared, title: str | None, files: Mapping[str, bytes]) -> FrozenProblem:
    full, release = prepared.full, prepared.release
    chosen = title or title_of(full)
    release["metadata"]["lectorium"] = {"v": 1, "kind": "notebook", "title": chosen}
    return FrozenProblem(
        kind="notebook",
        title=chosen,
        description_markdown=_joined(release, "plain", "readonly", "task", cell_type="markdown"),
        starter_code=_joined(release, "solution"),
        reference_solution=_joined(full, "solution"),
        preamble="",
        languages=("python",),
        hints=tuple(cell["source"].strip() for _, cell in with_role(full, "hint")),
        full=canonical_notebook(full, outputs=False),
        release=canonical_notebook(release, outputs=False),
        cases=tuple(case_drafts(full, release)),
        kernel_name=prepared.kernel_name,
        limits=limits_of(full),
        files=dict(files),
    )


def _joined(notebook: Notebook, *roles: Role, cell_type: str = "code") -> str:
    return "\n\n".join(
        cell["source"].strip() for _, cell in with_role(notebook, *roles) if cell["cell_type"] == cell_type
    )
