"""Every page is looked at by axe, wide in light colours and narrow in dark: nothing is out of reach."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from lectorium_server.routing.route import Route
from tests.server.service import PREFIX, RunningService
from tests.server.test_pages import DOWNLOADS, READERS, VIEWS, address
from tests.server.test_pages_browser import chromium, pytestmark
from tests.server.world import World

__all__ = ["chromium", "pytestmark"]
LOOKS: list[tuple[int, Literal["light", "dark"]]] = [(1280, "light"), (360, "dark")]
SEEN = [route for route in VIEWS if route.operation_id not in DOWNLOADS]


@pytest.mark.parametrize("route", [pytest.param(route, id=route.operation_id) for route in SEEN])
def test_axe_finds_nothing(chromium: Browser, service: RunningService, world: World, route: Route) -> None:
    login = world.login(READERS[route.operation_id][0])
    path = f"{service.url}{PREFIX}/lectorium{address(route, world)}"
    headers = {"Authorization": f"token {service.hub.token(login)}"}
    for width, colours in LOOKS:
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, color_scheme=colours, extra_http_headers=headers
        )
        page = context.new_page()
        page.goto(path)
        found = Axe().run(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        context.close()
        assert found.violations_count == 0, found.generate_report()
        assert wide <= width
