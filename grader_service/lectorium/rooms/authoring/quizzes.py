"""Quizzes: graded work whose problems are questions, and the order in which each student meets them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, literal, select, text, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lectorium.kit.errors import Invalid, NotFound
from lectorium.rooms.authoring import library
from lectorium.rooms.authoring.asking import read_key, require_kinds
from lectorium.rooms.authoring.models import (
    Assignment,
    KeyShown,
    Quiz,
    QuizSeed,
    TestCase,
)
from lectorium.rooms.authoring.placing import NewAssignment, set_item
from lectorium.rooms.authoring.questions import AnyQuestion, OpenQuestion, open_question
from lectorium.rooms.authoring.settings import exact_points
from lectorium.rooms.authoring.solving import Setting, settings_of_item
from lectorium.rooms.courses.api import (
    ContentItem,
    Enrollment,
    Module,
    Placed,
    effective_for,
    find_item,
    require,
)
from lectorium.rooms.people.api import Actor, record

OWN = ("shuffle_questions", "shuffle_choices", "show_key")
SEEDS = 2**62
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class NewQuiz(NewAssignment):
    """What a quiz needs; unless it is said otherwise, it is handed in once."""

    max_attempts: int | None = 1
    shuffle_questions: bool = False
    shuffle_choices: bool = False
    show_key: KeyShown = "after_return"


@dataclass(frozen=True)
class NewQuestion:
    """A question of a quiz; ``points`` None are the question's own."""

    version_id: UUID
    points: Decimal | None = None


@dataclass(frozen=True)
class SetQuestion:
    """A question where it stands; ``key`` holds the right answer, ``shown`` is what students get of it."""

    setting: Setting
    key: AnyQuestion
    shown: OpenQuestion
    points: Decimal

    @property
    def challenge_id(self) -> UUID:
        """The challenge."""
        return self.setting.challenge.id


@dataclass(frozen=True)
class SetQuiz:
    """A quiz with its questions, in the order in which the caller meets them."""

    placed: Placed
    assignment: Assignment
    quiz: Quiz
    questions: Sequence[SetQuestion]

    @property
    def item(self) -> ContentItem:
        """The item."""
        return self.placed.item


def create_quiz(
    session: Session, actor: Actor, module_id: UUID, new: NewQuiz, questions: Sequence[NewQuestion]
) -> ContentItem:
    """Set questions as a quiz at the end of a module; it stays pinned to their versions (I10)."""
    _check_key(new.show_key, new.due_date)
    views = [library.find_version(session, actor, each.version_id) for each in questions]
    require_kinds(views, questions=True)
    parts = [
        (view, exact_points(each.points, view.points_total))
        for view, each in zip(views, questions, strict=True)
    ]
    item = set_item(session, actor, module_id, "quiz", new, parts)
    session.add(Quiz(id=item.id, **{name: getattr(new, name) for name in OWN}))
    session.flush()
    return item


def change_quiz(session: Session, actor: Actor, item_id: UUID, changes: Mapping[str, Any]) -> Quiz:
    """Change how a quiz is shuffled and when its key is shown; absent keys stay."""
    placed, quiz = _find(session, actor, item_id)
    require(session, actor, placed.module.class_id, content="edit", writable=True)
    _check_key(changes.get("show_key", quiz.show_key), placed.item.due_date)
    before = {name: getattr(quiz, name) for name in OWN}
    for name in OWN:
        setattr(quiz, name, changes.get(name, before[name]))
    session.flush()
    after = {name: getattr(quiz, name) for name in OWN}
    if after != before:
        record(session, actor, "quiz.change", "content_item", [item_id], before=before, after=after)
    return quiz


