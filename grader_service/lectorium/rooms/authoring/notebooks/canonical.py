"""Notebooks as plain JSON in one canonical form, so that equal content has equal bytes and an equal hash."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from lectorium.rooms.authoring.notebooks.findings import refuse

Notebook = dict[str, Any]
"""An nbformat 4 notebook: plain JSON, every cell with an id and its source as one string."""

Cell = dict[str, Any]

_CELL_TYPES = ("code", "markdown", "raw")
_MOST_CELLS = 5000  # far beyond what people write; each costs time wherever the notebook is read
_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
# What editors write while a notebook is open; it says nothing about the content.
_VOLATILE_NOTEBOOK_KEYS = ("widgets", "signature", "celltoolbar", "toc", "varInspector", "latex_envs")
_VOLATILE_CELL_KEYS = ("execution", "ExecuteTime", "collapsed", "scrolled", "jupyter", "trusted")


def read_notebook(source: bytes | str | Mapping[str, Any]) -> Notebook:
    """A notebook of any format version as a fresh nbformat 4.5 notebook.

    Cells without an id (or with one used before) get an id made of their place and text, so that reading
    the same file twice gives the same notebook. Raises ``NotebookRefused`` for what isn't a notebook.
    """
    notebook = _upgraded(_parsed(source))
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise refuse(
            "not_a_notebook", "This notebook has no list of cells. Open it in JupyterLab and save it again."
        )
    if len(cells) > _MOST_CELLS:
        raise refuse(
            "too_many_cells",
            f"This notebook has {len(cells)} cells, more than {_MOST_CELLS}. Take out cells you don't need.",
        )
    metadata = notebook.get("metadata")
    return {
        "cells": _with_ids([_cell(index, cell) for index, cell in enumerate(cells)]),
        "metadata": metadata if isinstance(metadata, dict) else {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def canonical_notebook(notebook: Mapping[str, Any], *, outputs: bool) -> bytes:
    """The notebook as UTF-8 JSON with sorted keys.

    Without ``outputs`` also the execution counts and what editors note in the metadata go, so that running
    a cell or folding it changes no byte.
    """
    kept = read_notebook(notebook)
    if not outputs:
        _strip(kept)
    return canonical_json(kept)


def canonical_json(value: object) -> bytes:
    """Sorted keys, no spaces, UTF-8; half characters become "?" since no database takes them.

    NaN and infinities (1e999 is read as one) become null: no browser reads them. Without indentation the
    fast encoder serves: this runs at every save.
    """
    try:
        text = _compact(value)
    except ValueError:
        text = _compact(json.loads(json.dumps(value), parse_constant=lambda _: None))
    return text.encode("utf-8", errors="replace")


def _compact(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def content_hash(data: bytes) -> str:
    """The sha256 of the bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def _parsed(source: bytes | str | Mapping[str, Any]) -> dict[str, Any]:
    try:
        text = json.dumps(source) if isinstance(source, Mapping) else source
        value = json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise refuse(
            "not_a_notebook",
            f"This file can't be read as a notebook: it isn't valid JSON ({error}). Open it in "
            "JupyterLab, see whether it shows, and save it again.",
        ) from error
    if not isinstance(value, dict) or not isinstance(value.get("nbformat"), int):
        raise refuse(
            "not_a_notebook", "This file is JSON but not a notebook. Choose a file that ends in .ipynb."
        )
    return value


def _upgraded(notebook: dict[str, Any]) -> dict[str, Any]:
    version = notebook["nbformat"]
    if version == 4:
        return notebook
    if version > 4:
        raise refuse(
            "notebook_too_new",
            f"This notebook has format {version}, newer than the 4 we read. Save it from JupyterLab as "
            "format 4.",
        )
    import nbformat

    try:
        # Joined lines first: the converter expects the in-memory form.
        old = nbformat.reads(json.dumps(notebook), as_version=version)  # type: ignore[no-untyped-call]
        return dict(nbformat.convert(old, 4))  # type: ignore[no-untyped-call]
    except Exception as error:  # the converter trips over damaged old files in many ways
        raise refuse(
            "not_a_notebook",
            f"This notebook has the old format {version} and can't be converted ({error}). Open it in "
            "JupyterLab and save it again.",
        ) from error


def _cell(index: int, cell: object) -> Cell:
    if not isinstance(cell, dict) or cell.get("cell_type") not in _CELL_TYPES:
        raise refuse(
            "not_a_notebook",
            f"Cell {index + 1} is neither code nor text. Open the notebook in JupyterLab and save it again.",
        )
    metadata = cell.get("metadata")
    kept: Cell = {
        "cell_type": cell["cell_type"],
        "id": cell.get("id"),
        "metadata": dict(metadata) if isinstance(metadata, dict) else {},
        "source": _text(cell.get("source", "")),
    }
    if kept["cell_type"] == "code":
        outputs = cell.get("outputs")
        kept["outputs"] = outputs if isinstance(outputs, list) else []
        count = cell.get("execution_count")
        kept["execution_count"] = count if isinstance(count, int) else None
    elif isinstance(cell.get("attachments"), dict) and cell["attachments"]:
        kept["attachments"] = cell["attachments"]
    return kept


def _text(source: object) -> str:
    """Source as one string with plain line ends, whether the file has one string or a list of lines."""
    parts = source if isinstance(source, list) else [source]
    return "".join(part for part in parts if isinstance(part, str)).replace("\r\n", "\n").replace("\r", "\n")


def _with_ids(cells: list[Cell]) -> list[Cell]:
    seen: set[str] = set()
    for index, cell in enumerate(cells):
        given = cell["id"]
        if not isinstance(given, str) or not _CELL_ID.fullmatch(given) or given in seen:
            text = f"{index}\n{cell['source']}".encode("utf-8", errors="replace")
            cell["id"] = f"c{index}-{hashlib.sha256(text).hexdigest()[:8]}"
        seen.add(cell["id"])
    return cells


def _strip(notebook: Notebook) -> None:
    for key in _VOLATILE_NOTEBOOK_KEYS:
        notebook["metadata"].pop(key, None)
    for cell in notebook["cells"]:
        for key in _VOLATILE_CELL_KEYS:
            cell["metadata"].pop(key, None)
        if cell["cell_type"] == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
