"""What is written to descriptors 1 and 2 belongs to the cell that wrote it.

ipykernel reads both from pipes in threads of its own. On a busy machine these come late: a
cell's end would overtake the output of a command it has started. So what is in a pipe is taken
and written to the stream in one turn, by its thread or by the kernel itself at a cell's end.
"""

from __future__ import annotations

import array
import contextlib
import fcntl
import os
import select
import sys
import termios
import threading
from typing import Any, Final

_PATIENCE_SECONDS: Final = 0.5
_MOST_BYTES: Final = 16 * 1024 * 1024  # of one cell's end: who prints without end is heard in turns
_PIECE: Final = 64 * 1024
_FAILURE: Final = select.POLLERR | select.POLLHUP | select.POLLNVAL
_turn: Final = threading.Lock()


def share_pipes() -> None:
    """In the zygote: streams made from now on read their pipes in turns."""
    from ipykernel.iostream import OutStream

    OutStream._watch_pipe_fd = _watch  # type: ignore[method-assign]  # noqa: SLF001 (its thread's main)


def wait_for_pipes(kernel: Any) -> None:
    """From now on a request isn't over before its output was read."""
    streams = [stream for stream in (sys.stdout, sys.stderr) if getattr(stream, "_fid", None) is not None]
    usual = kernel.post_handler_hook

    def hook() -> None:
        usual()
        for stream in streams:
            with contextlib.suppress(Exception):  # what a student's code has made of it
                _take_all(stream)

    kernel.post_handler_hook = hook


def _watch(stream: Any) -> None:
    """The main of a stream's thread, as ipykernel has it, but for the turn."""
    pipe = stream._fid  # noqa: SLF001 (as ipykernel does)
    if pipe is None:
        return
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    try:
        while stream._should_watch:  # noqa: SLF001
            [(_, events)] = poll.poll()
            with _turn:
                took = _take(stream)
            if not took and events & _FAILURE:
                return
    except Exception:
        stream._exc = sys.exc_info()  # noqa: SLF001 (shown when the stream is closed)


def _take_all(stream: Any) -> None:
    """What its pipe holds now, by who has the turn."""
    left = _MOST_BYTES
    while left > 0 and _waiting(stream._fid):  # noqa: SLF001
        if not _turn.acquire(timeout=_PATIENCE_SECONDS):
            return
        try:
            left -= _take(stream) or left
        finally:
            _turn.release()


def _take(stream: Any) -> int:
    """Write to the stream what is in its pipe, without waiting for more. How many bytes that was."""
    if not _waiting(stream._fid):  # noqa: SLF001
        return 0
    content = os.read(stream._fid, _PIECE)  # noqa: SLF001
    stream.write(content.decode(errors="replace"))
    os.write(stream._original_stdstream_copy, content)  # noqa: SLF001
    return len(content)


def _waiting(pipe: int) -> int:
    """How many bytes nobody has read yet."""
    count = array.array("i", [0])
    try:
        fcntl.ioctl(pipe, termios.FIONREAD, count)
    except OSError:  # closed by a student's code
        return 0
    return count[0]
