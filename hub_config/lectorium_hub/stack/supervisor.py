"""The one process that starts every part, keeps it running, and ends it.

It stays small: one thread, one event loop, no framework. Run as
`python -m lectorium_hub.stack.supervisor --home FOLDER`; `lectorium up` does so.
"""

import argparse
import asyncio
import logging
import resource
import shutil
import signal
import sys
from pathlib import Path

from lectorium_hub.stack import process
from lectorium_hub.stack.blueprint import Options, base_environment, draw
from lectorium_hub.stack.board import Board
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.keeper import Keeper, run_step
from lectorium_hub.stack.logs import rotate
from lectorium_hub.stack.parts import Plan
from lectorium_hub.stack.state import ALREADY_RUNNING, StackStatus, hold_lock, last_status, write_status

logger = logging.getLogger(__name__)

OPEN_FILES = 8192
LOCK_TRIES = 20
HOUSEKEEPING_SECONDS = 2.0
# They were told to end when the supervisor was killed; a Hub without its database waits in vain.
LEFTOVER_SECONDS = 4.0
STRAY_SECONDS = 5.0
LEAST_FREE_BYTES = 200 << 20


class Supervisor:
    """Runs a plan until it is told to stop, or until a part can't be started at all."""

    def __init__(self, home: Home, plan: Plan) -> None:
        self._home = home
        self._plan = plan
        self._board = Board(home, plan)
        environment = base_environment(home)
        self._keepers = {
            service.name: Keeper(service, home, self._board, environment) for service in plan.services
        }
        self._steps = [run_step(step, home, self._board, environment) for step in plan.steps]
        self._told_to_stop = asyncio.Event()

    async def run(self) -> int:
        """0 after an orderly stop, 1 after a failed start."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._told_to_stop.set)
        process.adopt_orphans()
        self._board.write()
        tasks = [asyncio.create_task(keeper.run()) for keeper in self._keepers.values()]
        tasks += [asyncio.create_task(step) for step in self._steps]
        tasks.append(asyncio.create_task(self._keep_house()))
        try:
            await self._until_told_or_failed(tasks)
        finally:
            await self._stop(tasks)
        return 1 if self._board.status.problem else 0

    async def _until_told_or_failed(self, tasks: list[asyncio.Task[None]]) -> None:
        told = asyncio.create_task(self._told_to_stop.wait())
        pending: set[asyncio.Task[object]] = {*tasks, told}
        while told in pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                error = task.exception()
                if isinstance(error, StackError):
                    logger.error("%s", error)
                    self._board.fail(error.sentences)
                    told.cancel()
                    return
                if error is not None:
                    raise error

    async def _stop(self, tasks: list[asyncio.Task[None]]) -> None:
        """Stop the services, those that need others first, then whatever is left below us."""
        self._board.stopping = True
        self._board.write()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for group in self._plan.stop_order():
            await asyncio.gather(*(self._keepers[service.name].stop() for service in group))
        await process.end_all(process.descendants(), STRAY_SECONDS)
        process.reap_adopted()

    async def _keep_house(self) -> None:
        """Reap orphans, note processes that aren't ours to start, and keep logs small."""
        while True:
            await asyncio.sleep(HOUSEKEEPING_SECONDS)
            process.reap_adopted()
            rotate(self._home.logs)
            own = process.Child.unreaped
            others = [process.identity(other) for other in process.descendants() if other.pid not in own]
            if others != self._board.status.others:
                self._board.status.others = others
                self._board.write()


async def end_leftovers(home: Home) -> int:
    """End what a supervisor that was killed left behind; how many processes that were."""
    left = process.leftovers(home.path, last_status(home).processes())
    if left:
        logger.warning("ending %s processes of an earlier start", len(left))
        await process.end_all(left, LEFTOVER_SECONDS)
    return len(left)


def check_disk(home: Home) -> None:
    """Raise `StackError` where the disk is so full that a database would break down on it."""
    free = shutil.disk_usage(home.path).free
    if free < LEAST_FREE_BYTES:
        figures = f"{free >> 20} MB are free, {LEAST_FREE_BYTES >> 20} are needed"
        raise StackError(
            f"The disk that holds {home.path} is full: {figures}.",
            "Nothing has been started, and stored data are untouched.",
            "Free some space, or move the folder and name it with --home.",
        )


async def supervise(home: Home, options: Options) -> int:
    """Prepare and run the stack of a home."""
    try:
        await end_leftovers(home)
        check_disk(home)
        plan = draw(home, options)
    except StackError as error:
        logger.error("%s", error)  # noqa: TRY400 - its text is for people; a traceback is not
        write_status(home, StackStatus(state="failed", problem=error.sentences))
        return 1
    return await Supervisor(home, plan).run()


async def _run_alone(home: Home, options: Options) -> int:
    """Supervise while holding the lock; somebody who only looks may hold it for a moment."""
    for _ in range(LOCK_TRIES):
        try:
            with hold_lock(home):
                return await supervise(home, options)
        except BlockingIOError:
            await asyncio.sleep(0.05)
    return ALREADY_RUNNING


def raise_open_files() -> None:
    """Many shells allow 1024 open files, and a proxy with its websockets wants more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--port", type=int)
    parser.add_argument("--bind")
    parser.add_argument("--only", help="run these parts (a,b,c), and what they need")
    parser.add_argument("--without-sample", action="store_true")
    parser.add_argument("--forget-ports", action="store_true")
    arguments = parser.parse_args()
    raise_open_files()
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO, stream=sys.stderr)
    options = Options(
        port=arguments.port,
        bind=arguments.bind,
        only=tuple(arguments.only.split(",")) if arguments.only is not None else None,
        sample=not arguments.without_sample,
        remember=not arguments.forget_ports,
    )
    return asyncio.run(_run_alone(Home(arguments.home), options))


if __name__ == "__main__":
    sys.exit(main())
