"""Server-sent events: being told instead of asking again and again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import httpx

from lectorium_client.errors import NoAnswer
from lectorium_client.sse import check_stream, read_events
from lectorium_client.work import WorkRoutes
from lectorium_wire.exams import SittingEvent
from lectorium_wire.grading import GradingEvent, Result

SILENCE_SECONDS = 45.0
"""The service says something every 15 s; a line silent for longer is dead."""
REOPEN_SECONDS = 2.0


@dataclass(frozen=True)
class Hello:
    """The stream begins, or begins again after a gap: ask for what you wait for."""


@dataclass(frozen=True)
class Beat:
    """The line is alive."""


Happened = GradingEvent | SittingEvent


class EventRoutes(WorkRoutes):
    """Following what happens."""

    def events(self, class_id: UUID | None = None) -> Iterator[Happened | Hello]:
        """Events of my attempts and sittings, or for staff of a whole class; goes on until it is left.

        The line is opened again by itself when it breaks.  After each :class:`Hello` something may
        have been missed.  Raises :class:`~lectorium_client.ApiError` if the service refuses.
        """
        while True:
            with suppress(NoAnswer):
                for event in self._listen(class_id, SILENCE_SECONDS):
                    if not isinstance(event, Beat):
                        yield event
            time.sleep(REOPEN_SECONDS)

    def wait_for_result(self, attempt_id: UUID, timeout: float = 300.0) -> Result:
        """The result once grading is over; raises ``TimeoutError`` after so many seconds."""
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0:
            with suppress(NoAnswer):
                for event in self._listen(None, min(left, SILENCE_SECONDS)):
                    if _may_concern(event, attempt_id) and _over(result := self.result(attempt_id)):
                        return result
                    if time.monotonic() > end:
                        break
            time.sleep(min(REOPEN_SECONDS, max(0.0, end - time.monotonic())))
        raise TimeoutError(
            f"Attempt {attempt_id} isn't graded after {timeout:g} s. It is safe and still waits for its "
            "turn. Ask for its result later."
        )

    def _listen(self, class_id: UUID | None, silence: float) -> Iterator[Happened | Hello | Beat]:
        """One line, until it ends; raises :class:`NoAnswer` when it breaks."""
        http = self._transport.http
        query = {} if class_id is None else {"class_id": str(class_id)}
        timeout = httpx.Timeout(silence, connect=5.0)
        try:
            with http.stream("GET", "/events", params=query, timeout=timeout) as response:
                check_stream(response)
                yield from _parse(response.iter_lines())
        except httpx.TransportError as error:
            raise NoAnswer.of(error, sent=False) from error


def _parse(lines: Iterator[str]) -> Iterator[Happened | Hello | Beat]:
    for event in read_events(lines):
        yield Beat() if event is None else _event(event.name, event.data)


def _event(name: str, data: str) -> Happened | Hello | Beat:
    """Events that this client doesn't know are no more than signs of life."""
    if name == "grading":
        return GradingEvent.model_validate_json(data)
    if name == "sitting":
        return SittingEvent.model_validate_json(data)
    return Hello() if name == "hello" else Beat()


def _may_concern(event: Happened | Hello | Beat, attempt_id: UUID) -> bool:
    if isinstance(event, SittingEvent):
        return False
    return not isinstance(event, GradingEvent) or event.attempt_id == attempt_id


def _over(result: Result) -> bool:
    return result.status not in {"queued", "processing"}
