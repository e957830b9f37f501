"""1,343 real students' programs through the API: nothing lost, nothing doubled, labels agreed with."""

from __future__ import annotations

import gzip
import json
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from lectorium.kit.database import Database
from lectorium_client import Client
from lectorium_wire.authoring import Placement, ProgramImport, ProgramTest
from tests.support.programs import with_program
from tests.support.site import Site

STUDENTS = 8
DRAIN_SECONDS = 900
QUESTION = 1


@dataclass(frozen=True)
class Program:
    """A student's program and what its course said of it."""

    id: str
    label: str
    code: str


def programs(folder: Path) -> list[Program]:
    with gzip.open(folder / f"question_{QUESTION}.jsonl.gz", "rt") as lines:
        return [Program(**json.loads(line)) for line in lines]


def publish(teacher: Client, folder: Path) -> tuple[UUID, UUID]:
    """The question as a program problem in the sample class; returns challenge and class."""
    question = json.loads((folder / f"question_{QUESTION}.json").read_text())
    class_id = teacher.me().classes[0].class_id
    module_id = teacher.create_module(class_id, "Real programs").id
    published = teacher.import_program(
        ProgramImport(
            title=question["description"].strip(),
            preamble=question["preamble"],
            solution=question["reference"][0]["code"],
            tests=[
                ProgramTest(name=t["id"], call=t["call"], expected=t["expected"]) for t in question["tests"]
            ],
            place=Placement(module_id=module_id),
        )
    )
    assert published.report.ok
    assert published.challenge_id is not None
    return published.challenge_id, class_id


def hand_in(site: Site, name: str, challenge_id: UUID, share: list[Program]) -> Iterator[tuple[UUID, str]]:
    """One student hands in many programs, one after the other; yields attempt and program id."""
    client = site.client(name)
    release = client.open_session(challenge_id).release
    revision = 0
    for program in share:
        receipt = client.submit(challenge_id, with_program(release, program.code), revision=revision)
        revision = receipt.revision
        yield receipt.id, program.id


def drain(database: Database, challenge_id: UUID) -> None:
    """Wait until every attempt has a terminal run."""
    waiting = text("""
        SELECT count(*) FROM grading_runs r JOIN submission_attempts a ON a.id = r.attempt_id
        WHERE a.challenge_id = :challenge AND r.is_current AND r.status IN ('queued', 'processing')
    """)
    end = time.monotonic() + DRAIN_SECONDS
    while True:
        with database.transaction() as session:
            left = session.scalar(waiting, {"challenge": challenge_id})
        if not left:
            return
        assert time.monotonic() < end, f"{left} are still waiting after {DRAIN_SECONDS} s"
        time.sleep(1)


GRADED = text("""
    SELECT a.id, r.passed, r.total, extract(epoch FROM r.finished_at - a.accepted_at) AS waited, r.status
    FROM submission_attempts a JOIN grading_runs r ON r.attempt_id = a.id AND r.is_current
    WHERE a.challenge_id = :challenge
""")


@pytest.mark.timeout(1500)
def test_real_programs_are_judged_as_their_course_judged_them(site: Site, shared_data: Path) -> None:
    folder = shared_data / "student_programs"
    everything = programs(folder)
    challenge_id, class_id = publish(site.client("teacher"), folder)
    names = site.add_students(class_id, STUDENTS)
    shares = [everything[number::STUDENTS] for number in range(STUDENTS)]
    begin = time.monotonic()
    with ThreadPoolExecutor(STUDENTS) as pool:
        jobs = [
            pool.submit(lambda n, s: list(hand_in(site, n, challenge_id, s)), name, share)
            for name, share in zip(names, shares, strict=True)
        ]
        whose = {attempt: program for job in jobs for attempt, program in job.result()}
    accepted = time.monotonic() - begin
    database = Database(site.settings().database_url)
    drain(database, challenge_id)
    graded = time.monotonic() - begin
    with database.transaction() as session:
        rows = session.execute(GRADED, {"challenge": challenge_id}).all()
    database.close()
    _report(len(everything), accepted, graded, [float(row.waited) for row in rows])
    assert len(whose) == len(everything)
    assert Counter(row.id for row in rows) == Counter(whose.keys())
    assert {row.status for row in rows} == {"completed"}
    verdicts = {whose[row.id]: row.passed == row.total for row in rows}
    differing = [each.id for each in everything if verdicts[each.id] != (each.label == "correct")]
    assert differing == []


def _report(count: int, accepted: float, graded: float, waited: list[float]) -> None:
    print(
        f"\n{count} programs: accepted in {accepted:.1f} s ({count / accepted:.1f}/s), "
        f"all graded after {graded:.1f} s ({count / graded:.1f}/s); from accepted to graded "
        f"median {statistics.median(waited):.2f} s, "
        f"95th percentile {statistics.quantiles(waited, n=20)[-1]:.2f} s"
    )
