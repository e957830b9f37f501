"""Undressing code: what a piece of text may be when one knows the trick.  Pure; nothing is run."""

from __future__ import annotations

import ast
import base64
import binascii
import codecs
import inspect
import re
import textwrap
import zlib
from collections.abc import Callable, Iterator

from lectorium.rooms.tutor.guard.reading import bare_runs

LEADING = re.compile(
    r"^[ \t]*(?:>>>|\.\.\.(?=\s|$)|\$|//|--|\||#|%|In \[\d*\]:|\d{1,3}\s*[:|.)\]]|"
    r"(?:Line|Step|line|step)\s+\d+\s*[:.)-]"
    r"|[-*•]|\*)[ \t]?",
)
ENCODED = re.compile(r"[A-Za-z0-9+/=_-]{16,}")
HEX = re.compile(r"(?:[0-9a-fA-F]{2}[\s:]?){8,}")
SHELL = re.compile(r"""\bpython[\d.]*\s+(?:-\w\s+)*-c\s+(['"])(.*?)\1(?=\s|$)""", re.DOTALL)
HERE_TEXT = re.compile(r"<<-?\s*['\"]?(\w+)['\"]?\n(.*?)\n\s*\1\b", re.DOTALL)
COMMENT = re.compile(r"^[ \t]*(?://|--|#|%|\*(?!/))(?!!) ?(.*)$")
KEYWORDS = re.compile(r"\b(?:def|return|for|while|if|else|import|lambda|print|class|in|range|len)\b")


def undressed(text: str) -> list[str]:
    """The text itself and all it may stand for, without doubles."""
    found = dict.fromkeys([text, *_readings(text)])
    return [each for each in found if each.strip()]


def _readings(text: str) -> Iterator[str]:
    yield from _diff(text)
    yield from (found[2] for pattern in (SHELL, HERE_TEXT) for found in pattern.finditer(text))
    yield from _comments(text)
    for stripped in _without_leading(text):
        yield stripped
        yield from _docstrings(stripped)
    yield from _docstrings(text)
    yield from filter(_reads_as_code, _decoded(text))


def _without_leading(text: str) -> Iterator[str]:
    """Without what stands before every line: a prompt, a comment's mark, a number."""
    lines = text.splitlines()
    marked = [line for line in lines if LEADING.match(line)]
    if marked and len(marked) * 2 >= len([line for line in lines if line.strip()]):
        yield textwrap.dedent("\n".join(LEADING.sub("", line, count=1) for line in lines))
        yield textwrap.dedent("\n".join(LEADING.sub("", line, count=1) for line in marked))


def _comments(text: str) -> Iterator[str]:
    """The comments among other lines, as lines of their own."""
    said = [found[1] for found in map(COMMENT.match, text.splitlines()) if found]
    plain = textwrap.dedent("\n".join(said))
    if len(said) > 1 and _reads_as_code(plain):
        yield plain


def _diff(text: str) -> Iterator[str]:
    """What a diff makes of the code."""
    lines = text.splitlines()
    if not any(line.startswith("+") for line in lines):
        return
    kept = [
        line[1:] if line[:1] in ("+", " ") else line
        for line in lines
        if not line.startswith(("-", "+++", "---", "@@", "diff ", "index "))
    ]
    yield textwrap.dedent("\n".join(kept))
    yield textwrap.dedent("\n".join(line[1:] for line in lines if re.match(r"\+(?!\+\+)", line)))


def _docstrings(text: str) -> Iterator[str]:
    """Code within a text constant, such as ``exec("…")`` or a docstring."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) and len(node.value) > 12:
            value = node.value.decode(errors="replace") if isinstance(node.value, bytes) else node.value
            if _reads_as_code(value):
                yield textwrap.dedent(value)
                yield from bare_runs(inspect.cleandoc(value))
            yield from filter(_reads_as_code, _decoded(value))


def _decoded(text: str) -> Iterator[str]:
    yield codecs.decode(text, "rot13")
    yield text[::-1]
    yield "\n".join(line[::-1] for line in text.splitlines())
    yield "\n".join(reversed(text.splitlines()))
    yield text.replace("\\n", "\n").replace("\\t", "\t")
    for found in ENCODED.finditer(re.sub(r"(?<=\S)\n(?=\S)", "", text)):
        yield from _unpacked(found.group())
    for found in HEX.finditer(text):
        yield from _unpacked(re.sub(r"[\s:]", "", found.group()))


def _unpacked(word: str) -> Iterator[str]:
    ways: list[Callable[[str], bytes]] = [_base64, base64.b32decode, base64.b85decode, binascii.unhexlify]
    for way in ways:
        try:
            data = way(word)
        except (binascii.Error, ValueError):
            continue
        for plain in (data, _inflated(data)):
            if plain:
                yield plain.decode(errors="replace")


def _base64(word: str) -> bytes:
    return base64.b64decode(
        word + "=" * (-len(word) % 4), altchars=b"-_" if re.search("[-_]", word) else None
    )


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, 20_000)
    except zlib.error:
        return b""


def _reads_as_code(text: str) -> bool:
    """Whether a decoding made sense of it."""
    return "�" not in text and len(KEYWORDS.findall(text)) >= 2