def find_quiz(session: Session, actor: Actor, item_id: UUID) -> SetQuiz:
    """A quiz as the caller meets it: students in an order of their own, staff as it was written.

    Raises :class:`NotFound` for what is no quiz, or isn't open to the caller.  A fixed number of queries.
    """
    placed, quiz = _find(session, actor, item_id)
    questions: Sequence[SetQuestion] = _questions(session, settings_of_item(session, actor, item_id))
    if not placed.access.is_staff and (quiz.shuffle_questions or quiz.shuffle_choices):
        questions = _as_met(quiz, questions, _seed(session, item_id, actor.user_id))
    return SetQuiz(placed, session.get_one(Assignment, item_id), quiz, questions)


def last_due(session: Session, item: ContentItem) -> datetime | None:
    """The latest due date that anybody has on an item; None where somebody, or the item itself, has none."""
    if item.due_date is None:
        return None
    holds = effective_for(literal(item.id), Enrollment.user_id)
    never, latest = session.execute(
        select(func.bool_or(holds.c.due_date.is_(None)), func.max(holds.c.due_date))
        .select_from(Enrollment)
        .join(Module, Module.class_id == Enrollment.class_id)
        .join(holds, true())
        .where(Module.id == item.module_id, Enrollment.role == "student", Enrollment.status == "active")
    ).one()
    return None if never else max(item.due_date, latest or item.due_date)


def shuffled(seed: int, things: Iterable[Thing], name: Callable[[Thing], str]) -> list[Thing]:
    """The things in the order that a seed gives them by their names: the same each time, everywhere."""
    return sorted(things, key=lambda each: hashlib.sha256(f"{seed}:{name(each)}".encode()).digest())


def _find(session: Session, actor: Actor, item_id: UUID) -> tuple[Placed, Quiz]:
    placed = find_item(session, actor, item_id)
    quiz = session.get(Quiz, item_id)
    if quiz is None:
        raise NotFound.of("quiz")
    return placed, quiz


def _questions(session: Session, settings: Sequence[Setting]) -> list[SetQuestion]:
    versions = {setting.version.id for setting in settings}
    cases = session.scalars(select(TestCase).where(TestCase.problem_version_id.in_(versions)))
    by_version = {case.problem_version_id: case for case in cases}
    return [_question(setting, by_version[setting.version.id]) for setting in settings]


def _question(setting: Setting, case: TestCase) -> SetQuestion:
    key = read_key(case)
    own = setting.custom_points
    return SetQuestion(setting, key, open_question(key), case.points if own is None else own)


def _as_met(quiz: Quiz, questions: Sequence[SetQuestion], seed: int | None) -> Sequence[SetQuestion]:
    """In a student's own order, where one was drawn."""
    if seed is None:
        return questions
    if quiz.shuffle_choices:
        questions = [_choices_as_met(question, seed) for question in questions]
    return shuffled(seed, questions, _name) if quiz.shuffle_questions else questions


def _choices_as_met(question: SetQuestion, seed: int) -> SetQuestion:
    options = shuffled(seed, question.shown.options, lambda option: f"{_name(question)}:{option.id}")
    return replace(question, shown=replace(question.shown, options=options))


def _name(question: SetQuestion) -> str:
    return str(question.challenge_id)


def _seed(session: Session, quiz_id: UUID, student_id: UUID) -> int | None:
    """The student's seed, drawn at their first sight of the quiz; None where somebody else looks before."""
    found = select(QuizSeed.seed).where(QuizSeed.quiz_id == quiz_id, QuizSeed.student_id == student_id)
    seed = session.scalar(found)
    if seed is not None or session.scalar(text("SHOW transaction_read_only")) == "on":
        return seed
    drawn = insert(QuizSeed).values(quiz_id=quiz_id, student_id=student_id, seed=secrets.randbelow(SEEDS))
    session.execute(drawn.on_conflict_do_nothing())
    return session.scalar(found)


def _check_key(show_key: KeyShown, due_date: object) -> None:
    if show_key == "after_due" and due_date is None:
        raise Invalid(
            "The key can't be shown after the due date, since there is none. Nothing was changed. Set a due "
            "date, or show the key when grades are returned.",
            field="show_key",
        )
