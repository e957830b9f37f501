"""One sandbox for the tests of its contract; skipped where this machine can't confine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lectorium.sandbox import Sandbox, open_sandbox


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    opened = open_sandbox()
    problems = opened.problems()
    if problems:
        pytest.skip(f"this machine can't confine code: {problems}")
    yield opened
    opened.close()
