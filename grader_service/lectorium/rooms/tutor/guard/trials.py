"""From a reply to the programs it may stand for, the likeliest first, without the student's own."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lectorium.rooms.tutor.guard.assembling import assembled, in_a_row, joined
from lectorium.rooms.tutor.guard.described import described
from lectorium.rooms.tutor.guard.disguises import undressed
from lectorium.rooms.tutor.guard.known import Known, Secrets
from lectorium.rooms.tutor.guard.normal import is_quote, normal_form, parsed
from lectorium.rooms.tutor.guard.patching import (
    Trial,
    function_names,
    under_names,
    unnested,
    with_functions,
    with_statements,
)
from lectorium.rooms.tutor.guard.pseudo import as_python
from lectorium.rooms.tutor.guard.reading import Piece, pieces_in
from lectorium.rooms.tutor.guard.supplied import Asked, asked_for, with_imports
from lectorium.rooms.tutor.guard.told import changed, prose_of, told_in

LONGEST_PATCHED = 4_000
"""A student's program longer than this is no exercise's; looking for places in it would take too long."""
MOST_WHOLE, MOST_ASSEMBLED, MOST_PATCHED, MOST_DESCRIBED = 24, 32, 24, 64
MOST_ROWS = 16
"""So many programs of one reply are run."""
SETTING = re.compile(r"\s*(\w+)\s*=\s*(?:-?[\d.]+|[\[({].*[\])}]|[\"'].*[\"']|None|True|False)\s*")
ENDING = re.compile(r"(?:return|break|continue|raise)\b")
GIVEN = re.compile(r"\s*(\w+)\s*=(?!=)")
CALLED = re.compile(r"\s*([A-Za-z_]\w*)\(")


def wanted_names(secrets: Secrets) -> list[str]:
    """The functions that are asked for: those that the tests call."""
    if secrets.names:
        return list(secrets.names)
    called = [CALLED.match(case.input) for case in secrets.tests if case.kind == "call"]
    return list(dict.fromkeys(found[1] for found in called if found))


def trials_of(reply: str, known: Known, secrets: Secrets) -> Iterator[Trial]:
    """All programs to try, no two alike, none the student's own; each is made when it is asked for."""
    seen = {normal_form(code) for code in known.own}
    whole = _fresh(_whole(reply, known, secrets), seen, secrets)
    patched = _fresh(_patched(reply, known), seen, secrets)
    built = _fresh(_assembled(reply, known, secrets), seen, secrets)
    yield from itertools.islice(whole, MOST_WHOLE)
    yield from itertools.islice(built, MOST_ASSEMBLED)
    yield from itertools.islice(patched, MOST_PATCHED)
    yield from itertools.islice(_fresh(_described(reply, known), seen, secrets), MOST_DESCRIBED)


def _fresh(trials: Iterator[Trial], seen: set[str], secrets: Secrets) -> Iterator[Trial]:
    """Those that are programs at all, and none seen before."""
    for trial in trials:
        if secrets.language == "python" and parsed(trial.code) is None:
            continue
        form = normal_form(trial.code)
        if form not in seen:
            seen.add(form)
            yield replace(trial, code=with_imports(trial.code)) if secrets.language == "python" else trial


def _whole(reply: str, known: Known, secrets: Secrets) -> Iterator[Trial]:
    names = wanted_names(secrets)
    for text in _joined(reply, known):
        for form in filter(None, (text, as_python(text) if secrets.language == "python" else None)):
            if secrets.language != "python" or not names or set(function_names(form)) & set(names):
                yield Trial(form, whole=True)
            yield from (Trial(named, whole=True) for named in unnested(form, names))
            yield from (Trial(named, whole=True, renamed=True) for named in under_names(form, names))
            for own in known.own[:1]:
                made = with_functions(own, form)
                if made is not None:
                    yield Trial(made, whole=True)


def _joined(reply: str, known: Known) -> Iterator[str]:
    """Each piece of code, then all blocks of the reply as one, then with those of the replies before."""
    pieces = pieces_in(reply)
    for piece in pieces:
        if piece.how != "inline" or len(piece.text) > 12:
            yield from undressed(piece.text)
    now = _texts(pieces)
    yield from _sums(now)
    inline = [piece.text for piece in pieces if piece.how == "inline"]
    if len(inline) > 1:
        yield "\n".join(inline)
        yield from _nested(inline)
    before = [text for shown in known.shown for text in _texts(pieces_in(shown))]
    if before:
        yield from _sums([*before, *now])
        yield from _sums([*now, *before])


def _texts(pieces: Sequence[Piece]) -> list[str]:
    return [piece.text for piece in pieces if piece.how != "inline"]


