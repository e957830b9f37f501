"""Students with a browser, a token and a server of their own."""

from __future__ import annotations

from pathlib import Path

import httpx

from lectorium_hub.spawners import processes
from lectorium_hub.spawners.processes import Process
from tests.hub.kernels import run_in_kernel
from tests.hub.running import RunningHub

PASSWORD = "staple battery horse"


class Student:
    """Somebody who has signed in, with a browser and a token for programs."""

    def __init__(self, hub: RunningHub, name: str) -> None:
        self.hub, self.name = hub, name
        self.browser, page = hub.sign_in(name, PASSWORD)
        assert page.status_code == 200
        self.token = hub.token(self.browser, name)

    def start(self, profile: str = "small") -> httpx.Response:
        return self.hub.spawn(self.browser, self.name, profile)

    def stop(self) -> None:
        self.hub.stop(self.browser, self.name)

    def run(self, code: str) -> str:
        return run_in_kernel(self.hub, self.name, self.token, code).strip()

    @property
    def home(self) -> Path:
        return self.hub.home.users / self.name

    def processes(self) -> list[Process]:
        """All processes of this person's server, seen from outside."""
        return processes.servers(str(self.hub.home.path)).get((self.name, ""), [])
