"""What the tutor's settings mean, in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from lectorium.llm import EMBEDDED
from lectorium.rooms.tutor import api as tutor

LEVELS = {
    "off": ("Off", "Nobody can ask the tutor."),
    "concepts": ("Concepts only", "It explains ideas and error messages, and writes no code for the task."),
    "steps": (
        "Hints in steps",
        "A nudge, the concept, where to look, pseudo-code. Code that solves the task is held back.",
    ),
    "open": ("Open", "It may explain everything, whole solutions included. Nothing is held back."),
}
"""Each level's name and what students get."""
FIELDS = {
    "help_level": "How much help",
    "model_id": "Model",
    "prompt_alias": "Instruction",
    "solutions_in_context": "Possible solutions",
    "daily_limit": "Questions a day",
}
SOURCES = {
    "challenge": "set for this problem",
    "class": "set for the class",
    "organization": "set for the school",
    "default": "as the platform has it",
}


def price(value: Decimal) -> str:
    """A price or a cost, with as many digits as say something and no fewer than two."""
    text = f"{value.normalize():f}"
    whole, _, rest = text.partition(".")
    return f"{whole}.{rest.ljust(2, '0')}"


def said(name: str, value: object, models: Sequence[tutor.ModelView]) -> str:
    """What a field of a policy says."""
    if name == "help_level":
        return LEVELS[str(value)][0]
    if name == "model_id":
        return _model(value, models)
    if name == "solutions_in_context":
        return "the model may read them" if value else "kept from the model"
    if name == "daily_limit":
        return f"{value} for each student"
    return str(value)


def _model(value: object, models: Sequence[tutor.ModelView]) -> str:
    found = next((each.model for each in models if each.model.id == value), None)
    if value is None:
        return "the best one that the platform itself serves"
    return "a model that has retired" if found is None else f"{found.name} {found.version}"


def warnings(policy: tutor.Policy, models: Sequence[tutor.ModelView], serving: tutor.Serving) -> list[str]:
    """What whoever allows this should know, a sentence or two each."""
    model = next((each.model for each in models if each.model.id == policy.model_id), None)
    found = []
    if policy.help_level == "open":
        found.append("Students can be given whole solutions here. What was said is still recorded.")
    if policy.solutions_in_context and policy.help_level != "off":
        found.append(
            "The model reads the possible solutions of the problem. "
            + (
                "Nothing checks its answers for them, because help is open."
                if policy.help_level == "open"
                else "Only the check of its answers stands between them and students."
            )
        )
    if policy.model_id is not None and (model is None or model.retired_at is not None):
        found.append("The chosen model has retired. The platform’s own answers instead, and says so.")
    elif model is not None and not serving.reaches(model):
        found.append(
            "The chosen model isn’t served now. Until it is, the platform’s own answers instead, and says so."
        )
    if model is not None and model.endpoint != EMBEDDED:
        found.append(
            f"Questions, code and errors of students are sent to the server “{model.endpoint}”, "
            "outside of this platform."
        )
    if policy.daily_limit == 0 and policy.help_level != "off":
        found.append("With 0 questions a day nobody can ask. To switch the tutor off, choose Off.")
    return found
