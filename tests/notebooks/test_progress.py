"""A long reading shows a bar in the cell's output, and takes it away."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

SOURCE = """
from lectorium_client import progress
progress.PATIENCE_SECONDS, progress.EVERY_SECONDS = {patience}, 0
with progress.Progress("Reading <attempts>") as bar:
    bar.update(0.25, "200 so far")
    bar.update(0.5, "400 so far")
    {end}
"""
EMPTY = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}}
CELL: dict[str, Any] = {
    "cell_type": "code",
    "id": "one",
    "metadata": {},
    "outputs": [],
    "execution_count": None,
}


def outputs(patience: float, end: str = "pass", *, allow_errors: bool = False) -> list[Any]:
    seen: list[Any] = []

    class Watching(NotebookClient):
        def process_message(self, message: Any, cell: Any, cell_index: int) -> Any:
            if message["msg_type"] in {"display_data", "update_display_data"}:
                seen.append(message["content"]["data"])
            return super().process_message(message, cell, cell_index)

    source = SOURCE.format(patience=patience, end=end)
    notebook = nbformat.from_dict({**EMPTY, "cells": [{**CELL, "source": source}]})  # type: ignore[no-untyped-call]
    Watching(notebook, timeout=60, kernel_name="python3", allow_errors=allow_errors).execute()
    return seen


@pytest.mark.parametrize("end", ["pass", "raise KeyboardInterrupt"])
def test_the_bar_moves_and_goes_even_when_stopped(end: str) -> None:
    first, second, last = outputs(0, end, allow_errors=True)

    assert 'value="0.250"' in first["text/html"]
    assert "Reading &lt;attempts&gt;" in first["text/html"]
    assert "400 so far" in second["text/html"]
    assert last == {"text/plain": ""}


def test_quick_work_shows_no_bar() -> None:
    assert outputs(60) == []
