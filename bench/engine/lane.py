"""Lanes: processes that do one contender's work when asked, all day, so that nobody pays for starting.

A lane answers one line of JSON with one line of JSON. What it needs besides is its own to import:
this module brings nothing heavy, since some lanes fork from what they are.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

Answer = dict[str, Any]


class Lane:
    """The asking side of one lane."""

    def __init__(self, module: str, *arguments: str) -> None:
        """Start it; it does nothing until it is asked."""
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
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
            raise RuntimeError(f"a lane ended: {self._process.args}")
        found: Answer = json.loads(line)
        return found

    def close(self) -> None:
        """End it and what it started."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()


def together(lanes: Sequence[Lane], question: Answer) -> list[Answer]:
    """Ask all lanes at once, and wait for all."""
    for lane in lanes:
        lane.ask(question)
    return [lane.answer() for lane in lanes]


def serve(work: Callable[[Answer], Answer]) -> None:
    """The answering side: until nobody asks any more."""
    # What the work prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        answers.write(json.dumps(work(json.loads(line))) + "\n")
        answers.flush()
