"""What the guard knows: what is the student's and everybody's, and what must not be given away."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

SPACE = re.compile(r"\s+")


def squeezed(text: str) -> str:
    """Text without any white space: how a piece of code is looked for in another."""
    return SPACE.sub("", text)


@dataclass(frozen=True)
class Known:
    """What may be said freely: the student's own code, newest first, and what everybody reads.

    ``shown`` are earlier replies of the same session, as the student saw them.
    """

    own: Sequence[str] = ()
    statement: str = ""
    shown: Sequence[str] = ()

    @cached_property
    def squeezed(self) -> str:
        """All of it without white space, to look for a quoted piece in."""
        return "\n".join(squeezed(text) for text in (*self.own, self.statement))


@dataclass(frozen=True)
class Case:
    """A test of a program: ``kind`` is ``io`` or ``call``, as in ``test_cases``."""

    id: str
    kind: str
    input: str
    expected: str


@dataclass(frozen=True)
class Secrets:
    """What recognizes a leak: it never enters a prompt, and never leaves the trusted processes (K5).

    ``references`` are the reference and the possible solutions; ``limits`` override the sandbox's by name.
    """

    language: str = "python"
    references: Sequence[str] = ()
    tests: Sequence[Case] = ()
    preamble: str = ""
    limits: Mapping[str, Any] = field(default_factory=dict)
    names: Sequence[str] = ()
    """The functions that are asked for, where tests don't call them by name."""
