"""G1: a person's export is all of their own data, and nothing of others."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from lectorium.kit.clock import now
from lectorium.kit.database import Database
from lectorium.kit.errors import Conflict
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook.api import GradebookEntry, NewReview, review_journey
from lectorium.rooms.gradebook.models import JourneyReview
from lectorium.rooms.home import api as home
from lectorium.rooms.people.api import Actor, User
from lectorium.storage import open_store
from lectorium.tables import metadata
from lectorium.wiring import EXPORTED
from tests.support.exams import CLOSES, TICK, Exam
from tests.support.journeys import converse, guarded
from tests.support.statements import counting
from tests.support.work import Course

RIGHT = "def double(x):\n    return 2 * x  # {}\n"
PERSON = {"user_id", "student_id", "actor_id", "authenticated_actor_id", "username"}
"""Columns that name a person without a foreign key."""
NOT_EXPORTED = {
    "challenges": "set for students: its maker reads it where it stands",
    "gpu_leases": "which device a server had, while it had it",
    "idempotency_keys": "answers to repeated requests: what they tell of is exported where it stands",
    "interaction_reviews": "about somebody else's question, and for staff alone",
    "knowledge_base": "given to the school, where its author reads it",
    "problem_versions": "the school's library, where its author downloads it",
    "problems": "the school's library, where its author downloads it",
    "quiz_seeds": "a number drawn by chance, which shuffles the questions",
    "regrade_jobs": "who planned a regrade stands in the changes",
    "replay_items": "other people's questions, asked again",
    "replays": "other people's questions, asked again",
    "tutor_policies": "who changed one stands in the changes",
    "tutor_prompts": "written for the school, which keeps every version",
}


def exported(
    course: Course, actor: Actor, database: Database | None = None
) -> dict[str, list[dict[str, Any]]]:
    """The archive's files, as their lines."""
    pieces = home.export_of(database or course.database, course.store, actor, EXPORTED)
    with ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        told = json.loads(archive.read("contents.json"))
        assert "README.txt" in archive.namelist()
        files = {
            name.removesuffix(".jsonl"): [json.loads(line) for line in archive.read(name).splitlines()]
            for name in archive.namelist()
            if name.endswith(".jsonl")
        }
    assert {name: file["lines"] for name, file in told["files"].items()} == {
        f"{name}.jsonl": len(lines) for name, lines in files.items()
    }
    return files


def at_work(course: Course, who: str) -> str:
    """Somebody does a bit of everything, with a mark of their own in every text; the mark."""
    mark = f"mark{uuid4().hex[:10]}"
    student, teacher = course.school.actor(who), course.school.actor("teacher")
    course.submit(RIGHT.format(f"{mark}run"), who=who, type="test_run")
    attempt = course.submit(RIGHT.format(f"{mark}final"), who=who)
    course.grade(attempt)
    with course.database.transaction() as session:
        session.get_one(User, student.user_id).bio = f"{mark}bio"
        converse(
            session, student.user_id, course.challenge_id,
            user_prompt=f"{mark}asked", model_response=f"{mark}answered", code=f"{mark}code", rating=1,
        )  # fmt: skip
        guarded(session, student.user_id, course.challenge_id, user_prompt=f"{mark}guarded")
        converse(
            session, student.user_id, course.challenge_id, kind="code_run", user_prompt=None,
            model_response=None, code=f"{mark}ran", stdin=f"{mark}in", stdout=f"{mark}out",
        )  # fmt: skip
        values: authoring.Values = {"due_date": None}
        authoring.put_student_override(
            session, teacher, course.item_id, student.user_id, values, reason=f"{mark}reason"
        )
        words = NewReview(None, Decimal(10), f"{mark}reviewed", shown=True)
        review_journey(session, teacher, course.challenge_id, student.user_id, words, seen=None)
        entry = session.scalars(select(GradebookEntry).filter_by(student_id=student.user_id)).one()
        entry.manual_feedback, entry.private_notes = f"{mark}feedback", f"{mark}private"
    return mark


def test_g1_all_of_ones_own_and_nothing_of_others(course: Course) -> None:
    mine, other = at_work(course, "student1"), at_work(course, "student2")
    actor = course.school.actor("student1")
    files = exported(course, actor)
    text = json.dumps(files)
    found = set(re.findall(rf"{mine}(\w+)", text))
    assert found == {
        *("run", "final", "bio", "asked", "answered", "code", "guarded", "ran", "in", "out"),
        *("reviewed", "feedback"),
    }
    neighbour = course.school.users["student2"]
    for told in (other, neighbour.username, str(neighbour.id), neighbour.name):
        assert told not in text
    for secret in ("password_hash", "draft_response", "hidden_value", "guard_notes"):
        assert secret not in text
    assert [line["due_date"] for line in files["exceptions"]] == [None]
    assert [len(files[name]) for name in ("account", "enrollments", "attempts", "results")] == [1, 1, 2, 2]


