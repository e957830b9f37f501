"""One whole running Lectorium whose leases end soon, so that what is lost is soon found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lectorium.platform import Platform
from tests.chaos.burst import STUDENTS, Exercise, set_exercise
from tests.support.site import Site, running_site

QUICK = {"LECTORIUM_LEASE_SECONDS": "5", "LECTORIUM_RECONCILE_SECONDS": "1"}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """The whole of it, with its sample school."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in QUICK.items():
            patch.setenv(name, value)
        with running_site() as running:
            yield running


@pytest.fixture(scope="module")
def platform(site: Site) -> Iterator[Platform]:
    """A look behind the API."""
    opened = Platform(site.settings())
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def students(site: Site) -> dict[str, str]:
    """Students of the sample class, with their tokens."""
    names = site.add_students(site.client("teacher").me().classes[0].class_id, STUDENTS)
    return {name: site.token(name) for name in names}


@pytest.fixture
def exercise(site: Site, platform: Platform, students: dict[str, str]) -> Exercise:
    """A small program to write, and who writes it."""
    return set_exercise(site, platform, students)
