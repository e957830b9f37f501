"""What an answer is worth against a key: exact, bounded, and without a word about the key."""

import json
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lectorium.rooms.authoring.questions import (
    Refused,
    answer_bytes,
    freeze_question,
    judge,
    read_answer,
    read_question,
)
from lectorium.rooms.authoring.questions.judge import NO_NUMBER, OPEN, PARTLY, RIGHT, WRONG, Judged
from lectorium.rooms.authoring.questions.numbers import NotANumber, number
from lectorium.rooms.authoring.questions.words import fits

LETTERS = "abcdef"
SOME = st.sets(st.sampled_from(LETTERS), min_size=1)


def question(kind: str, **more: Any) -> dict[str, Any]:
    return {"title": "A question", "prompt": "What?", "type": kind, "points": "3", **more}


def options(right: set[str]) -> list[dict[str, Any]]:
    return [{"id": each, "text": f"Option {each}", "correct": each in right} for each in LETTERS]


def judged(stated: dict[str, Any], answer: str | list[str] | None) -> Judged:
    (case,) = freeze_question(read_question(stated)).cases
    assert case.expected is not None
    return judge(case.expected, answer_bytes(answer), case.points)


@given(st.sampled_from(LETTERS), st.sampled_from([*LETTERS, "nonsense"]))
def test_a_single_choice_is_right_or_not(right: str, chosen: str) -> None:
    found = judged(question("single", options=options({right})), chosen)
    assert found.score == (3 if chosen == right else 0)
    assert found.status == ("pass" if chosen == right else "fail")


@given(SOME, st.sets(st.sampled_from(LETTERS)))
def test_a_multiple_choice_is_all_or_nothing_unless_the_author_says_otherwise(
    right: set[str], chosen: set[str]
) -> None:
    found = judged(question("multiple", options=options(right)), sorted(chosen))
    assert found.score == (3 if chosen == right else 0)


@given(SOME, SOME)
def test_credit_for_each_option_is_never_below_0_and_whole_for_the_right_ones_only(
    right: set[str], chosen: set[str]
) -> None:
    found = judged(question("multiple", options=options(right), credit="each"), sorted(chosen))
    share = max(Fraction(0), Fraction(len(chosen & right) - len(chosen - right), len(right)))
    assert abs(Fraction(found.score) - share * 3) <= Fraction(1, 20_000)
    assert (found.score == 3) == (chosen == right) == (found.status == "pass")
    assert found.message == (RIGHT if share == 1 else PARTLY if share else WRONG)


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30)


@given(NUMBERS, NUMBERS, st.decimals(0, 100, places=6), st.decimals(0, 1, places=6))
def test_a_number_is_held_against_its_tolerance_exactly(
    value: Decimal, got: Decimal, absolute: Decimal, relative: Decimal
) -> None:
    stated = question("numeric", value=str(value), absolute=str(absolute), relative=str(relative))
    exact = abs(Fraction(got) - Fraction(value))
    within = exact <= max(Fraction(absolute), Fraction(relative) * abs(Fraction(value)))
    assert judged(stated, str(got)).score == (3 if within else 0)


@given(NUMBERS, st.decimals(0, 100, places=6))
def test_the_edge_of_the_tolerance_is_within(value: Decimal, absolute: Decimal) -> None:
    stated = question("numeric", value=str(value), absolute=str(absolute))
    edge = Fraction(value) + Fraction(absolute)
    shifted = Decimal(edge.numerator) / Decimal(edge.denominator)
    if Fraction(shifted) == edge:
        assert judged(stated, str(shifted)).score == 3


@pytest.mark.parametrize(
    "text", ["3.14", " 3,14 ", "+3.14", "314e-2", "0.314E1", "\u00a03.14", "3.140", "3,14 m/s²", "3.14m/s²"]
)
def test_a_number_may_be_written_in_many_ways(text: str) -> None:
    assert judged(question("numeric", value="3.14", units="m/s²"), text).score == 3


def test_a_minus_may_be_the_one_of_typesetters() -> None:
    assert number("\u22120,5") == number("-.5") == Decimal("-0.5")


