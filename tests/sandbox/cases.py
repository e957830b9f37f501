"""The corpus: hostile and odd programs and notebooks, one folder each.

    program.py | program.cpp    a program; with `call`, that expression is evaluated in it
    notebook.py                 a notebook's code cells, between lines `# %%`
    submitted.py                a notebook that is graded against its tests, see `graded`
    expected                    the one line that must come out
    limits.json                 limits that differ, by the names of `Limits`
    attacks                     what a hostile one is after, see `TARGETS`

`expected` of a program is an outcome (or several, with bars) and a text that must be shown; of a
notebook an outcome per cell; of a graded one its points, and what its teacher is told.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast

from lectorium.sandbox import Limits
from lectorium.sandbox.contract import Language

CORPUS: Final = Path(__file__).parent / "corpus"
Kind = Literal["program", "notebook", "graded"]
TARGETS: Final = {
    "time": "The grader's time",
    "memory": "The machine's memory",
    "processes": "The machine's processes",
    "disk": "The machine's disk",
    "output": "The grader, through what is printed",
    "machine": "The machine's files and settings",
    "secrets": "The grader's secrets",
    "network": "The network, and what listens there",
    "kernel": "The operating system's kernel",
    "others": "The grader and its neighbours",
    "next": "Whoever comes next",
    "verdict": "The verdict",
}
_PRELOADED: Final = ("numpy", "pandas", "matplotlib")
_KINDS: Final[dict[str, Kind]] = {
    "program.py": "program",
    "program.cpp": "program",
    "notebook.py": "notebook",
    "submitted.py": "graded",
}


@dataclass(frozen=True)
class Case:
    """One case, as its folder says."""

    name: str
    kind: Kind
    file: Path
    wanted: str
    attacks: str | None
    call: str | None
    overrides: Mapping[str, float]

    @property
    def language(self) -> Language:
        """What a program is written in."""
        return "cpp" if self.file.suffix == ".cpp" else "python"

    def source(self, witnesses: Mapping[str, str]) -> str:
        """The source, with the names of this run's witnesses in it."""
        text = self.file.read_text()
        for sign, value in witnesses.items():
            text = text.replace(sign, value)
        return text

    @property
    def imports(self) -> str:
        """What another submission imports to be given the same warm interpreter next."""
        used = [name for name in _PRELOADED if f"import {name}" in self.file.read_text()]
        return "".join(f"import {name}\n" for name in used)

    def cells(self, witnesses: Mapping[str, str]) -> list[str]:
        """A notebook's code cells."""
        return self.source(witnesses).split("\n# %%\n")

    def limits(self, base: Limits) -> Limits:
        """`base`, and what this case asks for."""
        # A machine that is busy with other tests is slow, not wrong.
        patient = dataclasses.replace(base, wall_seconds=60)
        return dataclasses.replace(patient, **self.overrides)  # type: ignore[arg-type]


def all_cases() -> list[Case]:
    """Every case, by name. Raises ValueError where a folder isn't one."""
    return [read(path.name) for path in sorted(CORPUS.iterdir())]


def read(name: str) -> Case:
    """One case. Raises ValueError where its folder isn't one."""
    folder = CORPUS / name
    [file] = [folder / given for given in _KINDS if (folder / given).exists()]
    attacks = _text(folder / "attacks")
    if attacks is not None and attacks not in TARGETS:
        raise ValueError(f"{name}: nobody attacks {attacks!r}")
    return Case(
        name=name,
        kind=_KINDS[file.name],
        file=file,
        wanted=(folder / "expected").read_text().strip(),
        attacks=attacks,
        call=_text(folder / "call"),
        overrides=cast("dict[str, float]", json.loads(_text(folder / "limits.json") or "{}")),
    )


def _text(path: Path) -> str | None:
    return path.read_text().strip() if path.exists() else None
