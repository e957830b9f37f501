"""How a kernel that grades sends what it has to say: by itself between two cells, else by ipykernel's thread.

ipykernel hands each message to a thread, so that an interrupt (an exception in the main thread) can't
tear one in two. Taking turns with it is a third of what a short cell costs. While no code of a
notebook runs interrupts are ignored, and the main thread may send by itself; whoever sends takes
what waits in the thread's queue first, so that everything keeps its order.

The classes here stand before ipykernel's own, which `with_turns` puts behind them.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Final

_POLLIN: Final = 1
_MOST_UNSENT: Final = 1 << 20


def with_turns(own: type, stock: type, **more: Any) -> type:
    """A class of ours in front of ipykernel's; by its name nobody sees a difference."""
    return type(stock.__name__, (own, stock), {"__module__": stock.__module__, **more})


def prepare(app: Any) -> None:
    """In the zygote: what an application makes later is of these classes."""
    from ipykernel import iostream, ipkernel, kernelapp

    app.kernel_class = with_turns(Kernel, ipkernel.IPythonKernel)
    streams: Any = iostream  # where the application looks for it by its name
    streams.OutStream = with_turns(Stream, iostream.OutStream)
    made: Any = kernelapp
    made.IOPubThread = with_turns(Publisher, iostream.IOPubThread)


def answer_alone() -> None:
    """In a notebook's fork: the main thread takes the requests itself."""
    from ipykernel import kernelapp

    made: Any = kernelapp
    made.ShellChannelThread = NoThread


class InTurn:
    """A socket's stream, before pyzmq's: what it does with the socket, it does in `turn`."""

    turn: Any

    def _handle_events(self, fd: Any, events: int) -> None:
        stock: Any = super()
        with self.turn:
            stock._handle_events(fd, events)  # noqa: SLF001 (pyzmq calls it)


class Publisher:
    """Before ipykernel's IOPubThread: others may use its socket and queue in turns."""

    thread: threading.Thread
    socket: Any
    io_loop: Any
    _events: deque[Callable[[], object]]
    _handle_subscription: Any

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.turn = threading.RLock()
        self.at_rest = False
        """Whether the main thread runs no code of a notebook, and interrupts are ignored."""
        self._main = threading.get_ident()
        stock: Any = super()
        stock.__init__(*arguments, **options)

    def _setup_xpub_listener(self) -> None:
        """As ipykernel's; but it reads from the socket in turns, too."""
        from zmq.eventloop.zmqstream import ZMQStream

        self._xpub_stream = with_turns(InTurn, ZMQStream, turn=self.turn)(self.socket, self.io_loop)
        self._xpub_stream.on_recv(self._handle_subscription)

    def is_mine(self) -> bool:
        """Whether who asks may send by itself."""
        return self.at_rest and threading.get_ident() == self._main and self.thread.is_alive()

    def schedule(self, f: Callable[[], object]) -> None:
        """Do this in its place: now, by who may, else by the thread."""
        if self.is_mine():
            with self.turn:
                self._handle_event(None)
                f()
                self._look_again()
        elif threading.get_ident() == self.thread.ident and self.thread.is_alive():
            with self.turn:
                self._handle_event(None)
                f()
        else:
            stock: Any = super()
            stock.schedule(f)

    def _handle_event(self, _: object) -> None:
        """All that waits now, in order; what that asks for in turn comes before what is next."""
        with self.turn:
            for _ in range(len(self._events)):
                if self._events:
                    self._events.popleft()()

    def _look_again(self) -> None:
        """Sending reads a socket's signals, too: a subscription that came meanwhile is told to the thread."""
        if self.socket.events & _POLLIN:
            self.io_loop.add_callback(self._xpub_stream._handle_events, self.socket, 0)  # noqa: SLF001

    def has_nothing(self) -> bool:
        """Whether all is sent."""
        with self.turn:
            return not self._events


