"""The door of the tutor."""

from lectorium.rooms.tutor.models import (
    Guarding,
    HelpLevel,
    InteractionKind,
    InteractionReview,
    InteractionState,
    LlmInteraction,
    Model,
    ReviewVerdict,
)
from lectorium.rooms.tutor.reviewing import (
    AnswerRow,
    ReviewView,
    Wanted,
    find_answer,
    list_answers,
    review_answer,
    reviews_of,
)

__all__ = [
    "AnswerRow",
    "Guarding",
    "HelpLevel",
    "InteractionKind",
    "InteractionReview",
    "InteractionState",
    "LlmInteraction",
    "Model",
    "ReviewVerdict",
    "ReviewView",
    "Wanted",
    "find_answer",
    "list_answers",
    "review_answer",
    "reviews_of",
]
