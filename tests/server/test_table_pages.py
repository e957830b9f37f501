"""Every table of ours sorts by its columns, and an address that says how it stands opens."""

from __future__ import annotations

import re

import httpx

from tests.server.service import RunningService
from tests.server.test_pages import DOWNLOADS, READERS, VIEWS, address, page_client
from tests.server.world import World

SEEN = [route for route in VIEWS if route.operation_id not in DOWNLOADS]
SORTED_BY_LINKS = ("people",)
"""By the server, over all pages of a list."""


def test_every_table_sorts_and_keeps_its_state_in_the_address(service: RunningService, world: World) -> None:
    clients: dict[str, httpx.Client] = {}
    tables = 0
    for route in SEEN:
        reader = READERS[route.operation_id][0]
        client = clients.setdefault(reader, page_client(service, world.login(reader)))
        kept = {"sort": "-1", "sort2": "0", "search": "student"}
        answer = client.get(address(route, world), params=kept)
        assert answer.status_code == 200, (route.operation_id, answer.text)
        for table in re.findall(r"<table[^>]*\bclass=\"grid\b[^>]*>.*?</table>", answer.text, re.DOTALL):
            tables += 1
            head = table[: table.index(">")]
            by_links = any(f'id="{name}"' in head for name in SORTED_BY_LINKS)
            assert "data-sortable" in head or (by_links and "order=" in table), (route.operation_id, head)
            assert "<caption" in table or "aria-labelledby=" in head, (route.operation_id, head)
            heads = re.findall(r"<th scope=\"col\"", table[: table.index("</thead>")])
            rows = re.findall(r"<tr.*?</tr>", table[table.index("<tbody") :], re.DOTALL)
            assert all(len(re.findall(r"<t[dh]\b", row)) == len(heads) for row in rows), route.operation_id
    assert tables >= 15
