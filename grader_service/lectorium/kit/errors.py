"""Errors are facts with a status and attributes; one place (the HTTP edge) renders them.

``detail`` is read by people: what happened, what is safe, what to do.
"""

from __future__ import annotations

from typing import ClassVar


class DomainError(Exception):
    """A rule that was not met.

    ``code`` is stable and may be relied on by programs; ``field`` is the dotted key at
    fault; ``extra`` holds members added to the problem document, such as ``current``.
    """

    status: ClassVar[int] = 400
    title: ClassVar[str] = "That can't be done"
    default_code: ClassVar[str] = "bad_request"

    def __init__(
        self, detail: str, *, code: str | None = None, field: str | None = None, **extra: object
    ) -> None:
        """Say what happened, what is safe and what to do in ``detail``."""
        super().__init__(detail)
        self.detail = detail
        self.code = code or self.default_code
        self.field = field
        self.extra = extra


class Invalid(DomainError):
    """A value that can't be meant; names the field."""

    status = 422
    title = "That can't be taken as it is"
    default_code = "invalid"


class NotFound(DomainError):
    """It isn't there, or isn't the caller's to know of."""

    status = 404
    title = "Not found"
    default_code = "not_found"

    @classmethod
    def of(cls, thing: str) -> NotFound:
        """The usual sentence for a missing thing."""
        return cls(
            f"There is no such {thing}, or it isn't open to you. Nothing was changed. Check the address."
        )


class Forbidden(DomainError):
    """Known, but not allowed in this role."""

    status = 403
    title = "Not allowed"
    default_code = "forbidden"


class Conflict(DomainError):
    """The world has moved on; ``current`` may hold how it stands."""

    status = 409
    title = "That isn't possible now"
    default_code = "conflict"


class TooMany(DomainError):
    """Slow down."""

    status = 429
    title = "Too many at once"
    default_code = "too_many"


class Unauthorized(DomainError):
    """Who are you?"""

    status = 401
    title = "Please sign in"
    default_code = "unauthorized"


class Unavailable(DomainError):
    """A part of the platform is missing for now."""

    status = 503
    title = "Not available now"
    default_code = "unavailable"
