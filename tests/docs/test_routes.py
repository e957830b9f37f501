"""Addresses that the papers quote are in the route tables."""

import re
from pathlib import Path

import pytest

from lectorium_server.routes import TABLE
from tests.docs import PAPERS, name_of

QUOTED = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/[\w/{}.-]*)`")
ROUTES = {(route.method, route.path) for route in TABLE.routes}


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_quoted_routes_exist(paper: Path) -> None:
    assert set(QUOTED.findall(paper.read_text())) <= ROUTES


def test_routes_are_quoted() -> None:
    assert sum(len(QUOTED.findall(paper.read_text())) for paper in PAPERS) >= 4
