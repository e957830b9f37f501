"""What the generated matrix knows of one route."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.server.world import World

Path = Callable[[World], dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """One route's example."""

    right: str
    wrong: str | None = None
    places: Path = lambda _: {}
    body: Callable[[World], dict[str, Any] | None] = lambda _: None
    query: dict[str, str] = field(default_factory=dict)
    answers: tuple[int, ...] = ()
    """What the right one may get besides the route's own status, with a reason beside it."""
