"""The door of the tutor."""

from lectorium.rooms.tutor.allowed import Day, day_around, refuse_sitting
from lectorium.rooms.tutor.answering import Prepared, Serving, take_up
from lectorium.rooms.tutor.asking import Asked, Question, ask
from lectorium.rooms.tutor.choosing import Chosen, ModelSettings, NoModel, choose, cost_of, plain_settings
from lectorium.rooms.tutor.citations import CitationFilter, Source, checked, cited
from lectorium.rooms.tutor.composing import compose
from lectorium.rooms.tutor.context import Exercise, Turn, VisibleResult, Work, exercise_of, work_of
from lectorium.rooms.tutor.costs import CostRow, Daily, Grouping, Span, daily, list_costs, span_of, zone_of
from lectorium.rooms.tutor.finishing import Said, complete, fail, keep, settle, stop
from lectorium.rooms.tutor.guard.asking import JUDGE_JOB, ask_verdict, read_notes
from lectorium.rooms.tutor.guard.asking import Which as Judged
from lectorium.rooms.tutor.guard.gate import Gate, Held
from lectorium.rooms.tutor.guard.known import Known
from lectorium.rooms.tutor.guard.notes import GuardNotes, VerdictNote
from lectorium.rooms.tutor.guard.rewriting import MOST_TOKENS as MOST_HINT_TOKENS
from lectorium.rooms.tutor.guard.rewriting import fixed_words, hint_messages, step_of
from lectorium.rooms.tutor.guard.tasks import judge_answer
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
from lectorium.rooms.tutor.models_admin import (
    ModelView,
    NewModel,
    add_model,
    bring_back_model,
    change_model,
    find_model,
    list_models,
    retire_model,
)
from lectorium.rooms.tutor.overview import (
    Differing,
    SetHere,
    challenges_in_class,
    differing_in_class,
    differing_in_school,
    naming,
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
from lectorium.rooms.tutor.prompts_admin import Trial, find_prompt, page_of_prompts, prepare_trial
from lectorium.rooms.tutor.reaching import reach
from lectorium.rooms.tutor.reading import (
    InteractionView,
    Status,
    find_interaction,
    left_today,
    list_interactions,
    progress_of,
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
    "JUDGE_JOB",
    "MOST_HINT_TOKENS",
    "AnswerRow",
    "Asked",
    "Chosen",
    "CitationFilter",
    "CostRow",
    "Daily",
    "Day",
    "Differing",
    "Exercise",
    "Gate",
    "Grouping",
    "GuardNotes",
    "Guarding",
    "Held",
    "HelpLevel",
    "Instruction",
    "InteractionKind",
    "InteractionReview",
    "InteractionState",
    "InteractionView",
    "Judged",
    "Known",
    "LlmInteraction",
    "Model",
    "ModelSettings",
    "ModelView",
    "NewModel",
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
    "SetHere",
    "Source",
    "Span",
    "Status",
    "Trial",
    "Turn",
    "TutorPrompt",
    "VerdictNote",
    "VisibleResult",
    "Wanted",
    "Work",
    "add_model",
    "add_prompt",
    "ask",
    "ask_verdict",
    "bring_back_model",
    "challenges_in_class",
    "change_model",
    "change_policy",
    "checked",
    "choose",
    "cited",
    "complete",
    "compose",
    "cost_of",
    "daily",
    "day_around",
    "differing_in_class",
    "differing_in_school",
    "exercise_of",
    "fail",
    "fill_in",
    "find_answer",
    "find_interaction",
    "find_model",
    "find_prompt",
    "fixed_words",
    "hint_messages",
    "judge_answer",
    "keep",
    "left_today",
    "list_answers",
    "list_costs",
    "list_interactions",
    "list_models",
    "list_prompts",
    "messages_of",
    "naming",
    "newest_prompt",
    "page_of_prompts",
    "plain_settings",
    "policy_of",
    "prepare_trial",
    "progress_of",
    "prompt_for",
    "rate",
    "reach",
    "read_notes",
    "read_policy",
    "record_run",
    "refuse_sitting",
    "retire_model",
    "review_answer",
    "reviews_of",
    "sent_of",
    "settle",
    "span_of",
    "status_of",
    "step_of",
    "stop",
    "sweep_left",
    "take_up",
    "work_of",
    "zone_of",
]
