"""What has its grade and can still be done better: it stays among what is next, after what isn't begun."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lectorium.rooms.home.states import Card
from lectorium.rooms.submissions.api import attempts_used_of


def to_try_again(session: Session, student_id: UUID, found: Sequence[Card], moment: datetime) -> list[Card]:
    """Those before their due date whose grade is seen and not full, with an attempt left.

    Without a due date nothing ends by itself, and what was graded is left in peace.  Two queries at most.
    """
    able = [card for card in found if _lacks_points(card, moment)]
    if not able:
        return []
    used = attempts_used_of(session, student_id, [each for card in able for each in card.challenge_ids])
    return [card for card in able if _may_hand_in(card, used)]


def _lacks_points(card: Card, moment: datetime) -> bool:
    if card.assignment is None or card.score is None or card.state not in {"graded", "returned"}:
        return False
    work = card.assignment.assignment
    ahead = card.due_date is not None and moment <= card.due_date
    return ahead and work.mode != "exam" and card.score < work.points_total


def _may_hand_in(card: Card, used: dict[UUID, int]) -> bool:
    """Only homework counts attempts."""
    assert card.assignment is not None
    most = card.assignment.holds.max_attempts if card.assignment.assignment.mode == "homework" else None
    return most is None or any(used[each] < most for each in card.challenge_ids)
