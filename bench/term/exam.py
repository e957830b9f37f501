"""A whole class that begins an exam, and saves, within the same ten seconds."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bench.term.asking import Line
from lectorium.platform import Platform
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people.api import Actor

SECONDS = 10.0
THREADS = 100


@dataclass
class Rush:
    """How long each start and each save took, in ms, and what went wrong."""

    starts: list[float] = field(default_factory=list)
    saves: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def set_exam(platform: Platform, teacher: Actor, class_id: UUID, version_id: UUID) -> tuple[UUID, UUID]:
    """An exam of an hour that is open now; returns its item and its challenge."""
    moment = datetime.now(UTC)
    with platform.database.transaction() as session:
        module = courses.create_module(session, teacher, class_id, "Exam", "", is_published=True)
        new = authoring.NewAssignment(
            "Final exam",
            mode="exam",
            release_date=moment - timedelta(minutes=1),
            due_date=moment + timedelta(hours=4),
            time_limit_mins=60,
        )
        item = authoring.create_assignment(session, teacher, module.id, new, [version_id])
        return item.id, authoring.challenges_of_item(session, item.id)[0].id


def rush(lines: Sequence[Line], item_id: UUID, challenge_id: UUID, work: dict[str, object]) -> Rush:
    """Everybody at a moment of their own within ten seconds: begin, then save what was begun with."""
    seen, lock = Rush(), threading.Lock()
    saved = json.dumps({"revision": 0, "content": work, "focused_seconds": 1})
    begin = time.perf_counter() + 1

    def sit(place: int) -> None:
        due = begin + SECONDS * place / len(lines)
        time.sleep(max(0.0, due - time.perf_counter()))
        try:
            started = _took(lines[place], "POST", f"/api/items/{item_id}/sitting", "{}")
            kept = _took(lines[place], "PUT", f"/api/challenges/{challenge_id}/draft", saved)
        except (AssertionError, OSError) as error:
            with lock:
                seen.errors.append(str(error))
            return
        with lock:
            seen.starts.append(started)
            seen.saves.append(kept)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(sit, range(len(lines))))
    return seen


def _took(line: Line, method: str, path: str, body: str) -> float:
    begin = time.perf_counter()
    line.ask(method, path, body)
    return (time.perf_counter() - begin) * 1000
