"""The thin way from a student's server to the trusted API.

It runs beside the student's kernels, so it holds no secret but the server's own token, and adds
nothing to security: the API enforces every rule, since students can call it directly.
"""

from __future__ import annotations

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """Where Jupyter Server finds the application."""
    from lectorium_proxy.app import LectoriumProxy

    return [{"module": "lectorium_proxy", "app": LectoriumProxy}]
