"""What the guard keeps beside an answer, for teachers: never shown to the student."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict

from lectorium.rooms.tutor.guard.judging import Reason, Verdict


class VerdictNote(BaseModel):
    """A verdict without the program: what was tried can be read in the draft."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    solves: bool
    reason: Reason
    tried: int
    passed: int
    of: int

    @classmethod
    def of_verdict(cls, verdict: Verdict) -> Self:
        """From a verdict."""
        return cls(
            solves=verdict.solves,
            reason=verdict.reason,
            tried=verdict.tried,
            passed=verdict.passed,
            of=verdict.of,
        )


class GuardNotes(BaseModel):
    """The column ``guard_notes``: unknown keys are refused, and its version stands inside (I21).

    ``draft`` and ``rewrite`` are what was found of each; ``waits_for`` which of them waits for a worker;
    ``hint`` the rewritten text that was judged; ``instead`` what the student read in the draft's place.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    v: Literal[1] = 1
    waits_for: Literal["draft", "rewrite"] | None = None
    draft: VerdictNote | None = None
    rewrite: VerdictNote | None = None
    hint: str | None = None
    instead: Literal["hint", "fixed words"] | None = None

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """From the column."""
        return cls.model_validate(dict(stored))

    def stored(self) -> dict[str, Any]:
        """For the column."""
        return self.model_dump(mode="json", exclude_none=True)
