"""A Celery worker that shows that it lives.

`python -m lectorium_hub.stack.worker` takes the arguments of `celery worker`, and the
queues from the settings. It runs its jobs in a
thread: student code runs in the sandbox's own processes, so a process more would only cost memory.
"""

import os
import sys
from pathlib import Path

from celery.signals import heartbeat_sent, worker_ready

from lectorium.worker.app import app, settings


def show_life(alive: Path) -> None:
    """Touch the file when the worker takes jobs, and then every other second."""

    def touch(**_: object) -> None:
        alive.touch()

    for signal in (worker_ready, heartbeat_sent):
        signal.connect(touch, weak=False)


if __name__ == "__main__":
    show_life(Path(os.environ["LECTORIUM_ALIVE_FILE"]))
    app.worker_main(["worker", f"--queues={','.join(settings.celery_queues)}", *sys.argv[1:]])
