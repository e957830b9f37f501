"""The answering side of a lane. It imports nothing heavy: some lanes fork from what they are."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

Answer = dict[str, Any]


def serve(work: Callable[[Answer], Answer]) -> None:
    """The answering side: until nobody asks any more."""
    # What the work prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        answers.write(json.dumps(work(json.loads(line))) + "\n")
        answers.flush()
