"""Questions written as a text."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lectorium.rooms.authoring.questions import Refused, read_questions, stored_question, try_question
from lectorium.rooms.authoring.questions.definition import with_ids
from lectorium.sandbox import Sandbox

FILE = """\
# Mutable or not
points: 2

Which of these can be changed *in place*?

```python
# not a title
- (x) not an answer
```

- ( ) `tuple`
- (x) `list` {#l}
  and more
- ( ) `str`

## Explanation
A list can be changed.

    = 5 is code here

# Primes
credit: each

Which are prime?

- [x] 2
- [ ] 4

# Gravity

How fast do things fall?

= 9,81 ± 0.02 +- 1 % m/s²

# Capital
case: yes
wildcards: yes

Of France?

= Paris
= Pari*

# Prints
type: output

Look at this:

```python
for i in range(2):
    print(i, input())
```

```input
a
b
```
"""


def read(text: str) -> list[dict[str, Any]]:
    return [question.model_dump(mode="json") for question in read_questions(text)]


def test_a_file_holds_all_five_types() -> None:
    single, multiple, numeric, text, output = read(FILE)
    assert (single["type"], single["points"]) == ("single", "2")
    assert single["prompt"].endswith("# not a title\n- (x) not an answer\n```")
    assert [option["correct"] for option in single["options"]] == [False, True, False]
    assert single["options"][1] == {"id": "l", "text": "`list`\nand more", "correct": True}
    assert single["explanation"] == "A list can be changed.\n\n    = 5 is code here"
    assert (multiple["type"], multiple["credit"]) == ("multiple", "each")
    assert numeric["value"] == "9.81"
    assert (numeric["absolute"], numeric["relative"], numeric["units"]) == ("0.02", "0.01", "m/s²")
    assert text["accept"] == ["Paris", "Pari*"]
    assert text["case_matters"]
    assert text["wildcards"]
    assert output["code"] == "for i in range(2):\n    print(i, input())"
    assert (output["stdin"], output["prompt"], output["language"]) == ("a\nb", "Look at this:", "python")


def test_windows_line_ends_and_a_mark_at_the_beginning_change_nothing() -> None:
    assert read("\ufeff" + FILE.replace("\n", "\r\n")) == read(FILE)


def test_an_option_keeps_its_id_as_long_as_it_keeps_its_text() -> None:
    before, after = read(FILE)[1], read(FILE.replace("- [ ] 4", "- [ ] 1\n- [ ] 4"))[1]
    ids = {option["text"]: option["id"] for option in after["options"]}
    assert all(ids[option["text"]] == option["id"] for option in before["options"])
    assert with_ids({"type": "text"}) == {"type": "text"}


@pytest.mark.parametrize(
    ("text", "says", "field"),
    [
        ("", "No question is here", "text"),
        ("Hello\n# A\n", "Line 1: Something stands before", "text"),
        ("# A\n\nWhat?\n", "“A” has no answers", "type"),
        ("# A\n\nWhat?\n\n- (x) 1\n- [ ] 2\n", "mixes", "options"),
        ("# A\n\nWhat?\n\n- (x) 1\nmore?\n", "Line 6", "text"),
        ("# A\n\nWhat?\n\n= 1\n= 2\n", "one right number", "value"),
        ("# A\ncase: perhaps\n\nWhat?\n\n= Paris\n", "yes or no", "case"),
        ("# A\ntype: output\n\nWhat?\n", "no block of code", "code"),
        ("# A\n\n```python\nx\n", "isn't closed", "text"),
        ("# A\n\nWhat?\n\n= 1 ± 1,2,3 %\n", "no number", "relative"),
        ("# A\n\n- ( ) 1\n- (x) 2\n", "prompt", "prompt"),
        ("\n".join(f"# Q{each}\n\nWhat?\n\n= {each}\n" for each in range(201)), "more than 200", "text"),
    ],
)
def test_what_cant_be_read_is_named(text: str, says: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        read_questions(text)
    assert says in str(refused.value)
    assert refused.value.field == field


LINES = st.sampled_from(
    [*FILE.split("\n"), "type: single", "type: numeric", "````", "= 1", "- (x) b {#l}", "## Explanation"]
)


@given(st.lists(LINES, max_size=30))
def test_any_text_is_read_or_refused(lines: list[str]) -> None:
    try:
        found = read_questions("\n".join(lines))
    except Refused as refused:
        assert str(refused)
        return
    for question in found:
        assert stored_question(question.model_dump_json().encode()) == question


@pytest.mark.parametrize(
    ("code", "code_of_finding"),
    [
        ("1/0", "code_fails"),
        ("x = 1", "prints_nothing"),
        ("import os; print(os.urandom(8))", "differs"),
        ("print('x' * 30000)", "too_long"),
        ("print(2)", "not_expected"),
    ],
)
def test_code_that_cant_be_asked_about_is_refused(sandbox: Sandbox, code: str, code_of_finding: str) -> None:
    (question,) = read_questions(f"# P\ntype: output\n\n```python\n{code}\n```\n\n```output\n1\n```\n")
    _, report = try_question(question, sandbox)
    assert [finding.code for finding in report.findings] == [code_of_finding]


def test_what_the_code_prints_is_found_by_running_it(sandbox: Sandbox) -> None:
    question, report = try_question(read_questions(FILE)[4], sandbox)
    assert report.ok
    assert question.model_dump()["expected"] == "0 a\n1 b\n"
