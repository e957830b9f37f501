"""A model's process, started when it is asked and stopped when it isn't any more."""

import asyncio
import contextlib
import logging
import os
import secrets
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass

from lectorium_hub.models.order import Order

logger = logging.getLogger(__name__)

START_SECONDS = 120.0
STOP_SECONDS = 5.0


class CannotStartError(Exception):
    """The process ended, or said nothing, before it was ready; its log says why."""


@dataclass(frozen=True)
class Address:
    """Where the process listens, and the key it asks for."""

    url: str
    key: str


class Standby:
    """One model behind a process of `module`; safe to use from many tasks of one event loop."""

    def __init__(
        self, served_name: str, weights: str, *, module: str, threads: int, idle_seconds: float
    ) -> None:
        self.served_name = served_name
        self.weights = weights
        self._module = module
        self._threads = threads
        self._idle_seconds = idle_seconds
        self._lock = asyncio.Lock()
        self._process: Process | None = None
        self._address = Address("", "")
        self._users = 0
        self._alarm: asyncio.TimerHandle | None = None
        self._stopping: asyncio.Task[None] | None = None

    @property
    def is_loaded(self) -> bool:
        """Whether its process runs."""
        return self._process is not None and self._process.returncode is None

    @contextlib.asynccontextmanager
    async def in_use(self) -> AsyncIterator[Address]:
        """Its address, ready; it isn't stopped inside the block.  Raises `CannotStartError`."""
        self._users += 1
        if self._alarm is not None:
            self._alarm.cancel()
        try:
            async with self._lock:
                if not self.is_loaded:
                    await self._start()
            yield self._address
        finally:
            self._users -= 1
            if not self._users:
                self._alarm = asyncio.get_running_loop().call_later(self._idle_seconds, self._rest)

    async def found_dead(self, address: Address) -> None:
        """This address doesn't answer: the next who asks gets another."""
        async with self._lock:
            if address == self._address:  # else somebody else has found it already
                await self._stop()

    async def stop(self) -> None:
        """End the process, whatever that takes."""
        async with self._lock:
            await self._stop()

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await _end(process)
            logger.info("%s stopped", self.served_name)

    def _rest(self) -> None:
        """Nobody asked for a while."""
        if self.is_loaded and not self._users:
            self._stopping = asyncio.get_running_loop().create_task(self.stop())

    async def _start(self) -> None:
        key = secrets.token_hex(32)
        order = Order(self.served_name, self.weights, self._threads, key, os.getpid())
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", self._module, stdin=PIPE, stdout=PIPE, start_new_session=True
        )
        try:
            url = await asyncio.wait_for(_told(process, order), START_SECONDS)
        except BaseException as error:
            await _end(process)
            if isinstance(error, TimeoutError):
                raise CannotStartError(f"not ready within {START_SECONDS:.0f} s") from error
            raise
        self._process, self._address = process, Address(url, key)
        logger.info("%s runs as process %s", self.served_name, process.pid)


async def _told(process: Process, order: Order) -> str:
    """Give the order and wait for the URL; raises `CannotStartError` where the process ends instead."""
    assert process.stdin is not None
    assert process.stdout is not None
    with contextlib.suppress(ConnectionError):
        process.stdin.write(order.encoded())
        await process.stdin.drain()
    url = (await process.stdout.readline()).decode().strip()
    if not url:
        raise CannotStartError(f"it ended before it was ready (exit status {await process.wait()})")
    return url


async def _end(process: Process) -> None:
    """Politely, then for good."""
    for ask in (process.terminate, process.kill):
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                ask()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), STOP_SECONDS)
    if process.stdin is not None:
        process.stdin.close()
