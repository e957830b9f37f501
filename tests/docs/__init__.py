"""The papers are held to the code: what they name exists, and what they run runs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
# Those that people wrote; the API's page is made from the route table.
PAPERS = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *(path for path in sorted(DOCS.rglob("*.md")) if path != DOCS / "reference" / "api.md"),
]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def name_of(paper: Path) -> str:
    """A paper's name, as tests show it."""
    return str(paper.relative_to(ROOT))


@dataclass(frozen=True)
class Block:
    """A fenced block of a paper."""

    paper: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        """Where it stands."""
        return f"{name_of(self.paper)}:{self.line}"


def blocks(*languages: str) -> Iterator[Block]:
    """All fenced blocks of these languages."""
    for paper in PAPERS:
        text = paper.read_text()
        for found in FENCE.finditer(text):
            if found[1] in languages:
                yield Block(paper, text.count("\n", 0, found.start()) + 1, found[1], found[2])


def prose(paper: Path) -> str:
    """A paper without its fenced blocks."""
    return FENCE.sub("", paper.read_text())
