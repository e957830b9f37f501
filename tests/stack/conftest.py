"""One running set of stores for the whole session; tests that break things have a home of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lectorium_hub.stack.home import Home
from tests.stack.support import new_home, running


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home."""
    return new_home(tmp_path)


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Postgres with its roles, the queue and the proxy, running."""
    home = new_home(tmp_path_factory.mktemp("stack"))
    with running(home):
        yield home
