"""Students who hand in programs through the API and follow them until their results are read."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from uuid import UUID

from bench.engine.question import Question
from lectorium_client import Client
from lectorium_wire.authoring import Placement, ProgramImport, ProgramTest
from tests.support.programs import with_program
from tests.support.site import Site

STUDENTS = 16
PATH = "/services/lectorium/lectorium/api"
WAIT_SECONDS = 600.0
ENDED = ("completed", "error")


@dataclass
class Student:
    """Hands in on one connection; hears of results on another, and reads each."""

    token: str
    port: int
    challenge_id: UUID
    release: dict[str, Any]
    revision: int = 0
    handed_in: set[str] = field(default_factory=set)
    results: dict[str, dict[str, Any]] = field(default_factory=dict)
    stream: HTTPResponse | None = None

    def __post_init__(self) -> None:
        self.sending = self._connect()
        self.reading = self._connect()
        self.listening = self._connect()

    def _connect(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=WAIT_SECONDS)

    def _ask(self, line: HTTPConnection, method: str, path: str, body: str | None = None) -> HTTPResponse:
        headers = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        line.request(method, PATH + path, body, headers)
        answer = line.getresponse()
        assert answer.status in (200, 201), answer.read()
        return answer

    def listen(self) -> None:
        """Open the stream of events: what is handed in from now on is heard of."""
        self.stream = self._ask(self.listening, "GET", "/events")
        assert self.stream.readline()

    def hand_in(self, programs: Sequence[str]) -> None:
        """One after the other, as fast as they are taken."""
        for program in programs:
            body = {
                "type": "final_submission",
                "revision": self.revision,
                "content": with_program(self.release, program),
                "focused_seconds": 1,
            }
            path = f"/challenges/{self.challenge_id}/attempts"
            receipt = json.loads(self._ask(self.sending, "POST", path, json.dumps(body)).read())
            self.revision = receipt["revision"]
            self.handed_in.add(receipt["id"])

    def read_results(self, count: int) -> None:
        """Read a result when the stream tells that it is there, until all have come."""
        assert self.stream is not None
        wanted = len(self.results) + count
        while len(self.results) < wanted:
            line = self.stream.readline()
            assert line, "the stream of events ended"
            if line.startswith(b"event: hello"):  # some may have been missed
                for attempt_id in tuple(self.handed_in - set(self.results)):
                    self._read_result(attempt_id)
            elif line.startswith(b'data: {"'):
                event = json.loads(line[6:])
                if event["status"] in ENDED:
                    self._read_result(event["attempt_id"])

    def _read_result(self, attempt_id: str) -> None:
        answer = self._ask(self.reading, "GET", f"/attempts/{attempt_id}/result")
        result = json.loads(answer.read())
        if result["status"] not in ("queued", "processing"):
            self.results[attempt_id] = result

    def leave(self) -> None:
        """Close the lines."""
        for line in (self.sending, self.reading, self.listening):
            line.close()


@dataclass
class Burst:
    """What one burst came to, in seconds from its start."""

    count: int
    accepted: float
    graded: float

    @property
    def rate(self) -> float:
        """Submissions a second, until the last result was read."""
        return self.count / self.graded


def set_question(site: Site, question: Question) -> UUID:
    """The question as a problem in the sample class; returns its challenge."""
    teacher = site.client("teacher")
    module = teacher.outline(teacher.me().classes[0].class_id).modules[0].id
    published = teacher.import_program(
        ProgramImport(
            title=question.title,
            preamble=question.preamble,
            solution=question.solution,
            tests=[
                ProgramTest(name=name, call=call, expected=expected)
                for name, call, expected in question.tests
            ],
            place=Placement(module_id=module),
        )
    )
    assert published.challenge_id is not None, published.report
    return published.challenge_id


def enroll(site: Site, challenge_id: UUID, count: int = STUDENTS) -> list[Student]:
    """Students with an open session, who listen."""
    names = site.add_students(site.client("teacher").me().classes[0].class_id, count)
    students = []
    for name in names:
        token = site.token(name)
        with Client(site.url, token) as client:
            release = client.open_session(challenge_id).release
        students.append(Student(token, site.ports()["api"], challenge_id, release))
        students[-1].listen()
    return students


def burst(students: Sequence[Student], programs: Sequence[str]) -> Burst:
    """All programs at once, shared by the students; returns when the last result has been read."""
    shares = [programs[place :: len(students)] for place in range(len(students))]
    gate = threading.Barrier(2 * len(students) + 1)

    def send(student: Student, share: Sequence[str]) -> float:
        gate.wait()
        student.hand_in(share)
        return time.perf_counter()

    def read(student: Student, share: Sequence[str]) -> float:
        gate.wait()
        student.read_results(len(share))
        return time.perf_counter()

    with ThreadPoolExecutor(2 * len(students)) as pool:
        sent = [pool.submit(send, *each) for each in zip(students, shares, strict=True)]
        got = [pool.submit(read, *each) for each in zip(students, shares, strict=True)]
        gate.wait()
        begin = time.perf_counter()
        accepted = max(each.result() for each in sent) - begin
        graded = max(each.result() for each in got) - begin
    for student in students:
        assert student.handed_in == set(student.results)
        student.handed_in.clear()
        student.results.clear()
    return Burst(len(programs), accepted, graded)
