"""The main job from Python: publish a file, work, run tests, submit, read the result, see the grade."""

from __future__ import annotations

import json
import threading
from concurrent.futures import Future
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from lectorium.rooms.submissions import api as submissions
from lectorium_client import Client, Conflict, Hello, Invalid, NotFound, PublishRefused
from lectorium_client.publishing import attached, read_notebook
from lectorium_wire.authoring import ProgramImport
from lectorium_wire.grading import GradingEvent
from tests.client.fixtures import As
from tests.server.world import PROGRAM, World
from tests.support.notebooks import RIGHT, SOURCE, WRONG, answered, cell, notebook

READS = cell(
    "code", "%matplotlib inline\nwith open('data/rides.csv') as file:\n    rides = file.read()\nassert rides"
)
SHOWS = cell(
    "markdown", "![a map](data/map.png) of [rides](https://example.org/map.png), and `../secret.csv`"
)


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    """A notebook beside the files it needs and others that it doesn't."""
    (tmp_path / "data").mkdir()
    for name in ("data/rides.csv", "data/map.png", "data/unused.csv", "helper.py"):
        (tmp_path / name).write_bytes(b"12\n")
    path = tmp_path / "lesson.ipynb"
    path.write_text(json.dumps(notebook(SHOWS, READS, *SOURCE["cells"], cell("code", "'helper.py'"))))
    return path


def set_lesson(teacher: Client, lesson: Path, world: World, **setting: Any) -> Any:
    module = teacher.outline(world.school.class_id).modules[0].title
    return teacher.publish(lesson, class_id=world.school.class_id, module=module.upper(), **setting)


def test_a_notebook_takes_the_files_it_mentions(lesson: Path) -> None:
    assert [file.name for file in attached(lesson, read_notebook(lesson))] == [
        "data/map.png",
        "data/rides.csv",
    ]


@pytest.mark.usefixtures("worker")
def test_the_main_job(client_of: As, lesson: Path, world: World) -> None:
    teacher, student = client_of("teacher"), client_of("student1")
    published = set_lesson(teacher, lesson, world, title="Doubling again", max_attempts=3)
    assert teacher.check(lesson, run_solution=False).ok

    work = student.open_session(published.challenge_id)
    assert sorted(file.name for file in work.files) == ["data/map.png", "data/rides.csv"]
    assert student.draft(published.challenge_id) is None
    saved = student.save_draft(published.challenge_id, answered(work.release, WRONG), revision=0)
    tried = student.submit(
        published.challenge_id, answered(work.release, WRONG), revision=saved.revision, type="test_run"
    )
    assert student.wait_for_result(tried.id, 120).passed == 0

    handed_in = student.submit(published.challenge_id, answered(work.release, RIGHT), revision=tried.revision)
    result = student.wait_for_result(handed_in.id, 120)
    assert (result.status, result.score) == ("completed", Decimal(3))
    assert [attempt.id for attempt in student.attempts(published.challenge_id)] == [handed_in.id, tried.id]
    assert student.attempt(handed_in.id).status == "completed"
    assert [entry.revision for entry in student.history(published.challenge_id)] == [2, 1]
    assert student.saved_state(published.challenge_id, 1).sha256 == saved.sha256 != handed_in.sha256
    student.close_session(published.challenge_id)

    check_the_grade(teacher, student, published.item_id, world)
    assert student.challenge(published.challenge_id).attempts_left == 2


def check_the_grade(teacher: Client, student: Client, item_id: Any, world: World) -> None:
    student_id, class_id = world.student_id, world.school.class_id
    changed = teacher.change_grade(item_id, student_id, adjustment=-0.5, feedback="Well done")
    assert (changed.score, changed.feedback) == (Decimal("2.5"), "Well done")
    assert teacher.grade(item_id, student_id) == changed
    teacher.return_grades(item_id)

    book = teacher.gradebook(class_id)
    column = [column.item_id for column in book.columns].index(item_id)
    rows = {row.student.username: row.grades[column] for row in book.rows}
    mine = next(line.grade for line in student.my_grades(class_id).grades if line.item_id == item_id)
    assert mine is not None
    assert rows[world.login("student1")] is not None
    assert mine.score == Decimal("2.5")
    assert [
        row.score
        for row in teacher.attempt_rows(class_id)
        if row.item_id == item_id and row.type != "test_run"
    ] == [3]
    assert {row.test: row.pass_count for row in teacher.test_rows(class_id) if row.item_id == item_id} == {
        "test_double": 1,
        "test_zero": 1,
    }


def test_an_attempt_that_waits_is_in_the_rows(
    teacher: Client, student: Client, lesson: Path, world: World
) -> None:
    """No result yet is no reason to answer nobody. Handed in past the queue: no worker hears of it."""
    published = set_lesson(teacher, lesson, world, title="Waiting")
    work = student.open_session(published.challenge_id)
    with world.database.transaction() as session:
        attempt = submissions.submit(
            session,
            world.store,
            world.school.actor("student1"),
            published.challenge_id,
            type="final_submission",
            revision=0,
            content=work.release,
        ).attempt

    rows = [row for row in teacher.attempt_rows(world.school.class_id) if row.attempt_id == attempt.id]

    assert [(row.status, row.score) for row in rows] == [("queued", None)]
    with pytest.raises(TimeoutError, match="It is safe"):
        student.wait_for_result(attempt.id, timeout=0.3)


