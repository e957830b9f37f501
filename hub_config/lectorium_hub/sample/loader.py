"""Reads the sample course: its modules and items, and the answers its students hand in."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from functools import cached_property
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(_Strict):
    """What some of the students hand in for a problem.

    ``cells`` holds the text of cells by grade_id; a cell that isn't named stays as it was given. ``weight``
    says how many of a class write something like it, ``passes`` how many of the problem's tests it passes.
    """

    name: str
    note: str
    weight: int = Field(ge=1)
    passes: int = Field(ge=0)
    cells: dict[str, str] = {}


class Item(_Strict):
    """One assignment. Days count from the first day of the class; due at 23:59 in the class's time zone."""

    problem: str
    title: str
    description: str
    mode: Literal["practice", "homework"]
    difficulty: Literal["easy", "medium", "hard"]
    release_day: int
    due_day: int
    points: Decimal
    max_attempts: int | None = None


class Reading(_Strict):
    """An announcement, or a material with a file of the folder; shown from its day on."""

    kind: Literal["announcement", "material"]
    title: str
    text: str
    file: str | None = None
    release_day: int = 0


class Quiz(_Strict):
    """A quiz: ``questions`` names a text of questions."""

    questions: str
    title: str
    description: str
    release_day: int
    due_day: int
    points: Decimal
    max_attempts: int | None = 1


class Module(_Strict):
    """A module: what is read in it first, then its items in order, then its quizzes."""

    title: str
    description: str = ""
    readings: tuple[Reading, ...] = ()
    items: tuple[Item, ...]
    quizzes: tuple[Quiz, ...] = ()


class Manifest(_Strict):
    """The sample course as a whole."""

    v: Literal[1]
    name: str
    code: str
    section: str
    time_zone: str
    description: str
    modules: tuple[Module, ...]


class SampleCourse:
    """The sample course in a folder: its manifest, notebooks, the files beside them, and answers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def manifest(self) -> Manifest:
        """Class, modules and items. Raises ``ValidationError`` for anything else."""
        return Manifest.model_validate(_toml(self.folder / "course.toml"))

    @property
    def items(self) -> tuple[Item, ...]:
        """All items, in the order of the course."""
        return tuple(item for module in self.manifest.modules for item in module.items)

    @property
    def quizzes(self) -> tuple[Quiz, ...]:
        """All quizzes, in the order of the course."""
        return tuple(quiz for module in self.manifest.modules for quiz in module.quizzes)

    def questions(self, name: str) -> str:
        """A text of questions."""
        return (self.folder / "quizzes" / f"{name}.md").read_text(encoding="utf-8")

    def notebook(self, problem: str) -> bytes:
        """The teacher's notebook of a problem."""
        return (self.folder / "notebooks" / f"{problem}.ipynb").read_bytes()

    def file(self, name: str) -> bytes:
        """A file that a material hands out."""
        return (self.folder / "materials" / name).read_bytes()

    def attached(self, names: tuple[str, ...]) -> dict[str, bytes]:
        """Those of the named files that lie beside the notebooks."""
        beside = self.folder / "notebooks"
        return {name: (beside / name).read_bytes() for name in names if (beside / name).is_file()}

    def answers(self, problem: str) -> tuple[Answer, ...]:
        """What students hand in for a problem, from the manifest's order."""
        rows = _toml(self.folder / "answers" / problem / "answers.toml")["answers"]
        return tuple(Answer.model_validate(row) for row in rows)


def sample_course() -> SampleCourse:
    """The course that comes with Lectorium: beside this package, in the source tree as in the wheel."""
    return SampleCourse(Path(str(package_files("lectorium_hub") / "course")))


def submission(release: bytes, answer: Answer) -> bytes:
    """The notebook a student with this answer hands in. Raises ``KeyError`` for a cell the release doesn't
    have.
    """
    notebook: dict[str, Any] = json.loads(release)
    cells = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in notebook["cells"]}
    for grade_id, text in answer.cells.items():
        cells[grade_id]["source"] = text.strip("\n")
    return json.dumps(notebook, ensure_ascii=False, indent=1).encode("utf-8")


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
