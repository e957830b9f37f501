"""What a teacher and an administrator do with people and classes."""

from __future__ import annotations

import inspect
import uuid
from typing import get_type_hints

import pytest

from lectorium_client import Client, Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from lectorium_client.classes import ClassChanges, EnrollmentChanges
from lectorium_client.content import ItemChanges, ModuleChanges, Placing, Setting
from lectorium_client.contents import PlaceChanges, SettingsChanges
from lectorium_client.grades import GradeChanges
from lectorium_client.overrides import Exceptional
from lectorium_client.people import UserChanges
from lectorium_wire import authoring, contents, courses, gradebook, overrides, people
from tests.client.fixtures import As
from tests.server.service import RunningService
from tests.server.world import World


def test_it_says_who_i_am_and_where(teacher: Client, world: World) -> None:
    me = teacher.me()

    assert me.username == world.login("teacher")
    assert [place.class_id for place in me.classes] == [world.school.class_id]
    assert teacher.health().status == "ok"


def test_a_class_is_made_filled_and_archived(client_of: As, world: World) -> None:
    with client_of("teacher") as teacher, client_of("stranger") as stranger:
        made = teacher.create_class("Graphs", section="Fall 2026", time_zone="Europe/Berlin")
        joined = stranger.join_class(str(made.join_code).lower())
        renewed = teacher.rotate_join_code(made.id)
        place = teacher.enroll(made.id, world.login("student1"))
        dropped = teacher.change_enrollment(place.id, status="dropped")
        archived = teacher.change_class(made.id, is_archived=True)

        assert (joined.id, joined.my_role) == (made.id, "student")
        assert renewed.join_code != made.join_code
        assert dropped.status == "dropped"
        assert (archived.is_archived, archived.section) == (True, "Fall 2026")
        assert [each.person.username for each in teacher.enrollments(made.id)] == sorted(
            [world.login("stranger"), world.login("teacher")]
        )


def test_modules_are_made_moved_and_removed(teacher: Client) -> None:
    class_id = teacher.create_class("Modules").id
    first, second = teacher.create_module(class_id, "One"), teacher.create_module(class_id, "Two")
    teacher.change_module(second.id, order_index=first.order_index, title="Zero")
    teacher.delete_module(first.id)

    assert [module.title for module in teacher.outline(class_id).modules] == ["Zero"]


def test_a_roster_is_tried_before_it_is_brought(teacher: Client) -> None:
    class_id = teacher.create_class("Rosters").id
    name = f"r{uuid.uuid4().hex[:10]}"
    csv = f"username,email,name\n{name},{name}@example.org,Some Body\n"

    tried, done = teacher.import_roster(class_id, csv), teacher.import_roster(class_id, csv, dry_run=False)

    assert (tried.applied, done.applied) == (False, True)
    assert [place.person.username for place in teacher.enrollments(class_id, search=name)] == [name]


