"""Finding the code in a reply: blocks, lines that stand bare, and pieces between ticks."""

from __future__ import annotations

import html
import itertools
import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from lectorium.rooms.tutor.guard.normal import parsed
from lectorium.rooms.tutor.guard.sentences import OPENS_CODE, TICKED

QUOTED = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+", re.MULTILINE)
OPENING = re.compile(r"^[ \t]*(?:(?:[-*+]|\d+[.)])[ \t]+)?(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)$")
TAGGED = re.compile(r"<(pre|code)\b[^>]*>(.*?)(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
BARE = re.compile(
    r"\s*(?:[\w.\[\], ]+\s*(?:[-+*/%|&]|//|\*\*)?=(?!=)\s*\S|[A-Za-z_][\w.]*\(.*\)\s*$|[#@+/-]|\.\.\.)"
)
TAGS = re.compile(r"</?(?:pre|code|details|summary|script|span|div|br|p|b|i)\b[^>]*>", re.IGNORECASE)
PACKED = re.compile(r"[A-Za-z0-9+/=_-]{24,}|(?:[0-9a-fA-F]{2}[\s:]){12,}")
SPOKEN = re.compile(r"(?<![\w`])(?:def\s+\w+\s*\(|\w+\s*=\s*lambda\b|lambda\b|return\b)")
"""What begins code in the middle of a sentence."""
ESCAPED = re.compile(r"\\([-+*/%<>=()\[\]_:])")
LONGEST_SPOKEN, MOST_SPOKEN = 300, 4
MANY = 64
"""So many pieces of a reply are looked at; a reply with more of them is not believed at all."""


@dataclass(frozen=True)
class Piece:
    """Code as it stood in the reply, without what marked it as code."""

    text: str
    how: Literal["block", "bare", "inline"]
    language: str = ""


def pieces_in(reply: str) -> list[Piece]:
    """All code of a reply, blocks first, each in the reply's order."""
    text = QUOTED.sub("", _as_seen(reply))
    blocks, prose = _blocks(text)
    prose = ESCAPED.sub(r"\1", prose)
    tagged = [Piece(html.unescape(TAGS.sub("", found[2])), "block") for found in TAGGED.finditer(prose)]
    prose = TAGGED.sub("\n", prose)
    inline = [Piece(found[2].rstrip(), "inline") for found in TICKED.finditer(prose)]
    bare = [Piece(run, "bare") for run in bare_runs(prose)]
    packed = [Piece(found.group(), "bare") for found in PACKED.finditer(prose)]
    return [*blocks, *tagged, *bare, *packed, *inline, *_spoken(prose)][: MANY + 1]


def _as_seen(reply: str) -> str:
    """The reply in plain characters, without those that nobody sees."""
    plain = unicodedata.normalize("NFKC", html.unescape(reply))
    return "".join(each for each in plain if unicodedata.category(each) != "Cf")


def _spoken(prose: str) -> Iterator[Piece]:
    """Code in the middle of a sentence: from where it begins as far as it can be read, in some lengths."""
    began = 0
    for line in prose.splitlines():
        for found in SPOKEN.finditer(line):
            rest = line[found.start() :][:LONGEST_SPOKEN]
            began += 1
            if began > MANY:  # nobody writes so: what begins there is taken as it stands
                yield Piece(rest, "bare")
                continue
            ends = [len(rest), *(gap.start() for gap in reversed(list(re.finditer(r"\s", rest))))]
            cuts = dict.fromkeys(rest[:end].rstrip(" .,;:!?*_|") for end in ends)
            read = (
                each
                for cut in cuts
                for each in dict.fromkeys((cut, cut.rstrip(")")))
                if parsed(each) is not None
            )
            for text in itertools.islice(dict.fromkeys(read), MOST_SPOKEN):
                if len(text.split()) > 1:
                    yield Piece(text, "bare")


def _blocks(text: str) -> tuple[list[Piece], str]:
    """Fenced blocks, closed or not, and the text without them."""
    blocks: list[Piece] = []
    prose: list[str] = []
    inside: list[str] | None = None
    fence, language = "", ""
    for line in text.splitlines():
        opening = OPENING.match(line)
        if inside is None and opening:
            inside, fence, language = [], opening["fence"], opening["info"].strip().lower()
        elif inside is not None and line.strip().startswith(fence[:3]) and not line.strip().strip(fence[0]):
            blocks.append(_block(inside, language))
            inside = None
        else:
            (prose if inside is None else inside).append(line)
    if inside is not None:
        blocks.append(_block(inside, language))
    return [block for block in blocks if block.text.strip()], "\n".join(prose)


def _block(lines: Iterable[str], language: str) -> Piece:
    return Piece(textwrap.dedent("\n".join(lines).expandtabs(4)), "block", language.split(" ", maxsplit=1)[0])


def bare_runs(prose: str) -> Iterator[str]:
    """Runs of lines that look like code without being marked: indented, or beginning as code does."""
    run: list[str] = []
    for line in [*prose.splitlines(), "end of the text"]:
        if _looks_bare(line, inside=bool(run)):
            run.append(line)
            continue
        if any(each.strip() for each in run):
            yield textwrap.dedent("\n".join(run).expandtabs(4))
        run = []


def _looks_bare(line: str, *, inside: bool) -> bool:
    if not line.strip():
        return inside
    indented = line.startswith(("    ", "\t"))
    return indented or OPENS_CODE.match(line) is not None or BARE.match(line) is not None
