"""The service as seen from a student's server."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

SERVICE_PREFIX = "services/lectorium"
API_PREFIX = "/lectorium/api"
CONNECT_SECONDS = 5.0
SILENCE_SECONDS = 600.0
"""Publishing runs the teacher's whole notebook before a byte comes; streams send a heartbeat every 15 s."""


@dataclass
class Upstream:
    """Where the service is, on whose behalf we call it, and the open connections."""

    url: str
    token: str
    owner: str
    session: aiohttp.ClientSession | None = None

    @classmethod
    def from_environment(cls) -> Upstream:
        """What the Hub and the spawner told this server."""
        return cls(
            url=service_url(
                os.environ.get("LECTORIUM_API_URL", ""), os.environ.get("JUPYTERHUB_BASE_URL", "/")
            ),
            token=os.environ.get("JUPYTERHUB_API_TOKEN", ""),
            owner=os.environ.get("JUPYTERHUB_USER", ""),
        )

    @asynccontextmanager
    async def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Ask the service; the answer's body is read as it comes. Raises :class:`aiohttp.ClientError`."""
        request = self._open().request(
            method,
            URL(f"{self.url}{API_PREFIX}{path}", encoded=True),
            headers={**headers, "Authorization": f"token {self.token}", "Accept-Encoding": "identity"},
            data=body or None,
            allow_redirects=False,
            skip_auto_headers=("Content-Type", "User-Agent"),
        )
        async with request as answer:
            yield answer

    def _open(self) -> aiohttp.ClientSession:
        """One pool of connections, made on the running loop, without a limit that streams could fill."""
        if self.session is None:
            self.session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(
                    total=None, sock_connect=CONNECT_SECONDS, sock_read=SILENCE_SECONDS
                ),
            )
        return self.session

    async def close(self) -> None:
        """End all connections."""
        if self.session is not None:
            await self.session.close()


def service_url(given: str, hub_base: str) -> str:
    """The service's root: what was given, with the Hub's usual path where only an address was."""
    if urlsplit(given).path in {"", "/"}:
        return f"{given.rstrip('/')}{hub_base.rstrip('/')}/{SERVICE_PREFIX}"
    return given.rstrip("/")
