"""What freezing makes of a notebook: a problem version, ready to be stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from lectorium.rooms.authoring.notebooks.canonical import canonical_json, content_hash

CaseKind = Literal["cell", "io", "call", "manual", "answer"]
Visibility = Literal["always", "after_due", "after_return", "never"]


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """One test (or one answer graded by hand) of a problem version.

    ``key`` is the nbgrader grade_id or the test's own name: it keeps a test's uuid from version to version.

    - ``cell``: ``input`` is the full source of a test cell, ``release_input`` what students get of it.
    - ``io``: ``input`` is stdin, ``expected`` stdout.
    - ``call``: ``input`` is a Python expression, ``expected`` the text of a Python literal.
    - ``manual``: ``input`` is the teacher's answer with its mark scheme, ``release_input`` what students
      start from.
    - ``answer``: ``expected`` is a question with its key, as JSON.
    """

    key: str
    name: str
    kind: CaseKind
    input: str
    expected: str | None
    release_input: str | None
    visibility: Visibility
    points: Decimal


@dataclass(frozen=True, slots=True)
class FrozenProblem:
    """A problem version that never changes again; ``full`` and ``release`` are canonical notebook JSON.

    ``limits`` overrides the sandbox's defaults by the names of its own fields (seconds, bytes); ``files``
    are the files beside the notebook (name to bytes). ``possible_solutions`` are further right programs,
    which help to recognize a leaked solution; ``support_materials`` are texts that the tutor may read.
    """

    kind: Literal["notebook", "program", "question"]
    title: str
    description_markdown: str
    starter_code: str
    reference_solution: str
    preamble: str
    languages: tuple[str, ...]
    hints: tuple[str, ...]
    full: bytes
    release: bytes
    cases: tuple[CaseDraft, ...]
    kernel_name: str
    limits: Mapping[str, float]
    files: Mapping[str, bytes] = field(default_factory=dict)
    possible_solutions: tuple[str, ...] = ()
    support_materials: tuple[str, ...] = ()

    @property
    def points(self) -> Decimal:
        """What all tests and answers are worth together."""
        return sum((case.points for case in self.cases), Decimal(0))

    @property
    def content_hash(self) -> str:
        """The sha256 (hex) of everything that makes the version what it is: equal content, equal hash."""
        return content_hash(canonical_json(self._content()))

    def _content(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "title": self.title,
            "full": content_hash(self.full),
            "release": content_hash(self.release),
            "cases": [
                [case.key, case.name, case.kind, case.input, case.expected, case.visibility, str(case.points)]
                for case in self.cases
            ],
            "limits": dict(self.limits),
            "files": {name: content_hash(data) for name, data in self.files.items()},
            **({"support": self.support_materials} if self.support_materials else {}),
        }
