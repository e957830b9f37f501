"""Draft saves through the API against bare psycopg running the same statements, in turns.

16 writers save 4 kB notebooks, each its own student, on connections to the API service.
The peer is a thread per writer on a database connection of its own, doing just what a save does
in Postgres: swap the current row, append the compressed content to the history.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any
from uuid import UUID

import psycopg

from bench.kit import Bench, percentile
from lectorium_client import Client
from tests.support.site import Site, running_site

WRITERS = 16
SECONDS = 4.0
ROUNDS = 5
BODY_BYTES = 4096
PATH = "/services/lectorium/lectorium/api"

SWAP = """
UPDATE solutions SET revision = revision + 1, sha256 = %(sha256)s, last_updated = lectorium_now(),
  time_spent_seconds = time_spent_seconds + greatest(0, least(%(focused)s,
    floor(extract(epoch FROM lectorium_now() - last_updated))::integer))
WHERE student_id = %(student)s AND challenge_id = %(challenge)s AND revision = %(revision)s
  AND sha256 <> %(sha256)s
RETURNING revision, last_updated
"""
APPEND = """
INSERT INTO solution_history
  (student_id, challenge_id, revision, session_id, sha256, solution, size, saved_at)
VALUES (%(student)s, %(challenge)s, %(revision)s,
  (SELECT id FROM work_sessions WHERE user_id = %(student)s AND challenge_id = %(challenge)s
   AND ended_at IS NULL), %(sha256)s, %(solution)s, %(size)s, %(saved_at)s)
"""


@dataclass
class Writer:
    """A student who keeps saving; ``revision`` is what the server holds."""

    student_id: UUID
    challenge_id: UUID
    http: HTTPConnection
    token: str
    connection: psycopg.Connection[Any]
    release: dict[str, Any]
    revision: int = 0

    def body(self) -> dict[str, Any]:
        """The release notebook with fresh text, filled up to 4 kB."""
        text = secrets.token_urlsafe(BODY_BYTES)
        bare = {**self.release, "cells": [{**self.release["cells"][0], "source": ""}]}
        room = BODY_BYTES - len(json.dumps(bare))
        return {**bare, "cells": [{**bare["cells"][0], "source": text[: max(room, 256)]}]}

    def save_by_api(self) -> None:
        """One save as the lab extension makes it."""
        body = {"revision": self.revision, "content": self.body(), "focused_seconds": 1}
        headers = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        self.http.request("PUT", f"{PATH}/challenges/{self.challenge_id}/draft", json.dumps(body), headers)
        answer = self.http.getresponse()
        text = answer.read()
        assert answer.status == 200, text
        self.revision = json.loads(text)["revision"]

    def save_by_sql(self) -> None:
        """The same statements, and nothing else."""
        data = json.dumps(self.body()).encode()
        given = {"student": self.student_id, "challenge": self.challenge_id, "sha256": secrets.token_hex(32)}
        with self.connection.transaction():
            row = self.connection.execute(SWAP, {**given, "revision": self.revision, "focused": 1}).fetchone()
            assert row is not None
            self.revision, saved_at = row
            packed = {"solution": zlib.compress(data, 6), "size": len(data), "saved_at": saved_at}
            self.connection.execute(APPEND, {**given, "revision": self.revision, **packed})


@dataclass
class Round:
    """What one round of saving came to."""

    seconds: float
    latencies: list[float]
    errors: int

    @property
    def rate(self) -> float:
        """Saves a second."""
        return len(self.latencies) / self.seconds


def run_round(writers: list[Writer], save: Callable[[Writer], None]) -> Round:
    """All writers save as fast as they can for a few seconds."""
    latencies: list[float] = []
    errors: list[Exception] = []
    begin = time.perf_counter()
    barrier = threading.Barrier(len(writers))

    def write(writer: Writer) -> None:
        barrier.wait()
        while time.perf_counter() - begin < SECONDS:
            start = time.perf_counter()
            try:
                save(writer)
            except (HTTPException, OSError, psycopg.Error, AssertionError) as error:
                errors.append(error)
                return
            latencies.append((time.perf_counter() - start) * 1000)

    with ThreadPoolExecutor(len(writers)) as pool:
        list(pool.map(write, writers))
    return Round(time.perf_counter() - begin, latencies, len(errors))


def make_writer(site: Site, name: str, challenge_id: UUID) -> Writer:
    """A student with an open session and a first save."""
    token = site.token(name)
    client = Client(site.url, token)
    opened = client.open_session(challenge_id)
    url = site.settings().database_url.replace("+psycopg", "")
    writer = Writer(
        client.me().id,
        challenge_id,
        HTTPConnection("127.0.0.1", site.ports()["api"], timeout=60),
        token,
        psycopg.connect(url, autocommit=True),
        opened.release,
    )
    writer.save_by_api()
    return writer


def measure() -> Bench:
    """Take all figures."""
    bench = Bench("drafts")
    with running_site() as site:
        teacher = site.client("teacher")
        class_id = teacher.me().classes[0].class_id
        names = site.add_students(class_id, WRITERS)
        item = site.client(names[0]).outline(class_id).modules[0].items[0]
        writers = [make_writer(site, name, item.challenge_ids[0]) for name in names]
        run_round(writers, Writer.save_by_api)
        ours, peer = [], []
        for _ in range(ROUNDS):
            ours.append(run_round(writers, Writer.save_by_api))
            peer.append(run_round(writers, Writer.save_by_sql))
    bench.measured("Saves through the API", [each.rate for each in ours], "1/s", key="saves_per_s")
    bench.measured("Saves by bare psycopg", [each.rate for each in peer], "1/s")
    ratios = [mine.rate / theirs.rate for mine, theirs in zip(ours, peer, strict=True)]
    bench.measured("Ratio", ratios, "", key="ratio_to_psycopg")
    bench.measured("Median save", [percentile(each.latencies, 0.5) for each in ours], "ms", key="p50_ms")
    bench.measured("99th percentile", [percentile(each.latencies, 0.99) for each in ours], "ms", key="p99_ms")
    bench.measured("Errors", [sum(each.errors for each in [*ours, *peer])], "", key="errors")
    return bench


if __name__ == "__main__":
    measure().finish()
