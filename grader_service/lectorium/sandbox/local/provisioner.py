"""A kernel in the sandbox, through jupyter_client's own extension point for kernel processes."""

from __future__ import annotations

import os
import secrets
import signal
import socket
from collections.abc import Mapping
from importlib.metadata import EntryPoint
from typing import Any, Final, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerBase
from jupyter_client.provisioning.factory import KernelProvisionerFactory

from lectorium.sandbox.local import memory_files, wire
from lectorium.sandbox.local.zygotes import expect

NAME: Final = "lectorium-sandbox"
_INSIDE: Final = "/run/kernel/k"
_PORTS: Final = {"shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5}


class Specs(KernelSpecManager):
    """Every name is the sandbox's Python kernel."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:  # noqa: ARG002
        """The one there is."""
        metadata = {"kernel_provisioner": {"provisioner_name": NAME, "config": {}}}
        return KernelSpec(argv=[], display_name="Python", language="python", metadata=metadata)


class SandboxProvisioner(KernelProvisionerBase):
    """Starts a kernel through a submission's supervisor, `start_kernel(link=…, files=…)`."""

    link: socket.socket | None = None
    report: dict[str, Any] | None = None
    """The supervisor's last word, once the kernel has ended."""
    _folder: int = -1
    _printed: tuple[int, ...] = ()

    @property
    def has_process(self) -> bool:
        """Whether there is a kernel."""
        return self.link is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """No command line and no environment: the kernel is forked, not started."""
        return {"cmd": [], **kwargs}

    async def launch_kernel(
        self,
        cmd: list[str],  # noqa: ARG002 (a kernel that is forked has no command line)
        **kwargs: Any,
    ) -> KernelConnectionInfo:
        """Fork the kernel; its sockets are reached through an open folder."""
        link, files = kwargs["link"], kwargs["files"]
        key = secrets.token_hex(16)
        connection = {"transport": "ipc", "key": key, "signature_scheme": "hmac-sha256", **_PORTS}
        given = _files(files)
        self._printed = (given[0], given[1])
        try:
            message = {
                "op": "kernel",
                "connection": {**connection, "ip": _INSIDE},
                "files": [[name, len(data)] for name, data in files.items()],
            }
            wire.send(link, message, given)
            _, [self._folder] = expect(link, "sockets")
        finally:
            os.close(given[2])
        self.link = link
        outside = {**connection, "ip": f"/proc/self/fd/{self._folder}/k", "key": key.encode()}
        self.connection_info = cast("KernelConnectionInfo", outside)
        return self.connection_info

    def lock(self) -> None:
        """Once connected: no other socket can take the place of one of the kernel's."""
        assert self.link is not None
        wire.send(self.link, {"op": "lock"})
        expect(self.link, "locked")

    def hear(self) -> bool:
        """Read what the supervisor has said. True when that is the kernel's end."""
        if self.report is None and self.link is not None:
            try:
                message, _ = wire.receive(self.link)
            except wire.Closed:
                message = {"status": 1, "reason": "lost", "cpu_ms": 0, "wall_ms": 0, "memory_kb": 0}
            self.report = message if "status" in message else None
        return self.report is not None

    async def poll(self) -> int | None:
        """None while it runs, else its exit code."""
        return None if self.report is None else int(self.report["status"])

    async def wait(self) -> int | None:
        """Wait for its end."""
        while not self.hear():
            pass
        return await self.poll()

    async def send_signal(self, signum: int) -> None:
        """Interrupt or end it; no other signal is passed on."""
        if signum == signal.SIGINT:
            self._say("interrupt")
        elif signum in (signal.SIGTERM, signal.SIGKILL):
            self._say("end")

    def _say(self, what: str) -> None:
        if self.link is not None and self.report is None:
            wire.send(self.link, {"op": what})

    async def kill(self, restart: bool = False) -> None:  # noqa: ARG002 (jupyter_client's signature)
        """End it and everything it started."""
        self._say("end")

    async def terminate(self, restart: bool = False) -> None:  # noqa: ARG002 (jupyter_client's signature)
        """The same: there is nothing in it to be saved."""
        self._say("end")

    def last_words(self) -> str:
        """What the process itself printed last: a kernel's own output goes another way."""
        texts = [memory_files.text(file, 4000)[0].strip() for file in self._printed]
        return " ".join(text for text in texts if text)[-500:]

    async def cleanup(self, restart: bool = False) -> None:  # noqa: ARG002 (jupyter_client's signature)
        """Let go of its sockets."""
        if self._folder >= 0:
            os.close(self._folder)
            self._folder = -1
        wire.close_all(self._printed)
        self._printed = ()
        self.link = None


def _files(files: Mapping[str, bytes]) -> list[int]:
    """stdout, stderr, and the bytes of the notebook's files one after another."""
    room = memory_files.empty
    return [room(), room(), memory_files.given(b"".join(files.values()))]


def manager() -> AsyncKernelManager:
    """A kernel manager whose kernels run in the sandbox."""
    target = f"{SandboxProvisioner.__module__}:{SandboxProvisioner.__name__}"
    entry = EntryPoint(NAME, target, KernelProvisionerFactory.GROUP_NAME)
    KernelProvisionerFactory.instance().provisioners.setdefault(NAME, entry)
    return AsyncKernelManager(kernel_name="python3", kernel_spec_manager=Specs())
