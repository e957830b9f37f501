"""Solving: challenges, drafts, attempts, results."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal, TypedDict, Unpack
from uuid import UUID

from lectorium_client.errors import NotFound
from lectorium_client.paging import Pages
from lectorium_client.transport import Routes, make
from lectorium_wire.authoring import Difficulty, Notebook
from lectorium_wire.challenges import (
    Challenge,
    ChallengeCreate,
    ChallengePatch,
    Hint,
    HintReveal,
    Hints,
    PracticeCard,
)
from lectorium_wire.grading import Result
from lectorium_wire.submissions import (
    Attempt,
    AttemptCreate,
    AttemptType,
    Draft,
    DraftSave,
    DraftSaved,
    HistoryEntry,
    WorkSession,
)


class Sought(TypedDict, total=False):
    """What practice is looked for."""

    topics: Sequence[str]
    difficulty: Difficulty
    kind: Literal["notebook", "program"]
    mine: bool


class WorkRoutes(Routes):
    """What a person who solves does, and what staff see of it."""

    def challenges(self, search: str | None = None, **wanted: Unpack[Sought]) -> Pages[PracticeCard]:
        """Standalone challenges: practice for the whole organization; all that is given must fit.

        ``search``: words of the title, the statement or the topics.
        """
        topics = wanted.pop("topics", None)
        given = None if topics is None else ",".join(topics)
        mine = "true" if wanted.pop("mine", False) else None
        return self._pages("/challenges", PracticeCard, search=search, topics=given, mine=mine, **wanted)

    def challenge(self, challenge_id: UUID) -> Challenge:
        """Something to solve, with its rules for me."""
        return self._get(f"/challenges/{challenge_id}", Challenge)

    def create_challenge(self, problem_version_id: UUID, title: str | None = None) -> Challenge:
        """Offer a problem version as a standalone challenge."""
        body = make(ChallengeCreate, problem_version_id=problem_version_id, title=title)
        return self._post("/challenges", Challenge, body)

    def rename_challenge(self, challenge_id: UUID, title: str) -> Challenge:
        """Give a standalone challenge another title."""
        return self._patch(f"/challenges/{challenge_id}", Challenge, make(ChallengePatch, title=title))

    def delete_challenge(self, challenge_id: UUID) -> None:
        """Take a standalone challenge away; what was handed in stays."""
        self._delete(f"/challenges/{challenge_id}")

    def next_hint(
        self, challenge_id: UUID, *, step: int | None = None, cost: Decimal | float | None = None
    ) -> Hint:
        """Reveal one step of help more; raises NotFound with the code ``no_more_hints`` after the last.

        With ``step`` that one, which costs nothing where it is taken already.  With ``cost`` only at that
        price in points; raises Conflict with the code ``cost_changed`` where it is another by now.
        """
        price = None if cost is None else Decimal(str(cost))
        body = make(HintReveal, step=step, cost=price)
        return self._post(f"/challenges/{challenge_id}/hints", Hint, body)

    def hints(self, challenge_id: UUID) -> Hints:
        """The steps revealed so far, how many are left, and what the next one costs in points."""
        return self._get(f"/challenges/{challenge_id}/hints", Hints)

    def open_session(self, challenge_id: UUID) -> WorkSession:
        """Begin work, or go on: the release notebook, its files, and my draft if there is one."""
        return self._post(f"/challenges/{challenge_id}/session", WorkSession)

    def close_session(self, challenge_id: UUID) -> None:
        """End the work session; the draft stays."""
        self._delete(f"/challenges/{challenge_id}/session")

    def draft(self, challenge_id: UUID) -> Draft | None:
        """My work as the service holds it; None where nothing was saved yet."""
        try:
            return self._get(f"/challenges/{challenge_id}/draft", Draft)
        except NotFound as error:
            if error.code == "no_draft":
                return None
            raise

    def save_draft(
        self, challenge_id: UUID, content: Notebook, *, revision: int, focused_seconds: int = 0
    ) -> DraftSaved:
        """Save work that is based on ``revision`` (0 for none).

        Raises :class:`~lectorium_client.Conflict` where the service holds another revision; its draft
        is the error's ``current``, and nothing was overwritten.
        """
        body = make(DraftSave, revision=revision, content=content, focused_seconds=focused_seconds)
        return self._put(f"/challenges/{challenge_id}/draft", DraftSaved, body)

    def history(self, challenge_id: UUID) -> Pages[HistoryEntry]:
        """Every saved state of my work."""
        return self._pages(f"/challenges/{challenge_id}/history", HistoryEntry)

    def saved_state(self, challenge_id: UUID, revision: int) -> Draft:
        """One saved state with its content."""
        return self._get(f"/challenges/{challenge_id}/history/{revision}", Draft)

    def submit(
        self,
        challenge_id: UUID,
        content: Notebook,
        *,
        revision: int,
        type: AttemptType = "final_submission",  # noqa: A002 # the field's name
        focused_seconds: int = 0,
    ) -> Attempt:
        """Hand in a notebook, or with ``type="test_run"`` run the visible tests; saved as the draft first."""
        body = make(
            AttemptCreate, type=type, revision=revision, content=content, focused_seconds=focused_seconds
        )
        return self._post(f"/challenges/{challenge_id}/attempts", Attempt, body)

    def attempts(
        self,
        challenge_id: UUID,
        *,
        type: AttemptType | None = None,  # noqa: A002 # the field's name
        student_id: UUID | None = None,
    ) -> Pages[Attempt]:
        """Attempts, newest first: mine, or for staff somebody else's."""
        return self._pages(f"/challenges/{challenge_id}/attempts", Attempt, type=type, student_id=student_id)

    def attempt(self, attempt_id: UUID) -> Attempt:
        """A receipt, and how far the attempt has come."""
        return self._get(f"/attempts/{attempt_id}", Attempt)

    def attempt_notebook(self, attempt_id: UUID) -> Notebook:
        """What was handed in."""
        return self._get(f"/attempts/{attempt_id}/notebook", dict[str, Any])

    def result(self, attempt_id: UUID) -> Result:
        """The result as I may see it, however far it has come."""
        return self._get(f"/attempts/{attempt_id}/result", Result)
