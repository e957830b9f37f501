"""The real model server, with SmolLM2 and MiniLM: ``from tests.support.models import *`` in a conftest.py.

It costs next to nothing until a test asks: then the language model takes a second to start, and the
embedder four.  Ask for few tokens.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from lectorium.kit.settings import Settings
from lectorium.llm import EMBEDDED, Models, open_models
from lectorium_hub.stack.ports import find_free
from lectorium_hub.stack.process import die_with_parent

__all__ = ["model_server", "models"]

START_SECONDS = 60
SMOLLM2 = "smollm2-135m"


@dataclass(frozen=True)
class ModelServer:
    """A running gateway; ``setting`` is what ``llm_embedded_url`` must be."""

    __test__ = False
    setting: str
    address: str
    key: str
    home: Path
    process: subprocess.Popen[bytes]

    def settings(self) -> Settings:
        """Settings that know this server and nothing else."""
        return Settings(llm_embedded_url=self.setting, llm_endpoints={})

    def get(self, path: str) -> httpx.Response:
        """Ask it something, with its key."""
        return httpx.get(self.address + path, headers={"Authorization": f"Bearer {self.key}"}, timeout=60)


@contextmanager
def running_models(**settings: str) -> Iterator[ModelServer]:
    """Start a gateway with these settings, and leave nothing behind."""
    home = Path(tempfile.mkdtemp(prefix="lectorium-models-"))
    key, port = secrets.token_hex(16), find_free()
    setting = f"http://:{key}@127.0.0.1:{port}/v1"
    environment = {**os.environ, "LECTORIUM_HOME": str(home), "LECTORIUM_LLM_EMBEDDED_URL": setting}
    environment |= {f"LECTORIUM_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "lectorium_hub.models.gateway"]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            command,
            env=environment,
            stdout=log,
            stderr=log,
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - tests start it from their main thread
        )
    try:
        server = ModelServer(setting, f"http://127.0.0.1:{port}", key, home, process)
        _wait_for(server)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)
        shutil.rmtree(home, ignore_errors=True)


def _wait_for(server: ModelServer) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            httpx.get(f"{server.address}/health", timeout=5).raise_for_status()
        except httpx.HTTPError:
            if server.process.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


@pytest.fixture(scope="session")
def model_server() -> Iterator[ModelServer]:
    """One gateway for the whole test session; its models start when the first test asks them."""
    with running_models() as server:
        yield server


@pytest.fixture(scope="session")
def models(model_server: ModelServer) -> Iterator[Models]:
    """The models behind it, as rooms see them."""
    opened = open_models(model_server.settings())
    assert opened.endpoints == {EMBEDDED: None}
    yield opened
    opened.close()
