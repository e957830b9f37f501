"""Who lands on an address that shows nothing is led on: to the form's page, or to the classes."""

from __future__ import annotations

import html
import re
import uuid

import httpx
import pytest

from lectorium_server.pages.table import BACK, PAGES, page_of_form
from tests.server.service import PREFIX, RunningService
from tests.server.test_forms import NAVIGATE, Browser
from tests.server.world import World

PLACE_ANYWHERE = re.compile(r"\{\w+\}")


@pytest.fixture
def teacher(service: RunningService, world: World) -> Browser:
    return Browser(service, world.login("teacher"))


def test_reloading_a_refused_form_leads_to_its_page(teacher: Browser, world: World) -> None:
    page = f"/classes/{world.school.class_id}/roster"
    refused = teacher.send(page, f"{page}/import", csv="nothing of use")
    assert refused.status_code == 422
    again = teacher.get(f"{page}/import")
    assert (again.status_code, again.headers["Location"]) == (303, f"{PREFIX}/lectorium{page}")


def test_every_form_has_a_page_to_go_back_to() -> None:
    forms = [route for route in PAGES.routes if route.method == "POST"]
    assert len(forms) > 40
    for route in forms:
        path = PLACE_ANYWHERE.sub(str(uuid.UUID(int=7)), route.path)
        page = page_of_form(path)
        assert page is not None, path
        assert PAGES.resolve("GET", page).route.handler is BACK[route.operation_id]


@pytest.mark.parametrize("path", ["/classes", "/lectoriumm/classes", "/nothing/here.html", "/api/contents"])
def test_an_address_beside_the_pages_shows_the_way_back(service: RunningService, path: str) -> None:
    answer = httpx.get(f"{service.url}{PREFIX}{path}", headers=NAVIGATE)
    assert answer.status_code == 404
    text = html.unescape(answer.text)
    assert "There is no such page" in text
    assert f'href="{PREFIX}/lectorium/">Go to your classes' in text


def test_the_hosts_own_addresses_still_answer(service: RunningService) -> None:
    style = httpx.get(f"{service.url}{PREFIX}/static/lectorium_server/pages.css")
    assert style.status_code == 200
    back = httpx.get(f"{service.url}{PREFIX}/oauth_callback", headers=NAVIGATE)
    assert "There is no such page" not in html.unescape(back.text)
