"""Code that is said in the middle of a sentence, or with characters that only look like others."""

from __future__ import annotations

import pytest

from lectorium.rooms.tutor.guard.judging import judge_by_looks
from lectorium.rooms.tutor.guard.known import Known, Secrets

OWN = "def add(a, b):\n    return a - b\n"
SECRETS = Secrets(references=["def add(a, b):\n    return a + b\n"])


@pytest.mark.parametrize(
    "reply",
    [
        "The answer is: def add(a, b): return a + b . Use it.",
        "The answer is def add(a, b): return a + b, which works.",
        "You could write (def add(a, b): return a + b).",
        "**def add(a, b): return a + b**",
        "So: def add(a, b)： return a ＋ b",
        "So:\n\ndef add(a, b):\n\u00a0\u00a0\u00a0\u00a0return a + b",
        "So:\n\nd\u200bef add(a, b): ret\u200burn a + b",
        "So: def add(a, b): return a &plus; b",
        "So: def add(a, b): return a \\+ b",
    ],
)
def test_a_solution_is_known_however_it_is_said(reply: str) -> None:
    verdict = judge_by_looks(reply, Known((OWN,), "Write `add(a, b)`."), SECRETS)
    assert verdict is not None
    assert verdict.solves


def test_more_pieces_than_are_looked_at_are_not_believed() -> None:
    blocks = "\n\n".join(f"```python\nprint({number})\n```" for number in range(65))
    verdict = judge_by_looks(blocks, Known((OWN,), "Write `add(a, b)`."), SECRETS)
    assert verdict is not None
    assert (verdict.solves, verdict.reason) == (True, "unsure")


@pytest.mark.parametrize(
    "reply",
    ["What does it return for 2 and 3?", "Your `return a - b` takes away.", "Def: a sum is a total."],
)
def test_words_about_it_are_no_solution(reply: str) -> None:
    assert judge_by_looks(reply, Known((OWN,), "Write `add(a, b)`."), SECRETS) is None
