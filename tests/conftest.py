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


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real courses and programs, which lie outside the repository; skips where they are absent."""
    beside = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get("LECTORIUM_SHARED_DATA", beside))
    if not folder.is_dir():
        pytest.skip(f"needs the shared data, which is not in the repository (looked in {folder})")
    return folder
