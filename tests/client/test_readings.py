"""Structuring a class from Python: announcements, materials with files, one order."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from lectorium_client import Client, Conflict, Invalid, NotFound
from tests.server.world import World


@pytest.fixture
def class_id(teacher: Client) -> UUID:
    made = teacher.create_class("Structured", time_zone="Europe/Berlin")
    for title in ("Week 1", "Week 2"):
        teacher.create_module(made.id, title)
    return made.id


def titles(client: Client, class_id: UUID) -> list[list[str]]:
    return [[item.title for item in module.items] for module in client.outline(class_id).modules]


def test_a_class_is_put_into_an_order_at_once(teacher: Client, class_id: UUID) -> None:
    first, second = teacher.outline(class_id).modules
    ids = [teacher.create_announcement(first.id, title, "x").id for title in "AB"]
    ids.append(teacher.create_material(second.id, "C").id)
    seen = teacher.outline(class_id)
    assert seen.time_zone == "Europe/Berlin"

    order = {second.id: [ids[1]], first.id: [ids[2], ids[0]]}
    after = teacher.order_outline(class_id, seen.revision, order)
    assert titles(teacher, class_id) == [["B"], ["C", "A"]]
    assert after.revision == seen.revision + 1
    with pytest.raises(Conflict) as late:
        teacher.order_outline(class_id, seen.revision, order)
    assert late.value.code == "outline_changed"
    with pytest.raises(Invalid):
        teacher.order_outline(class_id, after.revision, {second.id: []})


def test_a_material_brings_its_file(teacher: Client, student: Client, world: World, tmp_path: Path) -> None:
    path = tmp_path / "rides.csv"
    path.write_text("line,minutes\n12,3\n")
    made = teacher.create_material(world.school.module_id, "Rides", "See $x^2$.", file=path)
    assert made.file is not None
    assert (made.file.name, made.file.media_type) == ("rides.csv", "text/csv")
    (tmp_path / "saved").mkdir()
    saved = student.save_material_file(made.id, tmp_path / "saved")
    assert saved.read_bytes() == path.read_bytes()

    renamed = teacher.change_material(made.id, title="All rides")
    assert (renamed.title, renamed.file) == ("All rides", made.file)
    assert teacher.change_material(made.id, drop_file=True).file is None
    with pytest.raises(NotFound):
        student.save_material_file(made.id, tmp_path)


def test_an_announcement_is_changed_hidden_and_deleted(
    teacher: Client, student: Client, world: World
) -> None:
    made = teacher.create_announcement(world.school.module_id, "Room", "B 12")
    assert student.announcement(made.id).body_markdown == "B 12"
    changed = teacher.change_announcement(made.id, body_markdown="B 13")
    assert changed.updated_at > made.updated_at
    teacher.change_announcement(made.id, is_published=False)
    with pytest.raises(NotFound):
        student.announcement(made.id)
    teacher.delete_item(made.id)
    with pytest.raises(NotFound):
        teacher.item(made.id)


def test_what_somebody_began_is_not_deleted(teacher: Client, world: World) -> None:
    with pytest.raises(Conflict) as refused:
        teacher.delete_item(world.item_id)
    assert refused.value.code == "item_has_work"
