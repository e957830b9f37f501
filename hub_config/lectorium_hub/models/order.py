"""What a model's process is told when it starts, and what it answers.

Told by a line on standard input, so that the key stands neither on a command line nor in an environment.
"""

import ctypes
import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass

PR_SET_PDEATHSIG = 1
# Who waits in a browser for anything else comes first.
NICENESS = 5


@dataclass(frozen=True)
class Order:
    """Serve these weights under this name, to whoever has the key."""

    served_name: str
    weights: str
    threads: int
    key: str
    parent: int

    def encoded(self) -> bytes:
        """One line."""
        return json.dumps(asdict(self)).encode() + b"\n"


def receive() -> tuple[Order, Callable[[str], None]]:
    """The order, and how to say at which URL it is done.

    From now on the process dies with its parent, and whatever it prints goes to the log.
    """
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    line = sys.stdin.readline()
    order = Order(**json.loads(line)) if line else None
    if order is None or os.getppid() != order.parent:
        raise SystemExit("the gateway is gone")
    os.nice(NICENESS)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def tell(url: str) -> None:
        answers.write(f"{url}\n")
        answers.close()

    return order, tell
