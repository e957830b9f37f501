"""A notebook shows the same in the sandbox as in a stock kernel, tests and probes or not."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from lectorium.sandbox import NotebookCell, Sandbox
from tests.sandbox import same

OWN: Final = Path(__file__).parent / "notebooks" / "everything.txt"
DATA: Final = Path(os.environ.get("LECTORIUM_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
NOTEBOOKS: Final = sorted(
    str(path.relative_to(DATA)) for path in DATA.glob("course_notebooks/**/*.ipynb") if path.is_file()
)
SEEDED: Final = "import random, numpy\nrandom.seed(7)\nnumpy.random.seed(7)\n"
BY_THE_CLOCK: Final = re.compile(r"%%?time|perf_counter|time\(\)|sleep\(")


def compare(sandbox: Sandbox, cells: Sequence[NotebookCell], files: dict[str, bytes], folder: Path) -> None:
    folder.mkdir()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    wanted = same.comparable(same.stock([cell.source for cell in cells], folder))
    seen = same.sandboxed(sandbox, cells, files)
    shown = same.comparable([[dict(output) for output in cell.outputs] for cell in seen.cells])
    for cell, there, here in zip(cells, wanted, shown, strict=True):
        assert here == there, cell.source
    accused = {cell.id: list(cell.tampering) for cell in seen.cells if cell.tampering}
    assert accused == {}


@pytest.mark.timeout(300)
def test_everything_a_kernel_can_show(sandbox: Sandbox, tmp_path: Path) -> None:
    sources = OWN.read_text().split("\n# %%\n")
    compare(sandbox, _cells(sources), {}, tmp_path / "work")


@pytest.mark.timeout(300)
def test_tests_and_probes_leave_no_trace(sandbox: Sandbox, tmp_path: Path) -> None:
    """All cells but those that change each other, as tests: even the errors' cell numbers agree."""
    sources = OWN.read_text().split("\n# %%\n")[2:]
    compare(sandbox, _cells(sources, set(range(len(sources)))), {}, tmp_path / "work")


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not NOTEBOOKS, reason="needs the shared data, which is not in the repository")
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_real_notebooks(sandbox: Sandbox, tmp_path: Path, name: str) -> None:
    notebook = DATA / name
    sources, tests = _read(notebook)
    below = [path for path in notebook.parent.rglob("*") if path.is_file() and path.suffix != ".ipynb"]
    files = {str(path.relative_to(notebook.parent)): path.read_bytes() for path in below}
    compare(sandbox, _cells([SEEDED, *sources], {place + 1 for place in tests}), files, tmp_path / "work")


def _read(notebook: Path) -> tuple[list[str], set[int]]:
    """The code cells but those that time things, and which of them are tests."""
    found = [cell for cell in json.loads(notebook.read_text())["cells"] if cell["cell_type"] == "code"]
    cells = [cell for cell in found if not BY_THE_CLOCK.search("".join(cell["source"]))]
    tests = {place for place, cell in enumerate(cells) if _is_test(cell)}
    return ["".join(cell["source"]) for cell in cells], tests


def _is_test(cell: dict[str, Any]) -> bool:
    marks = cell["metadata"].get("nbgrader", {})
    return bool(marks.get("grade") and not marks.get("solution")) or "assert" in "".join(cell["source"])


def _cells(sources: Sequence[str], tests: set[int] | None = None) -> list[NotebookCell]:
    tests = tests or set()
    return [
        NotebookCell(str(place), source, str(place) if place in tests else None)
        for place, source in enumerate(sources)
    ]
