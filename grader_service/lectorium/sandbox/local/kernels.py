"""A kernel in the sandbox, seen from outside: its sockets, and the supervisor that ends it."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from lectorium.sandbox.local import memory_files, wire
from lectorium.sandbox.local.zygotes import expect

_INSIDE: Final = "/run/kernel/k"
_PORTS: Final = {"shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5}
_START_SECONDS: Final = 120.0  # on a machine that is busy beyond reason
_LOST: Final = {"status": 1, "reason": "lost", "cpu_ms": 0, "wall_ms": 0, "memory_kb": 0}


def check_names(files: Mapping[str, bytes]) -> None:
    """Files lie beside a notebook or below. Raises ValueError for any other name."""
    for name in files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
            raise ValueError(f"a notebook's file must lie beside it, not at {name!r}")


class Kernel:
    """Started through a submission's supervisor, on whose socket it is heard and ended.

    Raises ZygoteLost, wire.Closed or TimeoutError when the sandbox fails.
    """

    report: dict[str, Any] | None = None
    """The supervisor's last word, once the kernel has ended."""

    def __init__(self, link: socket.socket, files: Mapping[str, bytes]) -> None:
        check_names(files)
        self.link = link
        self._files = list(files.items())
        self._printed = (memory_files.empty(), memory_files.empty())
        self.folder = -1
        """The folder of its sockets, open: it has no name that the worker could use."""

    def start(self, key: bytes = b"", *, subshells: bool = False) -> dict[str, Any]:
        """Fork it and wait until it listens: the connection's details, as jupyter_client has them.

        `key` signs the messages; a random one if none is given. With `subshells` (JEP 91) it can run
        cells beside each other, at the price of a thread that passes on each request.
        """
        signs = key.decode() or secrets.token_hex(16)
        connection = {"transport": "ipc", "key": signs, "signature_scheme": "hmac-sha256", **_PORTS}
        content = memory_files.given(b"".join(data for _, data in self._files))
        message = {
            "op": "kernel",
            "connection": {**connection, "ip": _INSIDE},
            "subshells": subshells,
            "files": [[name, len(data)] for name, data in self._files],
        }
        try:
            wire.send(self.link, message, [*self._printed, content])
        finally:
            os.close(content)
        usual = self.link.gettimeout()
        self.link.settimeout(_START_SECONDS)
        _, [self.folder] = expect(self.link, "sockets")
        self.link.settimeout(usual)
        return {**connection, "ip": f"/proc/self/fd/{self.folder}/k", "key": signs.encode()}

    def hear(self) -> bool:
        """Wait for what the supervisor says next. True when that is the kernel's end."""
        if self.report is None:
            try:
                message, _ = wire.receive(self.link)
            except wire.Closed:
                message = dict(_LOST)
            self.report = message if "status" in message else None
        return self.report is not None

    def interrupt(self) -> None:
        """As with the stop button: SIGINT. It has come when this returns, so that it meets no later cell."""
        self._say("interrupt")
        self.hear()

    def end(self) -> None:
        """End it and everything it started."""
        self._say("end")

    def _say(self, what: str) -> None:
        if self.report is None:
            wire.send(self.link, {"op": what})

    def wait(self) -> dict[str, Any]:
        """Wait for its end: the supervisor's report."""
        while self.report is None:
            self.hear()
        return self.report

    def last_words(self) -> str:
        """What the process itself printed last: a kernel's own output goes another way."""
        texts = [memory_files.text(file, 4000)[0].strip() for file in self._printed]
        return " ".join(text for text in texts if text)[-500:]

    def close(self) -> None:
        """Let go of its sockets and files."""
        open_files = [file for file in (self.folder, *self._printed) if file >= 0]
        self.folder, self._printed = -1, (-1, -1)
        wire.close_all(open_files)
