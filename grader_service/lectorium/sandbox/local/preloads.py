"""Which modules a submission finds already imported: chosen by what its source imports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from lectorium.sandbox.contract import NotebookJob, ProgramJob
from lectorium.sandbox.languages import language

Families = Mapping[str, tuple[str, ...]]
"""What a source imports → what is loaded for it."""

DEFAULT: Final = "numpy, pandas=numpy+pandas, matplotlib=numpy+matplotlib.pyplot, ipywidgets"
_NONE: Final = "none"
_IMPORT: Final = re.compile(r"^[ \t]*(?:import|from)[ \t]+([\w., \t]+)", re.MULTILINE)
BARE: Final = ("random", "math", "collections", "itertools", "functools", "re", "typing", "dataclasses")
_KERNEL: Final = ("ipykernel.kernelapp",)


def parse(text: str) -> Families:
    """Families from a setting: `package` or `package=module+module`, separated by commas, or `none`.

    Raises ValueError with what is wrong.
    """
    families: dict[str, tuple[str, ...]] = {}
    if text.strip() == _NONE:
        return families
    for entry in filter(None, (part.strip() for part in text.split(","))):
        package, equals, listed = (part.strip() for part in entry.partition("="))
        modules = tuple(name.strip() for name in listed.split("+")) if equals else (package,)
        wrong = [name for name in (package, *modules) if not _is_module(name)]
        if wrong or "." in package or package in families:
            said = (
                f"{wrong[0]!r} is no module" if wrong else f"{package!r} is no package, or stands there twice"
            )
            raise ValueError(
                f"The interpreters to keep warm can't be read at {entry!r}: {said}. "
                f"Write packages as students import them, and what to load for them: {DEFAULT}"
            )
        families[package] = modules
    return families


def _is_module(name: str) -> bool:
    return all(part.isidentifier() for part in name.split("."))


_DEFAULTS: Final = parse(DEFAULT)


def of_program(job: ProgramJob, families: Families) -> tuple[str, ...]:
    """Modules for a program's zygote; one of another language shares the bare Python's."""
    if not language(job.language).is_warm:
        return BARE
    return (*BARE, *_wanted([job.preamble, job.code], families))


def of_notebook(job: NotebookJob, families: Families = _DEFAULTS) -> tuple[str, ...]:
    """Modules for a notebook's zygote."""
    wanted = _wanted((cell.source for cell in job.cells), families)
    return (*_KERNEL, *dict.fromkeys([*wanted, *job.preload]))


def _wanted(sources: Iterable[str], families: Families) -> tuple[str, ...]:
    found = {name.split(".")[0] for source in sources for name in _imported(source)}
    wanted = [modules for package, modules in families.items() if package in found]
    return tuple(dict.fromkeys(module for modules in wanted for module in modules))


def _imported(source: str) -> list[str]:
    lists = _IMPORT.findall(source)
    return [name.split()[0] for names in lists for name in names.split(",") if name.split()]
