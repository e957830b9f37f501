"""Links lead somewhere, and files that are named exist."""

import itertools
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.docs import PAPERS, ROOT, name_of, prose

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FILE = re.compile(
    r"`((?:grader_service|extensions|hub_config|analytics_notebooks|images|tests|docs|course|bench|\.ci)/[\w./-]*)"
    r"(?::(\w+))?`"
)


def anchors(paper: Path) -> set[str]:
    """The anchors that a forge makes of a page's headings."""
    tokens = MarkdownIt().parse(paper.read_text())
    headings = [after.content for token, after in itertools.pairwise(tokens) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_links_resolve(paper: Path) -> None:
    for link in LINK.findall(prose(paper)):
        if link.startswith(("http://", "https://")):
            continue
        path, _, anchor = link.partition("#")
        target = (paper.parent / path).resolve() if path else paper
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_files_and_functions_that_are_named_exist(paper: Path) -> None:
    for name, function in FILE.findall(prose(paper)):
        path = ROOT / name
        assert path.exists(), name
        assert not function or re.search(
            rf"^(?:async )?(?:def|class) {function}\b", path.read_text(), re.MULTILINE
        ), f"{name}:{function}"


def test_every_page_is_listed() -> None:
    listed = {
        (index.parent / link.partition("#")[0]).resolve()
        for index in (ROOT / "docs/README.md", ROOT / "docs/decisions/README.md")
        for link in LINK.findall(index.read_text())
    }
    pages = {path for path in (ROOT / "docs").rglob("*.md") if path.name != "README.md"}

    assert pages <= listed


def test_decisions_are_numbered_without_gaps() -> None:
    found = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))

    assert [int(path.name[:4]) for path in found] == list(range(1, len(found) + 1))
    for path in found:
        text = path.read_text()
        assert text.startswith(f"# {path.name[:4]}: ")
        assert [line for line in text.splitlines() if line.startswith("## ")] == [
            "## Context", "## Decision", "## Consequences",
        ]  # fmt: skip
        assert len(text.splitlines()) <= 60


def test_pictures_say_what_they_show_and_are_small() -> None:
    shown = {
        (paper.parent / path).resolve(): text
        for paper in PAPERS
        for text, path in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", paper.read_text())
    }

    assert set(shown) == set((ROOT / "docs/images").glob("*.png"))
    for path, text in shown.items():
        assert len(text) > 20, path.name
        assert path.stat().st_size < 150_000, path.name
