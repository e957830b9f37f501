"""The spawner: one sandboxed single-user server per person."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from subprocess import DEVNULL, STDOUT, Popen
from typing import IO, Any

from jupyterhub.spawner import LocalProcessSpawner
from jupyterhub.utils import random_port
from traitlets import Dict, Instance, Integer, Unicode, default

from lectorium_hub.spawners import bubblewrap, homes, processes, profiles
from lectorium_hub.spawners.bubblewrap import Sandbox
from lectorium_hub.spawners.processes import MARK, Process

WATCH_SECONDS = 0.05
# What JupyterHub tells every server; nothing else of the Hub's environment goes in.
FROM_JUPYTERHUB = ("JUPYTERHUB_", "MEM_LIMIT", "CPU_LIMIT")
ON = ("lectorium_proxy",)
# nbgrader's four would look for courses of their own (and take seconds to import), the others have
# no screen here, and the API belongs elsewhere.
OFF = (
    "nbgrader.server_extensions.formgrader",
    "nbgrader.server_extensions.validate_assignment",
    "nbgrader.server_extensions.assignment_list",
    "nbgrader.server_extensions.course_list",
    "notebook",
    "jupyter_lsp",
    "lectorium_server",
)
# A server that lost its Hub for good ends by itself.
IDLE_SERVER_SECONDS, IDLE_KERNEL_SECONDS = 3 * 3600, 2 * 3600


class ServerDied(RuntimeError):
    """The server ended before it listened; its log says why."""


class SandboxSpawner(LocalProcessSpawner):  # type: ignore[misc]
    """Starts, watches and ends a server in its sandbox.

    The server outlives a Hub that crashed: what the Hub stores are the server's process and the
    sandbox's first process, each by number and start time. With the first process everything in
    the sandbox ends, whatever the student's programs did to escape.
    """

    homes_folder = Unicode(help="The folder of all homes.").tag(config=True)
    state_folder = Unicode(help="Lectorium's own folder, out of every server's sight.").tag(config=True)
    logs_folder = Unicode(help="Where servers' own logs go, a file per server.").tag(config=True)
    handed_on = Dict(help="Environment that every server gets from us; nothing secret.").tag(config=True)

    proc: Popen[bytes] | None  # ours if this Hub started the server
    server_process = Instance(Process, allow_none=True)
    first_process = Instance(Process, allow_none=True)
    term_timeout = Integer(8, help="Seconds that a server has to end by itself.").tag(config=True)

    profile: profiles.Profile = profiles.SMALL
    gpu_id: str = ""
    gpu_nodes: Sequence[Path] = ()

    @default("env_keep")
    def _keep_nothing(self) -> list[str]:
        return []

    @default("cmd")
    def _our_python(self) -> list[str]:
        # -P: a student's own random.py must not stand in for the library's.
        return [sys.executable, "-P", "-m", "jupyterhub.singleuser"]

    async def progress(self) -> AsyncIterator[dict[str, Any]]:
        """What the page says meanwhile."""
        yield {"progress": 40, "message": "Opening your folder and starting your server…"}

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
        for name in ("server_process", "first_process"):
            stored = state.get(name)
            setattr(self, name, Process(*stored) if stored else None)

    def clear_state(self) -> None:
        """Forget the server."""
        super().clear_state()
        self.server_process = self.first_process = self.proc = None

    async def start(self) -> tuple[str, int]:
        """Start the server and wait until it listens; raises :class:`ServerDied`, ``OSError``."""
        await asyncio.to_thread(self._end_orphans)
        self.port = random_port()
        sandbox = await asyncio.to_thread(self._sandbox)
        self.first_process = await self._launch(sandbox)
        # Only our own process counts as listening: a neighbour who was quicker to take the port
        # would be sent this person's cookies.
        while (server := _listener(self.first_process, self.port)) is None:
            if not self.first_process.alive or _poll(self.proc) is not None:
                raise ServerDied(f"The server ended while it started; its log is {self._log_path()}.")
            await asyncio.sleep(WATCH_SECONDS)
        self.server_process, self.pid = server, server.pid
        return self.ip, self.port

    async def poll(self) -> int | None:
        """None while the server runs; else its exit status, 0 where nobody knows it."""
        if self.server_process is not None and self.server_process.alive:
            return None
        if self.server_process is None and self.proc is not None and _poll(self.proc) is None:
            return None  # on its way
        status = await self._end_all()
        self.clear_state()
        return status

    async def stop(self, now: bool = False) -> None:
        """Ask the server to end, then end everything in its sandbox."""
        if not now and self.server_process is not None and self.server_process.send(signal.SIGTERM):
            await _gone(self.server_process, self.term_timeout)
        await self._end_all()
        self.clear_state()

    async def _end_all(self) -> int:
        """End what is left in the sandbox; returns bubblewrap's exit status if it is ours to know."""
        if self.first_process is not None and self.first_process.send(signal.SIGKILL):
            await _gone(self.first_process, self.kill_timeout)
        elif self.first_process is None and self.proc is not None:
            self.proc.kill()  # it never came as far as a sandbox
        return 0 if self.proc is None else int(await asyncio.to_thread(self.proc.wait, self.kill_timeout))

    def _end_orphans(self) -> None:
        """End a server of this person that a Hub started, and crashed before noting it."""
        mark = self.handed_on.get(MARK, "")
        for process in processes.servers(mark).get((self.user.name, self.name), ()):
            process.send(signal.SIGKILL)

    def _sandbox(self) -> Sandbox:
        home = homes.prepare(Path(self.homes_folder), self.user.name, own_ids=homes.can_give_ids())
        state = Path(self.state_folder) if self.state_folder else None
        return Sandbox(self.user.name, home, self.profile, self.gpu_nodes, state)

    async def _launch(self, sandbox: Sandbox) -> Process:
        """Start bubblewrap; returns the sandbox's first process."""
        with ExitStack() as stack:
            reader, writer = os.pipe()
            stack.callback(os.close, reader)
            try:
                self.proc = self._popen(sandbox, writer, stack)
            finally:
                os.close(writer)
            return await asyncio.to_thread(self._first_process, reader)

    def _popen(self, sandbox: Sandbox, info: int, stack: ExitStack) -> Popen[bytes]:
        passwd, group = _in_memory(sandbox.passwd(), stack), _in_memory(sandbox.group(), stack)
        words = bubblewrap.arguments(sandbox, passwd=passwd, group=group)
        args = _in_memory("\0".join(["--info-fd", str(info), *words]), stack)
        command = bubblewrap.inner_command(sandbox, [*self.cmd, *self.get_args()])
        return Popen(
            [bubblewrap.find_bubblewrap(), "--args", str(args), "--", *command],
            env=self.server_environment(sandbox),
            stdin=DEVNULL,
            stdout=stack.enter_context(self._open_log()),
            stderr=STDOUT,
            pass_fds=(passwd, group, args, info),
            start_new_session=True,
            cwd="/",
        )

    def _first_process(self, reader: int) -> Process:
        with os.fdopen(os.dup(reader)) as stream:
            text = stream.read()
        first = Process.of(json.loads(text)["child-pid"]) if text else None
        if first is None:
            raise ServerDied(f"The sandbox didn't start; its log is {self._log_path()}.")
        return first

    def _log_path(self) -> Path:
        name = f"{self.user.name}.{self.name}" if self.name else self.user.name
        return Path(self.logs_folder) / f"{name}.log"

    def _open_log(self) -> IO[bytes]:
        path = self._log_path()
        path.parent.mkdir(mode=homes.PRIVATE, parents=True, exist_ok=True)
        return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600), "wb")  # noqa: PTH123

    def server_environment(self, sandbox: Sandbox) -> dict[str, str]:
        """All that the server's environment holds."""
        told = {name: value for name, value in self.get_env().items() if name.startswith(FROM_JUPYTERHUB)}
        gpu = {"CUDA_VISIBLE_DEVICES": self.gpu_id, "CUDA_DEVICE_ORDER": "PCI_BUS_ID"}
        return {**told, **bubblewrap.environment(sandbox), **gpu, **self.handed_on}

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        """Nothing: there is no operating system account to look anything up in."""
        return env

    def get_args(self) -> list[str]:
        """Flags of the server; they beat every file of settings."""
        switches = [*((name, True) for name in ON), *((name, False) for name in OFF)]
        return [
            *(f"--ServerApp.jpserver_extensions={name}={value}" for name, value in switches),
            # Over TCP every neighbour could listen to a kernel's output.
            "--KernelManager.transport=ipc",
            f"--ServerApp.shutdown_no_activity_timeout={IDLE_SERVER_SECONDS}",
            f"--MappingKernelManager.cull_idle_timeout={IDLE_KERNEL_SECONDS}",
            *super().get_args(),
        ]


def _in_memory(text: str, stack: ExitStack) -> int:
    handle = os.memfd_create("lectorium")
    stack.callback(os.close, handle)
    os.write(handle, text.encode())
    os.lseek(handle, 0, os.SEEK_SET)
    return handle


def _listener(first: Process, port: int) -> Process | None:
    return next((child for child in first.children() if child.listens_on(port)), None)


def _poll(proc: Popen[bytes] | None) -> int | None:
    return 0 if proc is None else proc.poll()


async def _gone(process: Process, seconds: float) -> None:
    deadline = asyncio.get_running_loop().time() + seconds
    while process.alive and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110 - no event tells
        await asyncio.sleep(WATCH_SECONDS)
