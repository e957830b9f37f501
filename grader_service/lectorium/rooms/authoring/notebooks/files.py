"""Files that a notebook shows or reads from beside itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from lectorium.rooms.authoring.notebooks.canonical import read_notebook
from lectorium.rooms.authoring.notebooks.code import parse
from lectorium.rooms.authoring.notebooks.findings import Finding

_MARKDOWN_LINK = re.compile(r"!\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
_HTML_SOURCE = re.compile(
    r"<(?:img|source|video|audio)\b[^>]*?\bsrc\s*=\s*[\"']([^\"']+)[\"']", re.IGNORECASE
)
_DATA = {
    ".csv", ".tsv", ".txt", ".json", ".jsonl", ".xlsx", ".xls", ".parquet", ".npy", ".npz", ".dat",
    ".xml", ".html", ".yaml", ".yml", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".wav", ".gz", ".zip",
    ".db", ".sqlite",
}  # fmt: skip
_WRITERS = ("to_", "save", "dump", "write", "imwrite")
_SCHEME = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*:")


def referenced_files(notebook: Mapping[str, Any]) -> tuple[str, ...]:
    """Relative names of the files a notebook seems to need: images in its text, data its code opens.

    A guess from reading, sorted. Names that leave the notebook's folder, addresses and files the notebook
    writes itself are not among them.
    """
    found: set[str] = set()
    written: set[str] = set()
    for cell in read_notebook(notebook)["cells"]:
        if cell["cell_type"] == "markdown":
            found.update(unquote(name) for name in _shown(cell["source"]))
        elif cell["cell_type"] == "code":
            reads, writes = _opened(cell["source"])
            found.update(reads)
            written.update(writes)
    return tuple(sorted(name for name in found - written if is_relative_name(name)))


def file_findings(notebook: Mapping[str, Any], sent: Collection[str]) -> Iterator[Finding]:
    """A warning for each file the notebook seems to need and that wasn't sent along."""
    for name in referenced_files(notebook):
        if name not in sent:
            yield Finding(
                "warning",
                "file_missing",
                f"The notebook seems to need the file “{name}”, which isn't with it. Students and the "
                "grader won't have it. Put it beside the notebook and publish again, or ignore this if "
                "the code makes the file.",
            )
    for name in sorted(sent):
        if not is_relative_name(name):
            yield Finding(
                "error",
                "file_name_unsafe",
                f"The file “{name}” lies outside of the notebook's folder. Move it beside the notebook.",
            )
    for inner, outer in _clashes(sent):
        yield Finding(
            "error",
            "file_name_clash",
            f"“{outer}” is a file, and “{inner}” needs a folder of that name. Only one of them can lie "
            "beside the notebook. Rename one of the two and attach them again.",
        )


def _clashes(sent: Collection[str]) -> Iterator[tuple[str, str]]:
    """Files that would have to lie inside of another file, each with that one."""
    named = {PurePosixPath(name): name for name in sent}
    for path, name in sorted(named.items()):
        yield from ((name, named[parent]) for parent in path.parents if parent in named)


def is_relative_name(name: str) -> bool:
    """Whether a name stays inside the notebook's own folder."""
    path = PurePosixPath(name)
    parts = path.parts
    return (
        bool(parts)
        and not path.is_absolute()
        and ".." not in parts
        and not _SCHEME.match(name)
        and "\0" not in name
    )


def _shown(text: str) -> Iterator[str]:
    for name in (*_MARKDOWN_LINK.findall(text), *_HTML_SOURCE.findall(text)):
        if not name.startswith(("#", "attachment:", "//")):
            yield name.partition("#")[0].partition("?")[0]


def _opened(source: str) -> tuple[set[str], set[str]]:
    """Names of data files that calls of a cell read, and those they write."""
    try:
        tree = parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return set(), set()
    reads: set[str] = set()
    writes: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.args[0].value
            if isinstance(name, str) and PurePosixPath(name).suffix.lower() in _DATA:
                (writes if _writes(node) else reads).add(name)
    return reads, writes


def _writes(call: ast.Call) -> bool:
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name == "open":
        mode = call.args[1] if len(call.args) > 1 else None
        return (
            isinstance(mode, ast.Constant)
            and isinstance(mode.value, str)
            and mode.value[:1] in ("w", "a", "x")
        )
    return name.startswith(_WRITERS)
