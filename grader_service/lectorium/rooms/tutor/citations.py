"""What an answer cites: checked against what was looked up; a number that means nothing is taken out."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

CODE = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]*`)", re.DOTALL)
CITED = re.compile(r" ?\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")
OPEN = re.compile(r" ?(?:\[[\d,\s]{0,20})?$")
"""The end of a text that may become a citation."""
LONGEST = 22
"""So many characters at the end it can take."""
IN_CODE = re.compile(r"[\w)\]'\"`]")
"""What stands before an index, not before a citation: ``a[1]``."""


@dataclass(frozen=True)
class Source:
    """A piece that was looked up for a question; ``address`` is the page that opens it, None where
    students don't open it.
    """

    number: int
    title: str
    place: str
    address: str | None
    text: str
    chunk_id: UUID | None = None

    def plain(self) -> dict[str, Any]:
        """As it is kept with an answer: where it opens, not what it says."""
        return {
            "number": self.number,
            "title": self.title,
            "place": self.place,
            "address": self.address,
            "chunk_id": None if self.chunk_id is None else str(self.chunk_id),
        }


def checked(text: str, known: Collection[int]) -> str:
    """The text without numbers that weren't looked up; code between backticks stays as it is."""
    parts = CODE.split(text)
    return "".join(part if index % 2 else _checked(part, known) for index, part in enumerate(parts))


def cited(text: str, sources: Sequence[Source]) -> list[dict[str, Any]]:
    """The sources that a checked text names, in the order of their numbers."""
    numbers = {int(number) for found in CITED.finditer(text) for number in re.findall(r"\d+", found[1])}
    return [source.plain() for source in sources if source.number in numbers]


class CitationFilter:
    """The same while a text streams: what may become a citation waits for its end."""

    def __init__(self, known: Collection[int]) -> None:
        """``known`` are the numbers that were looked up."""
        self._known = frozenset(known)
        self._text = ""
        self._out = 0

    def feed(self, text: str) -> str:
        """Take more; returns what may be shown."""
        self._text += text
        found = OPEN.search(self._text, max(0, len(self._text) - LONGEST))
        end = len(self._text) if found is None else found.start()
        settled = self._before_code(end)
        said = self._release(checked(self._text[:settled], self._known))
        self._forget(settled)
        return said

    def _forget(self, settled: int) -> None:
        """Drop what is said and changes nothing behind it: a long answer isn't read from its beginning.

        Kept are a fence that is open, and the character before, which tells an index from a citation.
        """
        *_, code, rest = ["", "", *CODE.split(self._text[:settled])]
        begin = settled if rest else settled - len(code)
        line = self._text.rfind("\n", 0, begin) + 1
        if "`" in {self._text[settled - 1 : settled], self._text[begin - 1 : begin]}:
            return  # one more may make a fence of it
        if self._text.count("`", line, begin) % 2:
            return  # the line is read as one
        self._text = self._text[max(0, begin - 1) :]
        self._out = settled - max(0, begin - 1)

    def _before_code(self, end: int) -> int:
        """What stands behind a backtick may be code: nothing is settled there before the line is whole."""
        line = self._text.rfind("\n", 0, end) + 1
        return self._text.rindex("`", line, end) if self._text.count("`", line, end) % 2 else end

    def close(self) -> str:
        """The text has ended: what is left of it."""
        return self._release(checked(self._text, self._known))

    def _release(self, text: str) -> str:
        said, self._out = text[self._out :], max(self._out, len(text))
        return said


def _checked(text: str, known: Collection[int]) -> str:
    def keep(found: re.Match[str]) -> str:
        if IN_CODE.match(text, max(0, found.start() - 1), found.start()) and not found[0].startswith(" "):
            return found[0]
        numbers = [number for number in re.findall(r"\d+", found[1]) if int(number) in known]
        space = " " if found[0].startswith(" ") else ""
        return f"{space}[{', '.join(numbers)}]" if numbers else ""

    return CITED.sub(keep, text)
