"""Questions and answers on the wire."""

from __future__ import annotations

from typing import Any

from lectorium.rooms.tutor import api as tutor
from lectorium_wire.tutor import Citation, Interaction, InteractionRow, ModelName


def row_shape(view: tutor.InteractionView) -> InteractionRow:
    """A question and its answer as they stand in a list."""
    return InteractionRow.model_construct(**_row(view))


def interaction_shape(view: tutor.InteractionView, left: int | None) -> Interaction:
    """The same with the code; ``left`` is how many questions the caller has left today."""
    row = view.interaction
    return Interaction.model_construct(
        **_row(view), code=row.code, stdin=row.stdin, stdout=row.stdout, left_today=left
    )


def name_of(model: tutor.Model | None) -> ModelName | None:
    """A model's name and version."""
    return None if model is None else ModelName.model_construct(name=model.name, version=model.version)


def _row(view: tutor.InteractionView) -> dict[str, Any]:
    row = view.interaction
    return {
        "id": row.id,
        "challenge_id": row.challenge_id,
        "student_id": row.user_id,
        "session_id": row.session_id,
        "kind": row.kind,
        "state": row.state,
        "text": row.user_prompt or "",
        "answer": row.model_response or "",
        "error": row.error,
        "created_at": row.created_at,
        "ended_at": row.ended_at,
        "solution_revision": row.solution_revision,
        "cell_id": row.context.get("cell_id"),
        "help_level": row.help_level,
        "hint_step": row.hint_step,
        "guarding": row.guarding,
        "model": name_of(view.model),
        "fell_back_from": name_of(view.fell_back_from),
        "citations": [Citation.model_validate(each) for each in view.citations],
        "rating": row.rating,
        "is_cut": row.is_cut,
    }
