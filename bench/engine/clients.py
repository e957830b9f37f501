"""nbclient with a stock kernel, as a lane: runs a notebook's cells, and nothing else."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import nbformat
from nbclient.client import NotebookClient

from bench.engine.answering import Answer, serve

SECONDS_A_CELL = 120


def run(question: Answer) -> Answer:
    """Run ``{"notebook": path}`` from its first cell to its last."""
    path = Path(question["notebook"])
    notebook = nbformat.reads(path.read_text(), as_version=4)  # type: ignore[no-untyped-call]
    begin = time.perf_counter()
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=SECONDS_A_CELL,
        allow_errors=True,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    return {"seconds": time.perf_counter() - begin}


if __name__ == "__main__":
    serve(run)
    sys.exit(0)
