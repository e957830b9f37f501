from collections.abc import Iterator

import pytest

from tests.support.site import Site, running_site


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """One whole running Lectorium with its sample school."""
    with running_site() as running:
        yield running
