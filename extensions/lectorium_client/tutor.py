"""The tutor: asking about a challenge, reading the answer as it comes, and looking back."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from typing import Literal, TypedDict, Unpack
from uuid import UUID

import httpx

from lectorium_client.errors import NoAnswer
from lectorium_client.paging import Pages
from lectorium_client.sse import ServerEvent, check_stream, read_events
from lectorium_client.transport import Routes, Transport, make
from lectorium_wire.tutor import (
    CodeRun,
    CodeRunCreate,
    HelpLevel,
    Interaction,
    InteractionCreate,
    InteractionKind,
    InteractionRow,
    QuestionContext,
    QuestionKind,
    Rating,
    TutorDelta,
    TutorFailed,
    TutorPolicy,
    TutorPolicyChange,
    TutorStatus,
)

SILENCE_SECONDS = 45.0
"""The service says something every 15 s; a line silent for longer is dead."""
REOPEN_SECONDS = 1.0
TRIES = 5


class PolicyChanges(TypedDict, total=False):
    """What a policy says; ``daily_limit`` counts questions per student and day."""

    help_level: HelpLevel | None
    model_id: UUID | None
    prompt_alias: str | None
    solutions_in_context: bool | None
    daily_limit: int | None


class TutorRoutes(Routes):
    """What everybody asks, and what staff decide."""

    def tutor(self, challenge_id: UUID) -> Tutor:
        """The tutor for one challenge: ``client.tutor(challenge_id).ask("Why is it 3?")``."""
        return Tutor(self._transport, challenge_id)

    def tutor_policy(self, *, class_id: UUID | None = None, challenge_id: UUID | None = None) -> TutorPolicy:
        """What a challenge, a class or, with neither, the school says about the tutor, and what holds."""
        if challenge_id is not None:
            return self._get(f"/challenges/{challenge_id}/tutor-policy", TutorPolicy)
        if class_id is not None:
            return self._get(f"/classes/{class_id}/tutor-policy", TutorPolicy)
        return self._get("/tutor/policy", TutorPolicy)

    def change_tutor_policy(
        self,
        *,
        class_id: UUID | None = None,
        challenge_id: UUID | None = None,
        **changes: Unpack[PolicyChanges],
    ) -> TutorPolicy:
        """Change it: what isn't given stays as it is, None inherits."""
        body = make(TutorPolicyChange, **changes)
        if challenge_id is not None:
            return self._patch(f"/challenges/{challenge_id}/tutor-policy", TutorPolicy, body)
        if class_id is not None:
            return self._patch(f"/classes/{class_id}/tutor-policy", TutorPolicy, body)
        return self._patch("/tutor/policy", TutorPolicy, body)


