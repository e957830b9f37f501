"""Asking a kernel one thing at a time, and hearing all that it says meanwhile.

What comes back was written by an interpreter that a student owns: any type, any size, any order.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, cast

import zmq
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.channels import ZMQSocketChannel
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.session import DELIM

from lectorium.sandbox.local.kernels import Kernel
from lectorium.sandbox.local.zygotes import ZygoteLost

_READY_SECONDS: Final = 60.0
_TRY_AGAIN_MS: Final = 20
_LAST_OUTPUT_MS: Final = 200
_REPLY_SECONDS: Final = 2.0  # the reply is sent before `idle` is published
_MAX_MESSAGE: Final = 32 * 1024 * 1024  # a larger one closes the connection, and what follows it is lost
_LOST_SECONDS: Final = 20.0  # after a reply, without the `idle` that ends what is published
_SLICE: Final = 100  # messages heard before the clock is looked at again

Message = dict[str, Any]


class TimeUp(Exception):
    """No answer within the time given; it may still come."""


class Deaf(TimeUp):
    """It was answered, and what was published isn't heard to its end: it was too large."""


class KernelEnded(Exception):
    """The kernel is gone; its report is there."""


@dataclass(slots=True)
class Exchange:
    """One request: `hear` gets each message published meanwhile, `reply` the kernel's word at the end."""

    asked: str
    hear: Callable[[Message], None]
    reply: Message | None = None
    idle: bool = field(default=False)

    @property
    def done(self) -> bool:
        """Whether nothing more will come."""
        return self.idle and self.reply is not None


class Talk:
    """The worker's end of a kernel's sockets. Blocking; for one thread."""

    def __init__(self, kernel: Kernel, connection: dict[str, Any]) -> None:
        self.kernel = kernel
        # Of our sockets alone, and before they connect: later these have no effect.
        context = zmq.Context(zmq.Context.instance())
        context.setsockopt(zmq.MAXMSGSIZE, _MAX_MESSAGE)
        context.setsockopt(zmq.RECONNECT_IVL, _TRY_AGAIN_MS)
        self.client = BlockingKernelClient(context=context)
        self.client.load_connection_info(cast("KernelConnectionInfo", connection))
        self.client.allow_stdin = False
        self._poll = zmq.Poller()

    def connect(self) -> None:
        """Wait until the kernel hears and is heard. Raises ZygoteLost."""
        for channel in self._channels():
            assert channel.socket is not None
            self._poll.register(channel.socket, zmq.POLLIN)
        self._poll.register(self.kernel.link, zmq.POLLIN)
        # It greets who has subscribed (JEP 65): nothing it publishes is missed from then on.
        iopub, _ = self._channels()
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline:
            ready = dict(self._poll.poll(1000))
            if iopub.socket in ready:
                message = _receive(iopub)
                if message is not None and message["msg_type"] == "iopub_welcome":
                    return
            if self.kernel.link.fileno() in ready and self.kernel.hear():
                break
        raise ZygoteLost(f"the kernel didn't start: {self.kernel.last_words()}")

    def _channels(self) -> tuple[ZMQSocketChannel, ZMQSocketChannel]:
        return self.client.iopub_channel, self.client.shell_channel

    def ask(self, kind: str, content: dict[str, Any], hear: Callable[[Message], None]) -> Exchange:
        """Send a request; `follow` waits for what becomes of it."""
        message = self.client.session.msg(kind, content)
        self.client.shell_channel.send(message)
        return Exchange(message["header"]["msg_id"], hear)

    def follow(self, exchange: Exchange, seconds: float) -> None:
        """Hear until the request is answered. Raises TimeUp, Deaf or KernelEnded, and what `hear` raises.

        A kernel that says it is idle and doesn't reply has nothing to say.
        """
        iopub, shell = self._channels()
        deadline = time.monotonic() + seconds
        while not exchange.done:
            if exchange.idle:
                deadline = min(deadline, time.monotonic() + _REPLY_SECONDS)
            elif exchange.reply is not None:
                deadline = min(deadline, time.monotonic() + _LOST_SECONDS)
            left = deadline - time.monotonic()
            if left <= 0:
                if exchange.idle:
                    return
                raise TimeUp if exchange.reply is None else Deaf
            ready = dict(self._poll.poll(math.ceil(left * 1000)))
            if shell.socket in ready:
                self._take_reply(shell, exchange)
            if iopub.socket in ready:
                self._take_published(iopub, exchange)
            if self.kernel.link.fileno() in ready and self.kernel.hear():
                self._hear_the_rest(iopub, exchange)
                raise KernelEnded

    def _take_reply(self, shell: ZMQSocketChannel, exchange: Exchange) -> None:
        message = _receive(shell)
        if message is not None and _parent(message) == exchange.asked:
            exchange.reply = message

    def _take_published(self, iopub: ZMQSocketChannel, exchange: Exchange) -> None:
        assert iopub.socket is not None
        for _ in range(_SLICE):
            message = _receive(iopub)
            if message is not None and _parent(message) == exchange.asked:
                self._hear_one(message, exchange)
            if not iopub.socket.poll(0):
                return

    def _hear_one(self, message: Message, exchange: Exchange) -> None:
        if message["msg_type"] != "status":
            exchange.hear(message)
        elif message["content"].get("execution_state") == "idle":
            exchange.idle = True

    def _hear_the_rest(self, iopub: ZMQSocketChannel, exchange: Exchange) -> None:
        """What a dead kernel had said is still on its way."""
        assert iopub.socket is not None
        deadline = time.monotonic() + _LAST_OUTPUT_MS / 1000
        while not exchange.idle and time.monotonic() < deadline:
            if iopub.socket.poll(_LAST_OUTPUT_MS):
                self._take_published(iopub, exchange)

    def close(self) -> None:
        """Close the sockets. What was not yet sent isn't sent."""
        for channel in self._channels():
            channel.close()


def _receive(channel: ZMQSocketChannel) -> Message | None:
    """The next message; None where it is none that Jupyter's protocol knows.

    Read by hand: jupyter_client reads dates and checks signatures, which takes most of the time
    and proves nothing. The kernel has the key, and the student has the kernel.
    """
    assert channel.socket is not None
    try:
        frames: list[bytes] = channel.socket.recv_multipart(zmq.NOBLOCK)
        place = frames.index(DELIM) + 2  # behind it comes the signature
        header, parent, metadata, content = map(channel.session.unpack, frames[place : place + 4])
    except Exception:  # noqa: BLE001 (an edge: no frames, no JSON, nested beyond reason, too large)
        return None
    if not all(isinstance(part, dict) for part in (header, parent, metadata, content)):
        return None
    return {
        "header": header,
        "msg_id": header.get("msg_id"),
        "msg_type": header.get("msg_type"),
        "parent_header": parent,
        "metadata": metadata,
        "content": content,
        "buffers": frames[place + 4 :],
    }


def _parent(message: Message) -> Any:
    return message["parent_header"].get("msg_id")
