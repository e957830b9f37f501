"""What a teacher does with the library and with an assignment's contents, by the client."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest

from lectorium_client import Client, Conflict
from lectorium_wire.authoring import ProgramImport, ProgramTest
from tests.client.fixtures import As
from tests.server.world import World


def program(title: str) -> ProgramImport:
    test = ProgramTest(call="f(1)", expected="1", points=Decimal(4))
    return ProgramImport(title=title, hints=["One."], solution="def f(x):\n    return x\n", tests=[test])


def test_from_the_library_into_an_assignment(client_of: As, world: World) -> None:
    word = uuid.uuid4().hex[:8]
    with client_of("teacher") as teacher, client_of("student1") as student:
        made = teacher.import_program(program(f"Same {word}")).version
        teacher.change_problem(made.problem_id, topics=[word], difficulty="easy")
        found = teacher.problems(word, topics=[word], difficulty="easy").first()
        assert found is not None
        assert found.id == made.problem_id
        assert [topic.name for topic in teacher.topics(word[:4])] == [word]

        item = teacher.create_assignment(world.school.module_id, "By client", [world.version.id])
        contents = teacher.add_problem(item.id, found.latest_version_id, custom_points=Decimal("1.5"))
        assert contents.points_total == Decimal("6.5")
        first, second = (each.challenge_id for each in contents.problems)
        moved = teacher.reorder_problems(item.id, [first, second], [second, first])
        assert [each.challenge_id for each in moved.problems] == [second, first]
        with pytest.raises(Conflict) as stale:
            teacher.reorder_problems(item.id, [first, second], [first, second])
        assert stale.value.current == {"order": [str(second), str(first)]}

        teacher.change_settings(item.id, hint_cost=Decimal("0.5"), max_attempts=2)
        teacher.change_place(item.id, second, hint_cost=Decimal("0.25"), title="Renamed")
        assert student.hints(second).next_cost == Decimal("0.25")
        with pytest.raises(Conflict) as dearer:
            student.next_hint(second, cost=0)
        assert dearer.value.code == "cost_changed"
        assert student.next_hint(second, step=1, cost=0.25).cost == Decimal("0.25")
        assert student.next_hint(second, step=1).step == 1

        uses = teacher.problem_uses(found.id)
        assert [(use.title, use.item_title) for use in uses.items] == [("Renamed", "By client")]
        teacher.remove_problem(item.id, first)
        assert [each.title for each in teacher.contents(item.id).problems] == ["Renamed"]


def test_what_a_version_changed(teacher: Client, world: World) -> None:
    made = teacher.import_program(program(f"Changing {uuid.uuid4().hex[:6]}")).version
    notebook = teacher.version_notebook(made.id)
    hint = next(cell for cell in notebook["cells"] if cell["metadata"]["lectorium"]["role"] == "hint")
    hint["source"] = "Another."
    teacher.publish_version(made.problem_id, notebook)
    changes = teacher.version_changes(made.problem_id, 1, 2)
    assert [text.key for text in changes.texts] == ["hints"]
    assert [(line.kind, line.text) for line in changes.texts[0].lines] == [
        ("removed", "1. One."),
        ("added", "1. Another."),
    ]
    assert (changes.tests, changes.facts) == ([], [])
