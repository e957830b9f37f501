"""Publishing a notebook from where it lies, with the files it needs."""

from __future__ import annotations

import ast
import base64
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Unpack
from urllib.parse import unquote
from uuid import UUID

from lectorium_client.classes import ClassRoutes
from lectorium_client.content import Placing
from lectorium_client.errors import NotFound
from lectorium_client.library import LibraryRoutes
from lectorium_client.transport import make
from lectorium_wire.authoring import AttachedFile, Notebook, Placement, Published, Report

LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?[^)]*\)|\b(?:src|href)\s*=\s*[\"']([^\"']+)[\"']")
NOT_DATA = {".ipynb", ".py"}


class PublishingRoutes(LibraryRoutes, ClassRoutes):
    """The short way from a file to an assignment."""

    def check(self, notebook: str | Path, *, run_solution: bool = True) -> Report:
        """Say what stands against publishing a notebook file; changes nothing."""
        path = Path(notebook)
        source = read_notebook(path)
        return self.check_notebook(source, attached(path, source), run_solution=run_solution)

    def publish(
        self,
        notebook: str | Path,
        *,
        class_id: UUID | None = None,
        module: str | UUID | None = None,
        title: str | None = None,
        files: Iterable[str | Path] | None = None,
        **setting: Unpack[Placing],
    ) -> Published:
        """Freeze a notebook file as a problem and, given a ``module``, set it there as an assignment.

        ``module`` is an id, or a title within the class ``class_id``.  The files beside the notebook
        that it mentions go with it; ``files`` names others instead.  ``setting``: mode, difficulty,
        release_date, due_date, max_attempts, accept_late, is_published.  Raises
        :class:`~lectorium_client.PublishRefused` with a report, cell by cell.
        """
        path = Path(notebook)
        source = read_notebook(path)
        sent = attached(path, source) if files is None else [attach(path.parent, file) for file in files]
        place = self._place(class_id, module, title, setting)
        return self.publish_problem(source, title=title, files=sent, place=place)

    def _place(
        self, class_id: UUID | None, module: str | UUID | None, title: str | None, setting: Placing
    ) -> Placement | None:
        if module is None:
            if class_id is not None or setting:
                raise ValueError("Say the module too: its title with class_id, or its id. Nothing was sent.")
            return None
        module_id = module if isinstance(module, UUID) else self._module(class_id, module)
        return make(Placement, module_id=module_id, title=title, **setting)

    def _module(self, class_id: UUID | None, title: str) -> UUID:
        if class_id is None:
            raise ValueError("A module's title needs the class_id too. Nothing was sent.")
        modules = self.outline(class_id).modules
        for module in modules:
            if module.title.casefold() == title.strip().casefold():
                return module.id
        known = ", ".join(f"“{module.title}”" for module in modules) or "no module yet"
        raise NotFound(
            {
                "code": "no_such_module",
                "field": "module",
                "detail": f"The class has no module “{title}”. Nothing was sent. It has: {known}.",
            }
        )


def read_notebook(path: Path) -> Notebook:
    """A notebook file as JSON; raises ``ValueError`` for what is no notebook."""
    loaded = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(loaded, dict) or "cells" not in loaded:
        raise ValueError(
            f"{path} isn't a notebook of format 4. Nothing was sent. Save it again in JupyterLab."
        )
    return loaded


def attached(path: Path, notebook: Notebook) -> list[AttachedFile]:
    """The files beside a notebook that its text shows or its code names, by name."""
    names = {name for name in _mentioned(notebook) if _is_beside(path, name)}
    return [attach(path.parent, name) for name in sorted(names)]


def attach(folder: Path, file: str | Path) -> AttachedFile:
    """A file, named relative to the notebook's folder."""
    path = folder / file
    name = path.resolve().relative_to(folder.resolve()).as_posix()
    return make(AttachedFile, name=name, content=base64.b64encode(path.read_bytes()).decode())


def _is_beside(notebook: Path, name: str) -> bool:
    pure = PurePosixPath(name)
    if not name.isprintable() or pure.is_absolute() or ".." in pure.parts or pure.suffix in NOT_DATA:
        return False
    try:
        return (notebook.parent / pure).is_file()
    except OSError:  # a text far too long for a name
        return False


def _mentioned(notebook: Notebook) -> Iterator[str]:
    for cell in notebook["cells"]:
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            for found in LINK.findall(source):
                yield unquote("".join(found)).partition("#")[0].partition("?")[0]
        elif cell["cell_type"] == "code":
            yield from _texts(source)


def _texts(source: str) -> Iterator[str]:
    """All texts in a cell's code; lines for IPython are no Python."""
    code = "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines())
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
