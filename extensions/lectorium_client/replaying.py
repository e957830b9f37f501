"""Asking recorded questions again, and reading both answers blind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from lectorium_client.paging import Pages
from lectorium_client.progress import Progress
from lectorium_client.transport import Routes, make
from lectorium_wire.tutor_admin import (
    Choice,
    Replay,
    ReplayCreate,
    ReplayPair,
    ReplayRow,
    ReplayTotals,
    ReplayVote,
)

if TYPE_CHECKING:
    import pandas as pd

POLL_SECONDS = (0.5, 3.0)
"""How often a replay is asked how far it is: at first, and at the most."""


class ReplayRoutes(Routes):
    """Recorded conversations with another model or another instruction."""

    def replay(
        self,
        challenge_id: UUID | None = None,
        *,
        class_id: UUID | None = None,
        model: UUID,
        prompt: UUID | None = None,
        since: date | None = None,
        until: date | None = None,
        most: int = 20,
    ) -> ReplayHandle:
        """Begin to ask recorded questions of a challenge, or of a whole class, again: the newest that fit.

        ``model`` and ``prompt`` are ids (see ``tutor_models()``, ``tutor_prompts()``); without a prompt each
        question keeps the instruction that it had.  Days are those of the class's time zone.
        """
        body = make(
            ReplayCreate,
            class_id=class_id,
            challenge_id=challenge_id,
            model_id=model,
            prompt_id=prompt,
            since=since,
            until=until,
            most=most,
        )
        return ReplayHandle(self, self._post("/replays", Replay, body))

    def replays(self, class_id: UUID | None = None) -> Pages[Replay]:
        """Replays of a class, newest first; without one all of the organization's, for administrators."""
        if class_id is None:
            return self._pages("/tutor/replays", Replay)
        return self._pages(f"/classes/{class_id}/replays", Replay)

    def find_replay(self, replay_id: UUID) -> ReplayHandle:
        """A replay that was begun before, to go on with."""
        return ReplayHandle(self, self.replay_state(replay_id))

    def replay_state(self, replay_id: UUID) -> Replay:
        """How far a replay is."""
        return self._get(f"/replays/{replay_id}", Replay)

    def cancel_replay(self, replay_id: UUID) -> Replay:
        """Ask no more of it; what was answered stays."""
        return self._post(f"/replays/{replay_id}/cancel", Replay, repeatable=False)

    def retry_replay(self, replay_id: UUID) -> Replay:
        """Ask again what failed, and go on where it was cancelled."""
        return self._post(f"/replays/{replay_id}/retry", Replay, repeatable=False)

    def replay_items(self, replay_id: UUID) -> Pages[ReplayRow]:
        """The questions of a replay, without answers."""
        return self._pages(f"/replays/{replay_id}/items", ReplayRow)

    def replay_pair(self, replay_id: UUID, interaction_id: UUID) -> ReplayPair:
        """Both answers to a question; which is which only after a vote."""
        return self._get(f"/replays/{replay_id}/items/{interaction_id}", ReplayPair)

    def vote_on_replay(self, replay_id: UUID, interaction_id: UUID, choice: Choice) -> ReplayPair:
        """Say which answer is better, once; tells which was which."""
        body = make(ReplayVote, choice=choice)
        return self._put(f"/replays/{replay_id}/items/{interaction_id}/vote", ReplayPair, body)

    def replay_totals(self, replay_id: UUID) -> ReplayTotals:
        """What the votes come to."""
        return self._get(f"/replays/{replay_id}/totals", ReplayTotals)


class ReplayHandle:
    """A replay that was begun: ``wait()`` for it, ``vote()`` blind, look at ``table`` and ``totals``.

    ``state`` is how it stood when it was last asked; ``refresh()`` asks again.
    """

    def __init__(self, routes: ReplayRoutes, state: Replay) -> None:
        """``routes`` is the client."""
        self._routes = routes
        self.state = state

    @property
    def id(self) -> UUID:
        """The replay's id."""
        return self.state.id

    def refresh(self) -> Replay:
        """Ask how far it is."""
        self.state = self._routes.replay_state(self.id)
        return self.state

    def wait(self) -> Replay:
        """Wait until everything was asked, showing how far that is.

        Stop the cell, and the service goes on: call it again to wait further, or ``cancel()``.
        """
        pause, longest = POLL_SECONDS
        with Progress("Asking again") as progress:
            while self.refresh().state == "running":
                total = self.state.waiting + self.state.completed + self.state.failed
                asked = total - self.state.waiting
                progress.update(asked / max(total, 1), f"{asked} of {total} questions")
                time.sleep(pause)
                pause = min(pause * 1.3, longest)
        return self.state

    def cancel(self) -> Replay:
        """Ask no more of it."""
        self.state = self._routes.cancel_replay(self.id)
        return self.state

    def retry(self) -> Replay:
        """Ask again what failed, and go on where it was cancelled."""
        self.state = self._routes.retry_replay(self.id)
        return self.state

    def pairs(self) -> Iterator[ReplayPair]:
        """Both answers to each question that was answered, one by one."""
        for row in self._routes.replay_items(self.id):
            if row.state == "completed":
                yield self._routes.replay_pair(self.id, row.interaction_id)

    def vote(self, interaction_id: UUID, choice: Choice) -> ReplayPair:
        """Say which answer is better, once; tells which was which."""
        return self._routes.vote_on_replay(self.id, interaction_id, choice)

    @property
    def totals(self) -> ReplayTotals:
        """What the votes come to, asked anew."""
        return self._routes.replay_totals(self.id)

    @property
    def table(self) -> pd.DataFrame:
        """A line per question: state, both answers in their blind order, and the vote; asked anew."""
        import pandas as pd

        columns = ["question", "state", "left", "right", "vote", "left is", "interaction"]
        rows = []
        for row in self._routes.replay_items(self.id):
            pair = None
            if row.state == "completed":
                pair = self._routes.replay_pair(self.id, row.interaction_id)
            answers = (pair.left, pair.right, pair.vote, pair.left_is) if pair else (None,) * 4
            rows.append((pair.question if pair else row.question, row.state, *answers, row.interaction_id))
        return pd.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        """What it is about, and how it stood."""
        total = self.state.waiting + self.state.completed + self.state.failed
        return f"<replay of {total} questions with {self.state.model}, {self.state.state}>"
