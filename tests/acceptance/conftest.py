from collections.abc import Iterator

import pytest

from tests.support.fixtures import *  # noqa: F403 # fixtures are found by being here
from tests.support.site import Site, running_site
from tests.support.work import *  # noqa: F403


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """One whole running Lectorium with its sample school."""
    with running_site() as running:
        yield running
