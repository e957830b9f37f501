"""What the service says no to, as exceptions that read well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
from pydantic import ValidationError

from lectorium_wire.authoring import Report

MEDIA_TYPE = "application/problem+json"


class ApiError(Exception):
    """A refusal or a failure.

    ``status`` is the HTTP status (0 where nothing was answered), ``code`` is stable: programs may rely
    on it. ``detail`` says what happened, what is safe and what to do. ``field`` is the key at fault,
    dotted. ``document`` is the whole answer, with what some errors carry besides.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Take an answer of the type ``application/problem+json``."""
        self.document = dict(document)
        self.status = int(document.get("status") or 0)
        self.code = str(document.get("code") or "unknown")
        self.title = str(document.get("title") or "")
        self.detail = str(document.get("detail") or self.title)
        self.field: str | None = document.get("field")
        super().__init__(self.detail)

    def __str__(self) -> str:
        """The sentences, and what to look up them under."""
        facts = [self.code, *([str(self.status)] if self.status else [])]
        facts += [f"field {self.field}"] if self.field else []
        return f"{self.detail} [{', '.join(facts)}]"


class NotSignedIn(ApiError):
    """401: the token is missing, wrong or too old."""


class NotAllowed(ApiError):
    """403: this person, or this token, may not do that."""


class NotFound(ApiError):
    """404: it isn't there, or not for this person."""


class Conflict(ApiError):
    """409: something else happened first; ``current`` is what the server holds, where it says so."""

    @property
    def current(self) -> dict[str, Any] | None:
        """The server's state, such as the draft that is newer than ours."""
        held = self.document.get("current")
        return held if isinstance(held, dict) else None


class Invalid(ApiError):
    """400 or 422, or found out before sending: a value doesn't fit; ``field`` names it."""

    @classmethod
    def of(cls, error: ValidationError) -> Invalid:
        """The same words for what we see ourselves as for what the service refuses."""
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        detail = f"`{field}`: {first['msg']}. Nothing was sent. Correct it and try again."
        return cls({"status": 422, "code": "invalid", "detail": detail, "field": field})


class PublishRefused(Invalid):
    """422: the notebook can't be published as it is; ``report`` says why, cell by cell."""

    @property
    def report(self) -> Report:
        """What was found."""
        return Report.model_validate(self.document["report"])

    def __str__(self) -> str:
        """The sentences, and a line per finding."""
        return "\n".join([super().__str__(), *describe(self.report)])


class Overloaded(ApiError):
    """429 or 503: not now; safe requests were tried again before this was raised."""


class NoAnswer(ApiError):
    """Nothing came back: the network or the service is down, or it took too long."""

    @classmethod
    def of(cls, error: httpx.TransportError, *, sent: bool) -> NoAnswer:
        """``sent``: whether the request may have arrived all the same."""
        safe = (
            "It may have been done all the same: look before you repeat it."
            if sent
            else "Nothing was changed."
        )
        reason = str(error) or type(error).__name__
        detail = (
            f"Lectorium didn't answer ({reason}). {safe} Check the address and the network, and try again."
        )
        return cls({"code": "no_answer", "title": "No answer", "detail": detail})


_BY_STATUS: Mapping[int, type[ApiError]] = {
    400: Invalid,
    401: NotSignedIn,
    403: NotAllowed,
    404: NotFound,
    409: Conflict,
    422: Invalid,
    429: Overloaded,
    503: Overloaded,
}


def error_of(response: httpx.Response) -> ApiError:
    """The exception for an answer that isn't a success."""
    document = _document(response)
    if "report" in document:
        return PublishRefused(document)
    return _BY_STATUS.get(response.status_code, ApiError)(document)


def _document(response: httpx.Response) -> dict[str, Any]:
    if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
        found = response.json()
        if isinstance(found, dict):
            return {**found, "status": response.status_code}
    detail = (
        f"{response.request.url} answered {response.status_code} {response.reason_phrase}, and not as "
        "Lectorium does. Nothing is known to have changed. Check the address: it should be Lectorium's."
    )
    return {
        "status": response.status_code,
        "code": "not_lectorium",
        "title": "Unexpected answer",
        "detail": detail,
    }


def describe(report: Report) -> list[str]:
    """A line per finding, errors first."""
    ordered = sorted(report.findings, key=lambda finding: finding.level)
    return [
        f"  {finding.level}{'' if finding.cell_index is None else f' in cell {finding.cell_index + 1}'}: "
        f"{finding.message}"
        for finding in ordered
    ]
