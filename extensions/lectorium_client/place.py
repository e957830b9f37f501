"""Where the service is, and who we are there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

SERVICE = "/services/lectorium"
API = "/lectorium/api"


class NoAddress(Exception):
    """Neither an argument nor the environment says where Lectorium is, or who asks."""


@dataclass(frozen=True)
class Place:
    """The API's root, without a slash at its end, and the token to show there."""

    api: str
    token: str = field(repr=False)

    @classmethod
    def find(
        cls, url: str | None = None, token: str | None = None, environ: Mapping[str, str] = os.environ
    ) -> Place:
        """Arguments first, then what the Hub told this server; raises :class:`NoAddress`."""
        url = url or environ.get("LECTORIUM_API_URL")
        token = token or environ.get("JUPYTERHUB_API_TOKEN")
        if not url:
            raise NoAddress(
                "No address of Lectorium is known here. Nothing was sent. Run this on your Lectorium "
                "server, or say where it is: Client('https://lectorium.example.org', token='…')."
            )
        if not token:
            raise NoAddress(
                "No token is known here. Nothing was sent. Run this on your Lectorium server, or make a "
                "token on its page Access tokens and pass it: Client(url, token='…')."
            )
        return cls(api_root(url, environ.get("JUPYTERHUB_BASE_URL", "/")), token)


def api_root(url: str, hub_base: str = "/") -> str:
    """The API below what people call the address: the site, the service or the API itself."""
    if not url.startswith(("http://", "https://")):
        raise NoAddress(f"{url!r} is no address. Nothing was sent. Begin it with https:// or http://.")
    url = url.rstrip("/")
    if url.endswith(API):
        return url
    if urlsplit(url).path in {"", hub_base.rstrip("/")}:
        return f"{_site(url)}{hub_base.rstrip('/')}{SERVICE}{API}"
    return f"{url}{API}"


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