def _sums(texts: Sequence[str]) -> Iterator[str]:
    """Blocks one after the other; also those behind the first as the first one's body."""
    if len(texts) < 2:
        return
    joined = "\n".join(texts)
    yield from undressed(joined)
    yield "\n".join(
        [texts[0], *("\n".join("    " + line for line in each.splitlines()) for each in texts[1:])]
    )
    yield from _nested(texts)


def _nested(texts: Sequence[str]) -> Iterator[str]:
    """A program cut at its colons: each block as far in as the line before asks for; a last return out.

    Also with what follows a return or a break one level further out, since nothing else follows it.
    """
    lines: list[str] = []
    for text in texts:
        last = next((line for line in reversed(lines) if line.strip()), "")
        bare = last.lstrip()
        step = 4 if last.rstrip().endswith(":") else -4 if ENDING.match(bare) else 0
        indent = max(0, len(last) - len(bare) + step)
        own = min((len(line) - len(line.lstrip()) for line in text.splitlines() if line.strip()), default=0)
        lines += [" " * indent + line[own:] for line in text.splitlines()]
    yield "\n".join(lines)
    lines = []
    for text in texts:
        last = next((line for line in reversed(lines) if line.strip()), "")
        indent = len(last) - len(last.lstrip()) + (4 if last.rstrip().endswith(":") else 0)
        own = min((len(line) - len(line.lstrip()) for line in text.splitlines() if line.strip()), default=0)
        lines += [" " * indent + line[own:] for line in text.splitlines()]
    yield "\n".join(lines)
    if lines and lines[-1].lstrip().startswith("return"):
        yield from ("\n".join([*lines[:-1], indent + lines[-1].lstrip()]) for indent in ("    ", ""))


def _assembled(reply: str, known: Known, secrets: Secrets) -> Iterator[Trial]:
    """What a reply gives without the head of the function, or in an expression."""
    asked = asked_for(wanted_names(secrets), known, secrets)
    if asked is None or secrets.language != "python":
        return
    yield from (Trial(code, whole=True, renamed=True) for code in _headless(reply, asked, known))


def _headless(reply: str, asked: Asked, known: Known) -> Iterator[str]:
    pieces = pieces_in(reply)
    for piece in pieces:
        for text in undressed(piece.text) if not is_quote(piece.text, known.own) else ():
            yield from assembled(text, asked)
    inline = [piece.text for piece in pieces if piece.how == "inline"]
    for texts in (_texts(pieces), [text for text in inline if parsed(text) is not None], inline):
        if len(texts) > 1:
            for text in ("\n".join(texts), *_nested(texts)):
                yield from assembled(text, asked)
    for text in _given_anew(_texts(pieces), inline):
        yield from assembled(text, asked)
    yield from joined(inline, prose_of(reply), asked)


def _given_anew(blocks: Sequence[str], inline: Sequence[str]) -> Iterator[str]:
    """A block in which a name gets another value, as a sentence says."""
    for found in filter(None, map(GIVEN.match, inline)):
        line = re.compile(rf"^(\s*){found[1]}\s*=(?!=).*$", re.MULTILINE)
        for place in filter(None, map(line.search, blocks)):
            yield f"{place.string[: place.end(1)]}{found.string.strip()}{place.string[place.end() :]}"


def _patched(reply: str, known: Known) -> Iterator[Trial]:
    """The student's newest code with what the reply says, in blocks, between ticks and in prose."""
    told = told_in(reply)
    for own in known.own[:1]:
        if len(own) > LONGEST_PATCHED:
            continue
        yield from (Trial(code, whole=False) for code in changed(own, told))
        for piece in pieces_in(reply):
            for text in undressed(piece.text):
                if is_quote(text, known.own) or (piece.how == "inline" and len(text) < 4):
                    continue
                if _is_setting(text, own):
                    continue
                for form in filter(None, dict.fromkeys((text, as_python(text)))):
                    yield from (Trial(code, whole=False) for code in with_statements(own, form))


def _described(reply: str, known: Known) -> Iterator[Trial]:
    """The student's newest code with the changes that are told in words alone."""
    for own in known.own[:1]:
        if len(own) <= LONGEST_PATCHED:
            inline = [piece.text for piece in pieces_in(reply) if piece.how == "inline"]
            rows = (code for row in in_a_row(inline, own) for code in with_statements(own, row))
            made = itertools.chain(itertools.islice(rows, MOST_ROWS), described(own, reply))
            yield from (Trial(code, whole=False, renamed=True) for code in made)


def _is_setting(text: str, own: str) -> bool:
    """Whether it only says what a parameter is in an example: "with `k = 0`"."""
    found = SETTING.fullmatch(text)
    return found is not None and re.search(rf"\bdef\b[^\n]*[(,]\s*{found[1]}\b", own) is not None
