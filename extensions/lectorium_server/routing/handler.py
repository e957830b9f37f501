"""The one tornado handler behind the API: sign-in, scope, role, size; then the route runs in a thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler
from tornado.http1connection import HTTP1Connection
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, stream_request_body

from lectorium.kit.errors import DomainError, Unauthorized
from lectorium_server.auth.caller import may_use, person_of
from lectorium_server.auth.networks import network_of
from lectorium_server.auth.person import Person
from lectorium_server.auth.recent import Known
from lectorium_server.auth.viewing import HEADER, require_own_eyes, require_seen_by_students
from lectorium_server.events.broker import Broker
from lectorium_server.routing.call import StreamCall
from lectorium_server.routing.errors import TooLarge, explain, render
from lectorium_server.routing.parse import read_query
from lectorium_server.routing.reply import Reply
from lectorium_server.routing.route import SMALL_BODY, Kind
from lectorium_server.routing.runner import Request, run
from lectorium_server.routing.table import Match, RouteTable
from lectorium_server.services import Services


@stream_request_body
class ApiHandler(JupyterHandler):
    """Answers every path below ``/lectorium/api``.

    The body is kept only once the caller is known and allowed, and up to the route's limit.
    What comes beyond is read and dropped: an answer before the body's end would be lost when
    the line is cut.
    """

    table: RouteTable
    services: Services
    broker: Broker
    match: Match

    def initialize(self, table: RouteTable, services: Services, broker: Broker) -> None:
        """Take what the application holds."""
        self.table, self.services, self.broker = table, services, broker
        self.person: Person | None = None
        self.refused: DomainError | None = None
        self.chunks: list[bytes] = []
        self.received = 0
        self._left = False

    async def prepare(self, *, _redirect_to_login: bool = False) -> None:
        """Find the route, and decide about the caller before the body is read."""
        try:
            method = self.request.method or ""
            self.match = self.table.resolve(method, self.request.path.partition("/lectorium/api")[2])
            if self.match.route.scope is not None:
                self.person = self._recent() or await self._who()
                may_use(self.match.route, self.person)
                if not self.token_authenticated:
                    require_own_eyes(self, self.person)
            self._check_length(int(self.request.headers.get("Content-Length") or 0))
        except Exception as error:  # noqa: BLE001 # the edge: whatever it is becomes an answer
            self.refused = explain(error)

    def check_xsrf_cookie(self) -> None:
        """Strangers have nothing to forge: they get 401, not 403."""
        if getattr(self, "_jupyter_current_user", self) is not None:
            super().check_xsrf_cookie()

    def _recent(self) -> Person | None:
        """Who sent the same token a moment ago; its second request is as good as its first."""
        known = self.services.tokens.find(self.request.headers.get("Authorization", ""))
        if known is None or "token" in self.request.query_arguments:
            return None
        self.current_user = self._jupyter_current_user = known.user
        self._token_authenticated = True
        self.set_cors_headers()
        return known.person

    async def _who(self) -> Person:
        await super().prepare(_redirect_to_login=False)
        if self.current_user is None and not getattr(self, "_cached_hub_user", None):
            raise Unauthorized("You are not signed in here. What you saved is safe. Sign in and try again.")
        person = await person_of(self.services, self.current_user)
        header = self.request.headers.get("Authorization")
        if header and self.token_authenticated and "token" not in self.request.query_arguments:
            self.services.tokens.keep(header, Known(self.current_user, person))
        return person

    def _check_length(self, length: int) -> None:
        limit = self.services.settings.max_body_bytes if self.match.route.large else SMALL_BODY
        if length > limit:
            raise TooLarge.over(limit)

    def data_received(self, chunk: bytes) -> None:
        """Keep a piece of the body; a body without a stated length is measured as it comes."""
        self.received += len(chunk)
        if self.refused is not None:
            return
        self.chunks.append(chunk)
        try:
            self._check_length(self.received)
        except TooLarge as error:
            self.refused = error
            self.chunks.clear()

    async def _answer(self, *_: object) -> None:
        try:
            if self.refused is None and self.match.route.kind is Kind.STREAM:
                await self._stream()
                return
            reply = await self._run() if self.refused is None else render(self.refused)
        except Exception as error:  # noqa: BLE001 # the edge: whatever it is becomes an answer
            reply = render(explain(error))
        if reply.pieces is None:
            self._send(reply)
        else:
            await self._send_pieces(reply, reply.pieces())

    async def _run(self) -> Reply:
        route = self.match.route
        request = Request(
            match=self.match,
            person=self.person,
            query=self.request.query_arguments,
            media_type=self.request.headers.get("Content-Type", ""),
            body=b"".join(self.chunks),
            key=self.request.headers.get("Idempotency-Key"),
            network=network_of(self.request.remote_ip),
            view_as=self.request.headers.get(HEADER),
        )
        threads = self.services.slow_threads if route.kind is Kind.SLOW else self.services.threads
        return await threads.run(run, self.services, request)

    async def _stream(self) -> None:
        route = self.match.route
        assert self.person is not None
        if HEADER in self.request.headers:
            require_seen_by_students(route)
        arguments: dict[str, Any] = dict(self.match.values)
        query = read_query(route, self.request.query_arguments)
        if route.query is not None:
            arguments["query"] = query
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Accel-Buffering", "no")
        self._hold_nothing_back()
        last = self.request.headers.get("Last-Event-ID", "")
        call = StreamCall(self.services, self.person, self.broker, self._pass_on, last)
        with suppress(StreamClosedError):
            await route.handler(call, **arguments)

    def _hold_nothing_back(self) -> None:
        """Each event is a small piece that somebody waits for: it doesn't wait for the one before (Nagle)."""
        if isinstance(self.request.connection, HTTP1Connection):
            self.request.connection.stream.set_nodelay(True)

    async def _pass_on(self, data: bytes) -> None:
        if self.request.connection is None or self._left:
            raise StreamClosedError
        self.write(data)
        await self.flush()

    def on_connection_close(self) -> None:
        """The reader has gone."""
        self._left = True
        super().on_connection_close()

    async def _send_pieces(self, reply: Reply, pieces: Iterator[bytes]) -> None:
        """What fails on the way cuts the line: a file that ends early must not look whole."""
        self._head(reply)
        self.set_header("Content-Type", reply.media_type)
        if self.request.method == "HEAD":
            self.finish()
            return
        try:
            while (piece := await self.services.threads.run(next, pieces, None)) is not None:
                await self._pass_on(piece)
        except StreamClosedError:
            return
        except Exception as error:  # noqa: BLE001 # the edge: it is told to the log, and to nobody else
            explain(error)
            if isinstance(self.request.connection, HTTP1Connection):
                self.request.connection.close()
            return
        self.finish()

    def _head(self, reply: Reply) -> None:
        self.set_status(reply.status)
        for name, value in reply.headers.items():
            self.set_header(name, value)
        self.set_header("Cache-Control", "no-store")

    def _send(self, reply: Reply) -> None:
        if self._finished:
            return
        self._head(reply)
        if reply.status == 204:
            self.clear_header("Content-Type")
            self.finish()
            return
        self.set_header("Content-Type", reply.media_type)
        self.finish(reply.body)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """What the host refuses by itself is told in the same way as what we refuse."""
        error = (kwargs.get("exc_info") or (None, HTTPError(status_code)))[1]
        self._send(render(explain(error or HTTPError(status_code))))

    @property
    def content_security_policy(self) -> str:
        """Nothing here is a page."""
        return "default-src 'none'; frame-ancestors 'none'"

    # The table knows which of these an address offers, and who may.
    get = head = post = put = patch = delete = options = allow_unauthenticated(_answer)
