"""The door of submissions."""

from lectorium.rooms.submissions.attempts import (
    Receipt,
    attempts_used,
    find_attempt,
    give_back,
    list_attempts,
    may_see,
    read_submitted,
    submit,
)
from lectorium.rooms.submissions.drafts import (
    Draft,
    HistoryEntry,
    Saved,
    list_history,
    own_draft,
    read_draft,
    read_history,
    save_draft,
)
from lectorium.rooms.submissions.events import AttemptSubmitted
from lectorium.rooms.submissions.models import AttemptType, Solution, SubmissionAttempt, WorkSession
from lectorium.rooms.submissions.sessions import Opened, end_idle_sessions, end_session, open_session

__all__ = [
    "AttemptSubmitted",
    "AttemptType",
    "Draft",
    "HistoryEntry",
    "Opened",
    "Receipt",
    "Saved",
    "Solution",
    "SubmissionAttempt",
    "WorkSession",
    "attempts_used",
    "end_idle_sessions",
    "end_session",
    "find_attempt",
    "give_back",
    "list_attempts",
    "list_history",
    "may_see",
    "open_session",
    "own_draft",
    "read_draft",
    "read_history",
    "read_submitted",
    "save_draft",
    "submit",
]
