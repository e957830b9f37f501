"""The door of the tutor."""

from lectorium.rooms.tutor.allowed import Day, refuse_sitting
from lectorium.rooms.tutor.answering import Prepared, Serving, take_up
from lectorium.rooms.tutor.asking import Asked, Question, ask
from lectorium.rooms.tutor.choosing import Chosen, ModelSettings, NoModel, choose, cost_of, plain_settings
from lectorium.rooms.tutor.citations import CitationFilter, Source, checked, cited
from lectorium.rooms.tutor.composing import compose
from lectorium.rooms.tutor.context import Exercise, Turn, VisibleResult, Work, exercise_of, work_of
from lectorium.rooms.tutor.finishing import Said, complete, fail, keep, settle, stop
from lectorium.rooms.tutor.models import (
    Guarding,
    HelpLevel,
    InteractionKind,
    InteractionReview,
    InteractionState,
    LlmInteraction,
    Model,
    ReviewVerdict,
    TutorPrompt,
)
from lectorium.rooms.tutor.policies import Policy, PolicyView, Scope, change_policy, policy_of, read_policy
from lectorium.rooms.tutor.prompts import (
    HINT_STEPS,
    Instruction,
    add_prompt,
    fill_in,
    list_prompts,
    newest_prompt,
    prompt_for,
)
from lectorium.rooms.tutor.reading import (
    InteractionView,
    Status,
    find_interaction,
    left_today,
    list_interactions,
    rate,
    status_of,
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
from lectorium.rooms.tutor.runs import Run, record_run
from lectorium.rooms.tutor.sending import messages_of, sent_of
from lectorium.rooms.tutor.sweeping import sweep_left

__all__ = [
    "HINT_STEPS",
    "AnswerRow",
    "Asked",
    "Chosen",
    "CitationFilter",
    "Day",
    "Exercise",
    "Guarding",
    "HelpLevel",
    "Instruction",
    "InteractionKind",
    "InteractionReview",
    "InteractionState",
    "InteractionView",
    "LlmInteraction",
    "Model",
    "ModelSettings",
    "NoModel",
    "Policy",
    "PolicyView",
    "Prepared",
    "Question",
    "ReviewVerdict",
    "ReviewView",
    "Run",
    "Said",
    "Scope",
    "Serving",
    "Source",
    "Status",
    "Turn",
    "TutorPrompt",
    "VisibleResult",
    "Wanted",
    "Work",
    "add_prompt",
    "ask",
    "change_policy",
    "checked",
    "choose",
    "cited",
    "complete",
    "compose",
    "cost_of",
    "exercise_of",
    "fail",
    "fill_in",
    "find_answer",
    "find_interaction",
    "keep",
    "left_today",
    "list_answers",
    "list_interactions",
    "list_prompts",
    "messages_of",
    "newest_prompt",
    "plain_settings",
    "policy_of",
    "prompt_for",
    "rate",
    "read_policy",
    "record_run",
    "refuse_sitting",
    "review_answer",
    "reviews_of",
    "sent_of",
    "settle",
    "status_of",
    "stop",
    "sweep_left",
    "take_up",
    "work_of",
]
