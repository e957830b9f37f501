"""Which servers there are, and the connections to them."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit, urlunsplit

import httpx2
from openai import AsyncOpenAI, OpenAI

from lectorium.kit.settings import Settings
from lectorium.llm.contract import EMBEDDED

CONNECT_SECONDS = 5.0
# On this machine connecting is tried again, for a server that is being restarted: within 0, 0.5, 1 s.
CONNECT_TRIES = 3
# A pool would tie a client to an event loop, and connecting costs nothing beside an answer.
LIMITS = httpx2.Limits(max_keepalive_connections=0)


@dataclass(frozen=True)
class Endpoint:
    """A server: the address before ``/chat/completions``, the key it asks for, and which schools may ask.

    ``tokens_field`` is by which name it is told how long an answer may be.
    """

    base_url: str
    api_key: str
    organizations: frozenset[str] | None = None
    tokens_field: str = "max_tokens"

    @property
    def key(self) -> str:
        """What is sent: many a server in one's own house asks for no key, and the SDK wants to send one."""
        return self.api_key or "none"

    @property
    def is_local(self) -> bool:
        """Whether it listens on this machine, where no proxy of the network may stand between."""
        host = urlsplit(self.base_url).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"


def endpoints_of(settings: Settings) -> dict[str, Endpoint]:
    """The endpoints by name; the embedded one where the stack runs it."""
    found = {
        name: Endpoint(each.base_url, each.api_key, each.organizations, each.tokens_field)
        for name, each in settings.llm_endpoints.items()
    }
    if settings.llm_embedded_url:
        found[EMBEDDED] = _with_key_apart(settings.llm_embedded_url)
    return found


def _with_key_apart(url: str) -> Endpoint:
    """``http://:KEY@host:port/v1`` as address and key."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return Endpoint(urlunsplit(parts._replace(netloc=host)), unquote(parts.password or ""))


def connect(endpoint: Endpoint, seconds: float) -> OpenAI:
    """A client for threads; ``seconds`` without a sign of life are too many."""
    timeout, local = _timeout(seconds), endpoint.is_local
    http = httpx2.Client(
        timeout=timeout,
        limits=LIMITS,
        trust_env=not local,
        transport=httpx2.HTTPTransport(retries=CONNECT_TRIES, limits=LIMITS) if local else None,
    )
    client = OpenAI(
        base_url=endpoint.base_url, max_retries=0, timeout=timeout, http_client=http, api_key=endpoint.key
    )
    _ignore_environment(client)
    return client


def connect_async(endpoint: Endpoint, seconds: float) -> AsyncOpenAI:
    """The same for event loops."""
    timeout, local = _timeout(seconds), endpoint.is_local
    http = httpx2.AsyncClient(
        timeout=timeout,
        limits=LIMITS,
        trust_env=not local,
        transport=httpx2.AsyncHTTPTransport(retries=CONNECT_TRIES, limits=LIMITS) if local else None,
    )
    client = AsyncOpenAI(
        base_url=endpoint.base_url, max_retries=0, timeout=timeout, http_client=http, api_key=endpoint.key
    )
    _ignore_environment(client)
    return client


def _timeout(seconds: float) -> httpx2.Timeout:
    return httpx2.Timeout(seconds, connect=CONNECT_SECONDS)


def _ignore_environment(client: OpenAI | AsyncOpenAI) -> None:
    """Forget what the SDK read from OPENAI_… in the environment: only the settings decide."""
    client.organization = client.project = client.admin_api_key = None
    client._custom_headers = {}  # noqa: SLF001 - there is no other way to refuse OPENAI_CUSTOM_HEADERS
