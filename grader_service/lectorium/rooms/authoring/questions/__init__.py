"""Questions, without a database: read, check, freeze, show without the key, judge an answer."""

from lectorium.rooms.authoring.questions.answers import (
    AnswerRefused,
    answer_bytes,
    canonical_answer,
    is_answer,
    read_answer,
)
from lectorium.rooms.authoring.questions.definition import (
    AnyQuestion,
    Refused,
    read_question,
    stored_question,
)
from lectorium.rooms.authoring.questions.freeze import LANGUAGE, freeze_question, try_question
from lectorium.rooms.authoring.questions.judge import (
    Judged,
    given_text,
    is_no_number,
    judge,
    key_text,
    right_options,
)
from lectorium.rooms.authoring.questions.release import OpenOption, OpenQuestion, open_question
from lectorium.rooms.authoring.questions.text import read_questions

__all__ = [
    "LANGUAGE",
    "AnswerRefused",
    "AnyQuestion",
    "Judged",
    "OpenOption",
    "OpenQuestion",
    "Refused",
    "answer_bytes",
    "canonical_answer",
    "freeze_question",
    "given_text",
    "is_answer",
    "is_no_number",
    "judge",
    "key_text",
    "open_question",
    "read_answer",
    "read_question",
    "read_questions",
    "right_options",
    "stored_question",
    "try_question",
]
