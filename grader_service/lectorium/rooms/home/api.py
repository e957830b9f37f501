"""The door of home."""

from lectorium.rooms.home.beside import InPlace, item_in_place
from lectorium.rooms.home.contents import ContentsView, PlaceView, contents_view, with_counts
from lectorium.rooms.home.outline import (
    ChallengeView,
    ModuleView,
    OutlineView,
    challenge_view,
    item_card,
    outline,
    up_next,
)
from lectorium.rooms.home.practice import PracticeCard, practice_cards
from lectorium.rooms.home.quizzes import QuizView, quiz_view
from lectorium.rooms.home.states import Card, State
from lectorium.rooms.home.trail import names_in
from lectorium.rooms.home.usage import Use, Uses, problem_uses

__all__ = [
    "Card",
    "ChallengeView",
    "ContentsView",
    "InPlace",
    "ModuleView",
    "OutlineView",
    "PlaceView",
    "PracticeCard",
    "QuizView",
    "State",
    "Use",
    "Uses",
    "challenge_view",
    "contents_view",
    "item_card",
    "item_in_place",
    "names_in",
    "outline",
    "practice_cards",
    "problem_uses",
    "quiz_view",
    "up_next",
    "with_counts",
]
