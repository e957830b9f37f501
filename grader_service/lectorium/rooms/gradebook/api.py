"""The door of the gradebook."""

from lectorium.rooms.gradebook.answers import AnswerCount, QuestionCounts, QuizCounts, quiz_counts
from lectorium.rooms.gradebook.effects import Spread, StudentEffect, regrade_students, spread_of, students_of
from lectorium.rooms.gradebook.entries import (
    best_attempts,
    find_entry,
    is_held_back,
    on_graded,
    on_hint,
    recompute,
    recompute_all,
)
from lectorium.rooms.gradebook.erasing import LOSSES
from lectorium.rooms.gradebook.exporting import EXPORTED
from lectorium.rooms.gradebook.journeys import (
    JourneyReviewView,
    NewReview,
    review_journey,
    reviews_of_journey,
    shown_reviews,
)
from lectorium.rooms.gradebook.latecomers import standing_in
from lectorium.rooms.gradebook.marking import change_grade, on_reopened, return_grades
from lectorium.rooms.gradebook.models import EntryStatus, GradebookEntry, JourneyReview
from lectorium.rooms.gradebook.quizzes import Outcome, QuestionResult, QuizResult, quiz_result
from lectorium.rooms.gradebook.reading import (
    OwnGrade,
    Returned,
    Row,
    Table,
    gradebook,
    own_grades,
    own_grades_in,
    read_grade,
    returned_entries,
)
from lectorium.rooms.gradebook.regrades import on_points_changed, on_regrade_begun, on_regraded, on_upgraded
from lectorium.rooms.gradebook.results import held_attempts, view_result, view_results
from lectorium.rooms.gradebook.shapes import HiddenSummary, ResultView, TestView

__all__ = [
    "EXPORTED",
    "LOSSES",
    "AnswerCount",
    "EntryStatus",
    "GradebookEntry",
    "HiddenSummary",
    "JourneyReview",
    "JourneyReviewView",
    "NewReview",
    "Outcome",
    "OwnGrade",
    "QuestionCounts",
    "QuestionResult",
    "QuizCounts",
    "QuizResult",
    "ResultView",
    "Returned",
    "Row",
    "Spread",
    "StudentEffect",
    "Table",
    "TestView",
    "best_attempts",
    "change_grade",
    "find_entry",
    "gradebook",
    "held_attempts",
    "is_held_back",
    "on_graded",
    "on_hint",
    "on_points_changed",
    "on_regrade_begun",
    "on_regraded",
    "on_reopened",
    "on_upgraded",
    "own_grades",
    "own_grades_in",
    "quiz_counts",
    "quiz_result",
    "read_grade",
    "recompute",
    "recompute_all",
    "regrade_students",
    "return_grades",
    "returned_entries",
    "review_journey",
    "reviews_of_journey",
    "shown_reviews",
    "spread_of",
    "standing_in",
    "students_of",
    "view_result",
    "view_results",
]
