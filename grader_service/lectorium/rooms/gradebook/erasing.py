"""What this room's rows lose when their person is erased (G2): the words, never the points."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Update, update

from lectorium.rooms.gradebook.models import GradebookEntry, JourneyReview
from lectorium.rooms.people.api import ERASED, Loss, blanked


def _wordless(person: UUID) -> Update:
    e = GradebookEntry
    said = (e.manual_feedback != "") | (e.private_notes != "")
    words = {"manual_feedback": blanked(e.manual_feedback), "private_notes": blanked(e.private_notes)}
    return update(e).where(e.student_id == person, said).values(**words)


LOSSES: Sequence[Loss] = (
    Loss("gradebook_entries", "teachers’ words and notes beside their grades", _wordless),
    Loss(
        "journey_reviews",
        "what teachers wrote about their way through a problem",
        lambda person: (
            update(JourneyReview)
            .where(JourneyReview.student_id == person, JourneyReview.comment != "")
            .values(comment=ERASED)
        ),
    ),
)
