"""Clients that ask through the proxy, each on a line of its own, and how long answers take."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, RemoteDisconnected
from urllib.parse import urlsplit

SERVICE = "/services/lectorium/lectorium"
WAIT_SECONDS = 60.0


@dataclass
class Line:
    """One person's connection; an answer that isn't good is an error."""

    url: str
    proof: Mapping[str, str]
    """The headers that say who asks: a program's token, or a browser's cookies."""

    def __post_init__(self) -> None:
        self.connection = HTTPConnection(urlsplit(self.url).netloc, timeout=WAIT_SECONDS)

    def ask(self, method: str, path: str, body: str | None = None) -> bytes:
        """The answer's body; raises :class:`AssertionError` with it unless the status is good."""
        try:
            answer = self._send(method, path, body)
        except (RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self.connection.close()  # it idled too long: the proxy has hung up, and a browser dials again
            answer = self._send(method, path, body)
        told = answer.read()
        assert answer.status in (200, 201), (method, path, answer.status, told[:500])
        return told

    def _send(self, method: str, path: str, body: str | None) -> HTTPResponse:
        headers = {**self.proof, "Content-Type": "application/json"}
        self.connection.request(method, SERVICE + path, body, headers)
        return self.connection.getresponse()

    def close(self) -> None:
        """Hang up."""
        self.connection.close()


def timed(line: Line, path: str) -> float:
    """How long one answer takes, in ms."""
    begin = time.perf_counter()
    line.ask("GET", path)
    return (time.perf_counter() - begin) * 1000


def together(lines: Sequence[Line], path_of: Callable[[int], str], each: int) -> list[float]:
    """All lines at once, each asking so often in a row; every answer's time in ms."""

    def one(place: int) -> list[float]:
        return [timed(lines[place], path_of(place)) for _ in range(each)]

    with ThreadPoolExecutor(len(lines)) as pool:
        return [taken for series in pool.map(one, range(len(lines))) for taken in series]
