"""Messages between the worker and the sandbox: small JSON and open files, on one socket.

SOCK_SEQPACKET keeps message borders and says when the other side is gone. Used on both
sides, so standard library only.
"""

from __future__ import annotations

import array
import json
import os
import socket
from collections.abc import Sequence
from typing import Any

MAX_MESSAGE = 128 * 1024
MAX_FILES = 128


class Closed(ConnectionError):
    """The other side is gone."""


def pair() -> tuple[socket.socket, socket.socket]:
    """Two connected ends; neither is inherited by programs that are started."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def opened(descriptor: int) -> socket.socket:
    """One of these ends, from its descriptor."""
    return socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET, 0, descriptor)


def send(sock: socket.socket, message: dict[str, Any], files: Sequence[int] = ()) -> None:
    """Send one message; the files stay open here too. Raises Closed."""
    data = json.dumps(message).encode()
    ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))] if files else []
    try:
        sock.sendmsg([data], ancillary, socket.MSG_NOSIGNAL)
    except (BrokenPipeError, ConnectionResetError) as error:
        raise Closed("the other side is gone") from error


def receive(sock: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """The next message and its files, which are the caller's to close. Raises Closed."""
    room = socket.CMSG_SPACE(MAX_FILES * array.array("i").itemsize)
    try:
        data, ancillary, _, _ = sock.recvmsg(MAX_MESSAGE, room, socket.MSG_CMSG_CLOEXEC)
    except ConnectionResetError as error:
        raise Closed("the other side is gone") from error
    files = array.array("i")
    for level, kind, content in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            files.frombytes(content[: len(content) - len(content) % files.itemsize])
    if not data:
        close_all(files)
        raise Closed("the other side is gone")
    message: dict[str, Any] = json.loads(data)
    return message, list(files)


def close_all(files: Sequence[int]) -> None:
    """Close descriptors."""
    for descriptor in files:
        os.close(descriptor)
