"""A Celery worker that shows that it lives, and has its sandbox warm before the first student waits for it.

`python -m lectorium_hub.stack.worker` takes the arguments of `celery worker`. It runs its jobs in a
thread: student code runs in the sandbox's own processes, so a process more would only cost memory.
"""

import os
import sys
from pathlib import Path

from celery.signals import heartbeat_sent, worker_ready, worker_shutdown

from lectorium.worker.app import app, platform


def show_life(alive: Path) -> None:
    """Touch the file when the worker takes jobs, and then every other second."""

    def touch(**_: object) -> None:
        alive.touch()

    for signal in (worker_ready, heartbeat_sent):
        signal.connect(touch, weak=False)


def keep_sandbox() -> None:
    """Open the sandbox when the worker is ready, and close it with the worker.

    Celery's signals for this are those of its pool of processes, which isn't used here.
    """

    def warm(**_: object) -> None:
        for problem in platform.sandbox.problems():
            sys.stderr.write(f"{problem}\n")

    def close(**_: object) -> None:
        platform.close()

    worker_ready.connect(warm, weak=False)
    worker_shutdown.connect(close, weak=False)


if __name__ == "__main__":
    show_life(Path(os.environ["LECTORIUM_ALIVE_FILE"]))
    keep_sandbox()
    app.worker_main(["worker", *sys.argv[1:]])
