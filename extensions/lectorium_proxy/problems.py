"""What this extension itself has to say, in the shape of the service's own errors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Problem:
    """An error as ``application/problem+json``."""

    status: int
    code: str
    title: str
    detail: str

    def document(self) -> dict[str, Any]:
        """What goes over the wire."""
        return {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            "field": None,
        }

    def with_status(self, status: int) -> Problem:
        """The same words under another status."""
        return replace(self, status=status)


DOWN = Problem(
    503,
    "service_down",
    "Lectorium doesn't answer now",
    "The Lectorium service can't be reached. Your notebook and your last saved draft are safe. "
    "Keep working; it is tried again by itself.",
)
NOT_OWNER = Problem(
    403,
    "not_owner",
    "This is somebody else's server",
    "You are signed in as somebody else than this server's owner. Nothing was sent or changed. "
    "Open your own server to work in Lectorium.",
)
SIGNED_OUT = Problem(
    403,
    "signed_out",
    "Please sign in again",
    "You are not signed in to this server any more. Your notebook and your last saved draft are safe. "
    "Reload the page and sign in.",
)
REFUSED = Problem(
    403,
    "cross_origin",
    "Not from there",
    "The request came from another site. Nothing was sent or changed. "
    "Use JupyterLab at this server's own address.",
)
TOO_LARGE = Problem(
    413,
    "too_large",
    "That is too large",
    "What was sent is larger than 24 MB. Nothing was changed. "
    "Clear large outputs or attached data and try again.",
)
BUSY_LINE = Problem(
    400,
    "bad_request",
    "That request can't be read",
    "The request was refused. Nothing was changed. Reload the page and try again.",
)