def test_g1_what_is_held_or_hidden_stays_so(course: Course) -> None:
    with course.database.transaction() as session:
        teacher = course.school.actor("teacher")
        courses.change_class(session, teacher, course.school.class_id, {"hold_grades": True})
    course.grade(course.submit(RIGHT.format("held")))
    files = exported(course, course.school.actor("student1"))
    (result,) = files["results"]
    assert (result["status"], result["score"], result["hidden"]) == ("held", None, None)
    assert files["grades"] == []


def test_g1_an_exception_of_what_isnt_shown_yet_is_not_told(course: Course) -> None:
    teacher, student = course.school.actor("teacher"), course.school.actor("student1")
    values: authoring.Values = {"due_date": None}
    with course.database.transaction() as session:
        authoring.put_student_override(
            session, teacher, course.item_id, student.user_id, values, reason="Ill."
        )
    assert len(exported(course, student)["exceptions"]) == 1
    with course.database.transaction() as session:
        session.get_one(courses.ContentItem, course.item_id).is_published = False
    assert exported(course, student)["exceptions"] == []


def test_g1_an_exams_work_waits_until_it_is_over(exam: Exam) -> None:
    room = exam.at(5)
    room.start()
    room.save(RIGHT.format("typed"))
    actor = exam.actor("student1")
    with pytest.raises(Conflict, match="while you sit an exam"):
        room.do(lambda session: home.begin_export(session, actor))
    room.hand_in()
    room.do(lambda session: home.begin_export(session, actor))
    room.do(
        lambda session: session.add(
            JourneyReview(
                student_id=actor.user_id, challenge_id=exam.challenge_id, comment="Not typed like that.",
                reviewer_id=exam.actor("teacher").user_id, max_marks=1, shown_at=now(session),
            )
        )
    )  # fmt: skip
    closed = exported(exam.course, actor, room.database)
    assert "typed" not in json.dumps(closed)
    lines = (*closed["attempts"], *closed["history"], *closed["journey_reviews"])
    assert [line["withheld"] for line in lines] == [authoring.WITHHELD] * 3
    over = exported(exam.course, actor, exam.at(CLOSES + TICK).database)
    assert "typed" in over["attempts"][0]["content"]["cells"][1]["source"]
    assert "withheld" in over["results"][0], "the grade isn't returned"


def test_g1_what_the_store_has_lost_is_said(course: Course, tmp_path: Path) -> None:
    course.submit(RIGHT.format("lost"))
    emptied = replace(course, store=open_store(f"folder://{tmp_path}/emptied"))
    files = exported(emptied, course.school.actor("student1"))
    assert "not in the store" in files["attempts"][0]["lost"]
    assert len(files["history"]) == 1


def test_g1_every_table_that_names_people_is_decided() -> None:
    """A new table fails here until somebody says whether it is exported, or why not."""
    naming = {
        table.name
        for table in metadata.tables.values()
        for column in table.columns
        if column.name in PERSON or any(key.column.table.name == "users" for key in column.foreign_keys)
    }
    decided = {"users"} | {table for part in EXPORTED for table in part.tables}
    assert naming | {"users"} == decided | set(NOT_EXPORTED)
    assert not decided & set(NOT_EXPORTED)


def test_i22_much_work_is_read_in_batches(course: Course) -> None:
    actor = course.school.actor("student1")

    def statements() -> int:
        with counting(course.database.engine) as asked:
            exported(course, actor)
        return len(asked)

    for number in range(2):
        course.submit(RIGHT.format(number), type="test_run")
    few = statements()
    for number in range(12):
        course.submit(RIGHT.format(f"again {number}"), type="test_run")
    assert statements() == few
    parts = [replace(part, batch=3) for part in EXPORTED]
    pieces = b"".join(home.export_of(course.database, course.store, actor, parts))
    with ZipFile(io.BytesIO(pieces)) as archive:
        lines = [json.loads(line) for line in archive.read("attempts.jsonl").splitlines()]
    assert [line["attempt_number"] for line in lines] == [*range(1, 15)]
