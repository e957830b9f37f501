"""From bytes to shapes: strict about types, deaf to nothing (I21)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from pydantic import BaseModel, ValidationError

from lectorium.kit.errors import Invalid
from lectorium_server.routing.errors import BadRequest, WrongMediaType, invalid, not_json
from lectorium_server.routing.route import Route
from lectorium_wire.base import Body

OPAQUE = {"notebook", "content"}  # documents of the caller's own, stored as bytes


class NoBody(Body):
    """Nothing is asked; an empty object may be sent."""


class NoQuery(Body):
    """No parameters."""


def read_body(route: Route, media_type: str, data: bytes) -> BaseModel:
    """The request's body; raises a 400, 415 or 422 that names the field."""
    model = route.body or NoBody
    if not data and route.body is None:
        return NoBody()
    if media_type.partition(";")[0].strip().lower() != "application/json":
        raise WrongMediaType(
            "The body must be sent as application/json. Nothing was changed. Set the Content-Type header."
        )
    _refuse_infinities(data)
    try:
        body = model.model_validate_json(data, strict=True)
    except ValidationError as error:
        raise invalid(error) from None
    _refuse_zero_bytes(body, data)
    return body


def _refuse_infinities(data: bytes) -> None:
    """NaN and Infinity pass Python's readers but are no JSON, and no database takes them."""
    if b"NaN" in data or b"Infinity" in data:
        try:
            orjson.loads(data)
        except orjson.JSONDecodeError:
            raise not_json() from None


def _refuse_zero_bytes(body: BaseModel, data: bytes) -> None:
    """A zero character can't be stored as text; saying so beats failing."""
    if b"\\u0000" not in data:
        return
    for field in _fields_with_zero(body.model_dump(), ""):
        raise Invalid(
            f"`{field}` holds a zero character, which can't be stored. Nothing was changed. Take it out.",
            field=field,
        )


def _fields_with_zero(value: object, path: str) -> Iterator[str]:
    if isinstance(value, str) and "\x00" in value:
        yield path
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in OPAQUE:
                yield from _fields_with_zero(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _fields_with_zero(inner, f"{path}.{index}")


def read_query(route: Route, arguments: Mapping[str, list[bytes]]) -> BaseModel:
    """The request's parameters; raises a 400 or 422 that names the field."""
    values: dict[str, Any] = {}
    for name, given in arguments.items():
        if name.isdigit() and given == [b""]:
            continue  # JupyterLab adds the time to every address, so that nothing is cached
        if name == "_xsrf":
            continue  # a page's proof that it is ours, from a stream of events: that sends no headers
        if len(given) != 1:
            raise Invalid(f"`{name}` is given twice. Nothing was changed. Give it once.", field=name)
        values[name] = _text(name, given[0])
    try:
        return (route.query or NoQuery).model_validate(values)
    except ValidationError as error:
        raise invalid(error) from None


def _text(name: str, raw: bytes) -> str:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise BadRequest(f"`{name}` isn't UTF-8. Nothing was changed. Encode it again.", field=name) from None
    if "\x00" in text:
        raise Invalid(f"`{name}` holds a zero character. Nothing was changed. Take it out.", field=name)
    return text
