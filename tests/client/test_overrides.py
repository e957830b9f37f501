"""Exceptions from Python: made, listed, explained, and taken away only when that is meant."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from lectorium_client import Client, Conflict, Invalid, NotAllowed
from tests.client.fixtures import As
from tests.server.world import World

BERLIN = ZoneInfo("Europe/Berlin")
DUE = datetime(2031, 11, 30, 23, 59, tzinfo=BERLIN)
LATER = datetime(2031, 12, 2, 23, 59, tzinfo=BERLIN)


def test_i05_an_exception_is_made_explained_and_taken_away(teacher: Client, world: World) -> None:
    item = teacher.create_assignment(
        world.school.module_id, "Excepted", [world.version.id], due_date=DUE, max_attempts=2
    )
    student = teacher.gradebook(world.school.class_id, "student1").rows[0].student
    made = teacher.put_student_override(item.id, student.id, due_date=LATER, max_attempts=None, reason="Ill")

    assert (made.due_date, made.sets) == (LATER, ["due_date", "max_attempts"])
    assert [each.id for each in teacher.overrides(item.id)] == [made.id]
    assert made.id in {each.id for each in teacher.class_overrides(world.school.class_id)}
    fields = {each.name: each for each in teacher.explain_dates(item.id, student.id).fields}
    assert fields["due_date"].value == LATER
    assert [(said.source, said.decides) for said in fields["due_date"].candidates] == [
        ("student", True),
        ("item", False),
    ]
    assert fields["max_attempts"].value is None

    with pytest.raises(Invalid) as less:
        teacher.put_student_override(item.id, student.id, max_attempts=1)
    assert (less.value.code, less.value.field) == ("gives_less", "max_attempts")
    with pytest.raises(Conflict) as refused:
        teacher.delete_override(made.id)
    assert refused.value.code == "would_be_late"
    teacher.delete_override(made.id, reason="Well again", confirm=True)
    assert list(teacher.overrides(item.id)) == []


def test_i05_a_label_gives_more_and_an_earlier_date_asks(
    client_of: As, teacher: Client, world: World
) -> None:
    item = teacher.create_assignment(world.school.module_id, "Labelled", [world.version.id], due_date=DUE)
    label_id = world.fresh_label()
    made = teacher.put_label_override(item.id, label_id, due_date=LATER)

    assert made.label is not None
    assert made.label.id == label_id
    with pytest.raises(NotAllowed):
        client_of("ta").put_label_override(item.id, label_id, due_date=None)
    with pytest.raises(Conflict) as refused:
        teacher.change_item(item.id, due_date=datetime(2031, 11, 1, tzinfo=BERLIN))
    assert refused.value.code == "would_be_late"
    moved = teacher.change_item(item.id, due_date=datetime(2031, 11, 1, tzinfo=BERLIN), confirm=True)
    assert moved.due_date == datetime(2031, 11, 1, tzinfo=BERLIN)
