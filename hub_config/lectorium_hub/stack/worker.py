"""A Celery worker that shows that it lives: it touches LECTORIUM_ALIVE_FILE with each of its heartbeats.

`python -m lectorium_hub.stack.worker` takes the arguments of `celery worker`.
"""

import os
import sys
from pathlib import Path

from celery.signals import heartbeat_sent, worker_ready, worker_shutting_down

from lectorium.worker.app import app


def show_life(alive: Path) -> None:
    """Touch the file when the worker takes jobs, and then every other second."""

    def touch(**_: object) -> None:
        alive.touch()

    def remove(**_: object) -> None:
        alive.unlink(missing_ok=True)

    for signal in (worker_ready, heartbeat_sent):
        signal.connect(touch, weak=False)
    worker_shutting_down.connect(remove, weak=False)


if __name__ == "__main__":
    show_life(Path(os.environ["LECTORIUM_ALIVE_FILE"]))
    app.worker_main(["worker", *sys.argv[1:]])
