"""Reading files' words with their places; what breaks a reader breaks nothing else."""

from __future__ import annotations

import pytest

from lectorium.rooms.materials.knowledge.chunking import CHARACTERS, chunks_of
from lectorium.rooms.materials.knowledge.extraction import child
from lectorium.rooms.materials.knowledge.extraction.parts import MOST_UNPACKED, Part, Reading, Unreadable
from lectorium.rooms.materials.knowledge.extraction.running import extract
from tests.rooms.materials.knowledge import files


def read(name: str, content: bytes) -> Reading:
    """As the child does, in this process."""
    reading = Reading()
    child.read(reading, name, content)
    return reading


def shown(reading: Reading) -> list[tuple[str, int, str, str]]:
    return [(each.kind, each.number, each.heading, each.text) for each in reading.parts]


def test_a_file_is_read_in_a_process_of_its_own() -> None:
    read_there = extract("notes.pdf", files.pdf("Vectors add", "", "Matrices multiply"))
    assert read_there.parts == [Part("page", 1, "", "Vectors add"), Part("page", 3, "", "Matrices multiply")]
    assert read_there.message == "1 of 3 pages hold no words that can be read, such as pictures."


def test_markdown_is_read_by_sections_and_fences_hide_headings() -> None:
    text = (
        "Before\n# Loops\nThey repeat.\n## While\n```python\n# no heading\nwhile x:\n```\n# Lists\nThey hold."
    )
    assert shown(read("a.md", text.encode())) == [
        ("line", 1, "", "Before"),
        ("line", 2, "Loops", "# Loops\nThey repeat."),
        ("line", 4, "Loops › While", "## While\n```python\n# no heading\nwhile x:\n```"),
        ("line", 9, "Lists", "# Lists\nThey hold."),
    ]


def test_a_line_of_spaces_keeps_nobody_busy_and_many_sections_are_told_of_once() -> None:
    text = f"# Spaces{' ' * 20_000}end\n## C#\nIt is sharp. ##\n## Closed ##"
    headings = [part[2] for part in shown(read("a.md", text.encode()))]
    assert headings == ["Spaces end", "Spaces end › C#", "Spaces end › Closed"]
    reading = read("many.md", b"# a\n" * 8_000)
    assert len(reading.parts) == 5_000
    assert reading.remarks == ["It is long: what comes after line 5000 wasn't read."]


def test_k05_solutions_and_tests_of_a_notebook_are_left_out() -> None:
    content = files.notebook(
        ("markdown", "# Sums\nAdd up.", {}),
        ("code", "def f(x):\n    ### BEGIN SOLUTION\n    return 41 + 1\n    ### END SOLUTION\nf(1)", {}),
        ("code", "answer = 'secret'", {"solution": True, "grade_id": "s"}),
        ("code", "assert f(1) == 'secret'", {"grade": True, "grade_id": "t"}),
        ("code", "assert f(2)\n### BEGIN HIDDEN TESTS\nassert f(3) == 'secret'", {}),
    )
    reading = read("a.ipynb", content)
    assert shown(reading) == [
        ("cell", 1, "Sums", "# Sums\nAdd up."),
        ("cell", 2, "Sums", "def f(x):\n\nf(1)"),
        ("cell", 5, "Sums", "assert f(2)\n"),
    ]
    assert reading.remarks == [
        "4 cells were left out, wholly or in part: they hold solutions, tests or hints."
    ]


def test_slides_are_read_in_the_order_they_are_shown() -> None:
    slides = files.pptx(("Loops", "They repeat"), ("Lists", "They hold"))
    assert shown(read("a.pptx", slides)) == [
        ("slide", 1, "Loops", "Loops\nThey repeat"),
        ("slide", 2, "Lists", "Lists\nThey hold"),
    ]


def test_speakers_notes_stay_with_the_speaker() -> None:
    slides = files.odp(("Loops", "They repeat", "say the answer: 42"))
    assert shown(read("a.odp", slides)) == [("slide", 1, "Loops", "Loops\nThey repeat")]


def test_documents_and_code_have_headings() -> None:
    document = files.docx(
        ("Heading1", "Loops"), ("", "They repeat."), ("Heading1", "Lists"), ("", "They hold.")
    )
    assert shown(read("a.docx", document)) == [
        ("paragraph", 1, "Loops", "Loops\nThey repeat."),
        ("paragraph", 3, "Lists", "Lists\nThey hold."),
    ]
    code = b"import math\n\ndef area(r):\n    return math.pi * r\n\nclass Shape:\n    pass\n"
    assert [(each.number, each.heading) for each in read("a.py", code).parts] == [
        (1, ""), (3, "area"), (6, "Shape"),
    ]  # fmt: skip


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><root>&b;</root>'
BROKEN = {
    "a notebook cut off": ("a.ipynb", b'{"cells": ['),
    "a notebook of something else": ("a.ipynb", b'{"cells": 3}'),
    "nested beyond reason": ("a.ipynb", b'{"cells": ' + b"[" * 200_000),
    "no PDF": ("a.pdf", b"%PDF-1.7 and no more"),
    "scanned pages": ("a.pdf", files.pdf("", "")),
    "an archive cut off": ("a.docx", files.docx(("", "words"))[:-40]),
    "an archive without its part": ("a.pptx", files.archive({"ppt/presentation.xml": "<x/>"})),
    "entities": ("a.odt", files.archive({"content.xml": BOMB})),
    "no XML": ("a.docx", files.archive({"word/document.xml": "<open>"})),
    "a bomb": ("a.odt", files.archive({"content.xml": b"<a>" + b" " * (MOST_UNPACKED + 1)})),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_cannot_be_read_is_told_in_words(case: str) -> None:
    with pytest.raises(Unreadable) as told:
        read(*BROKEN[case])
    assert str(told.value).count(".") >= 2


def test_a_reader_that_dies_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lectorium.rooms.materials.knowledge.extraction.running.CHILD", "no.such.module")
    with pytest.raises(Unreadable):
        extract("a.md", b"words")


def test_long_texts_are_cut_at_sentences_and_know_their_lines() -> None:
    text = "\n".join(f"Sentence number {number} says a little more." for number in range(100))
    chunks = list(chunks_of([Part("line", 11, "Top", text)]))
    assert max(len(each.text) for each in chunks) <= CHARACTERS
    assert all(each.text.startswith(f"Sentence number {each.number - 11} ") for each in chunks)
    assert "".join(each.text for each in chunks).replace("\n", "") == text.replace("\n", "")


def test_what_no_database_keeps_is_taken_out() -> None:
    assert shown(read("a.txt", b"one\x00two\x1b[0m\r\nthree")) == [("line", 1, "", "onetwo[0m\nthree")]
