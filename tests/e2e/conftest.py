"""One running school for all of these tests, and one browser per file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.window import NOT_HERE, People, everybody, has_chromium
from tests.support.site import Site, running_site

OUTPUT = Path(__file__).parents[1] / "output" / "e2e"


@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    """A whole Lectorium with its sample school."""
    if not has_chromium():
        pytest.skip(NOT_HERE)
    with running_site() as running:
        yield running


@pytest.fixture(scope="module")
def people(site: Site) -> Iterator[People]:
    """Browser profiles by sign-in name; every tab that is open at the end leaves a picture."""
    with everybody(site, OUTPUT) as get:
        yield get
