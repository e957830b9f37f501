"""What changed between versions: texts, tests by their keys, limits; and how much is compared at all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from lectorium.kit.errors import Forbidden, NotFound
from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.changes import MOST_LINES
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.rooms.courses import api as courses
from lectorium.storage import ObjectStore
from tests.support.people import School, found_school

FIRST: dict[str, Any] = {
    "title": "Sums",
    "statement": "Add.",
    "solution": "def f(x):\n    return x\n",
    "hints": ["One."],
    "tests": [
        {"name": "kept", "call": "f(1)", "expected": "1"},
        {"name": "gone", "call": "f(2)", "expected": "2", "hidden": True, "points": 2},
        {"name": "changed", "call": "f(3)", "expected": "3"},
    ],
}
SECOND: dict[str, Any] = {
    "title": "Sums",
    "statement": "Add.\nQuickly.",
    "solution": "def f(x):\n    return x + 0\n",
    "limits": {"cpu_seconds": 3.5},
    "hints": ["One.", "Two."],
    "tests": [
        {"name": "changed", "call": "f(3)", "expected": "4", "hidden": True, "points": 2.5},
        {"name": "kept", "call": "f(1)", "expected": "1"},
        {"name": "new", "call": "f(9)", "expected": "9"},
    ],
}


@pytest.fixture
def problem_id(session: Session, store: ObjectStore, school: School) -> UUID:
    teacher = school.actor("teacher")
    first, second = (
        authoring.Prepared(freeze_program(spec), authoring.Report(())) for spec in (FIRST, SECOND)
    )
    made = authoring.publish_problem(session, store, teacher, first).problem_id
    authoring.publish_version(session, store, teacher, made, second)
    return made


def compare(
    session: Session, school: School, problem_id: UUID, before: int, after: int
) -> authoring.Difference:
    return authoring.compare_versions(session, school.actor("ta"), problem_id, before, after)


def test_texts_and_tests_are_compared(session: Session, school: School, problem_id: UUID) -> None:
    found = compare(session, school, problem_id, 1, 2)
    assert {text.key for text in found.texts} == {"description_markdown", "reference_solution", "hints"}
    assert {(test.name, test.fate) for test in found.tests} == {
        ("new", "added"),
        ("gone", "removed"),
        ("changed", "changed"),
    }
    changed = next(test for test in found.tests if test.fate == "changed")
    assert {(fact.name, fact.before, fact.after) for fact in changed.facts} == {
        ("Points", "1", "2.5"),
        ("Shown", "to students", "hidden"),
    }
    assert [(line.kind, line.text) for line in changed.lines] == [
        ("same", "f(3)"),
        ("removed", "→ 3"),
        ("added", "→ 4"),
    ]
    facts = {fact.name: (fact.before, fact.after) for fact in found.facts}
    assert facts["Points"] == ("4", "4.5")
    assert "Order of the tests" in facts
    assert facts["Seconds of computing per test"] == ("", "3.5")


def test_the_other_way_round_is_the_mirror(session: Session, school: School, problem_id: UUID) -> None:
    back = compare(session, school, problem_id, 2, 1)
    assert {(test.name, test.fate) for test in back.tests} == {
        ("gone", "added"),
        ("new", "removed"),
        ("changed", "changed"),
    }
    assert compare(session, school, problem_id, 1, 1).is_empty


def test_only_staff_who_dont_study_it_compare(session: Session, school: School, problem_id: UUID) -> None:
    with pytest.raises(Forbidden):
        authoring.compare_versions(session, school.actor("student1"), problem_id, 1, 2)
    with pytest.raises(NotFound):
        authoring.compare_versions(session, found_school(session).actor("admin"), problem_id, 1, 2)
    with pytest.raises(NotFound):
        compare(session, school, problem_id, 1, 3)
    teacher = school.actor("teacher")
    newest = authoring.list_versions(session, teacher, problem_id, PageRequest()).items[0]
    new = authoring.NewAssignment("Sums")
    authoring.create_assignment(session, teacher, school.module_id, new, [newest.id])
    courses.add_member(session, school.class_id, school.users["other"], "student")
    with pytest.raises(Forbidden):
        authoring.compare_versions(session, school.actor("other"), problem_id, 1, 2)


LINES = st.lists(st.text(alphabet="ab+-@ ", max_size=4), max_size=12)


@given(before=LINES, after=LINES)
def test_both_texts_can_be_read_off_a_comparison(before: list[str], after: list[str]) -> None:
    """With all lines around, what isn't added is the one text, and what isn't removed the other."""
    old, new = ["same"] * 3 + before, ["same"] * 3 + after
    lines = authoring.compare_texts("\n".join(old) + "\n", "\n".join(new) + "\n")
    shown = [line for line in lines if line.kind != "gap"]
    removed = [line.text for line in shown if line.kind == "removed"]
    added = [line.text for line in shown if line.kind == "added"]
    if before == after:
        assert lines == []
    assert len(old) - len(removed) == len(new) - len(added)
    assert all(text in old for text in removed)
    assert all(text in new for text in added)


def test_what_is_too_long_says_so() -> None:
    (line,) = authoring.compare_texts("a\n" * (MOST_LINES + 1), "b\n")
    assert line.kind == "gap"
    assert f"{MOST_LINES + 1} lines before, 1 after" in line.text
