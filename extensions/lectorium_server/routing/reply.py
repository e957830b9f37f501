"""What goes back: a status, bytes and headers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lectorium_server.routing.route import Raw, Route

JSON = "application/json"


@dataclass(frozen=True)
class Reply:
    """An answer, ready to be written."""

    status: int
    body: bytes = b""
    media_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)


def shape(route: Route, value: object) -> Reply:
    """What a route's function returned, in its declared shape."""
    if isinstance(value, Raw):
        return Reply(route.status, value.data, value.media_type, value.headers)
    if route.adapter is None:
        return Reply(route.status)
    return Reply(route.status, route.adapter.dump_json(value))
