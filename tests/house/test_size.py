"""The code stays small: what rots in good trees is the tail of long files and long functions."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import HOUSE, ROOT

LINES_OF_A_FILE = 300
LINES_OF_A_TEST_FILE = 400  # a list of cases is read case by case
LINES_OF_A_FUNCTION = 60
# Written by a tool, and read as a list.
GENERATED = {"migrations/versions"}


def sources() -> Iterator[Path]:
    for folder in [*HOUSE.values(), "tests", "bench"]:
        for path in sorted((ROOT / folder).rglob("*.py")):
            within = path.relative_to(ROOT).as_posix()
            if not any(part in within for part in (*GENERATED, "node_modules", "/corpus/", "/output/")):
                yield path


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def limit(name: str) -> int:
    return LINES_OF_A_TEST_FILE if name.startswith("tests/") else LINES_OF_A_FILE


@pytest.fixture(scope="module")
def sizes() -> dict[str, int]:
    return {name: lines for path in sources() for name, lines in functions(path)}


def test_no_file_is_long() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources()}

    assert {name: lines for name, lines in lengths.items() if lines > limit(name)} == {}


def test_most_functions_are_short(sizes: dict[str, int]) -> None:
    lengths = sorted(sizes.values())

    assert statistics.median(lengths) < 10
    assert lengths[len(lengths) * 9 // 10] < 43


def test_no_function_of_ours_is_long(sizes: dict[str, int]) -> None:
    long = {name: lines for name, lines in sizes.items() if lines > LINES_OF_A_FUNCTION}

    assert {name: lines for name, lines in long.items() if not name.startswith("tests/")} == {}
