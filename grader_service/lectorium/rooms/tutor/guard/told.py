"""Changes told in prose: "replace `<` by `<=` in line 3", "return len(seq) instead of i + 1"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from lectorium.rooms.tutor.guard.reading import OPENING
from lectorium.rooms.tutor.guard.sentences import TICKED, split

SPOKEN = (
    (r"less than or equal(?:s)?(?: to)?", "<="),
    (r"(?:greater|larger|more) than or equal(?:s)?(?: to)?", ">="),
    (r"(?:strictly )?(?:less|smaller) than", "<"),
    (r"(?:strictly )?(?:greater|larger|more) than", ">"),
    (r"not equal(?: to)?", "!="),
    (r"(?:double )?equals?(?: sign)?(?: to)?", "=="),
    (r"plus (?:one|1)", "+ 1"),
    (r"minus (?:one|1)", "- 1"),
)
CODE = (
    r"(?:the |a |an |your |operator |value |expression |line |sign |statement |condition |comparison |call |"
    r"variable |it |just |to |simply |only |with |by )*(?:⟨(?P<{name}>\d+)⟩)"
)
OLD, NEW = CODE.format(name="old"), CODE.format(name="new")
GAP = r"[^⟨⟩.]{0,60}?"
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            rf"\b(?:chang|replac|swap|substitut|turn|switch|modif|convert|correct|updat|fix)\w*\b{GAP}{OLD}{GAP}"
            rf"\b(?:by|with|to|into|for)\b {NEW}"
        ),
        rf"\bfrom {OLD}{GAP}\bto {NEW}",
        rf"{NEW}{GAP}\b(?:instead of|rather than|in place of|and not|not|replaces)\b {OLD}",
        rf"\b(?:instead of|rather than|in place of) {OLD},?{GAP}{NEW}",
        (
            rf"{OLD}{GAP}\b(?:should|must|needs? to|has to|ought to|want(?:s)? to)(?: instead)? "
            rf"(?:be|become|read|say)(?: changed to| replaced (?:by|with))?\b {NEW}"
        ),
        rf"{OLD} ?(?:->|=>|→|becomes) ?{NEW}",
        rf"{OLD}{GAP}\bis wrong\b{GAP}{NEW}",
    )
)
REMOVE = re.compile(rf"\b(?:remov|delet|drop|omit|get rid of|take out)\w*\b{GAP}{OLD}", re.IGNORECASE)
LINE = re.compile(r"\bline\s+(\d{1,3})\b", re.IGNORECASE)
REMOVE_LINE = re.compile(r"\b(?:remov|delet|drop)\w*\b[^.]{0,30}\bline\s+(\d{1,3})\b", re.IGNORECASE)
OUTWARD = re.compile(
    r"\b(?:mov|put|plac|dedent|un-?indent|outdent)\w*\b[^.]{0,60}?(?:return|print|outside|out of|after|"
    r"dedent|un-?indent|outdent|indentation)|"
    r"\b(?:return|print)\b[^.]{0,60}\b(?:outside|out of|after)\b[^.]{0,20}\bloop",
    re.IGNORECASE,
)
INWARD = re.compile(
    r"\b(?:indent|mov\w*|put)\b[^.]{0,60}(?:inside|into|within|further|deeper|one level)", re.IGNORECASE
)
COLON = re.compile(r"\b(?:colon|bracket|parenthes[ie]s)\b", re.IGNORECASE)
CODELIKE = re.compile(
    r"(?<![\w⟨])(?:[A-Za-z_][\w.]*\([^\s()]*(?:\([^()]*\)[^\s()]*)*(?:,\s*[^()]*)?\)|"
    r"[A-Za-z_]\w*(?:\.\w+)*\[[^\]]+\](?:\[[^\]]+\])*|\[\]|[<>=!]=|[<>](?=\s)|"
    r"\w+\s*(?:[-+*/%]|//|==|<=|>=|!=|<|>)\s*[\w\[\]().]+|[\"'][^\"'\s]{1,20}[\"'])"
)


@dataclass(frozen=True)
class Edit:
    """A change told: ``new`` for ``old`` (either may be empty), in ``line`` if one was named (from 1)."""

    old: str
    new: str
    line: int | None = None


@dataclass(frozen=True)
class Told:
    """All that a reply's prose tells to change."""

    edits: tuple[Edit, ...] = ()
    moves_out: bool = False
    moves_in: bool = False
    punctuation: bool = False


def told_in(reply: str) -> Told:
    """What the prose of a reply tells to change; its blocks aside."""
    edits: list[Edit] = []
    prose = prose_of(reply)
    for line in prose.splitlines():
        before = ""
        for sentence in split(line):
            edits += _edits(sentence.text) or _edits(before + sentence.text)
            edits += _pairs(before + sentence.text)
            before = sentence.text
    return Told(
        tuple(dict.fromkeys(edits))[:32],
        moves_out=OUTWARD.search(prose) is not None,
        moves_in=INWARD.search(prose) is not None,
        punctuation=COLON.search(prose) is not None,
    )


