"""My own data and the research view from Python: a file that is whole or not there, and frames."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from lectorium.rooms.people import api as people
from lectorium_client import Client, Conflict, NotAllowed
from tests.client.fixtures import As
from tests.server.privacy import a_request, last_asked
from tests.server.world import World
from tests.support.journeys import converse


def test_g1_my_data_is_a_file(teacher: Client, world: World, tmp_path: Path) -> None:
    path = teacher.export(tmp_path / "mine.zip")
    with ZipFile(path) as archive:
        account = json.loads(archive.read("account.jsonl"))
        assert json.loads(archive.read("contents.json"))["files"]["account.jsonl"]["lines"] == 1
    assert account["username"] == world.school.users["teacher"].username
    with teacher.as_student(world.school.class_id, world.student_id) as other, pytest.raises(NotAllowed):
        other.export(tmp_path / "theirs.zip")
    assert [file.name for file in tmp_path.iterdir()] == ["mine.zip"]


def test_g3_the_research_view_is_two_frames(teacher: Client, client_of: As, world: World) -> None:
    class_id, researcher = world.school.class_id, client_of("researcher")
    with world.database.transaction() as session:
        for _ in range(5):
            student = people.Actor.of(session.get_one(people.User, world.fresh_student()))
            people.set_consent(session, student, "research", given=True, text_version=2)
            converse(session, student.user_id, world.challenge_id, kind="explain")
    teacher.add_researcher(class_id, world.school.users["researcher"].username)
    assert [each.person.name for each in teacher.researchers(class_id)] == ["Researcher"]
    assert [klass.id for klass in researcher.research_classes()] == [class_id]
    view = researcher.research(class_id)
    asked, counted = view.conversations(), view.summary()
    assert counted[["kind", "people", "questions"]].to_numpy().tolist() == [["explain", 5, 5]]
    assert len(asked) == asked["person"].nunique() == 5
    empty = world.fresh_class()
    teacher.add_researcher(empty, world.school.users["researcher"].username)
    with pytest.warns(UserWarning, match="fewer than five students"):
        assert researcher.research(empty).conversations().empty
    teacher.remove_researcher(empty, world.school.users["researcher"].id)
    teacher.remove_researcher(class_id, world.school.users["researcher"].id)
    assert researcher.research_classes() == []


def test_what_i_allow_and_ask_for_is_mine_to_take_back(client_of: As) -> None:
    client = client_of("student2")
    assert client.consent(given=True).given
    assert [each.given for each in client.consents()] == [True]
    assert not client.consent(given=False).given
    assert client.ask_erasure() == client.ask_erasure() == client.erasure_request()
    client.withdraw_erasure()
    found = client.erasure_request()
    assert found is not None
    assert found.withdrawn_at is not None


def test_g2_an_administrator_erases(client_of: As, world: World) -> None:
    admin = client_of("admin")
    request_id, username = a_request(world)["request_id"], last_asked(world)["username"]
    assert request_id in {each.id for each in admin.erasures()}
    assert admin.erasure(request_id).obstacles == []
    assert admin.erase(request_id, username).login_name == username
    with pytest.raises(Conflict):
        admin.decline_erasure(request_id, "Too late.")
    assert request_id not in {each.id for each in admin.erasures()}
