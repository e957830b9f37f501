"""What people read before they ask to be erased, and where administrators hear of it."""

from __future__ import annotations

import re

from tests.server.privacy import a_request
from tests.server.service import RunningService
from tests.server.test_forms import Browser
from tests.server.world import World

WAITING = re.compile(r'/erasures">\d+ (person asks|people ask) to be erased')


def test_what_being_erased_does_is_read_before_it_is_asked_for(service: RunningService, world: World) -> None:
    page = Browser(service, world.login("student2")).get("/me/data").text
    hidden = page.partition('<details class="ask">')[2].partition("</details>")[0]
    assert "Nobody can undo it." in hidden
    assert 'name="asked" value="yes"' in hidden
    assert page.count('name="asked"') == 1


def test_administrators_hear_on_their_first_page_who_waits(service: RunningService, world: World) -> None:
    a_request(world)
    assert WAITING.search(Browser(service, world.login("admin")).get("/").text)
    assert not WAITING.search(Browser(service, world.login("teacher")).get("/").text)
