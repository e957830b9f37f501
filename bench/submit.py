"""How long accepting takes with an empty and with a long queue, and how long until graded."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psutil

from bench.kit import Bench, percentile
from lectorium_client import Client
from lectorium_wire.authoring import Placement, ProgramImport, ProgramTest
from tests.support.programs import with_program
from tests.support.site import Site, running_site

SAMPLES = 200
ROUNDS = 3
QUEUED = 1000
IDLE_SAMPLES = 40
SOURCE = "def double(x):\n    return 2 * x  # {}"


@contextmanager
def workers_paused(site: Site) -> Iterator[None]:
    """Workers stopped in their tracks: everything is accepted and nothing graded."""
    found = [
        process
        for process in psutil.process_iter()
        if any("lectorium_hub.stack.worker" in word for word in _command(process)) and _belongs(process, site)
    ]
    for process in found:
        process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in found:
            process.send_signal(signal.SIGCONT)


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _belongs(process: psutil.Process, site: Site) -> bool:
    try:
        return str(site.home) in str(process.environ().values())
    except psutil.Error:
        return False


def set_problem(site: Site, class_id: UUID) -> UUID:
    """A program problem with 11 tests; returns its challenge."""
    teacher = site.client("teacher")
    module = teacher.outline(class_id).modules[0].id
    tests = [ProgramTest(call=f"double({n})", expected=str(2 * n)) for n in range(11)]
    program = ProgramImport(
        title="Doubling", tests=tests, solution=SOURCE.format(0), place=Placement(module_id=module)
    )
    published = teacher.import_program(program)
    assert published.challenge_id is not None
    return published.challenge_id


def accept(client: Client, challenge_id: UUID, release: dict[str, Any], count: int) -> list[float]:
    """Hand in so often; returns how long each took, in ms."""
    taken = []
    draft = client.draft(challenge_id)
    revision = draft.revision if draft else 0
    for number in range(count):
        body = with_program(release, SOURCE.format(f"{os.urandom(4).hex()} {number}"))
        start = time.perf_counter()
        receipt = client.submit(challenge_id, body, revision=revision)
        taken.append((time.perf_counter() - start) * 1000)
        revision = receipt.revision
    return taken


def until_graded(client: Client, challenge_id: UUID, release: dict[str, Any]) -> float:
    """From accepted to graded by the server's own clock, on an idle system, in ms."""
    draft = client.draft(challenge_id)
    attempt = client.submit(
        challenge_id,
        with_program(release, SOURCE.format(os.urandom(4).hex())),
        revision=draft.revision if draft else 0,
    )
    while (result := client.result(attempt.id)).status in {"queued", "processing"}:
        time.sleep(0.01)
    assert result.finished_at is not None
    return (result.finished_at - attempt.accepted_at).total_seconds() * 1000


def drain(client: Client, challenge_id: UUID) -> None:
    """Wait until nothing is queued any more."""
    newest = next(iter(client.attempts(challenge_id)))
    while client.attempt(newest.id).status in {"queued", "processing"}:
        time.sleep(0.2)


def one_round(
    site: Site, client: Client, challenge_id: UUID, release: dict[str, Any]
) -> tuple[list[float], list[float]]:
    """With the workers paused: the first samples on an empty queue, the last behind a long one."""
    with workers_paused(site):
        empty = accept(client, challenge_id, release, SAMPLES)
        accept(client, challenge_id, release, QUEUED - SAMPLES)
        full = accept(client, challenge_id, release, SAMPLES)
    drain(client, challenge_id)
    return empty, full


def measure() -> Bench:
    """Take all figures."""
    bench = Bench("submit")
    with running_site() as site:
        class_id = site.client("teacher").me().classes[0].class_id
        (name,) = site.add_students(class_id, 1)
        challenge_id = set_problem(site, class_id)
        client = site.client(name)
        release = client.open_session(challenge_id).release
        accept(client, challenge_id, release, 20)
        drain(client, challenge_id)
        graded = [until_graded(client, challenge_id, release) for _ in range(IDLE_SAMPLES)]
        rounds = [one_round(site, client, challenge_id, release) for _ in range(ROUNDS)]
    empty, full = [each[0] for each in rounds], [each[1] for each in rounds]
    bench.measured("Accepting, empty queue", [percentile(each, 0.5) for each in empty], "ms")
    bench.measured("Accepting, 1,000 queued", [percentile(each, 0.5) for each in full], "ms")
    p99_empty = [percentile(each, 0.99) for each in empty]
    p99_full = [percentile(each, 0.99) for each in full]
    bench.measured("99th percentile, empty queue", p99_empty, "ms", key="accept_p99_ms_empty")
    bench.measured("99th percentile, 1,000 queued", p99_full, "ms", key="accept_p99_ms_1000_queued")
    bench.measured("Accepted to graded, idle, 11 tests", graded, "ms", key="graded_p50_ms")
    return bench


if __name__ == "__main__":
    measure().finish()
