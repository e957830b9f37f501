"""Server-sent events, read line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import httpx

from lectorium_client.errors import NoAnswer, error_of
from lectorium_client.transport import AGAIN


@dataclass(frozen=True)
class ServerEvent:
    """One event; ``id`` is what to come back with."""

    name: str
    data: str
    id: str = ""


def read_events(lines: Iterable[str]) -> Iterator[ServerEvent | None]:
    """The events of a line; None is a comment: a sign of life."""
    name, number, data = "", "", list[str]()
    for line in lines:
        key, _, value = line.partition(":")
        if key == "event":
            name = value.strip()
        elif key == "id":
            number = value.strip()
        elif key == "data":
            data.append(value.strip())
        elif line == "" and name:
            yield ServerEvent(name, "\n".join(data), number)
            name, number, data = "", "", []
        elif key == "":
            yield None


def check_stream(response: httpx.Response) -> None:
    """Raise what a stream that was refused says; :class:`NoAnswer` where asking again may help."""
    if response.is_success:
        return
    response.read()
    error = error_of(response)
    raise NoAnswer(error.document) if error.status in AGAIN else error
