"""Threads in which requests wait for the database.

The standard library's executor keeps two futures and a condition for each piece of work, so that any
thread can wait for it. Here only the event loop waits: one future serves, and a short request costs less.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")


@dataclass(slots=True)
class _Piece(Generic[Result]):
    """A piece of work, and the future in which its loop waits for it."""

    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Result]
    work: Callable[..., Result]
    arguments: tuple[Any, ...]

    def do(self) -> None:
        try:
            result = self.work(*self.arguments)
        except BaseException as error:  # noqa: BLE001 # it belongs to whoever waits
            self._tell(self._fail, error)
        else:
            self._tell(self._succeed, result)

    def _tell(self, how: Callable[[Any], None], what: object) -> None:
        with suppress(RuntimeError):  # the loop has ended: nobody waits any more
            self.loop.call_soon_threadsafe(how, what)

    def _succeed(self, result: Result) -> None:
        if not self.future.done():
            self.future.set_result(result)

    def _fail(self, error: BaseException) -> None:
        if not self.future.done():
            self.future.set_exception(error)


class Threads:
    """A fixed number of threads; what is asked of them while all are busy waits its turn."""

    def __init__(self, count: int, name: str) -> None:
        """Start them."""
        self._waiting: SimpleQueue[_Piece[Any] | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._serve, name=f"{name}-{number}", daemon=True)
            for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def run(self, work: Callable[..., Result], *arguments: Any) -> asyncio.Future[Result]:
        """Have ``work(*arguments)`` done; call it on an event loop, and await what it returns."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        self._waiting.put(_Piece(loop, future, work, arguments))
        return future

    def close(self, *, wait: bool) -> None:
        """Begin nothing more; with ``wait``, return when what is under way has ended."""
        with suppress(Empty):
            while True:
                self._waiting.get_nowait()
        for _ in self._threads:
            self._waiting.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def _serve(self) -> None:
        while (piece := self._waiting.get()) is not None:
            piece.do()
