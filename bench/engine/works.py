"""The notebooks that all contenders grade: nbgrader's own example with a student's work, and three more."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.engine.question import SHARED

_COURSES = SHARED / "course_notebooks"
_SAMPLE = Path(__file__).resolve().parents[2] / "course" / "notebooks"
_EXAMPLE = _COURSES / "nbgrader_docs"
_REAL = (
    _COURSES / "cs1302" / "Lab8" / "Information Theory.ipynb",
    _COURSES / "intropy" / "source_week_1" / "3_pandas.ipynb",
)
_MADE = tuple(_SAMPLE / f"{name}.ipynb" for name in ("counting-words", "harbour-water", "tram-delays"))


@dataclass(frozen=True)
class Work:
    """A teacher's notebook, what was handed in, and the files beside it."""

    name: str
    source: dict[str, Any]
    submitted: dict[str, Any]
    files: dict[str, bytes]

    def lay_out(self, folder: Path, notebook: dict[str, Any]) -> Path:
        """Write a notebook and the files into a folder; returns its path."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in self.files.items():
            (folder / name).write_bytes(data)
        path = folder / f"{self.name}.ipynb"
        path.write_text(json.dumps(notebook))
        return path


def works() -> list[Work]:
    """Three real ones and one of ours, or the sample course's three where the shared data are absent.

    A teacher's source is also what is handed in, where no student's work is there: it holds the solutions.
    """
    if not is_real():
        return [_read(path, path) for path in _MADE]
    submitted = _EXAMPLE / "submitted" / "bitdiddle" / "ps1" / "problem1.ipynb"
    example = _read(_EXAMPLE / "source_ps1" / "problem1.ipynb", submitted)
    return [example, *(_read(path, path) for path in (*_REAL, _MADE[0]))]


def is_real() -> bool:
    """Whether the shared data are there."""
    return _COURSES.is_dir()


def _read(source: Path, submitted: Path) -> Work:
    files = [path for path in source.parent.iterdir() if path.suffix in (".csv", ".png")]
    name = source.stem.replace(" ", "_")
    return Work(
        name, _notebook(source), _notebook(submitted), {path.name: path.read_bytes() for path in files}
    )


def _notebook(path: Path) -> dict[str, Any]:
    """The notebook, for the kernel that everybody has: some name one that nobody installed."""
    notebook: dict[str, Any] = json.loads(path.read_text())
    notebook["metadata"]["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return notebook
