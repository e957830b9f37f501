"""Keeps one service running, and runs one step."""

import asyncio
import logging
import time
from collections.abc import Mapping

import psycopg

from lectorium_hub.stack.board import Board
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.logs import last_line
from lectorium_hub.stack.parts import Service, Step
from lectorium_hub.stack.process import Child
from lectorium_hub.stack.readiness import is_ready

logger = logging.getLogger(__name__)

FIRST_TRIES = 3
FIRST_SECONDS = 120.0
# A service that ran this long starts with a clean slate.
STABLE_SECONDS = 60.0
BACKOFF_SECONDS = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
POLL_SECONDS = (0.05, 0.25)
RECHECK_SECONDS = 10.0
# Busy machines miss an answer now and then.
PATIENCE = 3


class Keeper:
    """Starts a service, waits until it is ready, and starts it again whenever it ends."""

    def __init__(self, service: Service, home: Home, board: Board, environment: Mapping[str, str]) -> None:
        self.service = service
        self._home = home
        self._board = board
        self._environment = {**environment, **service.environment}
        self.child: Child | None = None

    async def run(self) -> None:
        """Run for ever; raise `StackError` where the service never comes up at all."""
        await self._board.wait_for(self.service.after)
        failures = 0
        while True:
            begun = time.monotonic()
            status = await self._run_once()
            failures = 1 if time.monotonic() - begun > STABLE_SECONDS else failures + 1
            logger.warning("%s ended (%s)", self.service.name, describe_exit(status))
            if failures >= FIRST_TRIES and not self._board.was_ready(self.service.name):
                raise self._never_came_up(f"ended {failures} times ({describe_exit(status)})")
            restarts = self._board.status.part(self.service.name).restarts + 1
            self._board.set(
                self.service.name,
                state="restarting",
                pid=None,
                message=describe_exit(status),
                restarts=restarts,
            )
            await asyncio.sleep(BACKOFF_SECONDS[min(failures, len(BACKOFF_SECONDS)) - 1])

    async def stop(self) -> None:
        """End the service and what it started."""
        if self.child is not None:
            await self.child.stop(self.service.stop_seconds)
            logger.info("%s stopped", self.service.name)
        self._board.set(self.service.name, state="stopped", pid=None)

    async def _run_once(self) -> int:
        """Start it and watch it until it ends."""
        self.service.prepare()
        self.child = Child(
            self.service.command(),
            environment=self._environment,
            folder=self._home.run,
            log=self._home.log(self.service.name),
            stop_signal=self.service.stop_signal,
        )
        name = self.service.name
        logger.info("%s started as process %s", name, self.child.pid)
        self._board.set(name, state="starting", pid=self.child.pid, created=self.child.created)
        watch = asyncio.create_task(self._watch())
        exited = asyncio.ensure_future(self.child.wait())
        try:
            await asyncio.wait({watch, exited}, return_when=asyncio.FIRST_COMPLETED)
            if watch.done():
                watch.result()  # it only ends by an error, which is the caller's
            return await exited
        finally:
            watch.cancel()
            exited.cancel()

    async def _watch(self) -> None:
        """Wait until it is ready, then ask again now and then."""
        restart = self._board.was_ready(self.service.name)
        await self._become_ready(restart)
        if restart and self.service.restored is not None:
            await self._restore()
        misses = 0
        while True:
            await asyncio.sleep(RECHECK_SECONDS)
            message = await is_ready(self.service.check)
            misses = misses + 1 if message else 0
            if message is None:
                self._board.set(self.service.name, state="running", message=None)
            elif misses >= PATIENCE:
                self._board.set(self.service.name, state="unresponsive", message=message)

    async def _become_ready(self, restart: bool) -> None:
        begun = time.monotonic()
        pause, longest = POLL_SECONDS
        while message := await is_ready(self.service.check):
            elapsed = time.monotonic() - begun
            if elapsed > FIRST_SECONDS and not restart:
                raise self._never_came_up(f"didn't answer within {elapsed:.0f} s ({message})")
            self._board.status.part(self.service.name).message = message
            await asyncio.sleep(pause)
            pause = min(pause * 1.3, longest)
        seconds = round(time.monotonic() - begun, 2)
        logger.info("%s ready after %.2f s", self.service.name, seconds)
        self._board.set(self.service.name, state="running", seconds=seconds, message=None)

    async def _restore(self) -> None:
        if self.service.restored is None:
            return
        try:
            await self.service.restored()
        except (OSError, StackError) as error:
            logger.warning("%s is back, but: %s", self.service.name, error)

    def _never_came_up(self, what: str) -> StackError:
        name = self.service.name
        said = last_line(self._home.log(name))
        return StackError(
            f"The part {name} {what}. It said last: {said or 'nothing'}",
            "Everything has been stopped again, and stored data are untouched.",
            f"Read its log with `lectorium logs {name}`, and run `lectorium doctor`.",
        )


async def run_step(step: Step, home: Home, board: Board, environment: Mapping[str, str]) -> None:
    """Run a step after those it waits for; raise `StackError` where it fails and isn't optional."""
    await board.wait_for(step.after)
    begun = time.monotonic()
    board.set(step.name, state="starting")
    message = await _failure_of(step, home, board, {**environment, **step.environment})
    seconds = round(time.monotonic() - begun, 2)
    logger.info("step %s took %.2f s%s", step.name, seconds, f", and failed: {message}" if message else "")
    if message is None:
        board.set(step.name, state="done", seconds=seconds, pid=None)
        return
    board.set(step.name, state="failed", seconds=seconds, pid=None, message=message)
    if not step.optional:
        raise StackError(
            f"The step {step.name} failed: {message}",
            "Everything has been stopped again, and stored data are untouched.",
            f"Read its log with `lectorium logs {step.name}`, then run `lectorium up` again.",
        )


async def _failure_of(step: Step, home: Home, board: Board, environment: Mapping[str, str]) -> str | None:
    if step.action is not None:
        try:
            await step.action()
        except (OSError, psycopg.Error, StackError) as error:
            return str(error)
        return None
    log = home.log(step.name)
    child = Child(step.command, environment=environment, folder=home.run, log=log)
    board.set(step.name, pid=child.pid, created=child.created)
    try:
        status = await child.wait()
    except asyncio.CancelledError:
        await child.stop(seconds=5)
        raise
    return None if status == 0 else last_line(log) or describe_exit(status)


def describe_exit(status: int) -> str:
    """An exit status in words."""
    return f"killed by signal {-status}" if status < 0 else f"exit status {status}"
