"""Markdown, plain text and code: places are lines."""

from __future__ import annotations

import re

from lectorium.rooms.materials.knowledge.extraction.parts import Reading

HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+([^ \t].*)$")
FENCE = re.compile(r"^ {0,3}(```|~~~)")
DEFINITION = re.compile(r"^(?:async def|def|class|function|template|struct)\s+(\w+)")


class Headings:
    """The path of headings above a place: a deeper one stands below, a higher one replaces."""

    def __init__(self) -> None:
        self._above: list[tuple[int, str]] = []

    def enter(self, level: int, words: str) -> None:
        """Go below a heading."""
        self._above = [*(each for each in self._above if each[0] < level), (level, words.strip("*_` "))]

    def __str__(self) -> str:
        return " › ".join(words for _, words in self._above)


def heading_in(line: str) -> tuple[int, str] | None:
    """The level and words of a line that is a heading; in time proportional to its length."""
    found = HEADING.match(line)
    if found is None:
        return None
    words = found[2].rstrip(" \t")
    closed = words.rstrip("#")
    return len(found[1]), closed.rstrip(" \t") if closed.endswith((" ", "\t")) else words


def read_markdown(reading: Reading, text: str) -> None:
    """A part for each section, below the path of its headings; what looks like one in a fence is none."""
    headings, begin, lines, fence = Headings(), 1, list[str](), ""
    for number, line in enumerate(text.splitlines(), start=1):
        marks = FENCE.match(line)
        if marks and fence in {"", marks[1]}:
            fence = "" if fence else marks[1]
        found = None if fence else heading_in(line)
        if found:
            reading.add("line", begin, str(headings), "\n".join(lines))
            headings.enter(*found)
            begin, lines = number, []
        lines.append(line)
    reading.add("line", begin, str(headings), "\n".join(lines))


def read_plain(reading: Reading, text: str) -> None:
    """One part, whatever stands in it."""
    reading.add("line", 1, "", text)


def read_code(reading: Reading, text: str) -> None:
    """A part for each definition that begins a line, named by it."""
    name, begin, lines = "", 1, list[str]()
    for number, line in enumerate(text.splitlines(), start=1):
        found = DEFINITION.match(line)
        if found:
            reading.add("line", begin, name, "\n".join(lines))
            name, begin, lines = found[1], number, []
        lines.append(line)
    reading.add("line", begin, name, "\n".join(lines))
