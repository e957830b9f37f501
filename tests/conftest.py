"""What all tests share. Fixtures of one part of the house live beside its tests."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Busy machines are slow, and a slow example is no finding.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

# Jobs in the background of a shell ignore Ctrl+C, and so would every program that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with a test that takes long go first, so that no worker is left alone with them at the end."""
    long = {item.path for item in items if item.get_closest_marker("timeout")}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real courses and programs, which lie outside the repository; skips where they are absent."""
    beside = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get("LECTORIUM_SHARED_DATA", beside))
    if not folder.is_dir():
        pytest.skip(f"needs the shared data, which is not in the repository (looked in {folder})")
    return folder
