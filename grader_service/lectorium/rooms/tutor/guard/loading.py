"""What a worker needs to judge an answer, read in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.rooms.authoring.api import Challenge, VersionView, get_version
from lectorium.rooms.submissions.api import read_draft
from lectorium.rooms.tutor.guard.known import Case, Known, Secrets
from lectorium.rooms.tutor.guard.notes import GuardNotes
from lectorium.rooms.tutor.guard.patching import function_names
from lectorium.rooms.tutor.models import HelpLevel, LlmInteraction

MOST_SHOWN = 8


@dataclass(frozen=True)
class Waiting:
    """An answer that waits for a verdict; ``notebook`` is the student's draft, None where none is saved."""

    reply: str
    level: HelpLevel
    known: Known
    view: VersionView
    notebook: Mapping[str, Any] | None
    active_code: str

    @property
    def secrets(self) -> Secrets:
        """What recognizes a leak of a program problem."""
        version = self.view.version
        return Secrets(
            language=version.languages[0],
            references=tuple(filter(None, (version.reference_solution, *version.possible_solutions))),
            tests=tuple(
                Case(str(case.id), case.kind, case.input, case.expected or "")
                for case in self.view.cases
                if case.kind in ("io", "call")
            ),
            preamble=version.preamble,
            limits=version.limits,
        )


def load(session: Session, interaction_id: UUID) -> Waiting | None:
    """The answer with all that judging needs; None where none waits for a verdict."""
    row = session.get(LlmInteraction, interaction_id)
    if row is None:
        return None
    notes = GuardNotes.read(row.guard_notes)
    reply = row.draft_response if notes.waits_for == "draft" else notes.hint
    if notes.waits_for is None or reply is None:
        return None
    challenge = session.get_one(Challenge, row.challenge_id)
    view = get_version(session, challenge.problem_version_id)
    draft = read_draft(session, row.user_id, row.challenge_id)
    notebook = draft.content if draft is not None else None
    known = Known(
        own=own_code(row.code, notebook, view.version.reference_solution),
        statement=f"{view.version.description_markdown}\n{view.version.starter_code}",
        shown=shown_before(session, row),
    )
    return Waiting(reply, row.help_level or "steps", known, view, notebook, row.code)


def own_code(active: str, notebook: Mapping[str, Any] | None, reference: str) -> tuple[str, ...]:
    """The student's code: first what defines what the reference does, then the active cell, then the rest."""
    cells = [
        str(cell["source"])
        for cell in (notebook or {}).get("cells", [])
        if cell.get("cell_type") == "code" and str(cell["source"]).strip()
    ]
    wanted = set(function_names(reference))
    found = dict.fromkeys(code for code in (active, *cells) if code.strip())
    return tuple(sorted(found, key=lambda code: not wanted & set(function_names(code))))


def shown_before(session: Session, row: LlmInteraction) -> Sequence[str]:
    """What the student was shown in the same session before, the oldest first."""
    i = LlmInteraction
    said = session.scalars(
        select(i.model_response)
        .where(
            i.session_id == row.session_id,
            i.id < row.id,
            i.kind != "code_run",
            i.model_response.is_not(None),
        )
        .order_by(i.id.desc())
        .limit(MOST_SHOWN)
    ).all()
    return tuple(text for text in reversed(said) if text)
