"""Errors become ``application/problem+json`` here and nowhere else."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from typing import Any, ClassVar

import orjson
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from tornado.web import HTTPError

from lectorium.kit.errors import DomainError, Invalid, NotFound, Unavailable
from lectorium_server.routing.reply import Reply

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger("lectorium.api")


class BadRequest(DomainError):
    """The request can't be read at all."""

    title = "That request can't be read"


class MethodNotAllowed(DomainError):
    """The address is right, the method isn't."""

    status = 405
    title = "That can't be done at this address"
    default_code = "method_not_allowed"

    def __init__(self, method: str, allowed: Iterable[str]) -> None:
        """Name what is allowed, for the Allow header."""
        self.allow = ", ".join(sorted(set(allowed)))
        super().__init__(
            f"{method} isn't offered at this address. Nothing was changed. Use one of: {self.allow}."
        )


class TooLarge(DomainError):
    """The body is over the limit."""

    status = 413
    title = "That is too large"
    default_code = "too_large"

    @classmethod
    def over(cls, limit: int) -> TooLarge:
        """Say the limit."""
        return cls(
            f"What was sent is larger than the {limit:,} bytes allowed here. Nothing was changed. "
            "Send less: large outputs and attached data are the usual cause."
        )


class WrongMediaType(DomainError):
    """Bodies are JSON."""

    status = 415
    title = "That isn't JSON"
    default_code = "unsupported_media_type"


class Internal(DomainError):
    """Our fault; the incident id leads to the log."""

    status: ClassVar[int] = 500
    title = "We made a mistake"
    default_code = "internal"


def no_such_address() -> NotFound:
    """For a path that means nothing."""
    return NotFound(
        "There is nothing at this address. Nothing was changed. Check the address against the reference.",
        code="no_such_address",
    )


def not_json() -> BadRequest:
    """For a body that isn't JSON."""
    return BadRequest(
        "The body isn't valid JSON. Nothing was changed. Correct it and send it again.", code="bad_json"
    )


def invalid(error: ValidationError, where: str = "") -> DomainError:
    """The domain's error for a shape that doesn't fit: names every field, the first one as ``field``."""
    found = [
        {"field": ".".join([*([where] if where else []), *map(str, item["loc"])]), "message": item["msg"]}
        for item in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    if any(item["type"] == "json_invalid" for item in error.errors(include_url=False)):
        return not_json()
    first = found[0]
    return Invalid(
        f"`{first['field']}`: {first['message']}. Nothing was changed. Correct it and send it again.",
        field=first["field"],
        errors=found[:20],
    )


def explain(error: BaseException) -> DomainError:
    """Any exception as one of ours; what we don't know is our fault and goes to the log."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, DataError):
        return Invalid(
            "A value can't be stored as it is. Nothing was changed. Look for a zero byte or a huge number."
        )
    if isinstance(error, (OperationalError, PoolTimeout, ConnectionError)):
        log.error("A part of the platform doesn't answer: %s", error)
        return Unavailable(
            "A part of the platform doesn't answer now. Your last saved work is safe. Try again soon."
        )
    if isinstance(error, HTTPError):
        return _from_tornado(error)
    incident = secrets.token_hex(4)
    log.error("Incident %s", incident, exc_info=error)
    return Internal(
        f"The platform made a mistake and noted it as incident {incident}. Nothing was changed. "
        "Try again; if it stays, tell your administrator that number.",
        incident=incident,
    )


def _from_tornado(error: HTTPError) -> DomainError:
    if error.status_code >= 500:
        log.warning("Sign-in doesn't answer: %s", error)
        return Unavailable("Sign-in doesn't answer now. Your last saved work is safe. Try again in a moment.")
    refused = BadRequest("The request was refused. Nothing was changed. Reload the page and try again.")
    refused.status = error.status_code  # type: ignore[misc] # this one instance carries the host's status
    return refused


def problem(error: DomainError) -> dict[str, Any]:
    """The document for an error."""
    document = {
        "type": "about:blank",
        "title": error.title,
        "status": error.status,
        "code": error.code,
        "detail": error.detail,
        "field": error.field,
    }
    return {**document, **error.extra}


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return str(value)


def render(error: DomainError) -> Reply:
    """The answer that tells of an error."""
    headers = {"Allow": error.allow} if isinstance(error, MethodNotAllowed) else {}
    if error.status == 401:
        headers["WWW-Authenticate"] = 'token realm="Lectorium"'
    if "retry_after" in error.extra:
        headers["Retry-After"] = str(error.extra["retry_after"])
    return Reply(error.status, orjson.dumps(problem(error), default=_plain), MEDIA_TYPE, headers)