def test_a_stale_draft_is_refused_with_the_newer_one(student: Client, world: World) -> None:
    work, base = world.fresh_work(), world.revision()
    saved = student.save_draft(world.challenge_id, work, revision=base)
    with pytest.raises(Conflict) as error:
        student.save_draft(world.challenge_id, world.fresh_work(), revision=base)

    assert error.value.code == "draft_conflict"
    assert error.value.current is not None
    assert error.value.current["revision"] == saved.revision


def test_a_refused_notebook_says_why_cell_by_cell(teacher: Client, tmp_path: Path) -> None:
    path = tmp_path / "bad.ipynb"
    path.write_text(json.dumps(notebook(*SOURCE["cells"], SOURCE["cells"][-1])))

    with pytest.raises(PublishRefused, match=r"error in cell \d: ") as error:
        teacher.publish(path)

    assert not error.value.report.ok


def test_where_it_goes_must_be_said_whole(
    teacher: Client, lesson: Path, world: World, tmp_path: Path
) -> None:
    with pytest.raises(NotFound, match="It has: “Week 1”"):
        teacher.publish(lesson, class_id=world.school.class_id, module="Week 99")
    with pytest.raises(ValueError, match="needs the class_id"):
        teacher.publish(lesson, module="Week 1")
    with pytest.raises(ValueError, match="Say the module too"):
        teacher.publish(lesson, class_id=world.school.class_id)
    (tmp_path / "list.ipynb").write_text("[]")
    with pytest.raises(ValueError, match="isn't a notebook"):
        teacher.publish(tmp_path / "list.ipynb")


def test_problems_have_versions_and_are_set_again(teacher: Client, lesson: Path, world: World) -> None:
    first = teacher.publish(lesson, title="Versions", files=["data/rides.csv"])
    changed = notebook(READS, *SOURCE["cells"])
    files = attached(lesson, changed)
    second = teacher.publish_version(first.version.problem_id, changed, title="Versions", files=files)
    item = teacher.create_assignment(world.school.module_id, "Both", [first.version.id, second.version.id])
    moved = teacher.change_item(item.id, title="Renamed", max_attempts=2)

    assert [version.number for version in teacher.problem_versions(first.version.problem_id)] == [2, 1]
    assert teacher.problem(first.version.problem_id).latest_number == 2
    assert teacher.problem_version(second.version.id).points_total == 3
    assert "BEGIN SOLUTION" in json.dumps(teacher.version_notebook(first.version.id))
    assert "BEGIN SOLUTION" not in json.dumps(teacher.version_notebook(first.version.id, release=True))
    assert first.version.problem_id in [card.id for card in teacher.problems("Versions")]
    assert (moved.title, len(teacher.item(item.id).challenge_ids)) == ("Renamed", 2)


def test_practice_is_offered_hinted_and_taken_away(teacher: Client, student: Client) -> None:
    published = teacher.import_program(ProgramImport.model_validate(PROGRAM))
    challenge = teacher.create_challenge(published.version.id, "Practice sums")
    hints = [student.next_hint(challenge.id).step for _ in PROGRAM["hints"]]

    assert challenge.id in [card.id for card in student.challenges()]
    assert hints == [hint.step for hint in student.hints(challenge.id).items] == [1, 2]
    with pytest.raises(NotFound) as error:
        student.next_hint(challenge.id)
    assert error.value.code == "no_more_hints"
    teacher.delete_challenge(challenge.id)
    assert challenge.id not in [card.id for card in student.challenges()]


def test_what_was_handed_in_can_be_read(teacher: Client, world: World) -> None:
    assert teacher.result(world.attempt_id).status == "completed"
    assert "cells" in teacher.attempt_notebook(world.attempt_id)
    assert teacher.up_next().items == []
    assert teacher.gpus().devices == []


@pytest.mark.usefixtures("worker")
def test_staff_are_told_when_a_student_is_graded(client_of: As, world: World) -> None:
    teacher, student = client_of("teacher"), client_of("student1")
    hello, mine = threading.Event(), Future[UUID]()

    def listen() -> None:
        for event in teacher.events(world.school.class_id):
            if isinstance(event, Hello):
                hello.set()
            elif (
                isinstance(event, GradingEvent)
                and event.status == "completed"
                and event.attempt_id == mine.result(60)
            ):
                return  # the class has other attempts that end, too

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    assert hello.wait(60)
    mine.set_result(student.submit(world.challenge_id, world.fresh_work(), revision=world.revision()).id)
    thread.join(60)
    assert not thread.is_alive()


def test_a_module_by_its_id_and_a_bad_due_date(teacher: Client, lesson: Path, world: World) -> None:
    with pytest.raises(Invalid) as error:
        teacher.publish(lesson, module=world.school.module_id, due_date="tomorrow")  # type: ignore[arg-type]
    assert error.value.field == "due_date"
