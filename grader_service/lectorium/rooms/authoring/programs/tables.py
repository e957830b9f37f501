r"""Tests written into cells of a notebook: a table, JSON, or asserts.

A table has one row per test; its header names the columns: ``call`` and ``expected``, or ``input`` and
``output``, and where wanted ``name``, ``hidden`` and ``points``. In a table, ``\n`` is a new line of input
or output.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

from lectorium.rooms.authoring.notebooks import markers

_COLUMNS = {
    "call": "call",
    "expression": "call",
    "expected": "expected",
    "result": "expected",
    "input": "input",
    "stdin": "input",
    "output": "output",
    "stdout": "output",
    "name": "name",
    "test": "name",
    "id": "id",
    "hidden": "hidden",
    "points": "points",
}
_YES = {"yes", "true", "x", "hidden", "1"}
_RULE = re.compile(r"^\|?[\s:|-]+\|?$")
_SPLIT = re.compile(r"(?<!\\)\|")
_JSON = re.compile(r"```json\s*\n(.*?)```", re.DOTALL)


class TestsUnreadable(ValueError):
    """The text holds no tests that can be read; the message says why."""

    __test__ = False


def tests_in(source: str, cell_type: str) -> list[dict[str, Any]]:
    """The tests a cell states, as fields of ``TestSpec``. Raises ``TestsUnreadable``."""
    if cell_type == "code":
        return list(_asserted(source))
    fenced = _JSON.search(source)
    text = fenced.group(1) if fenced else source.strip()
    if fenced or text.startswith("["):
        return _from_json(text)
    return list(_tabled(source))


def _from_json(text: str) -> list[dict[str, Any]]:
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise TestsUnreadable(f"the JSON can't be read ({error})") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise TestsUnreadable("the JSON must be a list of tests, each in { }")
    return rows


def _tabled(source: str) -> Iterator[dict[str, Any]]:
    lines = [line.strip() for line in source.splitlines() if line.strip().startswith("|")]
    if len(lines) < 3 or not _RULE.match(lines[1]):
        raise TestsUnreadable("there is no table with a header, a line of dashes and at least one row")
    header = [cell.lower() for cell in _cells(lines[0])]
    unknown = [name for name in header if name not in _COLUMNS]
    if unknown:
        raise TestsUnreadable(f"the column “{unknown[0]}” is none of {', '.join(_COLUMNS)}")
    for line in lines[2:]:
        row = _cells(line)
        if len(row) != len(header):
            raise TestsUnreadable(f"the row “{line}” has {len(row)} columns, the header {len(header)}")
        fields = {_COLUMNS[name]: value for name, value in zip(header, row, strict=True)}
        yield {key: _value(key, value) for key, value in fields.items() if _said(key, value)}


def _cells(line: str) -> list[str]:
    parts = [part.strip().replace("\\|", "|") for part in _SPLIT.split(line.strip())]
    return [
        part.strip("`") if part.startswith("`") else part for part in parts[1 : -1 if not parts[-1] else None]
    ]


def _said(key: str, value: str) -> bool:
    """Empty means "not said", except for input and output, which may well be empty."""
    return bool(value) or key in ("input", "output")


def _value(key: str, value: str) -> Any:
    if key == "hidden":
        return value.lower() in _YES
    return value.replace("\\n", "\n") if key in ("input", "output") else value


def _asserted(source: str) -> Iterator[dict[str, Any]]:
    """Each ``assert call == literal`` of a cell; between hidden markers they are hidden. A message is the
    name.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:
        raise TestsUnreadable(f"Python can't read it ({error})") from error
    hidden = _hidden_lines(source)
    for node in tree.body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if not isinstance(node, ast.Assert) or not _is_equation(node.test):
            raise TestsUnreadable(f"line {node.lineno} isn't of the form: assert call(...) == value")
        assert isinstance(node.test, ast.Compare)
        row: dict[str, Any] = {
            "call": ast.get_source_segment(source, node.test.left) or "",
            "expected": ast.get_source_segment(source, node.test.comparators[0]) or "",
            "hidden": node.lineno in hidden,
        }
        if isinstance(node.msg, ast.Constant):
            row["name"] = str(node.msg.value)
        yield row


def _is_equation(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq)


def _hidden_lines(source: str) -> set[int]:
    """Line numbers, from 1, that stand between hidden markers."""
    found: set[int] = set()
    for region in markers.regions(source, "HIDDEN TESTS"):
        found.update(range(region.first_line + 1, region.first_line + len(region.lines) + 1))
    return found
