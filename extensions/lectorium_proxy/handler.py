"""Forwards a request and streams the answer back."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

import aiohttp
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import JupyterHandler
from tornado.http1connection import HTTP1Connection
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, authenticated, stream_request_body

from lectorium_proxy.problems import BUSY_LINE, DOWN, NOT_OWNER, REFUSED, SIGNED_OUT, TOO_LARGE, Problem
from lectorium_proxy.upstream import Upstream

MAX_BODY = 24_000_000
UP = (
    "Content-Type",
    "Accept",
    "Accept-Language",
    "Idempotency-Key",
    "If-None-Match",
    "If-Match",
    "Last-Event-ID",
    "Lectorium-View-As",
)
DOWN_HEADERS = (
    "Content-Type", "Content-Length", "Content-Disposition", "ETag", "Cache-Control", "Allow", "Retry-After",
    "X-Accel-Buffering",
)  # fmt: skip
RESOURCE = "lectorium"


class Refused(HTTPError):
    """The proxy itself says no; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        """The problem's status is the answer's."""
        super().__init__(problem.status, problem.code)
        self.problem = problem


@stream_request_body
class ProxyHandler(JupyterHandler):
    """``/lectorium/api/…`` for this server's owner.

    The body is kept until it is complete (no more than ``MAX_BODY``): nothing is sent before the
    caller is known, and a refusal waits for the body's end, or it would be lost when the line is
    cut.  The answer is passed on piece by piece, so that events arrive at once.
    """

    upstream: Upstream
    refusal: HTTPError | None = None
    relay: asyncio.Task[None] | None = None

    def initialize(self, upstream: Upstream) -> None:
        """Take the way upstream."""
        self.upstream = upstream
        self.body = bytearray()

    async def prepare(self, *, _redirect_to_login: bool = False) -> None:
        """Let nobody in but the owner: a server shared with others must not lend its token."""
        try:
            await super().prepare(_redirect_to_login=False)
        except HTTPError as error:
            self.refusal = error
            self.current_user = getattr(self, "_jupyter_current_user", None)
        else:
            problem = self._objection()
            self.refusal = Refused(problem) if problem else None

    def _objection(self) -> Problem | None:
        if self.current_user is None:
            return SIGNED_OUT
        if not self.check_origin():
            return REFUSED
        if not self.upstream.owner or self.current_user.username != self.upstream.owner:
            return NOT_OWNER
        return None

    def get_login_url(self) -> str:
        """Nobody is sent to a sign-in page from here: this is no page."""
        raise self.refusal or Refused(SIGNED_OUT)

    def data_received(self, chunk: bytes) -> None:
        """Keep a piece of the body, no more than shows that it is too much."""
        if self.refusal is None and len(self.body) <= MAX_BODY:
            self.body.extend(chunk)

    @authenticated
    @authorized("read", RESOURCE)  # type: ignore[untyped-decorator] # the host's
    async def get(self, path: str | None) -> None:
        """Read something."""
        await self._forward(path)

    @authenticated
    @authorized("write", RESOURCE)  # type: ignore[untyped-decorator] # the host's
    async def post(self, path: str | None) -> None:
        """Do something."""
        await self._forward(path)

    @authenticated
    @authorized("write", RESOURCE)  # type: ignore[untyped-decorator] # the host's
    async def put(self, path: str | None) -> None:
        """Save something."""
        await self._forward(path)

    @authenticated
    @authorized("write", RESOURCE)  # type: ignore[untyped-decorator] # the host's
    async def patch(self, path: str | None) -> None:
        """Change something."""
        await self._forward(path)

    @authenticated
    @authorized("write", RESOURCE)  # type: ignore[untyped-decorator] # the host's
    async def delete(self, path: str | None) -> None:
        """Take something away."""
        await self._forward(path)

    async def _forward(self, path: str | None) -> None:
        if self.refusal is not None:
            raise self.refusal
        if len(self.body) > MAX_BODY:
            raise Refused(TOO_LARGE)
        self.relay = asyncio.ensure_future(self._pass_on(self._target(path)))
        with suppress(asyncio.CancelledError, StreamClosedError):
            await self.relay

    def _target(self, path: str | None) -> str:
        """The path as it was sent: an encoded slash stays encoded."""
        raw = self.request.path.partition("/lectorium/api")[2] if path else ""
        return f"{raw}?{self.request.query}" if self.request.query else raw

    async def _pass_on(self, target: str) -> None:
        headers = {name: self.request.headers[name] for name in UP if name in self.request.headers}
        try:
            async with self.upstream.send(
                self.request.method or "GET", target, headers, bytes(self.body)
            ) as answer:
                await self._stream(answer)
        except (aiohttp.ClientError, TimeoutError) as error:
            self.log.warning("The Lectorium service doesn't answer: %s", error)
            self._break_off()

    async def _stream(self, answer: aiohttp.ClientResponse) -> None:
        self.set_status(answer.status)
        self.clear_header("Content-Type")
        for name in DOWN_HEADERS:
            if name in answer.headers:
                self.set_header(name, answer.headers[name])
        if isinstance(self.request.connection, HTTP1Connection):
            # An event is a small piece that somebody waits for: it doesn't wait for the one before (Nagle).
            self.request.connection.stream.set_nodelay(True)
        async for piece in answer.content.iter_any():
            self.write(piece)
            await self.flush()
        self.finish()

    def _break_off(self) -> None:
        """An answer that has begun can't be taken back: cut the line, so that nobody takes it for whole."""
        if not self._headers_written:
            raise Refused(DOWN)
        if self.request.connection is not None:
            self.detach().close()

    def on_connection_close(self) -> None:
        """The reader has gone; ask for no more."""
        if self.relay is not None:
            self.relay.cancel()
        super().on_connection_close()

    def compute_etag(self) -> None:
        """The service says which version this is; we don't."""

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """What is refused here looks like what the service refuses."""
        error = (kwargs.get("exc_info") or (None, None))[1]
        problem = error.problem if isinstance(error, Refused) else _of_the_host(status_code)
        self.set_status(problem.status)
        self.set_header("Content-Type", "application/problem+json")
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(problem.document()))


def _of_the_host(status: int) -> Problem:
    if status in {401, 403}:
        return SIGNED_OUT
    return DOWN if status >= 500 else BUSY_LINE.with_status(status)
