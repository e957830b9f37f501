"""All pages."""

from __future__ import annotations

from typing import Any

from lectorium_server.services import Services


def page_handlers(services: Services) -> list[tuple[str, type, dict[str, Any]]]:
    """The pages' addresses."""
    return []
