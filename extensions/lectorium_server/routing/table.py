"""All routes, and finding the one a request means."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from lectorium_server.routing.errors import MethodNotAllowed, no_such_address
from lectorium_server.routing.route import PLACE, Route

NAME = re.compile(r"[A-Za-z0-9_-]{1,80}\Z")
"""What a place for a text takes: a name that means the same in every address."""


@dataclass(frozen=True)
class Match:
    """A route and the values found in the path."""

    route: Route
    values: Mapping[str, Any]


class RouteTable:
    """Every route of the API, found by method and path."""

    def __init__(self, routes: Iterable[Route]) -> None:
        """Check that no two routes are the same, and sort fixed paths before open ones."""
        self.routes = tuple(sorted(routes, key=lambda route: (route.path, route.method)))
        self._by_length: defaultdict[int, list[Route]] = defaultdict(list)
        seen: set[tuple[str, str]] = set()
        for route in sorted(self.routes, key=lambda route: len(route.places)):
            if (route.method, route.path) in seen:
                raise ValueError(f"{route.method} {route.path} stands twice in the route table")
            seen.add((route.method, route.path))
            self._by_length[len(route.segments)].append(route)

    def resolve(self, method: str, path: str) -> Match:
        """The route for a request; raises :class:`NotFound` or :class:`MethodNotAllowed`."""
        parts = path.strip("/").split("/")
        allowed = []
        for route in self._by_length.get(len(parts), ()):
            values = _fit(route, parts)
            if values is None:
                continue
            if route.method == ("GET" if method == "HEAD" else method):
                return Match(route, values)
            allowed.append(route.method)
        if allowed:
            raise MethodNotAllowed(method, allowed)
        raise no_such_address()


def _fit(route: Route, parts: list[str]) -> dict[str, Any] | None:
    values: dict[str, Any] = {}
    for pattern, part in zip(route.segments, parts, strict=True):
        place = PLACE.match(pattern)
        if place is None:
            if pattern != part:
                return None
            continue
        value = _read(route.places[place[1]], part)
        if value is None:
            return None
        values[place[1]] = value
    return values


def _read(kind: type, part: str) -> UUID | int | str | None:
    text = unquote(part)
    if kind is UUID:
        return _uuid(text)
    if kind is str:
        return text if NAME.match(text) else None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None
