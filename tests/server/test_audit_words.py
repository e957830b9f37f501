"""The audit page speaks in words: every action, values and moments, and an order that only turned."""

from __future__ import annotations

import re
import uuid
from typing import Any

from sqlalchemy import select

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.home import api as home
from lectorium.rooms.people import api as people
from lectorium.rooms.people.api import AuditEvent
from lectorium_server.pages.audit_texts import act, changes, notes, of_kind
from lectorium_server.pages.audit_words import ACTIONS, TARGETS
from tests.docs import DOCS, ROOT
from tests.server.service import RunningService
from tests.server.test_forms import Browser
from tests.server.world import World

TARGET = re.compile(r'record\(\s*[\w.]+,\s*[\w.]+,\s*f?[\w."{}]+,\s*"(\w+)"')


def event(**said: Any) -> AuditEvent:
    usual = {"action": "item.change", "target_type": "content_item", "target_ids": [], "meta_data": {}}
    return AuditEvent(**{**usual, **said})


def test_every_documented_action_has_words() -> None:
    page = (DOCS / "reference/audit.md").read_text()
    assert set(re.findall(r"^\| `([a-z._]+)`", page, re.MULTILINE)) == set(ACTIONS)


def test_every_kind_of_thing_has_words() -> None:
    rooms = (ROOT / "grader_service/lectorium/rooms").rglob("*.py")
    kinds = {kind for path in rooms for kind in TARGET.findall(path.read_text())}
    assert len(kinds) > 8
    assert kinds <= set(TARGETS)


def test_what_was_done_and_to_what() -> None:
    assert act(event(action="class.view_as")) == "looked at the class as a student"
    assert of_kind(event(target_type="override")) == "exception"


def test_moments_are_told_in_the_zone_and_values_in_words() -> None:
    one = event(
        before={"due_date": "2020-11-20T15:00:00.004009+00:00", "role": "ta", "is_published": False},
        after={"due_date": None, "role": "student", "is_published": True},
        meta_data={"reason": "", "minutes": 10},
    )
    assert changes(one, {}, "Europe/Berlin") == [
        ("due", "Fri 20 Nov 2020, 16:00", "none"),
        ("role", "assistant", "student"),
        ("shown to students", "no", "yes"),
    ]
    assert notes(one, {}) == [("minutes", "10")]


def test_how_many_is_told_before_each() -> None:
    brought = event(
        action="roster.import", after={"ada": {"role": "student"}, "created": 1, "ben": {"role": "ta"}}
    )
    assert [name for name, _, _ in changes(brought, {})] == ["accounts made", "ada › role", "ben › role"]


def test_an_order_is_told_by_names_or_summed_up() -> None:
    first, second = [str(uuid.uuid4()) for _ in range(2)], [str(uuid.uuid4()) for _ in range(6)]
    modules = [str(uuid.uuid4()) for _ in range(2)]
    names = {modules[0]: "Week 1", modules[1]: "Week 2", first[0]: "Reading", first[1]: "Quiz"}

    def order(*items: list[str]) -> dict[str, Any]:
        said = [{"id": id_, "items": its} for id_, its in zip(modules, items, strict=True)]
        return {"revision": 1, "modules": said}

    turned = event(before=order(first, second), after=order(first[::-1], second[::-1]))
    assert changes(turned, names) == [
        ("Week 1", "Reading, Quiz", "Quiz, Reading"),
        ("Week 2", "", "another order of 6 items"),
    ]


def test_ids_without_names_are_counted() -> None:
    runs = event(
        action="regrade.apply_batch",
        before={str(uuid.uuid4()): str(uuid.uuid4()) for _ in range(3)},
        after={str(uuid.uuid4()): str(uuid.uuid4()) for _ in range(3)},
    )
    assert changes(runs, {}) == [("others", "3 entries", "3 entries")]


