"""Which port each part listens on: chosen once, remembered, changed only where it must be."""

import contextlib
import errno
import json
import secrets
import socket
from collections.abc import Iterable
from pathlib import Path

import psutil

from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.secrets import write_private

PUBLIC = "public"
INTERNAL = ("postgres", "valkey", "proxy_api", "hub", "api", "models")
USUAL_PUBLIC_PORT = 8000
# Below Linux' ephemeral range (32768…), so that no outgoing connection takes a port between two starts.
CANDIDATES = range(20_000, 32_000)
TRIES = 200


def is_free(port: int, address: str = "127.0.0.1") -> bool:
    """Whether we could listen on this port now."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise _no_such_address(address, error) from error
    return True


def find_free(taken: Iterable[int] = ()) -> int:
    """A free loopback port that isn't among the taken ones; raise `StackError` where none is left."""
    avoided = set(taken)
    for _ in range(TRIES):
        port = secrets.choice(CANDIDATES)
        if port not in avoided and is_free(port):
            return port
    raise StackError(
        "No free port was found on this machine.",
        "Nothing has been started.",
        "Stop some other servers, then run `lectorium up` again.",
    )


class PortBook:
    """The ports of one home, kept in a small JSON file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ports: dict[str, int] = {}
        with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):  # a broken book is begun anew
            self._ports = json.loads(path.read_text())

    def __getitem__(self, name: str) -> int:
        return self._ports[name]

    def get(self, name: str) -> int | None:
        """A port that was chosen before, if it was."""
        return self._ports.get(name)

    def settle(self, *, public: int | None, address: str) -> None:
        """Give every part a port that is free now: the same as last time where possible.

        `public` is what the person asked for: None keeps the last one, 0 takes any free one.
        A public port that is taken is an error, since people know the address by it.
        """
        for name in INTERNAL:
            if name not in self._ports or not is_free(self._ports[name]):
                self._ports[name] = find_free(self._ports.values())
        self._ports[PUBLIC] = self._settle_public(public, address)

    def save(self) -> None:
        """Remember them for the next start."""
        write_private(self._path, json.dumps(self._ports, indent=2) + "\n")

    def _settle_public(self, asked: int | None, address: str) -> int:
        if asked == 0:
            return find_free(self._ports.values())
        wanted = asked or self._ports.get(PUBLIC)
        if wanted is None:
            usual = is_free(USUAL_PUBLIC_PORT, address)
            return USUAL_PUBLIC_PORT if usual else find_free(self._ports.values())
        if not is_free(wanted, address):
            raise _port_taken(wanted)
        return wanted


def _holder_of(port: int) -> str | None:
    """The program that listens on a port, as far as we may know it."""
    try:
        connections = psutil.net_connections("tcp")
    except psutil.AccessDenied:
        return None
    for connection in connections:
        listens = connection.status == psutil.CONN_LISTEN and connection.laddr[1:2] == (port,)
        if listens and connection.pid:
            return f"{psutil.Process(connection.pid).name()}, process {connection.pid}"
    return None


def _port_taken(port: int) -> StackError:
    holder = _holder_of(port)
    whose = f" ({holder})" if holder else ""
    return StackError(
        f"Port {port} is used by another program{whose}.",
        "Nothing has been started, and nothing is lost.",
        "Stop that program, or choose another port: lectorium up --port N (0 takes any free one).",
    )


def _no_such_address(address: str, error: OSError) -> StackError:
    return StackError(
        f"This machine can't listen on the address {address} ({error.strerror}).",
        "Nothing has been started.",
        "Choose an address of this machine with --bind; 127.0.0.1 always works.",
    )
