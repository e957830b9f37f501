"""What follows from what: the one file that sees every room."""

from __future__ import annotations

from lectorium.kit.events import Registry


def wire(registry: Registry) -> Registry:
    """Fill a registry with all rooms' handlers."""
    return registry
