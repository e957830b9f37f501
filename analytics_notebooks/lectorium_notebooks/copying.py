"""Bringing the notebooks that come with the platform to where they can be run."""

from __future__ import annotations

import shutil
from pathlib import Path

HERE = Path(__file__).parent


def gallery() -> Path:
    """The folder of the notebooks: in the installed package, or beside it in the source tree."""
    installed = HERE / "gallery"
    return installed if installed.is_dir() else HERE.parent


def copy_notebooks(to: str | Path = ".") -> list[Path]:
    """Copy the notebooks into a folder, never over one that is there; returns the new files."""
    folder = Path(to)
    folder.mkdir(parents=True, exist_ok=True)
    missing = [path for path in sorted(gallery().glob("*.ipynb")) if not (folder / path.name).exists()]
    return [Path(shutil.copyfile(path, folder / path.name)) for path in missing]
