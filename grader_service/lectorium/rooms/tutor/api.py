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

__all__ = [
    "Guarding",
    "HelpLevel",
    "InteractionKind",
    "InteractionReview",
    "InteractionState",
    "LlmInteraction",
    "Model",
    "ReviewVerdict",
]
