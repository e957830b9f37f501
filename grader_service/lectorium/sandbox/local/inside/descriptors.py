"""What is written to descriptors 1 and 2 belongs to the cell that wrote it.

ipykernel reads both from pipes in threads of its own. On a busy machine these come late: a
cell's end would overtake the output of a command it has started.
"""

from __future__ import annotations

import array
import fcntl
import sys
import termios
import time
from typing import Any, Final

_PATIENCE_SECONDS: Final = 0.5
_TURN_SECONDS: Final = 0.0002  # for a thread that has read, and waits for its turn to say so


def wait_for_pipes(kernel: Any) -> None:
    """From now on a request isn't over before its output was read."""
    pipes = [pipe for stream in (sys.stdout, sys.stderr) if (pipe := getattr(stream, "_fid", None))]
    usual, now, sleep = kernel.post_handler_hook, time.monotonic, time.sleep

    def hook() -> None:
        deadline = now() + _PATIENCE_SECONDS
        sleep(_TURN_SECONDS)
        while any(map(_waiting, pipes)) and now() < deadline:
            sleep(_TURN_SECONDS)
        usual()

    kernel.post_handler_hook = hook


def _waiting(pipe: int) -> int:
    """How many bytes nobody has read yet."""
    count = array.array("i", [0])
    try:
        fcntl.ioctl(pipe, termios.FIONREAD, count)
    except OSError:  # closed by a student's code
        return 0
    return count[0]