def prose_of(reply: str) -> str:
    """A reply without its fenced blocks."""
    kept, inside = [], False
    for line in reply.splitlines():
        if OPENING.match(line):
            inside = not inside
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def _edits(sentence: str) -> list[Edit]:
    marked, codes = _marked(sentence)
    found = LINE.search(sentence)
    line = int(found[1]) if found else None
    edits = [
        Edit(codes[int(match["old"])], codes[int(match["new"])], line)
        for pattern in PATTERNS
        for match in pattern.finditer(marked)
    ]
    edits += [Edit(codes[int(match["old"])], "", line) for match in REMOVE.finditer(marked)]
    removed = REMOVE_LINE.search(sentence)
    if removed:
        edits.append(Edit("", "", int(removed[1])))
    if found and line is not None:
        edits += [Edit("", code, line) for code in codes if len(code) > 3]
    return [edit for edit in edits if edit.old != edit.new or not edit.new]


def _pairs(sentence: str) -> list[Edit]:
    """Every piece of code for every other, in whatever language it is told; the tests know which is meant."""
    _, codes = _marked(sentence)
    found = list(dict.fromkeys(codes))[:4]
    return [Edit(old, new) for old in found for new in found if old != new]


def _spoken(mark: Callable[[str], str], sign: str, _: re.Match[str]) -> str:
    return mark(sign)


def _marked(sentence: str) -> tuple[str, list[str]]:
    """The sentence with each piece of code as ⟨number⟩, spoken operators too."""
    codes: list[str] = []

    def mark(code: str) -> str:
        codes.append(code.strip())
        return f" ⟨{len(codes) - 1}⟩ "

    text = TICKED.sub(lambda found: mark(found[2]), sentence)
    for words, sign in SPOKEN:
        text = re.sub(rf"\b{words}\b", partial(_spoken, mark, sign), text, flags=re.IGNORECASE)
    text = CODELIKE.sub(
        lambda found: mark(found.group().strip("\"'") if len(found.group()) < 6 else found.group()), text
    )
    return re.sub(r"[ \t]+", " ", text), codes


def changed(code: str, told: Told) -> Iterator[str]:
    """The student's code with what was told done to it: each change alone, then all of them together."""
    together = code
    for edit in told.edits:
        if edit.new and edit.new in code and edit.old not in code:
            continue
        ways = list(dict.fromkeys(_applied(code, edit)))
        yield from ways
        nexts = list(_applied(together, edit))
        together = nexts[-1] if nexts else together
    if together != code and len(told.edits) > 1:
        yield together
    if told.moves_out:
        yield from moved(code, -4)
        yield from moved(together, -4)
    if told.moves_in:
        yield from moved(code, 4)
    if told.punctuation:
        yield _with_colons(code)


def _applied(code: str, edit: Edit) -> Iterator[str]:
    lines = code.splitlines()
    if not edit.old:
        if edit.line is not None and 0 < edit.line <= len(lines):
            yield "\n".join(_with_line(lines, edit.line - 1, edit.new))
        return
    pattern = _loosely(edit.old)
    places = list(pattern.finditer(code))
    if edit.line is not None:
        named = [place for place in places if code.count("\n", 0, place.start()) + 1 == edit.line]
        places = named or places
    if not edit.new:
        yield from _without_lines(lines, edit.old)
    for place in places[:8]:
        yield code[: place.start()] + edit.new + code[place.end() :]
    if len(places) > 1:
        yield pattern.sub(lambda _: edit.new, code)


def _with_line(lines: list[str], index: int, new: str) -> list[str]:
    if not new:
        return lines[:index] + lines[index + 1 :]
    indent = lines[index][: len(lines[index]) - len(lines[index].lstrip())]
    ending = ":" if lines[index].rstrip().endswith(":") and not new.rstrip().endswith(":") else ""
    return [*lines[:index], f"{indent}{new.strip()}{ending}", *lines[index + 1 :]]


def _without_lines(lines: list[str], old: str) -> Iterator[str]:
    wanted = re.sub(r"\s", "", old)
    for index, line in enumerate(lines):
        if wanted in re.sub(r"\s", "", line):
            yield "\n".join(lines[:index] + lines[index + 1 :])


def _loosely(code: str) -> re.Pattern[str]:
    """Finds code whatever spaces stand in it; a sign isn't found within a longer one."""
    tokens = re.findall(r"\w+|[<>=!+\-*/%]+|\S", code)
    body = r"\s*".join(re.escape(token) for token in tokens)
    before = (
        r"(?<!\w)"
        if re.match(r"\w", code)
        else r"(?<![<>=!+\-*/%])"
        if re.match(r"[<>=!+\-*/%]", code)
        else ""
    )
    after = (
        r"(?!\w)" if re.search(r"\w$", code) else r"(?![<>=!])" if re.search(r"[<>=!+\-*/%]$", code) else ""
    )
    return re.compile(before + body + after)


def moved(code: str, by: int) -> Iterator[str]:
    """Each return or last statement a level further out or in."""
    lines = code.expandtabs(4).splitlines()
    for index, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if (
            line.strip()
            and indent + by >= 4
            and re.match(r"\s*(?:return|print|[\w.\[\]]+\s*[-+*/]?=|[\w.]+\()", line)
        ):
            for level in range(indent + by, 3 if by < 0 else indent, by if by < 0 else -4):
                yield "\n".join([*lines[:index], " " * level + line.strip(), *lines[index + 1 :]])


def _with_colons(code: str) -> str:
    opens = re.compile(r"\s*(?:if|elif|else|for|while|def|try|except|with|class)\b")
    return "\n".join(
        f"{line.rstrip()}:" if opens.match(line) and line.rstrip()[-1:] not in (":", ",", "\\") else line
        for line in code.splitlines()
    )
