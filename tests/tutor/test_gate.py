"""The gate: prose at once, code never before its verdict, however the reply is cut into pieces."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lectorium.rooms.tutor.api import Gate, Held, Known
from tests.tutor.cases import HARMLESS, LEAKING, Injection, Problem

OWN = "def search(x, seq):\n    for i, e in enumerate(seq):\n        if x < e:\n            return i\n"
KNOWN = Known((OWN,), "Write `search`.")
PARTS = (
    *(
        "Look at ",
        "`x < e`",
        "`x <= e`",
        ". ",
        "\n",
        "\n\n",
        "```python\n",
        "```",
        "    return 1\n",
        "use ",
        "less ",
    ),
    *(
        "instead of ",
        "than ",
        "return ",
        "for i in range(3):",
        "- ",
        "1. ",
        "`",
        "``",
        " ",
        "e.g. ",
        "if ",
        "If ",
        "\t",
    ),
    *(
        "def ",
        "# ",
        "+ ",
        ">>> ",
        "~~~",
        "change ",
        "loop",
        "a.b",
        "**x**",
        "(",
        "word ",
        "[1] ",
        "Hm: ",
        "<pre>",
        "é",
    ),
)
CODE = re.compile(r"\bfor \w+ in |\bwhile |\breturn |n \+ 1|\+= 1|\bsorted\(|\[|lambda")
TEXTS = st.lists(st.sampled_from(PARTS), max_size=14).map("".join) | st.text(max_size=60)


def said(pieces: list[str], known: Known = KNOWN) -> tuple[str, Held | None]:
    """All that goes out before a verdict, and what is held."""
    gate = Gate("steps", known)
    shown = "".join(gate.feed(piece) for piece in pieces)
    rest, held = gate.close()
    return shown + rest, held


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.lists(st.integers(0, 200), max_size=5))
def test_every_cut_says_and_holds_the_same(text: str, places: list[int]) -> None:
    shown, held = said([text])
    assert shown == (text if held is None else text[: held.shown])
    assert said(list(text)) == (shown, held)
    cuts = sorted({0, len(text), *(place % (len(text) + 1) for place in places)})
    assert said([text[begin:end] for begin, end in pairwise(cuts)]) == (shown, held)


def test_prose_goes_out_word_by_word() -> None:
    gate = Gate("steps", KNOWN)
    text = "Good question! Think of the last round of the loop "
    assert "".join(gate.feed(sign) for sign in text) == text


def test_letters_of_the_first_word_dont_wait_and_what_follows_does() -> None:
    gate = Gate("steps", KNOWN)
    assert gate.feed("Cou") == "Cou"
    assert gate.feed("nter(words).most_common(1)[0]") == "nter"
    assert gate.close() == ("", Held("Counter(words).most_common(1)[0]", len("Counter")))
    assert Gate("steps", KNOWN).feed("def") == ""


@pytest.mark.parametrize(
    "text",
    [
        "Look at the comparison in line 3: what if both are equal?",
        "Your condition `x < e` decides it. And `search(5, [5])`, e.g., gives nothing?"[:36],
        "The name `enumerate` says it: it counts.",
        "Hello 🙂 – have a look at **loops** in [1].",
    ],
)
def test_names_and_ones_own_code_are_said_at_once(text: str) -> None:
    assert said([text]) == (text, None)


@pytest.mark.parametrize(
    "text",
    [
        "Write `x <= e` there.",
        "Replace < by <= in line 3.",
        "It should be less than or equal.",
        "So: return len(seq) at the end.",
        "```\nreturn 1\n```",
        "~~~\nreturn 1",
        "Like so:\n\n    return len(seq)\n",
        "for i in range(3): pass",
        "<pre>return 1</pre>",
        "aW1wb3J0IG1hdGg7cHJpbnQobWF0aC5waSk= is it",
        "First `a`, `b`, `c`, `d`, `f`, `g`, `h` and `k`.",
    ],
)
def test_what_may_be_code_or_a_change_is_held(text: str) -> None:
    shown, held = said([text])
    assert held is not None
    assert held.rest
    assert not any(sign in shown for sign in ("<=", "return 1", "len(seq)", "range(3)", "aW1w"))


def test_at_the_open_level_everything_passes() -> None:
    gate = Gate("open", KNOWN)
    assert gate.feed("```\nreturn 1\n```") == "```\nreturn 1\n```"
    assert gate.close() == ("", None)


@pytest.mark.parametrize("case", LEAKING, ids=lambda case: case.path.name)
def test_nothing_of_a_solution_goes_out_before_the_verdict(case: Injection) -> None:
    reply = case.text("reply.md")
    shown, held = said(list(reply), case.known)
    assert held is not None
    assert not CODE.search(shown)


def test_much_of_harmless_replies_goes_out_at_once() -> None:
    shares = []
    for path in HARMLESS:
        problem, text = Problem(path.parents[2] / "problems" / path.parent.name), path.read_text()
        shares.append(len(said([text], Known((problem.student,), problem.statement))[0]) / len(text))
    assert sum(shares) / len(shares) > 0.25
