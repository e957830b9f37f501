"""What staff do to an exam's time is heard at once, and holds for who sits it (I6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx

from tests.server.exams import SPEC, examined
from tests.server.service import RunningService
from tests.server.test_events import events
from tests.server.world import World

TESTS = [{"call": "add(1, 1)", "expected": "2", "points": 1}]


def test_i06_minutes_reach_the_students_stream_and_the_staffs(service: RunningService, world: World) -> None:
    made = examined(world)
    item_id = made.running()
    student, staff = (service.client(world.login(name)) for name in ("student1", "ta"))
    before = datetime.fromisoformat(student.get(f"/items/{item_id}/sitting").json()["deadline_at"])
    params = {"class_id": str(made.class_id)}
    with student.stream("GET", "/events") as own, staff.stream("GET", "/events", params=params) as class_:
        mine, everybodys = events(own), events(class_)
        assert next(mine) == next(everybodys) == ("hello", {})
        given = staff.post(f"/items/{item_id}/sittings/extend", json={"minutes": 10})
        assert given.json() == {"running": 1, "not_started": 1}
        name, event = next(each for each in mine if each[0] == "sitting")
        heard = next(each for each in everybodys if each[0] == "sitting")
    assert (name, event) == heard
    assert set(event) == {"item_id", "student_id", "state", "deadline_at", "closed_at"}
    assert (event["item_id"], event["state"]) == (str(item_id), "running")
    assert datetime.fromisoformat(event["deadline_at"]) == before + timedelta(minutes=10)
    assert student.get(f"/items/{item_id}/sitting").json()["extra_minutes"] == 10


def test_i07_a_hand_in_is_heard_in_the_other_tab_whose_save_is_refused(
    service: RunningService, world: World
) -> None:
    made = examined(world)
    item_id = made.running()
    challenge_id = made.challenge(item_id)
    one, other = (service.client(world.login("student1")) for _ in range(2))
    release = one.post(f"/challenges/{challenge_id}/session").json()["release"]
    with other.stream("GET", "/events") as stream:
        told = events(stream)
        next(told)
        one.put(f"/challenges/{challenge_id}/draft", json={"revision": 0, "content": release})
        ended = one.post(f"/items/{item_id}/sitting/hand-in").json()
        _, event = next(each for each in told if each[0] == "sitting")
    assert (event["state"], event["closed_at"]) == ("closed", ended["closed_at"])
    refused = other.put(f"/challenges/{challenge_id}/draft", json={"revision": 1, "content": release})
    assert (refused.status_code, refused.json()["code"]) == (409, "closed")
    again = other.post(f"/items/{item_id}/sitting/hand-in")
    assert (again.status_code, again.json()["code"]) == (409, "closed")


def test_i08_who_sets_an_exam_hears_what_students_have_seen(service: RunningService, world: World) -> None:
    teacher, student = (service.client(world.login(name)) for name in ("teacher", "student1"))
    made = teacher.post("/problems/import", json={**SPEC, "title": "Seen before", "tests": TESTS}).json()[
        "version"
    ]
    practice = teacher.post("/challenges", json={"problem_version_id": made["id"]}).json()["id"]
    assert student.get(f"/challenges/{practice}").status_code == 200
    exam = {
        "title": "Final",
        "mode": "exam",
        "due_date": (datetime.now(UTC) + timedelta(hours=1)).isoformat(),
        "time_limit_mins": 30,
        "problem_version_ids": [made["id"]],
    }
    path = f"/modules/{examined(world).module_id}/assignments"
    answer = teacher.post(path, json=exam).json()
    assert answer["mode"] == "exam"
    closed, seen = sorted(answer["warnings"], key=lambda words: "already" in words)
    assert seen == "Students have seen “Seen before” already: practice for the whole school."
    assert closed.startswith("While this exam is ahead, students of this class can’t work on ")
    assert teacher.get(f"/items/{answer['id']}/contents").json()["warnings"] == answer["warnings"]
    refused = student.get(f"/challenges/{practice}")
    assert (refused.status_code, refused.json()["code"]) == (409, "embargoed")
    endless = teacher.post(path, json={**exam, "due_date": None})
    assert (endless.status_code, endless.json()["field"]) == (422, "due_date")


def test_i08_a_hint_is_not_told_again_by_a_repeated_key(service: RunningService, world: World) -> None:
    teacher, student = (service.client(world.login(name)) for name in ("teacher", "student1"))
    problem = {**SPEC, "title": "Hinted before", "tests": TESTS}
    made = teacher.post("/problems/import", json=problem).json()["version"]["id"]
    practice = teacher.post("/challenges", json={"problem_version_id": made}).json()["id"]
    key = {"Idempotency-Key": "a hint before the exam"}

    def ask() -> httpx.Response:
        return student.post(f"/challenges/{practice}/hints", json={}, headers=key)

    assert ask().json() == ask().json()
    due = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    exam = {"title": "Final", "mode": "exam", "due_date": due, "problem_version_ids": [made]}
    path = f"/modules/{examined(world).module_id}/assignments"
    assert teacher.post(path, json=exam).status_code == 201
    assert (ask().status_code, ask().json()["code"]) == (409, "embargoed")
