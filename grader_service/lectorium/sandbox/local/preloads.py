"""Which modules a submission finds already imported: chosen by what its source imports."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from lectorium.sandbox.contract import NotebookJob, ProgramJob

_IMPORT: Final = re.compile(r"^[ \t]*(?:import|from)[ \t]+([\w., \t]+)", re.MULTILINE)
_PROGRAM: Final = ("random", "math", "collections", "itertools", "functools", "re", "typing", "dataclasses")
_KERNEL: Final = ("ipykernel.kernelapp",)
_FAMILIES: Final = {
    "numpy": ("numpy",),
    "pandas": ("numpy", "pandas"),
    "matplotlib": ("numpy", "matplotlib.pyplot"),
}


def of_program(job: ProgramJob) -> tuple[str, ...]:
    """Modules for a program's zygote; a compiled language needs none."""
    if job.language != "python":
        return _PROGRAM
    return (*_PROGRAM, *_wanted([job.preamble, job.code]))


def of_notebook(job: NotebookJob) -> tuple[str, ...]:
    """Modules for a notebook's zygote."""
    wanted = _wanted(cell.source for cell in job.cells)
    return (*_KERNEL, *dict.fromkeys([*wanted, *job.preload]))


def _wanted(sources: Iterable[str]) -> tuple[str, ...]:
    found = {name.split(".")[0] for source in sources for name in _imported(source)}
    wanted = [modules for family, modules in _FAMILIES.items() if family in found]
    return tuple(dict.fromkeys(module for modules in wanted for module in modules))


def _imported(source: str) -> list[str]:
    lists = _IMPORT.findall(source)
    return [name.split()[0] for names in lists for name in names.split(",") if name.split()]
