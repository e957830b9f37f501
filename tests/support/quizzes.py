"""A quiz of five questions, one of each type, set in a school's class; and ways to answer and grade it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from lectorium.kit.database import Database
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.grading import api as grading
from lectorium.rooms.home import api as home
from lectorium.rooms.submissions import api as submissions
from lectorium.sandbox import Sandbox
from lectorium.storage import ObjectStore
from tests.support.people import School

__all__ = ["KEY_MARK", "QUESTIONS", "RIGHT", "WRONG", "Quizzed", "questions", "quizzed"]

KEY_MARK = "k3y-of-the-author"
"""Stands in every key and explanation, and must never reach a student before its time."""
QUESTIONS = f"""\
# Mutable
points: 2

Which can be changed in place?

- ( ) `tuple` {{#t}}
- (x) `list` {{#l}}
- ( ) `str` {{#s}}

## Explanation
Lists can. {KEY_MARK}

# Primes
points: 3
credit: each

Which are prime?

- [x] 2 {{#two}}
- [x] 3 {{#three}}
- [ ] 4 {{#four}}

## Explanation
{KEY_MARK}

# Gravity

How fast do things fall, in m/s²?

= 9.81 ± 0.021875 m/s²

## Explanation
{KEY_MARK}

# Capital

Of France?

= Paris
= {KEY_MARK}

# Prints
type: output

```python
print("my-self"[1:4] + "s" * 2)
```
"""
RIGHT: dict[str, str | list[str]] = {
    "Mutable": "l",
    "Primes": ["three", "two"],
    "Gravity": "9,80 m/s²",
    "Capital": " paris",
    "Prints": "y-sss\n",
}
WRONG: dict[str, str | list[str]] = {
    "Mutable": "t",
    "Primes": ["four"],
    "Gravity": "fast",
    "Capital": "Lyon",
    "Prints": "sss",
}


@dataclass
class Quizzed:
    """A school whose class holds a quiz."""

    database: Database
    store: ObjectStore
    school: School
    versions: list[UUID]
    item_id: UUID = field(default_factory=lambda: UUID(int=0))
    challenges: dict[str, UUID] = field(default_factory=dict)

    def set(self, points: Mapping[str, Decimal] | None = None, **settings: Any) -> UUID:
        """Set the questions as another quiz; returns its item."""
        new = authoring.NewQuiz("Five questions", **settings)
        teacher = self.school.actor("teacher")
        with self.database.transaction() as session:
            views = [authoring.find_version(session, teacher, each) for each in self.versions]
            questions = [
                authoring.NewQuestion(view.version.id, (points or {}).get(view.version.title))
                for view in views
            ]
            item = authoring.create_quiz(session, teacher, self.school.module_id, new, questions)
            self.item_id = item.id
            made = authoring.challenges_of_item(session, item.id)
            self.challenges = {challenge.title: challenge.id for challenge in made}
        return self.item_id

    def view(self, who: str = "student1") -> home.QuizView:
        """The quiz as somebody meets it."""
        with self.database.transaction() as session:
            return home.quiz_view(session, self.school.actor(who), self.item_id)

    def drafts(
        self, answers: Mapping[str, str | list[str] | None], who: str = "student1"
    ) -> list[submissions.QuestionDraft]:
        """Answers by the questions' titles, based on what is saved."""
        view = self.view(who)
        revisions = {each: draft.revision for each, draft in view.drafts.items()}
        return [
            submissions.QuestionDraft(
                self.challenges[title], revisions.get(self.challenges[title], 0), {"v": 1, "answer": answer}
            )
            for title, answer in answers.items()
        ]

    def hand_in(
        self, answers: Mapping[str, str | list[str] | None], who: str = "student1", *, graded: bool = True
    ) -> submissions.QuizReceipt:
        """Answer and hand in, and grade as a worker would."""
        drafts = self.drafts(answers, who)
        with self.database.transaction() as session:
            actor = self.school.actor(who)
            receipt = submissions.hand_in_quiz(session, self.store, actor, self.item_id, drafts)
        if graded:
            self.grade()
        return receipt

    def grade(self) -> None:
        """Grade what waits of this quiz; no sandbox is there to be asked."""
        run, attempt = grading.GradingRun, submissions.SubmissionAttempt
        with self.database.transaction() as session:
            waiting = select(run.id).join(attempt, attempt.id == run.attempt_id)
            waiting = waiting.where(
                attempt.challenge_id.in_(self.challenges.values()), run.status == "queued"
            )
            runs = list(session.scalars(waiting))
        for run_id in runs:
            with self.database.transaction() as session:
                leased = grading.lease(session, run_id, "tests", 60)
            assert leased is not None
            assert grading.grade_leased(self.database, self.store, NO_SANDBOX, leased)

    def result(self, who: str = "student1") -> gradebook.QuizResult:
        """Somebody's result."""
        return self.view(who).result

    def outcomes(self, who: str = "student1") -> dict[str, str]:
        """What each question came to, by title."""
        return {each.question.key.title: each.outcome for each in self.result(who).questions}


class _NoSandbox:
    """Where a sandbox would be: grading a question asks it for nothing."""


NO_SANDBOX: Any = _NoSandbox()


@pytest.fixture(scope="session")
def questions(sandbox: Sandbox) -> list[authoring.Prepared]:
    """The questions, frozen once."""
    return authoring.prepare_questions(QUESTIONS, sandbox)


@pytest.fixture
def quizzed(
    database: Database, store: ObjectStore, school: School, questions: list[authoring.Prepared]
) -> Quizzed:
    """The quiz, set as homework that is handed in once."""
    with database.transaction() as session:
        teacher = school.actor("teacher")
        versions = [authoring.publish_problem(session, store, teacher, each).id for each in questions]
    made = Quizzed(database, store, school, versions)
    made.set()
    return made
