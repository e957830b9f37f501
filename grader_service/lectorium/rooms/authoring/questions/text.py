"""Questions as a text that people write: Markdown with a title, settings, the prompt and the answers.

    # Mutable or not
    points: 2

    Which of these can be changed in place?

    - ( ) `tuple`
    - (x) `list`

    ## Explanation
    A list can be changed.

A file holds any number of them, each from its title to the next.  ``- (x)`` makes a single choice, ``- [x]``
a multiple one, ``= 3.14 ± 0.01`` a number, ``= Paris`` a short text, and ``type: output`` asks what the last
block of code prints.  What stands in a block of code is never read as anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lectorium.rooms.authoring.notebooks.findings import refuse
from lectorium.rooms.authoring.questions import numbers
from lectorium.rooms.authoring.questions.definition import AnyQuestion, Refused, read_question

MOST: Final = 200
_TITLE: Final = re.compile(r"#[ \t]+(.+?)[ \t]*#*")
_SETTING: Final = re.compile(r"([a-z_]+)[ \t]*:[ \t]*(.*)")
_OPTION: Final = re.compile(r"[-*][ \t]+(\(|\[)([ xX]?)(?:\)|\])[ \t]+(.+)")
_ID: Final = re.compile(r"(.*?)[ \t]*\{#([A-Za-z0-9_-]{1,40})\}[ \t]*")
_ACCEPT: Final = re.compile(r"=[ \t]+(.+)")
_WITHIN: Final = re.compile(r"(?:±|\+-|\+/-)")
_FENCE: Final = re.compile(r"[ ]{0,3}(`{3,}|~{3,})[ \t]*([A-Za-z0-9+#-]*).*")
_EXPLANATION: Final = re.compile(r"##[ \t]+explanation[ \t]*#*", re.IGNORECASE)
_INPUT: Final = "input"
_SWITCHES: Final = {
    "case": "case_matters",
    "spaces": "spaces_matter",
    "unicode": "unicode_matters",
    "wildcards": "wildcards",
}
_YES: Final = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
_SETTINGS: Final = ("type", "points", "credit", "units", "language", *_SWITCHES)


@dataclass
class _Block:
    """A block of code: its language, its lines, and the lines of the prompt that it stands on."""

    language: str
    lines: list[str]
    place: tuple[int, int]


@dataclass
class _Read:
    """What was found between a title and the next."""

    line: int
    title: str
    settings: dict[str, str] = field(default_factory=dict)
    prompt: list[str] = field(default_factory=list)
    explanation: list[str] = field(default_factory=list)
    options: list[dict[str, Any]] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    brackets: set[str] = field(default_factory=set)
    blocks: list[_Block] = field(default_factory=list)


def read_questions(text: str) -> list[AnyQuestion]:
    """All questions of a text, in order.  Raises :class:`Refused`, naming line and title."""
    parts = list(_parts(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")))
    if not parts:
        raise _unread(1, "text", "No question is here: each begins with its title, “# Like this”.")
    if len(parts) > MOST:
        raise _unread(1, "text", f"These are {len(parts)} questions, more than {MOST}. Make two files.")
    return [_question(part) for part in parts]


def _parts(lines: Sequence[str]) -> Iterator[_Read]:
    """The text cut at its titles, read line by line."""
    part: _Read | None = None
    fence = ""
    for number, line in enumerate(lines, start=1):
        found = None if fence else _TITLE.fullmatch(line)
        if found is not None:
            if part is not None:
                yield part
            part = _Read(number, found[1])
            continue
        if part is None:
            if line.strip():
                raise _unread(number, "text", "Something stands before the first title, “# Like this”.")
            continue
        fence = _take(part, line, fence, number)
    if part is not None:
        if fence:
            raise _unread(part.line, "text", f"In “{part.title}” a block of code isn't closed.")
        yield part


def _take(part: _Read, line: str, fence: str, number: int) -> str:
    """Put a line where it belongs; returns the fence of the block of code that is open behind it."""
    into = part.explanation or part.prompt
    if fence:
        into.append(line)
        closes = line.strip().startswith(fence) and not line.strip().strip(fence[0])
        if into is part.prompt:
            block = part.blocks[-1]
            block.place = (block.place[0], len(into))
            if not closes:
                block.lines.append(line)
        return "" if closes else fence
    if opens := _FENCE.fullmatch(line):
        if into is part.prompt:
            part.blocks.append(_Block(opens[2].lower(), [], (len(into), len(into) + 1)))
        into.append(line)
        return opens[1]
    if part.explanation:
        part.explanation.append(line)
    elif _EXPLANATION.fullmatch(line):
        part.explanation.append("")
    else:
        _take_plain(part, line, number)
    return ""


def _take_plain(part: _Read, line: str, number: int) -> None:
    setting = _SETTING.fullmatch(line.strip())
    if setting and not any(each.strip() for each in part.prompt) and setting[1] in _SETTINGS:
        part.settings[setting[1]] = setting[2].strip()
    elif option := _OPTION.fullmatch(line):
        named = _ID.fullmatch(option[3])
        text, name = (named[1], named[2]) if named else (option[3], None)
        part.options.append({"id": name, "text": text, "correct": option[2].lower() == "x"})
        part.brackets.add(option[1])
    elif accepted := _ACCEPT.fullmatch(line):
        part.accepted.append(accepted[1].strip())
    elif part.options and line.startswith("  ") and line.strip():
        part.options[-1]["text"] += f"\n{line.strip()}"
    elif (part.options or part.accepted) and line.strip():
        raise _unread(
            number, "text", f"In “{part.title}” text stands behind the answers. Put it before them."
        )
    else:
        part.prompt.append(line)


def _question(part: _Read) -> AnyQuestion:
    given = {**_common(part), **_specific(part, _type_of(part))}
    try:
        return read_question({name: value for name, value in given.items() if value is not None})
    except Refused as refused:
        raise _unread(part.line, refused.field, f"“{part.title}”: {refused}") from None


def _common(part: _Read) -> dict[str, Any]:
    return {
        "title": part.title,
        "prompt": "\n".join(part.prompt).strip(),
        "explanation": "\n".join(part.explanation).strip(),
        "points": part.settings.get("points"),
    }


def _type_of(part: _Read) -> str:
    """The type that is said, else the one that the answers show."""
    if "type" in part.settings:
        return part.settings["type"]
    if part.brackets:
        return "single" if "(" in part.brackets else "multiple"
    if part.accepted:
        return "numeric" if _is_number(part.accepted[0]) else "text"
    raise _unread(
        part.line,
        "type",
        f"“{part.title}” has no answers. Write “- (x) right”, “- [x] right”, “= 42” or “type: output”.",
    )


def _is_number(text: str) -> bool:
    """A number, with no more behind it than units in one word."""
    value, *more = _WITHIN.split(text)[0].split()
    try:
        numbers.number(_split_units(value)[0])
    except numbers.NotANumber:
        return False
    return len(more) <= 1


def _specific(part: _Read, kind: str) -> dict[str, Any]:
    if kind in {"single", "multiple"}:
        if part.brackets == {"(", "["}:
            raise _unread(part.line, "options", f"“{part.title}” mixes “( )” with “[ ]”. Use one of them.")
        credit = part.settings.get("credit") if kind == "multiple" else None
        return {"type": kind, "options": part.options, "credit": credit}
    if kind == "numeric":
        return {"type": kind, **_numeric(part)}
    if kind == "output":
        return {"type": kind, **_output(part)}
    switches = {key: _switch(part, name) for name, key in _SWITCHES.items() if name in part.settings}
    return {"type": kind, "accept": part.accepted, **switches}


def _switch(part: _Read, name: str) -> bool:
    said = part.settings[name].lower()
    if said not in _YES:
        raise _unread(part.line, name, f"“{part.title}”: {name} is yes or no.")
    return _YES[said]


def _numeric(part: _Read) -> dict[str, Any]:
    """``= 9.81 ± 0.02 m/s²``, ``= 9.81 ± 1 %``: a value, up to two tolerances, units."""
    if len(part.accepted) != 1:
        raise _unread(part.line, "value", f"“{part.title}” has one right number: “= 9.81 ± 0.02”.")
    value, *tolerances = (each.strip() for each in _WITHIN.split(part.accepted[0]))
    found: dict[str, Any] = {"units": part.settings.get("units")}
    found["value"], units = _split_units(value)
    for each in tolerances:
        amount, behind = _split_units(each)
        if behind.startswith("%"):
            found["relative"] = _share(part, amount)
            behind = behind[1:].strip()
        else:
            found["absolute"] = amount
        units = behind or units
    return {**found, "units": found["units"] or units}


def _split_units(text: str) -> tuple[str, str]:
    found = re.match(r"[^\s%a-df-zA-DF-Z°µ€$]+", text)
    return (found[0], text[found.end() :].strip()) if found else (text, "")


def _share(part: _Read, text: str) -> str:
    try:
        return numbers.percent(text)
    except numbers.NotANumber as wrong:
        raise _unread(part.line, "relative", f"“{part.title}”: {wrong}.") from None


def _output(part: _Read) -> dict[str, Any]:
    """The last block of code is run; one marked ``input`` is what it reads, ``output`` what it prints."""
    named = {name: [block for block in part.blocks if block.language == name] for name in (_INPUT, "output")}
    code = [block for block in part.blocks if block.language not in named]
    if not code:
        raise _unread(part.line, "code", f"“{part.title}” has no block of code to ask about.")
    used = [code[-1], *named[_INPUT][-1:], *named["output"][-1:]]
    kept = _without(part.prompt, [block.place for block in used])
    return {
        "prompt": "\n".join(kept).strip() or "What does this print?",
        "code": "\n".join(code[-1].lines),
        "language": part.settings.get("language") or _language(code[-1].language),
        "stdin": "\n".join(named[_INPUT][-1].lines) if named[_INPUT] else None,
        "expected": "\n".join(named["output"][-1].lines) if named["output"] else None,
    }


def _language(name: str) -> str | None:
    return {"": None, "py": "python", "c++": "cpp"}.get(name, name)


def _without(lines: Sequence[str], places: Sequence[tuple[int, int]]) -> list[str]:
    return [line for at, line in enumerate(lines) if not any(first <= at < last for first, last in places)]


def _unread(line: int, name: str, says: str) -> Refused:
    return Refused(refuse("question_invalid", f"Line {line}: {says}"), name)
