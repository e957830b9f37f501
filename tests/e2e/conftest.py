"""One running school for all of these tests, and one browser per file."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.window import NOT_HERE, Person, chromium, has_chromium, person
from tests.support.site import Site, running_site

OUTPUT = Path(__file__).parents[1] / "output" / "e2e"
People = Callable[[str], Person]


@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    """A whole Lectorium with its sample school."""
    if not has_chromium():
        pytest.skip(NOT_HERE)
    with running_site() as running:
        yield running


@pytest.fixture(scope="module")
def people(site: Site) -> Iterator[People]:
    """Browser profiles by sign-in name; a failed test leaves a picture of each tab."""
    with ExitStack() as stack:
        browser = stack.enter_context(chromium())
        known: dict[str, Person] = {}

        def get(name: str) -> Person:
            if name not in known:
                profile = person(browser, site.url, name, site.passwords[name], OUTPUT / name)
                known[name] = stack.enter_context(profile)
            return known[name]

        yield get
        for someone in known.values():
            someone.leave_pictures()
