"""What goes back: a status, bytes and headers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lectorium_server.routing.route import Download, Raw, Route

JSON = "application/json"


@dataclass(frozen=True)
class Reply:
    """An answer, ready to be written."""

    status: int
    body: bytes = b""
    media_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: Callable[[], Iterator[bytes]] | None = None
    """Instead of a body: what is made while it is sent."""


def shape(route: Route, value: object) -> Reply:
    """What a route's function returned, in its declared shape."""
    if isinstance(value, Raw):
        return Reply(route.status, value.data, value.media_type, value.headers)
    if isinstance(value, Download):
        headers = {"Content-Disposition": f'attachment; filename="{value.name}"'}
        return Reply(route.status, b"", value.media_type, headers, value.pieces)
    if route.adapter is None:
        return Reply(route.status)
    return Reply(route.status, route.adapter.dump_json(value))
