"""The sandbox's kernels for any Jupyter: jupyter_client's extension point for kernel processes.

A kernelspec names it, see docs/how-to/sandboxed-kernels.md.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import select
import signal
import sys
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import KernelProvisionerBase
from traitlets import Bool, Float, Integer, List, Unicode

from lectorium.sandbox.contract import MIB, NOTEBOOK_LIMITS, Limits, NotebookJob
from lectorium.sandbox.local import notebooks, preloads
from lectorium.sandbox.local.kernels import Kernel
from lectorium.sandbox.local.zygotes import Pool, Recipe

_KEEP: Final = 2
_NOBODY: Final = 65534
_POLL_SECONDS: Final = 0.02


class SandboxProvisioner(KernelProvisionerBase):
    """Starts Python kernels in the sandbox. Raises SandboxUnavailable where it can't."""

    preload = List(Unicode(), help="Modules imported before a kernel starts: numpy, pandas, …").tag(
        config=True
    )
    memory_mb = Integer(2048, help="Memory of a kernel and all it starts, in MiB").tag(config=True)
    disk_mb = Integer(64, help="Room in its own folder, in MiB; it is held in memory").tag(config=True)
    seconds = Float(12 * 3600.0, help="How long a kernel may live").tag(config=True)
    copy_folder = Bool(False, help="Give it a copy of the files beside the notebook").tag(config=True)

    _kernel: Kernel | None = None

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._held = contextlib.ExitStack()
        self._place = -1

    @property
    def has_process(self) -> bool:
        """Whether there is a kernel."""
        return self._kernel is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """No command line and none of our environment: the kernel is forked, not started."""
        return {**kwargs, "cmd": [], "env": {}}

    async def launch_kernel(
        self,
        cmd: list[str],  # noqa: ARG002 (a kernel that is forked has no command line)
        **kwargs: Any,
    ) -> KernelConnectionInfo:
        """Fork the kernel into a sandbox of its own."""
        folder = Path(kwargs.get("cwd") or ".")
        manager = cast("KernelManager", self.parent)
        connection = await asyncio.to_thread(self._launch, folder, manager.session.key)
        self.connection_info = cast("KernelConnectionInfo", connection)
        return self.connection_info

    def _launch(self, folder: Path, key: bytes) -> dict[str, Any]:
        files = _files(folder, self.disk_mb * MIB) if self.copy_folder else {}
        preload = preloads.of_notebook(NotebookJob((), preload=tuple(self.preload)))
        with contextlib.ExitStack() as held:
            zygote = held.enter_context(_pool().borrow(preload))
            link = held.enter_context(zygote.submission(notebooks.whole_run(self._limits())))
            link.settimeout(None)
            kernel = Kernel(link, files)
            held.callback(kernel.close)
            connection = kernel.start(key, subshells=True)
            self._held = held.pop_all()
        self._kernel = kernel
        self._place = _at_the_same_place(kernel, self._place)
        return {**connection, "ip": f"/proc/{os.getpid()}/fd/{self._place}/k"}

    def _limits(self) -> Limits:
        return Limits(
            notebook_seconds=self.seconds,
            memory_bytes=self.memory_mb * MIB,
            disk_bytes=self.disk_mb * MIB,
            processes=NOTEBOOK_LIMITS.processes,
        )

    async def poll(self) -> int | None:
        """None while it runs, else its exit code."""
        kernel = self._kernel
        if kernel is None:
            return 0
        if kernel.report is None and _has_spoken(kernel):
            kernel.hear()
        return None if kernel.report is None else int(kernel.report["status"])

    async def wait(self) -> int | None:
        """Wait for its end."""
        while (status := await self.poll()) is None:  # noqa: ASYNC110 (what ends it is a socket of Linux's)
            await asyncio.sleep(_POLL_SECONDS)
        return status

    async def send_signal(self, signum: int) -> None:
        """Interrupt or end it; no other signal is passed on."""
        if self._kernel is None:
            return
        if signum == signal.SIGINT:
            self._kernel.interrupt()
        elif signum in (signal.SIGTERM, signal.SIGKILL):
            self._kernel.end()

    async def kill(self, restart: bool = False) -> None:  # noqa: ARG002 (jupyter_client's signature)
        """End it and everything it started."""
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:  # noqa: ARG002 (jupyter_client's signature)
        """The same: there is nothing in it to be saved."""
        await self.send_signal(signal.SIGTERM)

    async def cleanup(self, restart: bool = False) -> None:
        """Let go of it. For a restart its sockets keep their place: clients connect there again."""
        self._kernel = None
        self._held.close()
        if not restart and self._place >= 0:
            os.close(self._place)
            self._place = -1


def _has_spoken(kernel: Kernel) -> bool:
    """Asked of poll, since select knows descriptors below 1,024 only and a server holds more."""
    waiting = select.poll()
    waiting.register(kernel.link, select.POLLIN)
    return bool(waiting.poll(0))


def _at_the_same_place(kernel: Kernel, place: int) -> int:
    """The kernel's folder under the descriptor that an earlier one had."""
    if place < 0:
        return os.dup(kernel.folder)
    return os.dup2(kernel.folder, place, inheritable=False)


@cache
def _pool() -> Pool:
    """This process's warm interpreters."""
    pool = Pool(Recipe(sys.executable, (), _NOBODY), _KEEP)
    atexit.register(pool.close)
    return pool


def _files(folder: Path, limit: int) -> dict[str, bytes]:
    """The plain files below a folder, without hidden ones. Raises ValueError when there is no room."""
    found: dict[str, bytes] = {}
    left = limit
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_symlink() or not path.is_file() or any(part.startswith(".") for part in name.parts):
            continue
        left -= path.stat().st_size
        if left < 0:
            raise ValueError(f"{folder} holds more than the {limit // MIB} MiB of the kernel's own folder")
        found[str(name)] = path.read_bytes()
    return found
