"""The door of home."""

from lectorium.rooms.home.beside import InPlace, item_in_place
from lectorium.rooms.home.contents import (
    ContentsView,
    PlaceView,
    Progress,
    contents_view,
    progress_of,
    with_counts,
)
from lectorium.rooms.home.erasing import Erased, Plan, erase, plan_erasure
from lectorium.rooms.home.exporting import begin_export, export_of
from lectorium.rooms.home.journey import Journey, Shown, Step, journey
from lectorium.rooms.home.journey_parts import StepKind
from lectorium.rooms.home.journey_step import Against, Since, StepView, journey_step
from lectorium.rooms.home.journey_talk import Said
from lectorium.rooms.home.outline import (
    ChallengeView,
    ModuleView,
    OutlineView,
    challenge_view,
    item_card,
    outline,
    up_next,
    up_next_and_more,
)
from lectorium.rooms.home.own_journeys import OwnJourney, own_journeys
from lectorium.rooms.home.practice import PracticeCard, practice_cards, practice_offered
from lectorium.rooms.home.quizzes import QuizView, quiz_view
from lectorium.rooms.home.states import Card, State
from lectorium.rooms.home.stuck import (
    STUCK_QUESTIONS,
    STUCK_RECENT,
    STUCK_RUNS,
    Sort,
    StuckRow,
    StuckView,
    Whom,
    who_is_stuck,
)
from lectorium.rooms.home.topics import Topics
from lectorium.rooms.home.trail import names_in
from lectorium.rooms.home.usage import Use, Uses, problem_uses

__all__ = [
    "STUCK_QUESTIONS",
    "STUCK_RECENT",
    "STUCK_RUNS",
    "Against",
    "Card",
    "ChallengeView",
    "ContentsView",
    "Erased",
    "InPlace",
    "Journey",
    "ModuleView",
    "OutlineView",
    "OwnJourney",
    "PlaceView",
    "Plan",
    "PracticeCard",
    "Progress",
    "QuizView",
    "Said",
    "Shown",
    "Since",
    "Sort",
    "State",
    "Step",
    "StepKind",
    "StepView",
    "StuckRow",
    "StuckView",
    "Topics",
    "Use",
    "Uses",
    "Whom",
    "begin_export",
    "challenge_view",
    "contents_view",
    "erase",
    "export_of",
    "item_card",
    "item_in_place",
    "journey",
    "journey_step",
    "names_in",
    "outline",
    "own_journeys",
    "plan_erasure",
    "practice_cards",
    "practice_offered",
    "problem_uses",
    "progress_of",
    "quiz_view",
    "up_next",
    "up_next_and_more",
    "who_is_stuck",
    "with_counts",
]
