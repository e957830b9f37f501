"""The one tornado handler behind the pages: sign-on, form, one transaction, a template."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler
from markupsafe import Markup
from tornado.httputil import HTTPInputError, parse_body_arguments
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, stream_request_body

from lectorium.kit.errors import DomainError, Forbidden, NotFound
from lectorium.rooms.courses import api as courses
from lectorium.rooms.materials.api import Upload
from lectorium_server.auth.caller import may_use, person_of
from lectorium_server.auth.hub import HubIdentityProvider
from lectorium_server.auth.networks import network_of
from lectorium_server.auth.person import Person
from lectorium_server.auth.viewing import COOKIE, Wanted, kept_look, look
from lectorium_server.pages.frame import Download, Redirect, View
from lectorium_server.pages.render import Chrome, render_page
from lectorium_server.pages.run import run_page
from lectorium_server.pages.table import page_of_form
from lectorium_server.routing.errors import BadRequest, MethodNotAllowed, TooLarge, explain
from lectorium_server.routing.table import Match, RouteTable
from lectorium_server.services import Services

MAX_FORM = 2_500_000
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
Result = TypeVar("Result")
END = object()


@stream_request_body
class PageHandler(JupyterHandler):
    """Answers every page below ``/lectorium``; strangers are sent to the Hub to sign in."""

    table: RouteTable
    services: Services

    def initialize(self, table: RouteTable, services: Services) -> None:
        """Take what the application holds."""
        self.table, self.services = table, services
        self.body = bytearray()
        self.most = MAX_FORM
        self.person: Person | None = None
        self.viewing: courses.Viewing | None = None

    async def prepare(self, *, _redirect_to_login: bool = False) -> None:
        """Only how much may come: a form carries the proof that it is ours, and is read before asking who."""
        self.most = self._most()

    def _most(self) -> int:
        """A file's place takes more, from whoever brings some proof of a sign-in."""
        try:
            large = self._match().route.large
        except DomainError:
            return MAX_FORM
        known = "Cookie" in self.request.headers or "Authorization" in self.request.headers
        return max(MAX_FORM, self.services.settings.max_body_bytes) if large and known else MAX_FORM

    def data_received(self, chunk: bytes) -> None:
        """Keep a piece of a form, no more than shows that it is too much."""
        if len(self.body) <= self.most:
            self.body.extend(chunk)

    async def _answer(self, *_: object) -> None:
        try:
            self._read_form()
            await super().prepare(_redirect_to_login=False)
            if self.current_user is None and not getattr(self, "_cached_hub_user", None):
                self._sign_in()
                return
            await self._show(await self._run())
        except Exception as error:  # noqa: BLE001 # the edge: whatever it is becomes a page
            self._refuse(explain(error))

    # The table knows which of these an address offers.
    get = head = post = put = patch = delete = options = allow_unauthenticated(_answer)

    def _read_form(self) -> None:
        if len(self.body) > self.most:
            raise TooLarge.over(self.most)
        kind = self.request.headers.get("Content-Type", "")
        try:
            parse_body_arguments(kind, bytes(self.body), self.request.body_arguments, self.request.files)
        except HTTPInputError:
            raise BadRequest(
                "The form can't be read. Nothing was changed. Reload the page and try again."
            ) from None
        for name, values in self.request.body_arguments.items():
            self.request.arguments.setdefault(name, []).extend(values)

    def _sign_in(self) -> None:
        if self.request.method in {"GET", "HEAD"}:
            self.redirect(self.get_login_url())
            return
        raise Forbidden(
            "Your sign-in has ended, or this form is from another window. Nothing was changed. "
            "Go back, reload the page and send it again.",
            code="signed_out",
        )

    async def _run(self) -> View | Redirect | Download:
        self.person = await person_of(self.services, self.current_user)
        try:
            match = self._match()
        except MethodNotAllowed as refused:
            return self._reloaded(refused)
        may_use(match.route, self.person)
        self.viewing = await self._looked_at(self.person)
        return await self._in_thread(
            lambda: run_page(
                self.services,
                match,
                self._known(),
                self.request.query_arguments,
                self._form(),
                self._files(),
                network=network_of(self.request.remote_ip),
                viewing=self.viewing,
            )
        )

    def _reloaded(self, refused: MethodNotAllowed) -> Redirect:
        """To the page of a form whose own address is only opened anew: nothing is sent a second time."""
        page = page_of_form(self._path) if self.request.method in {"GET", "HEAD"} else None
        if page is None:
            raise refused
        return Redirect(page)

    async def _looked_at(self, person: Person) -> courses.Viewing | None:
        """The class that is looked at as a student, while the right to do so lasts."""
        wanted = kept_look(self, person)
        if not wanted:
            return None
        try:
            return await self._in_thread(lambda: look(self.services, person, Wanted.read(wanted)))
        except DomainError:
            self.clear_cookie(COOKIE, path=self.base_url)
            raise

    @property
    def _path(self) -> str:
        return self.request.path.partition(f"{self.base_url}lectorium")[2] or "/"

    def _match(self) -> Match:
        try:
            return self.table.resolve(self.request.method or "", self._path)
        except NotFound:
            raise no_such_page() from None

    def _known(self) -> Person:
        assert self.person is not None
        return self.person

    def _form(self) -> dict[str, list[bytes]]:
        return {name: values for name, values in self.request.body_arguments.items() if name != "_xsrf"}

    def _files(self) -> dict[str, Upload]:
        """What was chosen; an empty field of a form sends a file without a name."""
        return {
            name: Upload(files[0].filename, files[0].content_type, files[0].body)
            for name, files in self.request.files.items()
            if files and (files[0].filename or files[0].body)
        }

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        return await self.services.threads.run(work)

    async def _show(self, answer: View | Redirect | Download) -> None:
        if isinstance(answer, Redirect):
            self._keep_look(answer)
            self.redirect(f"{self.base_url}lectorium{answer.target}", status=303)
        elif isinstance(answer, Download):
            await self._send_file(answer)
        else:
            self._send_page(answer)

    def _keep_look(self, answer: Redirect) -> None:
        """Through whose eyes the next pages are seen; only the browser's own pages are told."""
        if answer.stop:
            self.clear_cookie(COOKIE, path=self.base_url)
        if answer.look is not None:
            self.set_signed_cookie(
                COOKIE,
                f"{self._known().actor.user_id} {answer.look}",
                expires_days=None,
                path=self.base_url,
                httponly=True,
                secure=self.request.protocol == "https",
                samesite="Lax",
            )

    def _send_page(self, view: View) -> None:
        self.set_status(view.status)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "same-origin")
        self.finish(render_page(view, self._chrome()))

    def _chrome(self) -> Chrome:
        hub = cast("HubIdentityProvider", self.identity_provider).hub_auth
        return Chrome(
            base_url=self.base_url,
            hub_prefix=f"{hub.hub_host}{hub.hub_prefix}",
            person=self.person,
            xsrf=Markup(self.xsrf_form_html() if self.person else ""),  # noqa: S704 # made by the host
            done=self.get_query_argument("done", ""),
            path=self.request.path,
            viewing=self.viewing,
        )

    async def _send_file(self, file: Download) -> None:
        self.set_header("Content-Type", file.media_type)
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_attachment_header(file.name)
        pieces = file.pieces()
        try:
            while (piece := await self._in_thread(lambda: _next(pieces))) is not None:
                self.write(piece)
                await self.flush()
        except StreamClosedError:
            return
        self.finish()

    def _refuse(self, error: DomainError) -> None:
        if not self._finished and not self._headers_written:
            self._send_page(View("problem.html", {"problem": error}, error.status))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """What the host refuses by itself looks like what we refuse."""
        error = (kwargs.get("exc_info") or (None, None))[1]
        self._refuse(explain(error or HTTPError(status_code)))

    @property
    def content_security_policy(self) -> str:
        """Our own styles and scripts, our own forms, no frames."""
        return POLICY


class NoSuchPageHandler(PageHandler):
    """Whatever else is asked of the service: our page, with the way to the classes, to whomever asks."""

    async def prepare(self, *, _redirect_to_login: bool = False) -> None:
        """Nothing here is anybody's, so nobody is asked to sign in."""
        self._refuse(no_such_page())


def no_such_page() -> NotFound:
    """For an address below the service that leads nowhere."""
    return NotFound(
        "There is no such page. Nothing was changed. Begin again from your classes.", code="no_such_address"
    )


def _next(pieces: Iterator[bytes]) -> bytes | None:
    return next(pieces, None)
