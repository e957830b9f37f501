"""nbgrader's cell metadata: checked in words before nbgrader sees it, then brought to its present version."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from lectorium.rooms.authoring.notebooks.canonical import Cell, Notebook
from lectorium.rooms.authoring.notebooks.findings import Finding, about, place
from lectorium.rooms.authoring.notebooks.roles import nbgrader, role

SCHEMA_VERSION = 3
_FLAGS = ("grade", "solution", "locked", "task")
_KEYS = {*_FLAGS, "schema_version", "grade_id", "points", "checksum", "cell_type"}
_GRADE_ID = re.compile(r"[a-zA-Z0-9_-]+")


def metadata_findings(notebook: Notebook) -> Iterator[Finding]:
    """What nbgrader would stumble over, cell by cell, and ids used twice."""
    for index, cell in enumerate(notebook["cells"]):
        if "nbgrader" in cell["metadata"]:
            yield from _shape(index, cell)
    yield from _duplicates(notebook)


def upgraded(notebook: Notebook) -> Notebook:
    """The notebook with all cell metadata in nbgrader's present version, keys it doesn't know removed.

    Call it only where ``metadata_findings`` has no error: nbgrader itself trips over damaged metadata.
    """
    import nbformat
    from nbgrader.nbgraderformat import MetadataValidator

    node = nbformat.from_dict(notebook)  # type: ignore[no-untyped-call]
    return dict(MetadataValidator().upgrade_notebook_metadata(node))


def _shape(index: int, cell: Cell) -> Iterator[Finding]:
    meta = cell["metadata"]["nbgrader"]
    if not isinstance(meta, dict) or any(not isinstance(meta.get(flag, False), bool) for flag in _FLAGS):
        yield about(
            "error",
            "metadata_invalid",
            index,
            cell,
            "has nbgrader metadata that can't be read. Set the cell's role again from its toolbar.",
        )
        return
    version = meta.get("schema_version", 0)
    if not isinstance(version, int) or version > SCHEMA_VERSION:
        yield about(
            "error",
            "metadata_too_new",
            index,
            cell,
            f"was marked by a newer nbgrader (version {version!r}, we read up to {SCHEMA_VERSION}). Set "
            "the cell's role again from its toolbar.",
        )
        return
    if any(meta.get(flag) for flag in _FLAGS):
        yield from _identity(index, cell, meta)
        yield from _kind(index, cell)
        yield from _points(index, cell, meta)
    extra = sorted(set(meta) - _KEYS)
    if extra:
        yield about(
            "warning",
            "extra_keys",
            index,
            cell,
            f"has notes in its nbgrader metadata that nbgrader doesn't know ({', '.join(extra)}). They "
            "are left out of the published version; nothing to do.",
        )


def _identity(index: int, cell: Cell, meta: dict[str, Any]) -> Iterator[Finding]:
    given = meta.get("grade_id")
    if given in (None, ""):
        yield about(
            "error",
            "grade_id_missing",
            index,
            cell,
            "has a role but no id. Give it one in the cell's toolbar.",
        )
    elif not isinstance(given, str) or not _GRADE_ID.fullmatch(given):
        yield about(
            "error",
            "grade_id_invalid",
            index,
            cell,
            f"has the id “{given}”. Ids are made of letters, digits, “-” and “_” only; rename it.",
        )


def _kind(index: int, cell: Cell) -> Iterator[Finding]:
    meta, kind = nbgrader(cell), cell["cell_type"]
    says = None
    if meta.get("task") and kind != "markdown":
        says = "is a task but not a text cell. Change its type to Markdown."
    elif kind == "raw":
        says = "has a role but is a raw cell, which can't be run or answered. Make it Code or Markdown."
    elif kind == "markdown" and not meta.get("task") and meta.get("grade") and not meta.get("solution"):
        says = "is a test but a text cell, which can't run. Make it a code cell, or “answered by hand”."
    elif kind == "markdown" and meta.get("solution") and not meta.get("grade"):
        says = "is a solution in words without points: nobody would grade it. Make it “answered by hand”."
    if says:
        yield about("error", "role_impossible", index, cell, says)


def _points(index: int, cell: Cell, meta: dict[str, Any]) -> Iterator[Finding]:
    if role(cell) not in ("test", "manual", "task"):
        return
    points = meta.get("points")
    if points is None or points == "":
        # nbgrader's first format had no points on some cells and counted them as 0; it upgrades them itself.
        if meta.get("schema_version", 0):
            yield about(
                "error",
                "points_missing",
                index,
                cell,
                "is graded but has no points. Set them in the cell's toolbar, 0 if it should not count.",
            )
    elif isinstance(points, bool) or not _finite(points):
        yield about("error", "points_invalid", index, cell, f"has “{points}” for points. Give it a number.")
    elif float(points) < 0:
        yield about("error", "points_negative", index, cell, f"has {points} points. Points are 0 or more.")
    elif float(points) == 0 and role(cell) == "test":
        yield about(
            "warning",
            "test_zero_points",
            index,
            cell,
            "is a test worth 0 points: it runs and shows its result, and changes no score. Give it "
            "points if it should count.",
        )


def _finite(points: object) -> bool:
    try:
        return math.isfinite(float(points))  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return False


def _duplicates(notebook: Notebook) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for index, cell in enumerate(notebook["cells"]):
        given = nbgrader(cell).get("grade_id")
        if not isinstance(given, str) or not given or role(cell) == "plain":
            continue
        if given in first:
            earlier = place(first[given], notebook["cells"][first[given]])
            yield about(
                "error",
                "grade_id_duplicate",
                index,
                cell,
                f"has the id “{given}”, and so has {earlier[0].lower() + earlier[1:]}. Rename one of them: "
                "scores are kept by id.",
            )
        else:
            first[given] = index