class Tutor(Routes):
    """The tutor for one challenge."""

    def __init__(self, transport: Transport, challenge_id: UUID) -> None:
        """Made by :meth:`Client.tutor`."""
        super().__init__(transport)
        self.challenge_id = challenge_id

    def status(self) -> TutorStatus:
        """Whether it can be asked now, how much help there is, and what is left of today."""
        return self._get(f"/challenges/{self.challenge_id}/tutor", TutorStatus)

    def ask(
        self,
        text: str = "",
        *,
        kind: QuestionKind = "chat",
        code: str = "",
        error: str | None = None,
        cell_id: str | None = None,
    ) -> Answer:
        """Ask; loop over what comes back for its pieces, or call ``wait()``.

        ``code`` is the cell you mean; without it your saved draft's.  Raises
        :class:`~lectorium_client.Conflict` in an exam and while another question is answered,
        :class:`~lectorium_client.NotAllowed` where the tutor is off, and
        :class:`~lectorium_client.ApiError` with status 429 over the day's limit.
        """
        context = make(QuestionContext, error=error, cell_id=cell_id)
        body = make(
            InteractionCreate, message_key=uuid.uuid4(), kind=kind, text=text, code=code, context=context
        )
        asked = self._post(f"/challenges/{self.challenge_id}/interactions", Interaction, body)
        return Answer(self._transport, asked)

    def history(
        self, *, student_id: UUID | None = None, kind: InteractionKind | None = None
    ) -> Pages[InteractionRow]:
        """The conversation, newest first: mine, or for staff a student's."""
        return self._pages(
            f"/challenges/{self.challenge_id}/interactions",
            InteractionRow,
            student_id=student_id,
            kind=kind,
        )

    def interaction(self, interaction_id: UUID) -> Interaction:
        """A question and its answer so far, with the code as it stood."""
        return self._get(f"/interactions/{interaction_id}", Interaction)

    def follow(self, interaction_id: UUID) -> Answer:
        """An answer that was asked for before, from its beginning."""
        return Answer(self._transport, self.interaction(interaction_id))

    def rate(self, interaction_id: UUID, rating: Literal[-1, 1] | None) -> Interaction:
        """Thumbs up (1) or down (-1), None for neither."""
        return self._put(f"/interactions/{interaction_id}/rating", Interaction, make(Rating, rating=rating))

    def record_run(
        self, code: str, *, stdin: str = "", stdout: str = "", cell_id: str | None = None
    ) -> CodeRun:
        """Keep a run of code as a part of the journey."""
        body = make(
            CodeRunCreate, message_key=uuid.uuid4(), code=code, stdin=stdin, stdout=stdout, cell_id=cell_id
        )
        return self._post(f"/challenges/{self.challenge_id}/code-runs", CodeRun, body)


class Answer(Routes):
    """An answer on its way; it goes on though nobody reads, and can be read again."""

    def __init__(self, transport: Transport, interaction: Interaction) -> None:
        """``interaction`` is the question as it was taken."""
        super().__init__(transport)
        self.interaction = interaction
        self.failure: str | None = None

    def __iter__(self) -> Iterator[str]:
        """Its text, piece by piece; comes back by itself when the line breaks."""
        seen, tries = 0, TRIES
        while tries:
            with suppress(NoAnswer):
                for event in self._listen(seen):
                    tries = TRIES
                    if event.name == "delta":
                        seen = int(event.id)
                        yield TutorDelta.model_validate_json(event.data).text
                    elif self._is_over(event):
                        return
            tries -= 1
            time.sleep(REOPEN_SECONDS)
        raise NoAnswer(
            {
                "code": "no_answer",
                "detail": "The answer can't be followed from here just now. It goes on and is kept. "
                "Look it up in a moment.",
            }
        )

    def wait(self) -> Interaction:
        """The whole, once it has ended; ``failure`` says why there is no more, if that is so."""
        for _ in self:
            pass
        return self.interaction

    def stop(self) -> Interaction:
        """Stop it; what was said so far is kept."""
        self.interaction = self._post(f"/interactions/{self.interaction.id}/stop", Interaction)
        return self.interaction

    def _is_over(self, event: ServerEvent) -> bool:
        if event.name == "done":
            self.interaction = Interaction.model_validate_json(event.data)
        elif event.name == "failed":
            failed = TutorFailed.model_validate_json(event.data)
            self.interaction, self.failure = failed.interaction, failed.message
        return event.name in {"done", "failed"}

    def _listen(self, seen: int) -> Iterator[ServerEvent]:
        """One line, until it ends; raises :class:`NoAnswer` when it breaks."""
        headers = {"Last-Event-ID": str(seen)} if seen else {}
        timeout = httpx.Timeout(SILENCE_SECONDS, connect=5.0)
        try:
            with self._transport.http.stream(
                "GET", f"/interactions/{self.interaction.id}/events", headers=headers, timeout=timeout
            ) as response:
                check_stream(response)
                yield from filter(None, read_events(response.iter_lines()))
        except httpx.TransportError as error:
            raise NoAnswer.of(error, sent=False) from error
