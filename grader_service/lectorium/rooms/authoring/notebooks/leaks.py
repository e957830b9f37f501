"""Whether the students' version still tells what the teacher meant to keep."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lectorium.rooms.authoring.notebooks import markers
from lectorium.rooms.authoring.notebooks.canonical import Cell, Notebook
from lectorium.rooms.authoring.notebooks.code import checks_in
from lectorium.rooms.authoring.notebooks.findings import Finding, about, first_words, place
from lectorium.rooms.authoring.notebooks.roles import role

# Shorter text turns up by chance: “x == 1”, “return total”.
_TELLING_CHECK = 10
_TELLING_LINE = 24
_SPACE = re.compile(r"\s+")


def leak_findings(full: Notebook, release: Notebook) -> Iterator[Finding]:
    """Hidden tests and solution lines of ``full`` that can be read in ``release``, one finding for each
    place.
    """
    texts = {
        cell["id"]: _squeezed(cell["source"])
        for cell in release["cells"]
        if cell["source"] != markers.COVERED
    }
    for index, cell in enumerate(full["cells"]):
        if role(cell) == "test":
            for where, found in _seen(_hidden_checks(cell), texts, full, _TELLING_CHECK):
                yield about(
                    "warning",
                    "hidden_test_leaks",
                    index,
                    cell,
                    f"hides {_quoted(found)}, but students can read the same in {where}. Test another "
                    "value, or take it out there.",
                )
        elif role(cell) == "solution":
            for where, found in _seen(_solution_lines(cell), texts, full, _TELLING_LINE):
                yield about(
                    "warning",
                    "solution_leaks",
                    index,
                    cell,
                    f"has in its solution {_quoted(found)}, and students can read the same in {where}. "
                    "Take it out there, unless it is meant as an example.",
                )


def _hidden_checks(cell: Cell) -> list[str]:
    hidden = markers.regions(cell["source"], "HIDDEN TESTS")
    return [check for region in hidden for check in checks_in("\n".join(region.lines))]


def _solution_lines(cell: Cell) -> list[str]:
    solution = markers.regions(cell["source"], "SOLUTION")
    return [line.strip() for region in solution for line in region.lines if _telling(line)]


def _seen(
    needles: list[str], texts: dict[str, str], full: Notebook, shortest: int
) -> Iterator[tuple[str, list[str]]]:
    """The released cells that show a needle, each with the needles it is the first to show."""
    left = [needle for needle in dict.fromkeys(needles) if len(_squeezed(needle)) >= shortest]
    for index, cell in enumerate(full["cells"]):
        found = [needle for needle in left if _squeezed(needle) in texts.get(cell["id"], "")]
        if found:
            words = place(index, cell)
            yield words[0].lower() + words[1:], found
            left = [needle for needle in left if needle not in found]


def _quoted(found: list[str]) -> str:
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"“{first_words(found[0])}”{more}"


def _squeezed(text: str) -> str:
    return _SPACE.sub("", text)


def _telling(line: str) -> bool:
    stripped = line.strip()
    return not stripped.startswith(("#", "import ", "from ", '"""', "'''"))
