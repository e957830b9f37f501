"""The spawner: one sandboxed single-user server per person."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import IO, Any

from jupyterhub.spawner import LocalProcessSpawner
from jupyterhub.utils import random_port
from tornado import web
from traitlets import Dict, Instance, Unicode

from lectorium_hub.spawners import bubblewrap, folders, homes, profiles
from lectorium_hub.spawners.bubblewrap import Sandbox
from lectorium_hub.spawners.processes import Process

POLL_SECONDS = 0.05
# What JupyterHub itself tells a server; nothing else of the Hub's environment goes in.
FROM_JUPYTERHUB = ("JUPYTERHUB_", "MEM_LIMIT", "CPU_LIMIT")
# Extensions of packages that share our environment: nbgrader's four would let a student's server
# look for courses of its own (and take seconds to import), the others have no screen here.
SWITCHED_OFF = (
    "nbgrader.server_extensions.formgrader",
    "nbgrader.server_extensions.validate_assignment",
    "nbgrader.server_extensions.assignment_list",
    "nbgrader.server_extensions.course_list",
    "notebook",
    "jupyter_lsp",
    "lectorium_server",
)
SWITCHED_ON = ("lectorium_proxy",)
IDLE_SERVER_SECONDS, IDLE_KERNEL_SECONDS = 3 * 3600, 2 * 3600


class ServerDied(Exception):
    """The server ended before it listened."""


class PortTaken(Exception):
    """Somebody else listens on the port that was meant for this server."""


class SandboxSpawner(LocalProcessSpawner):  # type: ignore[misc]
    """Starts, watches and ends a server in its sandbox.

    The server outlives a Hub that crashes: what the Hub remembers are the server's process and
    its sandbox's first process, each by number and start time. Ending the first process ends all.
    """

    homes_folder = Unicode(help="The folder of all homes.").tag(config=True)
    state_folder = Unicode(help="Lectorium's own folder, hidden from every server.").tag(config=True)
    logs_folder = Unicode(help="Where servers' own logs go, one file per person.").tag(config=True)
    handed_on = Dict(help="Environment for every server, from us.").tag(config=True)

    server_process = Instance(Process, allow_none=True)
    first_process = Instance(Process, allow_none=True)

    env_keep = []  # noqa: RUF012  (a trait's new default)
    cmd = [sys.executable, "-P", "-m", "jupyterhub.singleuser"]  # noqa: RUF012
    profile: profiles.Profile = profiles.SMALL
    gpu_devices: Sequence[Path] = ()
    gpu_id: str = ""

    # -- what JupyterHub keeps for us ----------------------------------------------------------

    def get_state(self) -> dict[str, Any]:
        """What the Hub stores, so that it finds the server again after a restart."""
        state: dict[str, Any] = super().get_state()
        for name in ("server_process", "first_process"):
            process: Process | None = getattr(self, name)
            if process is not None:
                state[name] = [process.pid, process.started]
        return state

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Take up what was stored."""
        super().load_state(state)
        self.server_process = _restore(state.get("server_process"))
        self.first_process = _restore(state.get("first_process"))

    def clear_state(self) -> None:
        """Forget the server."""
        super().clear_state()
        self.server_process = self.first_process = None

    # -- the life of a server -------------------------------------------------------------------

    async def start(self) -> tuple[str, int]:
        """Start the server and wait until it listens; raises :class:`ServerDied`, :class:`PortTaken`."""
        self.port = random_port()
        sandbox = self.sandbox()
        self.first_process = await self._launch(sandbox)
        try:
            self.server_process = await self._until_listening(self.first_process)
        except BaseException:
            await self._end_all()
            raise
        self.pid = self.server_process.pid
        return self.ip, self.port

    async def poll(self) -> int | None:
        """None while the server runs; its exit status otherwise (0 where nobody knows it)."""
        if self.server_process is not None and self.server_process.alive:
            return None
        status = self.proc.poll() if self.proc is not None else 0
        if self.proc is not None and status is None and self.server_process is None:
            return None  # on its way
        await self._end_all()  # what it left behind goes with it
        self.clear_state()
        return status or 0

    async def stop(self, now: bool = False) -> None:
        """Ask the server to end, then end everything in its sandbox."""
        if not now and self.server_process is not None and self.server_process.send(signal.SIGTERM):
            await _gone(self.server_process, self.term_timeout)
        await self._end_all()

    async def _end_all(self) -> None:
        if self.first_process is not None and self.first_process.send(signal.SIGKILL):
            await _gone(self.first_process, self.kill_timeout)
        if self.proc is not None:
            await asyncio.to_thread(self.proc.wait)

    async def _launch(self, sandbox: Sandbox) -> Process:
        """Start bubblewrap; the sandbox's first process is the root of everything in it."""
        with ExitStack() as stack:
            passwd = stack.enter_context(_memory_file(sandbox.passwd()))
            group = stack.enter_context(_memory_file(sandbox.group()))
            reader, writer = os.pipe()
            stack.callback(os.close, reader)
            words = bubblewrap.arguments(sandbox, passwd=passwd.fileno(), group=group.fileno())
            words = ["--info-fd", str(writer), *words]
            args = stack.enter_context(_memory_file("\0".join(words) + "\0"))
            try:
                self.proc = Popen(
                    [
                        *(bubblewrap.find_bubblewrap(), "--args", str(args.fileno()), "--"),
                        *bubblewrap.inner_command(sandbox, [*self.cmd, *self.get_args()]),
                    ],
                    env=self.get_env(),
                    stdin=DEVNULL,
                    stdout=stack.enter_context(self._log_file()),
                    stderr=2 if False else -2,
                    pass_fds=(passwd.fileno(), group.fileno(), args.fileno(), writer),
                    start_new_session=True,
                    cwd="/",
                )
            finally:
                os.close(writer)
            return await asyncio.to_thread(_first_process, reader)