def test_lists_longer_than_a_page_come_whole(client_of: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lectorium_client.transport.PAGE", 3)
    users = client_of("admin").users()

    names = [user.username for user in users]

    assert len(list(users.pages())) == -(-len(names) // 3) > 1
    assert names == sorted(set(names))
    assert users.first() == next(iter(users))


def test_an_administrator_makes_and_closes_accounts(client_of: As, world: World) -> None:
    admin, new = client_of("admin"), world.new_user()
    made = admin.create_user(**new, password="long enough to pass")

    assert admin.change_user(made.id, disabled=True).disabled
    assert [user.id for user in admin.users(new["username"])] == [made.id]


def test_errors_say_what_is_wrong_and_where(
    service: RunningService, client_of: As, world: World, teacher: Client
) -> None:
    with (
        pytest.raises(NotSignedIn, match=r"not signed in.*unauthorized, 401"),
        Client(service.api, "wrong") as nobody,
    ):
        nobody.me()
    with pytest.raises(NotFound) as missing:
        client_of("other").get_class(world.school.class_id)
    with pytest.raises(NotAllowed) as refused:
        client_of("student1").create_class("Mine")
    with pytest.raises(Conflict) as conflict:
        teacher.delete_module(world.school.module_id)
    with pytest.raises(Invalid) as unknown:
        teacher.create_class("Times", time_zone="Mars/Olympus")

    assert (missing.value.status, refused.value.status, conflict.value.status) == (404, 403, 409)
    assert (unknown.value.status, unknown.value.field) == (422, "time_zone")
    assert "field time_zone" in str(unknown.value)


def test_what_cannot_fit_is_refused_before_it_is_sent(teacher: Client) -> None:
    with pytest.raises(Invalid, match="Nothing was sent") as error:
        teacher.create_class("")

    assert error.value.field == "name"


CHANGES = {
    UserChanges: people.UserPatch,
    ClassChanges: courses.ClassPatch,
    EnrollmentChanges: courses.EnrollmentPatch,
    ModuleChanges: courses.ModulePatch,
    ItemChanges: authoring.ItemPatch,
    SettingsChanges: contents.SettingsPatch,
    PlaceChanges: contents.PlacePatch,
    GradeChanges: gradebook.GradePatch,
    Exceptional: overrides.OverridePut,
}


@pytest.mark.parametrize(("given", "shape"), CHANGES.items(), ids=lambda each: each.__name__)
def test_everything_that_may_change_can_be_said(given: type, shape: type[people.UserPatch]) -> None:
    assert set(get_type_hints(given)) == set(shape.model_fields)


def test_every_rule_of_an_assignment_can_be_said() -> None:
    placing = set(authoring.Placement.model_fields) - {"module_id", "title"}
    setting = set(authoring.AssignmentCreate.model_fields) - {"title", "problem_version_ids"}

    assert set(get_type_hints(Placing)) == placing
    assert set(get_type_hints(Setting)) == setting


def test_every_call_says_what_it_does() -> None:
    calls = inspect.getmembers(Client, inspect.isfunction)

    assert [name for name, call in calls if not name.startswith("_") and not inspect.getdoc(call)] == []


def test_sections_are_filled_and_a_class_copied_and_seen_as_a_student(client_of: As, world: World) -> None:
    with client_of("teacher") as teacher:
        made = teacher.create_class("Sections")
        student = teacher.enroll(made.id, world.login("student1"))
        assistant = teacher.enroll(made.id, world.login("ta"), "ta")
        section = teacher.create_label(made.id, "Monday", "section")
        filled = teacher.put_students(section.id, [student.id])
        confined = teacher.change_enrollment(assistant.id, section_ids=[section.id])
        longer = teacher.change_enrollment(student.id, time_multiplier=1.25)
        renamed = teacher.rename_label(section.id, "Tuesday")
        extra = teacher.create_label(made.id, "Extra")
        teacher.delete_label(extra.id)

        assert (filled.students, renamed.name, float(longer.time_multiplier)) == (1, "Tuesday", 1.25)
        assert [each.name for each in confined.sections] == ["Monday"]
        assert [each.name for each in teacher.labels(made.id)] == ["Tuesday"]
        assert [each.id for each in teacher.enrollments(made.id, label_id=section.id)] == [student.id]

        module = teacher.create_module(made.id, "Week 1")
        copied = teacher.copy_class(made.id, "Next term", section="Fall", days=364)
        teacher.close_joining(copied.id)
        assert (copied.copied_from_id, teacher.get_class(copied.id).join_code) == (made.id, None)
        assert [each.title for each in teacher.outline(copied.id).modules] == [module.title]

        with teacher.as_student(made.id, student.person.id) as seen:
            assert seen.get_class(made.id).my_role == "student"
            with pytest.raises(NotAllowed):
                seen.me()
        actions = [event.action for event in teacher.class_events(made.id, text="as ")]
        assert "class.view_as" in actions
    with client_of("admin") as admin:
        assert next(iter(admin.school_events(action="class"))).action.startswith("class.")
