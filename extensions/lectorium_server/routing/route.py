"""One route, read off the signature of the function that answers it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar, get_args, get_type_hints

from pydantic import BaseModel, TypeAdapter

from lectorium_server.auth.scopes import Scope
from lectorium_server.routing.rules import Rule

Function = TypeVar("Function", bound=Callable[..., Any])
PLACE = re.compile(r"^\{(\w+)\}$")
SMALL_BODY = 256_000


class Kind(Enum):
    """How a route is run."""

    UNIT = "in one transaction"
    SLOW = "seconds of work, then one transaction"
    STREAM = "an open stream on the event loop"


@dataclass(frozen=True)
class Raw:
    """An answer that is ready as bytes."""

    data: bytes
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Download:
    """A file that is made while it is sent; ``pieces`` opens its own transactions."""

    name: str
    media_type: str
    pieces: Callable[[], Iterator[bytes]]


@dataclass(frozen=True)
class Route:
    """A method and a path, and all that is known about them."""

    method: str
    path: str
    tag: str
    operation_id: str
    summary: str
    description: str
    rule: Rule
    scope: Scope | None
    handler: Callable[..., Any]
    places: Mapping[str, Any]
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    response: Any
    status: int
    idempotent: bool
    large: bool
    kind: Kind
    again: Callable[..., object] | None
    adapter: TypeAdapter[Any] | None = field(repr=False, compare=False)

    @property
    def segments(self) -> tuple[str, ...]:
        """The path's parts."""
        return tuple(self.path.strip("/").split("/"))


@dataclass(frozen=True)
class Options:
    """What a decorator says beyond the signature."""

    rule: Rule
    scope: Scope | None
    status: int = 200
    idempotent: bool = False
    large: bool = False
    kind: Kind = Kind.UNIT
    again: Callable[..., object] | None = None


def read_route(method: str, path: str, tag: str, handler: Callable[..., Any], options: Options) -> Route:
    """The route that a function answers; raises :class:`TypeError` where signature and path disagree."""
    hints = get_type_hints(handler)
    response = hints.pop("return")
    if options.kind is Kind.SLOW:  # Later[Answer] is Callable[[Call], Answer]
        response = get_args(response)[1]
    names = [match[1] for part in path.split("/") if (match := PLACE.match(part))]
    expected = {"call", *names, "body", "query"}
    parameters = set(inspect.signature(handler).parameters)
    if not {"call", *names} <= parameters <= expected:
        raise TypeError(f"{handler.__name__} takes {sorted(parameters)}, but its path is {path}")
    summary, _, description = (inspect.getdoc(handler) or "").partition("\n")
    plain = response in (type(None), Raw, Download) or options.kind is Kind.STREAM
    forms = {name: _model(hints.get(name)) for name in ("body", "query")}
    return Route(
        method=method,
        path=path,
        tag=tag,
        operation_id=handler.__name__,
        summary=summary.rstrip("."),
        description=description.strip(),
        rule=options.rule,
        scope=options.scope,
        handler=handler,
        places={name: hints[name] for name in names},
        body=forms["body"],
        query=forms["query"],
        response=response,
        status=options.status,
        idempotent=options.idempotent,
        large=options.large,
        kind=options.kind,
        again=options.again,
        adapter=None if plain else TypeAdapter(response),
    )


def _model(hint: Any) -> type[BaseModel] | None:
    """The model of a parameter, which may be left out where a page is shown again."""
    models = [
        each for each in (hint, *get_args(hint)) if isinstance(each, type) and issubclass(each, BaseModel)
    ]
    return models[0] if models else None


class Routes:
    """Collects the routes of one room: ``@routes.get("/classes", rule=ANYONE)``."""

    def __init__(self, tag: str) -> None:
        """A group in the reference."""
        self.tag = tag
        self.routes: list[Route] = []

    def _add(self, method: str, path: str, options: Options) -> Callable[[Function], Function]:
        def decorate(handler: Function) -> Function:
            self.routes.append(read_route(method, path, self.tag, handler, options))
            return handler

        return decorate

    def get(
        self, path: str, *, rule: Rule, scope: Scope | None = Scope.READ, kind: Kind = Kind.UNIT
    ) -> Callable[[Function], Function]:
        """Something to read."""
        return self._add("GET", path, Options(rule, scope, kind=kind))

    def post(
        self,
        path: str,
        *,
        rule: Rule,
        scope: Scope,
        status: int = 201,
        idempotent: bool = True,
        large: bool = False,
        kind: Kind = Kind.UNIT,
        again: Callable[..., object] | None = None,
    ) -> Callable[[Function], Function]:
        """Something to do; ``idempotent`` where a repeated key gets the first answer.

        ``again`` takes the call and the path's places, and raises where that answer may no longer be shown.
        """
        return self._add("POST", path, Options(rule, scope, status, idempotent, large, kind, again))

    def put(
        self, path: str, *, rule: Rule, scope: Scope, large: bool = False
    ) -> Callable[[Function], Function]:
        """Something to save whole."""
        return self._add("PUT", path, Options(rule, scope, large=large))

    def patch(
        self, path: str, *, rule: Rule, scope: Scope, large: bool = False
    ) -> Callable[[Function], Function]:
        """Something to change in part."""
        return self._add("PATCH", path, Options(rule, scope, large=large))

    def delete(self, path: str, *, rule: Rule, scope: Scope) -> Callable[[Function], Function]:
        """Something to take away."""
        return self._add("DELETE", path, Options(rule, scope, status=204))
