"""What tutorials and how-to pages tell people to press is there to be pressed."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.docs import DOCS, ROOT, name_of, prose

BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
PAGES = [*sorted((DOCS / "tutorials").glob("*.md")), *sorted((DOCS / "how-to").glob("*.md"))]
SCREENS = (
    ROOT / "extensions/lectorium_lab/src",
    ROOT / "extensions/lectorium_lab/schema",
    ROOT / "extensions/lectorium_server/pages",
    ROOT / "hub_config/lectorium_hub/templates",
    ROOT / "hub_config/lectorium_hub/spawners/profiles.py",
)
SOURCES = {".ts", ".tsx", ".js", ".html", ".py", ".json"}


@cache
def screens() -> str:
    """All that our screens may say, spaces squeezed."""
    files = [path for place in SCREENS for path in ([place] if place.is_file() else sorted(place.rglob("*")))]
    shown = [path.read_text() for path in files if path.suffix in SOURCES]
    return " ".join(" ".join(shown).split())


def labels(page: Path) -> set[str]:
    """What stands in bold, but for the beginnings of paragraphs, which end with a colon."""
    return {text for text in BOLD.findall(prose(page)) if not text.endswith((":", "."))}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_labels_are_on_our_screens(page: Path) -> None:
    missing = {label for label in labels(page) if _words(label) not in screens()}

    assert missing == set()


def _words(label: str) -> str:
    """Without the number in the middle: "Bring these 2 in" is made by a template."""
    return re.split(r" \d+ ", label)[0]
