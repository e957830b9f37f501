"""Notebooks behind a layer: a stock kernel, started behind it, driven by nbclient."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from lectorium.rooms.authoring.api import assemble
from lectorium.rooms.authoring.notebooks import freeze_notebook
from lectorium.sandbox import Limits
from tests.sandbox import graded
from tests.sandbox.cases import Case
from tests.support.notebooks import Notebook, cell, notebook

FAILED_CHECKS = ("AssertionError", "SystemError")


class _Manager(AsyncKernelManager):
    """Starts the kernel behind a prefix, over sockets that are files."""

    prefix: Sequence[str] = ()

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        """The kernel's command line, behind the layer."""
        return [*self.prefix, *super().format_kernel_cmd(extra_arguments)]


def try_case(
    case: Case, witnesses: Mapping[str, str], prefix: Sequence[str], limits: Limits, folder: Path
) -> tuple[bool, str | None]:
    """Whether the code got what it was after; and the points, where it is graded."""
    if case.kind == "graded":
        return False, _points(case, witnesses, prefix, limits, folder)
    sources = notebook(*(cell("code", source) for source in case.cells(witnesses)))
    ran = _run(sources, prefix, limits, folder)
    wanted = case.wanted.split()
    failed = [
        name == "ok" and _error(each) in FAILED_CHECKS
        for name, each in zip(wanted, ran["cells"], strict=True)
    ]
    return any(failed) or witnesses["WITNESS_SECRET"] in _outputs(ran), None


def _points(
    case: Case, witnesses: Mapping[str, str], prefix: Sequence[str], limits: Limits, folder: Path
) -> str:
    """The points of the tests that raise nothing, as graders do that run asserts in a kernel."""
    problem = freeze_notebook(graded.teachers())
    submitted = graded.submission(problem, case.source(witnesses))
    assembled = assemble(problem.full, json.dumps(submitted), problem.cases)
    ran = _run(assembled.notebook, prefix, limits, folder)
    points = 0
    for each in ran["cells"]:
        meta = each["metadata"].get("nbgrader", {})
        if meta.get("grade") and each.get("execution_count") and _error(each) is None:
            points += meta["points"]
    return str(points)


def _outputs(ran: Mapping[str, Any]) -> str:
    """What the cells said; their sources name the secret that they look for."""
    told = [output for each in ran["cells"] for output in each["outputs"] if output["output_type"] != "error"]
    return json.dumps(told)


def _error(ran: Mapping[str, Any]) -> str | None:
    return next((output["ename"] for output in ran["outputs"] if output["output_type"] == "error"), None)


def _run(given: Notebook, prefix: Sequence[str], limits: Limits, folder: Path) -> Any:
    """The notebook with its outputs; cells that weren't reached have none."""
    manager = _Manager(kernel_name="python3", transport="ipc", ip=str(folder / "kernel"))
    manager.prefix = prefix
    manager.connection_file = str(folder / "kernel.json")
    node = nbformat.from_dict(given)  # type: ignore[no-untyped-call]
    client = NotebookClient(
        node,
        km=manager,
        timeout=limits.wall_seconds,
        startup_timeout=30,
        interrupt_on_timeout=True,
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
    )
    client.owns_km = True  # so that it ends the kernel
    with contextlib.suppress(CellTimeoutError, DeadKernelError, RuntimeError):
        client.execute()
    return node
