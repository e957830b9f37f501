"""Runs a route's function: one transaction, one answer, and a repeated key gets the first answer again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from psycopg.errors import DeadlockDetected, SerializationFailure
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random

from lectorium.kit import idempotency
from lectorium.kit.errors import Invalid
from lectorium_server.auth.person import Person
from lectorium_server.auth.viewing import Wanted, look, looking, require_seen_by_students
from lectorium_server.routing.call import Call, Later, OpenCall, SlowCall
from lectorium_server.routing.parse import read_body, read_query
from lectorium_server.routing.reply import Reply, shape
from lectorium_server.routing.route import Kind, Route
from lectorium_server.routing.table import Match
from lectorium_server.services import Services

MAX_KEY = 200


@dataclass(frozen=True)
class Request:
    """What came in, after its route is found and its caller known."""

    match: Match
    person: Person | None
    query: Mapping[str, list[bytes]]
    media_type: str
    body: bytes
    key: str | None = None
    network: str = ""
    view_as: str | None = None
    """A class and a student, for staff who look at it as that student."""


def run(services: Services, request: Request) -> Reply:
    """Answer a request; blocks, so it is called in a thread. Raises the domain's errors."""
    route = request.match.route
    arguments = _arguments(route, request)
    if request.person is None:
        return shape(route, route.handler(OpenCall(services), **arguments))
    if request.view_as is not None:
        return _run_looking(services, request, request.person, partial(route.handler, **arguments))
    if route.kind is Kind.SLOW:
        return _run_slow(services, request, request.person, arguments)
    return _run_unit(services, request, request.person, partial(route.handler, **arguments))


def _run_slow(services: Services, request: Request, person: Person, arguments: dict[str, Any]) -> Reply:
    """Seconds of work first, with no row locked and no connection held; then the transaction."""
    first = _answered(services, request, person)
    if first is not None:
        return first
    later: Later[Any] = request.match.route.handler(SlowCall(services, person), **arguments)
    return _run_unit(services, request, person, later)


def _run_looking(services: Services, request: Request, person: Person, handler: Later[Any]) -> Reply:
    route = request.match.route
    require_seen_by_students(route)
    viewing = look(services, person, Wanted.read(request.view_as or ""))
    with looking(services, person, viewing) as call:
        return shape(route, handler(call))


def _run_unit(services: Services, request: Request, person: Person, handler: Later[Any]) -> Reply:
    for attempt in _attempts():
        with attempt, services.database.transaction() as session:
            call = Call(services, person, session, network=request.network)
            return _run_once(call, request, handler)
    raise AssertionError("retrying returns or raises")


def _attempts() -> Retrying:
    """Two transactions that got in each other's way are tried again: nothing of the loser remains."""
    return Retrying(
        retry=retry_if_exception(_collided),
        stop=stop_after_attempt(4),
        wait=wait_random(0, 0.05),
        reraise=True,
    )


def _collided(error: BaseException) -> bool:
    return isinstance(error, OperationalError) and isinstance(
        error.orig, (DeadlockDetected, SerializationFailure)
    )


def _run_once(call: Call, request: Request, handler: Later[Any]) -> Reply:
    key = _key(request)
    first = _claim(call.session, call.person, key, request) if key else None
    if first is not None:
        if request.match.route.again is not None:
            request.match.route.again(call, **request.match.values)
        return first
    reply = shape(request.match.route, handler(call))
    if key:
        answer = idempotency.Answer(reply.status, reply.body)
        idempotency.keep(call.session, call.actor.user_id, key, answer)
    return reply


def _answered(services: Services, request: Request, person: Person) -> Reply | None:
    """The first answer to a repeated key, asked for before slow work is done again."""
    key = _key(request)
    if key is None:
        return None
    with services.database.transaction() as session:
        first = _claim(session, person, key, request)
        session.rollback()
    return first


def _claim(session: Session, person: Person, key: str, request: Request) -> Reply | None:
    route = request.match.route
    place = "/".join(str(value) for value in request.match.values.values())
    fingerprint = b"\n".join([route.method.encode(), route.path.encode(), place.encode(), request.body])
    answer = idempotency.claim(session, person.actor.user_id, key, fingerprint)
    return None if answer is None else Reply(answer.status, answer.body)


def _key(request: Request) -> str | None:
    if request.key is None or not request.match.route.idempotent:
        return None
    if not 1 <= len(request.key) <= MAX_KEY or not request.key.isprintable():
        raise Invalid(
            f"An Idempotency-Key has 1 to {MAX_KEY} printable characters. Nothing was changed. Send one.",
            field="Idempotency-Key",
        )
    return request.key


def _arguments(route: Route, request: Request) -> dict[str, Any]:
    arguments = dict(request.match.values)
    query = read_query(route, request.query)
    if route.query is not None:
        arguments["query"] = query
    if route.method in {"POST", "PUT", "PATCH"}:
        body = read_body(route, request.media_type, request.body)
        if route.body is not None:
            arguments["body"] = body
    return arguments