class Stream:
    """Before ipykernel's OutStream: it waits for nobody where nothing is to be sent.

    Who prints faster than the thread sends waits for it, at the latest after `_MOST_UNSENT` characters:
    else, on a busy machine, a message grows beyond what anybody takes, and is lost with all behind it.
    """

    pub_thread: Publisher | None
    flush_interval: float
    _io_loop: Any
    _buffers: Any
    _hooks: Any
    _is_timed = False
    _unsent = 0

    def write(self, string: str) -> Any:
        """Keep for the thread what was printed."""
        stock: Any = super()
        written = stock.write(string)
        self._unsent += len(string)
        if self._unsent > _MOST_UNSENT:
            self.flush()
        return written

    def _schedule_flush(self) -> None:
        """Soon; the thread's clock is set once until it rings."""
        if not self._is_timed:
            self._is_timed = True
            self._io_loop.add_callback(self._io_loop.call_later, self.flush_interval, self._ring)

    def _ring(self) -> None:
        self._is_timed = False
        self._flush()

    def flush(self) -> None:
        """Send what was written, and wait until it is sent."""
        stock: Any = super()
        publisher = self.pub_thread
        if publisher is None or not publisher.thread.is_alive() or self._hooks:
            stock.flush()
        elif publisher.is_mine():
            publisher.schedule(self._flush)
        elif self._buffers or not publisher.has_nothing():
            stock.flush()

    def _flush(self) -> None:
        self._unsent = 0
        stock: Any = super()
        publisher = self.pub_thread
        if publisher is None or not publisher.thread.is_alive():  # as in a process that was forked
            stock._flush()  # noqa: SLF001 (ipykernel has it called by its thread)
            return
        with publisher.turn:
            stock._flush()  # noqa: SLF001 (ipykernel has it called by its thread)


class Kernel:
    """Before ipykernel's: with or without a thread of its own for requests."""

    shell_channel_thread: Any

    @property
    def _supports_kernel_subshells(self) -> bool:
        return bool(self.shell_channel_thread)


class NoThread:
    """Stands for the thread that takes requests, where the main thread takes them."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.parent_thread = threading.current_thread()

    def __bool__(self) -> bool:
        return False


class Cells:
    """When code of a notebook runs, and when it doesn't."""

    def __init__(self, kernel: Any, publisher: Publisher) -> None:
        """From now on the kernel sends by itself where it may."""
        self.kernel, self.publisher = kernel, publisher
        self._begin, self._end = kernel.pre_handler_hook, kernel.post_handler_hook
        self._execute = kernel.do_execute
        kernel.pre_handler_hook, kernel.post_handler_hook = self.before, self.after
        kernel.do_execute = self.execute
        self._say = kernel._publish_status  # noqa: SLF001 (as ipykernel calls it)
        kernel._publish_status, kernel._publish_execute_input = self.say, _unsaid  # noqa: SLF001
        publisher.at_rest = True

    def say(self, status: str, *arguments: Any, **options: Any) -> None:
        """That it is idle: nobody waits to hear that it is busy, and with what."""
        if status != "busy":
            self._say(status, *arguments, **options)

    def before(self) -> None:
        """A request: code of a cell runs later than it begins, all others' at once."""
        if self.kernel.get_parent("shell")["header"]["msg_type"] != "execute_request":
            self.begin()

    async def execute(self, *arguments: Any, **options: Any) -> Any:
        """A cell."""
        self.begin()
        try:
            return await self._execute(*arguments, **options)
        finally:
            self.end()

    def after(self) -> None:
        """A request's end, whatever became of it."""
        if not self.publisher.at_rest:
            self.end()

    def begin(self) -> None:
        """Interrupts count from now on."""
        self.publisher.at_rest = False
        self._begin()

    def end(self) -> None:
        """And now no more."""
        self._end()
        self.publisher.at_rest = True


def _unsaid(*_: Any, **__: Any) -> None:
    """Who sent a cell knows it."""
