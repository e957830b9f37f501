"""The door of submissions."""

from lectorium.rooms.submissions.archiving import change_class
from lectorium.rooms.submissions.attempts import (
    Receipt,
    find_attempt,
    list_attempts,
    may_see,
    read_submitted,
    submit,
)
from lectorium.rooms.submissions.begun import keep_begun
from lectorium.rooms.submissions.counts import attempts_used, attempts_used_of, give_back
from lectorium.rooms.submissions.drafts import (
    Draft,
    HistoryEntry,
    Saved,
    list_history,
    own_draft,
    read_draft,
    read_drafts,
    read_history,
    save_draft,
)
from lectorium.rooms.submissions.erasing import LOSSES
from lectorium.rooms.submissions.events import AttemptSubmitted, SittingReopened
from lectorium.rooms.submissions.exporting import EXPORTED, titled
from lectorium.rooms.submissions.extending import Extended, extend, on_time_given, reopen
from lectorium.rooms.submissions.following import (
    Followed,
    follow,
    newest_attempts,
    require_judge,
    saved_contents,
)
from lectorium.rooms.submissions.models import (
    AttemptType,
    ExamExtension,
    ExamSitting,
    Solution,
    SolutionHistory,
    SubmissionAttempt,
    WorkSession,
)
from lectorium.rooms.submissions.proctoring import SittingRow, SittingsView, list_sittings
from lectorium.rooms.submissions.quizzes import QuestionDraft, QuizReceipt, hand_in_quiz, save_answers
from lectorium.rooms.submissions.sessions import (
    Opened,
    end_idle_sessions,
    end_session,
    open_session,
    use_session,
)
from lectorium.rooms.submissions.shortening import Loss, change_work, delete_override, put_override
from lectorium.rooms.submissions.shutting_out import change_module, reorder
from lectorium.rooms.submissions.sittings import (
    RunState,
    SittingView,
    find_exam,
    over_at,
    own_sitting,
    sits_exam,
    sittings_of,
    start_sitting,
)
from lectorium.rooms.submissions.sweeping import hand_in, sweep
from lectorium.rooms.submissions.taking_back import TakenBack, take_back
from lectorium.rooms.submissions.watching import Watched, watch_challenge, watch_class
from lectorium.rooms.submissions.windows import with_minutes

__all__ = [
    "EXPORTED",
    "LOSSES",
    "AttemptSubmitted",
    "AttemptType",
    "Draft",
    "ExamExtension",
    "ExamSitting",
    "Extended",
    "Followed",
    "HistoryEntry",
    "Loss",
    "Opened",
    "QuestionDraft",
    "QuizReceipt",
    "Receipt",
    "RunState",
    "Saved",
    "SittingReopened",
    "SittingRow",
    "SittingView",
    "SittingsView",
    "Solution",
    "SolutionHistory",
    "SubmissionAttempt",
    "TakenBack",
    "Watched",
    "WorkSession",
    "attempts_used",
    "attempts_used_of",
    "change_class",
    "change_module",
    "change_work",
    "delete_override",
    "end_idle_sessions",
    "end_session",
    "extend",
    "find_attempt",
    "find_exam",
    "follow",
    "give_back",
    "hand_in",
    "hand_in_quiz",
    "keep_begun",
    "list_attempts",
    "list_history",
    "list_sittings",
    "may_see",
    "newest_attempts",
    "on_time_given",
    "open_session",
    "over_at",
    "own_draft",
    "own_sitting",
    "put_override",
    "read_draft",
    "read_drafts",
    "read_history",
    "read_submitted",
    "reopen",
    "reorder",
    "require_judge",
    "save_answers",
    "save_draft",
    "saved_contents",
    "sits_exam",
    "sittings_of",
    "start_sitting",
    "submit",
    "sweep",
    "take_back",
    "titled",
    "use_session",
    "watch_challenge",
    "watch_class",
    "with_minutes",
]
