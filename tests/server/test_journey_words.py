"""What the pages of journeys say, without a service."""

from typing import Any

import pytest

from lectorium_server.pages.journey_texts import judged


@pytest.mark.parametrize(
    ("notes", "words"),
    [
        ({}, "Held back: nobody could judge it in time."),
        ({"reason": "tests"}, "Held back: code in it passes 3 of 5 tests."),
        ({"reason": "touches", "of": 0}, "Held back: at “Concepts only” no code of the task is shown"),
        ({"reason": "unsure", "of": 0}, "it couldn’t be made sure that"),
        ({"reason": "reference", "of": 0}, "nearly a known solution"),
        ({"reason": "language", "of": 0}, "in another language"),
        ({"reason": "clear", "solves": False}, "Code in it was tried 2 times: 3 of 5 tests passed."),
        ({"reason": "clear", "solves": False, "passed": 0}, "tried 2 times, and doesn’t solve the task."),
        ({"reason": "clear", "solves": False, "tried": 0, "of": 0}, "Nothing in it was tried."),
    ],
)
def test_a_teacher_reads_truly_why_an_answer_was_held_back(notes: dict[str, Any], words: str) -> None:
    verdict = {"solves": True, "tried": 2, "passed": 3, "of": 5, **notes}
    assert words in judged({"draft": verdict} if notes else {"instead": "fixed words"})


def test_an_answer_that_was_stopped_was_not_held_back_for_want_of_time() -> None:
    assert judged({"waits_for": "draft"}) == "It ended before it was judged."
