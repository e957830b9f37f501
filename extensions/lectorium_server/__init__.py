"""The trusted API service: a Jupyter Server extension in a server of its own."""

from __future__ import annotations

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """Where Jupyter Server finds the application."""
    from lectorium_server.app import LectoriumServer

    return [{"module": "lectorium_server", "app": LectoriumServer}]
