"""Real programs under few tests and then under all: who loses is who their course called wrong."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lectorium.kit.database import Database
from lectorium.kit.paging import PageRequest
from lectorium.rooms.analytics import api as analytics
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.grading import api as grading
from lectorium.sandbox import Sandbox
from lectorium.storage import ObjectStore
from tests.support.people import School
from tests.support.regrading import Regrading

EVERY = 13
"""Of 1,343 programs every thirteenth: 104 of them."""
FEW = 1


@pytest.fixture
def question(shared_data: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((shared_data / "student_programs/question_1.json").read_text())
    return loaded


@pytest.fixture
def programs(shared_data: Path) -> list[dict[str, str]]:
    with gzip.open(shared_data / "student_programs/question_1.jsonl.gz", "rt") as lines:
        return [json.loads(line) for line in lines][::EVERY]


@pytest.fixture
def regrading(
    database: Database, store: ObjectStore, sandbox: Sandbox, school: School, question: dict[str, Any]
) -> Regrading:
    """The question with few of its tests, then with all."""
    made = Regrading(database, store, sandbox, school)
    tests = [
        {"name": each["id"], "call": each["call"], "expected": each["expected"], "points": 1}
        for each in question["tests"]
    ]
    spec = {
        "title": "Search",
        "preamble": question["preamble"],
        "solution": question["reference"][0]["code"],
    }
    made.publish(1, **spec, tests=tests[:FEW])
    made.publish(2, **spec, tests=tests)
    made.set()
    return made


def pages(fetch: Any) -> Iterator[Any]:
    """All items of a list, page by page."""
    after = None
    while True:
        found = fetch(PageRequest(50, after))
        yield from found.items
        after = found.next
        if after is None:
            return


def test_the_wrong_ones_lose_and_nobody_else(regrading: Regrading, programs: list[dict[str, str]]) -> None:
    sources = [each["code"] for each in programs]
    attempts = [regrading.hand_in("student1", source)[0] for source in sources]
    teacher = regrading.school.actor("teacher")
    before = regrading.seen()
    begun = time.monotonic()
    regrade_id = regrading.preview()
    took = time.monotonic() - begun
    assert regrading.seen() == before

    with regrading.database.transaction() as session:
        rows = list(pages(lambda page: grading.list_attempts(session, teacher, regrade_id, page)))
        quality = analytics.suite_quality(session, teacher, regrading.challenge_id, regrading.versions[2])
        doubtful = list(
            pages(
                lambda page: analytics.doubtful_attempts(
                    session, teacher, regrading.challenge_id, page, regrading.versions[2]
                )
            )
        )
    label = dict(zip(attempts, (each["label"] for each in programs), strict=True))
    passed_few = {row.item.attempt_id for row in rows if row.item.old_score == row.item.old_max_score}
    wrong = {attempt_id for attempt_id in attempts if label[attempt_id] == "wrong"}
    losing = {row.item.attempt_id for row in rows if row.item.outcome == "loses"}
    all_right = {row.item.attempt_id for row in rows if row.item.new_score == row.item.new_max_score}
    print(
        f"\n{len(programs)} programs, {len(wrong)} called wrong; {len(passed_few)} pass {FEW} test, "
        f"{len(all_right)} pass all {len(quality.tests)}; {len(losing)} lose; previewed in {took:.1f} s"
    )
    assert all_right == set(attempts) - wrong
    assert losing == wrong & passed_few
    assert {row.attempt_id for row in doubtful} == losing
    assert {row.doubt for row in doubtful} == {"fails_now"}
    assert (quality.attempts, quality.passed_all) == (len(programs), len(all_right))
    for test in quality.tests:
        assert test.discrimination is not None
        print(
            f"  {test.name}: {test.pass_share:.0%} pass, discrimination {test.discrimination:.2f}, "
            f"upper - lower {test.upper_lower:.2f}, same as {', '.join(test.same_as) or 'none'}"
        )

    regrading.act(grading.start_apply, regrade_id)
    grading.regrade(regrading.database, regrade_id)
    with regrading.database.transaction() as session:
        student = regrading.school.users["student1"].id
        best = gradebook.best_attempts(session, student, [regrading.challenge_id])
    assert best[regrading.challenge_id].attempt_id in all_right
    regrading.undo(regrade_id)
    assert regrading.seen() == before
