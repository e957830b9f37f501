"""Lanes: processes that do one contender's work when asked, all day, so that nobody pays for starting.

A lane answers one line of JSON with one line of JSON. The answering side stands in `contender` and
`answering`, which bring nothing heavy: some lanes fork from what they are.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from bench.engine.answering import Answer


class Lane:
    """The asking side of one lane."""

    def __init__(self, module: str, *arguments: str) -> None:
        """Start it; it does nothing until it is asked."""
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=_environment(),
        )
        self.pid = self._process.pid

    def ask(self, question: Answer) -> None:
        """Begin something."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()

    def answer(self) -> Answer:
        """Wait for what came of it."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"a lane ended: {self._process.args!r}")
        found: Answer = json.loads(line)
        return found

    def processes(self) -> list[psutil.Process]:
        """It, and all that it has started."""
        root = psutil.Process(self.pid)
        return [root, *root.children(recursive=True)]

    def close(self) -> None:
        """End it and what it started."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):  # it ended by itself; whoever asked it has heard
            self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()


def together(lanes: Sequence[Lane], question: Answer) -> list[Answer]:
    """Ask all lanes at once, and wait for all."""
    for lane in lanes:
        lane.ask(question)
    return [lane.answer() for lane in lanes]


def _environment() -> dict[str, str]:
    """Everybody's: one thread for numbers, and the environment's own programs first."""
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PATH": programs}
