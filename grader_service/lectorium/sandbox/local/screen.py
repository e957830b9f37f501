"""What a cell shows: nbclient's own reading of a kernel's messages, with limits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import nbformat
from jupyter_client.client import KernelClient
from nbclient.client import NotebookClient

from lectorium.sandbox.local import outputs
from lectorium.sandbox.local.talk import Message

_KEPT_BYTES: Final = 1024 * 1024
_FLOOD_BYTES: Final = 8 * 1024 * 1024


class Flood(Exception):
    """A cell prints without end. Raised once per cell."""


class Screen(NotebookClient):
    """The cells of a notebook and their outputs; nbclient merges, updates and clears them."""

    def __init__(self, sources: Iterable[str], client: KernelClient) -> None:
        super().__init__(_notebook(sources))
        self.kc = client
        self.updated = False
        """Whether a cell has changed what another one displays."""
        self.turn_to(0)

    def turn_to(self, place: int) -> None:
        """The next cell: what is heard from now on is its output."""
        self.place = place
        self.printed = 0
        self.clear_before_next_output = False

    @property
    def cell(self) -> Any:
        """The cell whose output is heard: nbformat's node."""
        return self.nb.cells[self.place]

    def count(self, number: object) -> None:
        """The kernel's number of the cell that has just run."""
        self.cell["execution_count"] = number if type(number) is int else None

    def hear(self, message: Message) -> None:
        """Keep an output, unless the cell has printed too much already. Raises Flood."""
        if message["msg_type"] == "execute_input":
            return
        self.updated = self.updated or message["msg_type"] == "update_display_data"
        before = self.printed
        self.printed += outputs.size_of(message["content"])
        if message["msg_type"] == "stream":
            text = message["content"].get("text")
            message["content"]["text"] = str(text)[: max(0, _KEPT_BYTES - before)]
        if message["msg_type"] == "stream" or self.printed <= _FLOOD_BYTES:
            self._show(message)
        if before <= _FLOOD_BYTES < self.printed:
            raise Flood

    def _show(self, message: Message) -> None:
        try:
            self.process_message(message, self.cell, self.place)
        except Exception as error:  # noqa: BLE001 (an edge: nbclient reads what anybody may have written)
            # A student's code can publish what no kernel would. It is shown to nobody.
            self.log.debug("a message that says nothing: %r", error)

    def output(self, outs: list[Any], msg: Message, display_id: str | None, cell_index: int) -> Any:
        """Keep one output. The usual ones take a short way, without nbformat's whole schema."""
        redirected = self.output_hook_stack.get(msg["parent_header"]["msg_id"])
        usual = None if redirected or display_id or self.clear_before_next_output else _usual(msg)
        if usual is None:
            return super().output(outs, msg, display_id, cell_index)
        outs.append(usual)
        return usual


def _usual(message: Message) -> nbformat.NotebookNode | None:
    """The output that a message is, where its parts are texts as in almost all of them."""
    kind = message["msg_type"]
    match kind, message["content"]:
        case "stream", {"name": "stdout" | "stderr" as name, "text": str(text)}:
            return _node(kind, name=name, text=text)
        case "display_data", {"data": dict(data), "metadata": dict(more)}:
            return _node(kind, data=data, metadata=more) if _are_texts(data.values()) else None
        case "execute_result", {"data": dict(data), "metadata": dict(more), "execution_count": int(count)}:
            found = _node(kind, data=data, metadata=more, execution_count=count)
            return found if _are_texts(data.values()) else None
        case "error", {"ename": str(name), "evalue": str(value), "traceback": list(lines)}:
            return _node(kind, ename=name, evalue=value, traceback=lines) if _are_texts(lines) else None
    return None


def _node(kind: str, **parts: Any) -> nbformat.NotebookNode:
    return nbformat.NotebookNode(output_type=kind, **parts)  # type: ignore[no-untyped-call]


def _are_texts(parts: Iterable[object]) -> bool:
    return all(isinstance(part, str) for part in parts)


def _notebook(sources: Iterable[str]) -> nbformat.NotebookNode:
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
        for source in sources
    ]
    content = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    return nbformat.from_dict(content)  # type: ignore[no-untyped-call, no-any-return]