def test_only_what_people_understand_is_said() -> None:
    problem, school = str(uuid.uuid4()), str(uuid.uuid4())
    model = event(
        action="tutor.model_changed", after={"name": "Small", "settings": {"v": 1, "max_tokens": 9}}
    )
    assert act(model) == "added a model of the tutor"
    assert act(event(action="tutor.model_changed", before={}, after={})) == "changed a model of the tutor"
    assert changes(model, {}) == [("name", "", "Small"), ("settings › tokens it may write", "", "9")]
    grade = event(
        before={"score": None, "adjustment": "0.0000"}, after={"score": "11.5000", "adjustment": "2"}
    )
    assert changes(grade, {}) == [("score", "none", "11.5"), ("points added", "0", "2")]
    erased = event(action="user.erased", after={"rows": {"enrollments": 2, "users": 1}})
    assert [name for name, _, _ in changes(erased, {})] == [
        "gone or changed › their place in each class",
        "gone or changed › name, username, address, password and all else of the account",
    ]
    policy = event(
        before={"model_id": None, "help_level": "steps"},
        after={"model_id": problem, "help_level": None},
        meta_data={"scope": "organization", "scope_id": school},
    )
    names = {problem: "Small 1", school: "Our school"}
    assert changes(policy, names) == [
        ("model", "not said here", "Small 1"),
        ("help", "hints in steps", "not said here"),
    ]
    assert notes(policy, names) == [("holds for", "the school"), ("namely", "Our school")]


def test_a_problem_is_called_as_its_newest_version(world: World) -> None:
    with world.database.transaction() as session:
        version = authoring.ProblemVersion
        of_problem = select(version.title).where(version.problem_id == world.version.problem_id)
        newest = session.scalars(of_problem.order_by(version.number.desc()).limit(1)).one()
        school = world.school.organization_id
        about = event(after={"problem": str(world.version.problem_id)}, meta_data={"scope_id": str(school)})
        names = home.names_in(session, [about])
    assert names[str(world.version.problem_id)] == newest
    assert str(school) in names


def test_the_trail_names_the_student_the_item_and_the_class(service: RunningService, world: World) -> None:
    """Of what has no name of its own, such as an exception, and on the school's page in which class."""
    student, item = world.school.users["student2"], world.item_id
    with world.database.transaction() as session:
        teacher = world.school.actor("teacher")
        made = authoring.put_student_override(session, teacher, item, student.id, {"max_attempts": None})
        title, klass = made.item.title, courses.access(session, teacher, world.school.class_id).klass.name
    for login, base in (("teacher", f"/classes/{world.school.class_id}"), ("admin", "")):
        page = Browser(service, world.login(login)).get(f"{base}/audit?target_id={made.override.id}").text
        assert f">{student.name}, {title}</a>" in page
        assert (f"in {klass}</span>" in page) == (base == "")
    csv = Browser(service, world.login("admin")).get(f"/audit.csv?target_id={made.override.id}").text
    assert f",{world.school.class_id},override." in csv


def test_saving_a_place_as_it_is_leaves_no_empty_event(service: RunningService, world: World) -> None:
    teacher = Browser(service, world.login("teacher"))
    base = f"/classes/{world.school.class_id}"
    with world.database.transaction() as session:
        place = courses.find_enrollment(session, world.school.class_id, world.school.users["student2"].id)
        assert place is not None
        person, factor = f"{base}/people/{place.id}", place.time_multiplier
    teacher.send(person, person, role="student", time_multiplier=str(factor))
    trail = f"{base}/audit?action=enrollment&target_id={place.id}"
    before = teacher.get(trail).text.count("enrollment.change")
    teacher.send(person, person, role="student", time_multiplier=str(factor))
    assert teacher.get(trail).text.count("enrollment.change") == before
    teacher.send(person, person, role="student", time_multiplier=str(factor + 1))
    text = teacher.get(trail).text
    assert text.count("enrollment.change") == before + 1
    assert '<td title="enrollment.change">changed somebody&#39;s place</td>' in text
    assert "factor of exam time:" in text
    teacher.send(person, person, role="student", time_multiplier=str(factor))


def test_g3_no_way_to_read_the_trail_tells_who_decided_about_research(
    service: RunningService, world: World
) -> None:
    student, admin = world.fresh_student(), world.login("admin")
    with world.database.transaction() as session:
        actor = people.Actor(student, world.school.organization_id, "student", "Quietly Consenting")
        (asked,) = people.own_consents(session, actor)
        people.set_consent(session, actor, "research", given=True, text_version=asked.text_version)
    found = "?who=Quietly"
    assert service.client(admin).get(f"audit{found}").json()["items"] == []
    for page in (f"/audit{found}", f"/audit.csv{found}"):
        assert "Quietly Consenting" not in Browser(service, admin).get(page).text
