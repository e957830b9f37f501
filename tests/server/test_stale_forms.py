"""Two editors at one form: what each typed is kept, and where both changed the same the second is asked."""

from __future__ import annotations

import html
import re
from typing import Any

import httpx
import pytest

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from tests.server.contents import fresh_assignment
from tests.server.service import RunningService
from tests.server.test_forms import Browser
from tests.server.world import World

FIELD = re.compile(r"<(input)\b([^>]*)>()|<(textarea|select)\b([^>]*)>(.*?)</", re.DOTALL)


@pytest.fixture
def teacher(service: RunningService, world: World) -> Browser:
    return Browser(service, world.login("teacher"))


def form_of(page: str, action: str) -> dict[str, str]:
    """The fields of the form that goes to an address, as a browser would send them untouched."""
    (form,) = re.findall(rf'<form [^>]*action="[^"]*{action}"[^>]*>(.*?)</form>', page, re.DOTALL)
    found: dict[str, str] = {}
    for match in FIELD.findall(form.replace("</option>", "")):
        kind, attributes, inner = match[:3] if match[0] else match[3:]
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        if "name" not in said or (said.get("type") == "checkbox" and "checked" not in attributes):
            continue
        chosen = re.findall(r'<option value="([^"]*)" selected', inner) if kind == "select" else []
        value = chosen[0] if chosen else inner if kind == "textarea" else said.get("value", "")
        found[said["name"]] = html.unescape(value)
    return found


class Editors:
    """Two who have opened the same form, one after the other."""

    def __init__(self, teacher: Browser, page: str, target: str) -> None:
        self.teacher, self.page, self.target = teacher, page, target
        self.opened = form_of(teacher.get(page).text, target)

    def send(self, shown: dict[str, str] | None = None, **typed: str) -> httpx.Response:
        """The form as it was opened (or shown later), with what one of them typed."""
        fields = {**(shown or self.opened), **typed}
        return self.teacher.send(self.page, self.target, **{k: v for k, v in fields.items() if k != "_xsrf"})


def test_the_settings_of_an_assignment(teacher: Browser, world: World) -> None:
    item_id, _ = fresh_assignment(world)
    page = f"/items/{item_id}/contents"
    both = Editors(teacher, page, f"{page}/settings")
    without_late = {name: text for name, text in both.opened.items() if name != "accept_late"}
    assert both.send(without_late, max_attempts="3").status_code == 200
    assert both.send(hint_cost="0.5").status_code == 200
    assert settings(world, item_id) == (3, "0.5", False)  # what the second left alone stays the first's
    late = both.send(max_attempts="5", time_limit_mins="40")
    assert late.status_code == 409
    assert "Somebody else has changed this number of attempts meanwhile." in late.text
    assert "Attempts per problem: theirs</dt><dd>3</dd>" in late.text
    shown = form_of(late.text, f"{page}/settings")
    assert (shown["max_attempts"], shown["time_limit_mins"], shown["hint_cost"]) == ("5", "40", "0.5")
    assert "accept_late" not in shown
    assert both.send(shown).status_code == 200
    assert settings(world, item_id) == (5, "0.5", False)


def settings(world: World, item_id: Any) -> tuple[int | None, str, bool]:
    with world.database.transaction() as session:
        config = authoring.read_contents(session, world.school.actor("teacher"), item_id).config
        return config.max_attempts, f"{config.hint_cost.normalize():f}", config.accept_late


def test_a_problem_where_it_stands(teacher: Browser, world: World) -> None:
    item_id, (first, second) = fresh_assignment(world)
    page = f"/items/{item_id}/contents"
    both = Editors(teacher, page, f"{page}/{first}")
    assert both.send(title="Sums").status_code == 200
    assert both.send(custom_points="2.125").status_code == 200
    late = both.send(title="Adding")
    assert late.status_code == 409
    shown = form_of(late.text, f"{page}/{first}")
    assert (shown["title"], shown["custom_points"]) == ("Adding", "2.125")
    assert form_of(late.text, f"{page}/{second}")["title"] != "Adding"
    refused = both.send(shown, custom_points="99999")
    assert refused.status_code == 422
    assert form_of(refused.text, f"{page}/{first}")["custom_points"] == "99999"  # nothing typed is lost
    assert both.send(shown).status_code == 200
    assert form_of(teacher.get(page).text, f"{page}/{first}")["title"] == "Adding"


def test_graded_work_and_a_module(teacher: Browser, world: World) -> None:
    item_id, _ = fresh_assignment(world)
    page = f"/items/{item_id}/edit"
    both = Editors(teacher, page, page)
    assert both.send(title="Renamed").status_code == 200
    assert both.send(due_date="2040-01-01T12:00", confirm="yes").status_code == 200
    late = both.send(title="Otherwise", description="Typed\r\nwith care")
    assert late.status_code == 409
    assert "<dt>Title</dt><dd>Renamed</dd>" in late.text
    shown = form_of(late.text, page)
    assert (shown["title"], shown["due_date"]) == ("Otherwise", "2040-01-01T12:00")
    assert both.send(shown).status_code == 200
    with world.database.transaction() as session:
        item = session.get_one(courses.ContentItem, item_id)
        assert (item.title, item.due_date is not None) == ("Otherwise", True)
    module_id, class_id = world.fresh_module(), world.school.class_id
    structure = f"/classes/{class_id}/structure"
    rename = Editors(teacher, structure, f"{structure}/modules/{module_id}")
    assert rename.send(description="Ours").status_code == 200
    assert rename.send(title="Week 9").status_code == 200
    late = rename.send(description="Mine")
    assert late.status_code == 409
    assert "They saved: <q>Ours</q>." in late.text
    again = form_of(late.text, f"{structure}/modules/{module_id}")
    assert (again["title"], again["description"]) == ("Week 9", "Mine")


@pytest.mark.parametrize("wrong", ["nonsense", "[]", '{"title": 1}'])
def test_what_the_form_was_made_of_is_looked_at(teacher: Browser, world: World, wrong: str) -> None:
    page = f"/items/{world.item_id}/edit"
    assert teacher.send(page, page, title="x", seen=wrong).status_code == 422
