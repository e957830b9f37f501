"""Requests and answers: tokens, repeats, keys, shapes and errors."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from lectorium_client.errors import ApiError, Invalid, NoAnswer, error_of
from lectorium_client.paging import PAGE, Pages
from lectorium_client.place import Place
from lectorium_wire.base import VIEW_AS, Page

Answer = TypeVar("Answer")
Made = TypeVar("Made", bound=BaseModel)
Query = Mapping[str, object]

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 60.0
PUBLISH_SECONDS = 600.0
"""Publishing runs the teacher's whole notebook before it answers."""
TRIES = 4
LONGEST_WAIT = 8.0
AGAIN = frozenset({429, 502, 503, 504})


class Transport:
    """One pool of connections to one service, as one person."""

    def __init__(self, place: Place, *, timeout: float = ANSWER_SECONDS, view_as: str | None = None) -> None:
        """``timeout``: seconds to wait for an answer; ``view_as``: a class and a student of it, by id."""
        self.place, self.timeout = place, timeout
        self.http = httpx.Client(
            base_url=place.api,
            headers={
                "Authorization": f"token {place.token}",
                "User-Agent": "lectorium-client",
                **({VIEW_AS: view_as} if view_as else {}),
            },
            timeout=httpx.Timeout(timeout, connect=CONNECT_SECONDS),
        )

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: bytes | None = None,
        key: str | None = None,
        timeout: float | None = None,
    ) -> httpx.Response:
        """Ask once, or up to four times where a repeat is safe; raises :class:`ApiError`.

        Reading is safe; so is a POST with an Idempotency-Key, which the service does once only.
        """
        headers = {"Content-Type": "application/json"} if body is not None else {}
        headers |= {"Idempotency-Key": key} if key else {}
        request = self.http.build_request(
            method,
            path,
            params=_given(query or {}),
            content=body,
            headers=headers,
            timeout=httpx.USE_CLIENT_DEFAULT
            if timeout is None
            else httpx.Timeout(timeout, connect=CONNECT_SECONDS),
        )
        safe = method == "GET" or key is not None
        for attempt in _tries() if safe else (_once(),):
            with attempt:
                return self._send_once(request)
        raise AssertionError("retrying returns or raises")

    def download(self, path: str, to: Path) -> Path:
        """Write an answer to a file as it comes, beside it until it is whole; raises :class:`ApiError`."""
        draft = to.with_name(f"{to.name}.part")
        try:
            request = self.http.build_request("GET", path)
            with closing(self.http.send(request, stream=True)) as response:
                if not response.is_success:
                    response.read()
                    raise error_of(response)
                with draft.open("wb") as file:
                    for piece in response.iter_bytes():
                        file.write(piece)
            return draft.replace(to)
        except httpx.TransportError as error:
            raise NoAnswer.of(error, sent=False) from error
        finally:
            draft.unlink(missing_ok=True)

    def _send_once(self, request: httpx.Request) -> httpx.Response:
        try:
            response = self.http.send(request)
        except httpx.TransportError as error:
            arrived = not isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout))
            raise NoAnswer.of(error, sent=arrived and request.method != "GET") from error
        if not response.is_success:
            raise _with_pause(error_of(response), response)
        return response


@contextmanager
def _once() -> Iterator[None]:
    yield


def _tries() -> Retrying:
    return Retrying(
        retry=retry_if_exception(_may_pass), stop=stop_after_attempt(TRIES), wait=_pause, reraise=True
    )


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, NoAnswer) or (isinstance(error, ApiError) and error.status in AGAIN)


_backoff = wait_random_exponential(multiplier=0.25, max=LONGEST_WAIT)


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.document.get("retry_after") if isinstance(error, ApiError) else None
    return _backoff(state) if asked is None else min(float(asked), LONGEST_WAIT)


def _with_pause(error: ApiError, response: httpx.Response) -> ApiError:
    """Keep how long the service asks us to wait."""
    header = response.headers.get("Retry-After", "")
    if header.isdecimal():
        error.document["retry_after"] = int(header)
    return error


def _given(query: Query) -> dict[str, str]:
    """Parameters as text, without those that are None."""
    return {name: str(value) for name, value in query.items() if value is not None}


class Routes:
    """What all groups of calls share."""

    def __init__(self, transport: Transport) -> None:
        """A client is one transport and many routes."""
        self._transport = transport

    def _get(self, path: str, shape: type[Answer], **query: object) -> Answer:
        return _read(self._transport.send("GET", path, query=query), shape)

    def _bytes(self, path: str) -> bytes:
        """A file."""
        return self._transport.send("GET", path).content

    def _pages(self, path: str, shape: type[Answer], **query: object) -> Pages[Answer]:
        def fetch(after: str | None) -> Page[Answer]:
            return self._get(path, Page[shape], limit=PAGE, after=after, **query)  # type: ignore[valid-type]

        return Pages(fetch)

    def _list(self, path: str, shape: type[Answer], **query: object) -> list[Answer]:
        """A list that is always whole."""
        return self._get(path, Page[shape], **query).items  # type: ignore[valid-type]

    def _post(
        self,
        path: str,
        shape: type[Answer],
        body: BaseModel | None = None,
        *,
        repeatable: bool = True,
        timeout: float | None = None,
    ) -> Answer:
        """Do something, once: the key lets a lost answer be asked for again."""
        key = uuid.uuid4().hex if repeatable else None
        data = body.model_dump_json().encode() if body is not None else None
        return _read(self._transport.send("POST", path, body=data, key=key, timeout=timeout), shape)

    def _put(self, path: str, shape: type[Answer], body: BaseModel) -> Answer:
        """Send only what was given: what an absent key means is the route's to say."""
        data = body.model_dump_json(exclude_unset=True).encode()
        return _read(self._transport.send("PUT", path, body=data), shape)

    def _patch(self, path: str, shape: type[Answer], body: BaseModel) -> Answer:
        """Send only what was given: an absent key stays as it is."""
        data = body.model_dump_json(exclude_unset=True).encode()
        return _read(self._transport.send("PATCH", path, body=data), shape)

    def _delete(self, path: str, **query: object) -> None:
        self._transport.send("DELETE", path, query=query)


_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


def _read(response: httpx.Response, shape: type[Answer]) -> Answer:
    try:
        answer: Answer = _adapter(shape).validate_json(response.content)
    except ValidationError as error:
        detail = (
            f"{response.request.url} answered something this client doesn't understand. What was asked may "
            "have been done. The client and the service are probably of different versions: install the "
            "service's."
        )
        raise ApiError({"status": response.status_code, "code": "other_version", "detail": detail}) from error
    return answer


def make(shape: type[Made], **fields: Any) -> Made:
    """A request's body; raises our own :class:`Invalid` in the words the service would use."""
    try:
        return shape(**fields)
    except ValidationError as error:
        raise Invalid.of(error) from None
