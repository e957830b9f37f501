"""The door of home."""

from lectorium.rooms.home.outline import (
    ChallengeView,
    ModuleView,
    OutlineView,
    challenge_view,
    item_card,
    outline,
    up_next,
)
from lectorium.rooms.home.states import Card, State

__all__ = [
    "Card",
    "ChallengeView",
    "ModuleView",
    "OutlineView",
    "State",
    "challenge_view",
    "item_card",
    "outline",
    "up_next",
]
