from collections.abc import Iterator
from pathlib import Path

import pytest

from lectorium.storage import ObjectStore, open_store
from tests.storage import weed as seaweed
from tests.storage.weed import Weed


@pytest.fixture(scope="session")
def weed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weed]:
    with seaweed.running(tmp_path_factory.mktemp("weed")) as server:
        yield server


@pytest.fixture(params=["folder", "s3"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty place for objects, once in a folder and once on a real S3 server."""
    if request.param == "folder":
        return f"folder://{tmp_path}/objects"
    server: Weed = request.getfixturevalue("weed")
    return server.url(f"bucket-{abs(hash(request.node.nodeid))}")


@pytest.fixture
def store(url: str) -> ObjectStore:
    return open_store(url)
