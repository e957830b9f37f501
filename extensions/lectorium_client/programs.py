"""Running a program beside a notebook: what it prints appears as it comes, and it always ends."""

from __future__ import annotations

import codecs
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TextIO

OUTPUT_BYTES = 200_000
"""More than this is no output that anybody reads, and makes a notebook slow to open."""
PIECE = 65_536

TIME = (
    "The program was stopped after {seconds:g} s. What it printed until then is above. Perhaps a loop "
    "never ends, or it waits for input that never comes; --seconds {more:g} gives it longer."
)
OUTPUT = (
    "The program was stopped: it printed more than {kilobytes} kB. The beginning is above. "
    "Perhaps a loop never ends; print less, or only what changes."
)
CRASHED = (
    "The program crashed ({name}). What it printed until then is above. Look for {where}; "
    "printing a line before and after the place you suspect shows how far it came."
)
CODE = "The program ended with exit code {code}, which means that it failed; 0 means that all is well."
WHERE = {
    "SIGSEGV": "an index outside of an array or a vector, a pointer to nothing, or recursion without end",
    "SIGFPE": "a division by zero",
    "SIGABRT": "an exception that nobody catches, or an assert that doesn't hold",
    "SIGKILL": "memory that keeps growing",
}


@dataclass(frozen=True)
class Ended:
    """How a program ended: ``code`` as subprocess has it, and what stopped it, if we did."""

    code: int
    seconds: float
    stopped: str = ""

    def fault(self) -> str | None:
        """What went wrong, for people; None if nothing did."""
        if self.stopped == "time":
            return TIME.format(seconds=self.seconds, more=self.seconds * 6)
        if self.stopped == "output":
            return OUTPUT.format(kilobytes=OUTPUT_BYTES // 1000)
        if self.code < 0:
            name = signal.Signals(-self.code).name
            return CRASHED.format(name=name, where=WHERE.get(name, "what it did last"))
        return CODE.format(code=self.code) if self.code else None


def run_limited(command: Sequence[str], given: IO[bytes], out: TextIO, err: TextIO, seconds: float) -> Ended:
    """Run ``command`` with ``given`` as its input; it and its children are gone when this returns."""
    process = subprocess.Popen(
        command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        stopped = _pass_on(process, out, err, time.monotonic() + seconds)
    finally:  # also when somebody interrupts the kernel
        _end(process)
    return Ended(process.returncode, seconds, stopped)


def _pass_on(process: subprocess.Popen[bytes], out: TextIO, err: TextIO, deadline: float) -> str:
    """Hand on what comes until all is said; returns why it stopped earlier, if it did."""
    assert process.stdout is not None
    assert process.stderr is not None
    left = OUTPUT_BYTES
    with selectors.DefaultSelector() as ready:
        for pipe, target in ((process.stdout, out), (process.stderr, err)):
            ready.register(
                pipe, selectors.EVENT_READ, (target, codecs.getincrementaldecoder("utf-8")("replace"))
            )
        while ready.get_map():
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                return "time"
            for key, _ in ready.select(remaining):
                target, decoder = key.data
                piece = os.read(key.fd, PIECE)
                target.write(decoder.decode(piece[:left], final=not piece))
                left -= len(piece)
                if left < 0:
                    return "output"
                if not piece:
                    ready.unregister(key.fileobj)
    return _wait(process, deadline)


def _wait(process: subprocess.Popen[bytes], deadline: float) -> str:
    """It has closed its outputs, and may still be busy."""
    try:
        process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return "time"
    return ""


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):  # all gone already
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
