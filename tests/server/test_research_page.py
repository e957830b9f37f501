"""What a researcher finds on the first page."""

from __future__ import annotations

from tests.server.privacy import a_researcher
from tests.server.service import RunningService
from tests.server.test_forms import Browser
from tests.server.world import World


def test_the_first_page_leads_a_researcher_to_the_classes_that_let_them_in(
    service: RunningService, world: World
) -> None:
    class_id = a_researcher(world)["class_id"]
    login = world.school.users["researcher"].login_name
    page = Browser(service, login).get("/").text
    assert f'Client().research("{class_id}").conversations()' in page
    assert "Type the code" not in page