@pytest.mark.parametrize(
    "text",
    [
        "nan",
        "inf",
        "-Infinity",
        "1e9999",
        "0x10",
        "1_000",
        "١٢",
        "1 000",
        "1,000.5",
        "--1",
        "",
        "e5",
        "9" * 101,
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        number(text)
    if text:
        assert judged(question("numeric", value="1"), text) == Judged(
            "fail", Decimal("0.0000"), NO_NUMBER, text
        )


@given(st.text(alphabet="ab*?", max_size=12), st.text(alphabet="ab", max_size=12))
def test_wildcards_mean_what_they_say(pattern: str, text: str) -> None:
    expression = "".join({"*": ".*", "?": "."}.get(each, re.escape(each)) for each in pattern)
    assert fits(pattern, text) == bool(re.fullmatch(expression, text, re.DOTALL))


def test_no_pattern_takes_long() -> None:
    stated = question("text", accept=["*a" * 99 + "b"], wildcards=True)
    assert judged(stated, "a" * 500).message == WRONG
    assert judged(stated, "a" * 501).message == WRONG


@pytest.mark.parametrize(
    ("given_answer", "switches", "right"),
    [
        ("  PARIS ", {}, True),
        ("Par is", {}, False),
        ("paris", {"case_matters": True}, False),
        ("Paris ", {"spaces_matter": True}, False),
        ("Ｐａｒｉｓ", {}, True),
        ("Ｐａｒｉｓ", {"unicode_matters": True}, False),
        ("Pariser", {"wildcards": False}, False),
        ("Par*", {}, False),
    ],
)
def test_words_are_compared_as_the_author_says(
    given_answer: str, switches: dict[str, bool], right: bool
) -> None:
    assert (judged(question("text", accept=["Lyon", "Paris"], **switches), given_answer).score == 3) is right


def test_letters_put_together_in_two_ways_are_the_same() -> None:
    stated = question("text", accept=["Zu\u0308rich"], unicode_matters=True)
    assert judged(stated, "Z\u00fcrich").message == RIGHT


def test_an_output_is_compared_as_programs_are() -> None:
    stated = question("output", code="print()", expected="1\n  2\n\n")
    assert judged(stated, "1  \r\n  2").score == 3
    assert judged(stated, "1\n2").score == 0


@pytest.mark.parametrize("nothing", [None, "", []])
def test_what_was_left_open_is_worth_nothing_and_no_fault(nothing: str | list[str] | None) -> None:
    assert judged(question("single", options=options({"a"})), nothing) == Judged("skipped", Decimal(0), OPEN)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5), SOME)
def test_whatever_is_stored_is_judged(value: Any, right: set[str]) -> None:
    data = json.dumps({"v": 1, "answer": value}).encode()
    (case,) = freeze_question(read_question(question("multiple", options=options(right)))).cases
    assert 0 <= judge(str(case.expected), data, case.points).score <= case.points
    assert read_answer(b"no JSON") is None


SECRET = "s3ntinel"
KEYS: dict[str, dict[str, Any]] = {
    "single": {"options": [{"id": "a", "text": "A", "correct": True}, {"id": "b", "text": "B"}]},
    "multiple": {
        "options": [{"id": "a", "text": "A", "correct": True}, {"id": "b", "text": "B"}],
        "credit": "each",
    },
    "numeric": {"value": "70000007", "absolute": "0.70000007"},
    "text": {"accept": [SECRET]},
    "output": {"code": "print(1)", "expected": SECRET},
}


@pytest.mark.parametrize("kind", KEYS)
def test_i08_students_get_no_part_of_the_key(kind: str) -> None:
    frozen = freeze_question(read_question(question(kind, explanation=SECRET, **KEYS[kind])))
    shown = frozen.release.decode() + frozen.description_markdown
    for secret in (SECRET, "70000007", "correct", "credit", "explanation", "absolute"):
        assert secret not in shown
    (case,) = frozen.cases
    assert SECRET not in case.name + case.input + str(case.release_input)
    for answer in ("wrong", ["b"], ["a", "b"], "7"):
        found = judge(str(case.expected), answer_bytes(answer), case.points)
        assert found.message in {RIGHT, PARTLY, WRONG, NO_NUMBER}


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        (question("single", options=options(set())), "question"),
        (question("single", options=options({"a", "b"})), "question"),
        (question("multiple", options=options(set())), "question"),
        (question("multiple", options=[{"text": "A", "correct": True}, {"text": "A "}]), "question"),
        (question("numeric", value="nan"), "value"),
        (question("numeric", value="1", relative="-1"), "relative"),
        (question("text", accept=[" "]), "question"),
        (question("text", accept=["**"], wildcards=True), "question"),
        (question("text", accept=["a" * 201]), "accept.0"),
        (question("output", code="print()", language="cobol"), "language"),
        (question("single", options=options({"a"}), colour="red"), "colour"),
        (question("riddle"), "type"),
        ({"title": "No type", "prompt": "?"}, "type"),
    ],
)
def test_i21_what_makes_no_sense_is_refused_and_named(stated: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        read_question(stated)
    assert refused.value.field == field
