"""The job that judges an answer, as a plain function."""

from __future__ import annotations

import logging
from uuid import UUID

from lectorium.kit.database import Database
from lectorium.kit.jobs import done
from lectorium.rooms.authoring.api import NotebookRefused
from lectorium.rooms.tutor.guard.asking import Which, read_notes, write_verdict
from lectorium.rooms.tutor.guard.judging import NotJudged, Verdict, judge
from lectorium.rooms.tutor.guard.loading import Waiting, load
from lectorium.rooms.tutor.guard.notebooks import judge_notebook
from lectorium.sandbox import Sandbox, SandboxUnavailable
from lectorium.storage import ObjectStore, StorageError

log = logging.getLogger(__name__)
UNSURE = Verdict(solves=True, reason="unsure")


def judge_answer(
    database: Database, store: ObjectStore, sandbox: Sandbox, outbox_id: UUID, interaction_id: UUID
) -> Verdict | None:
    """Judge what waits of an answer; None where nothing does.  What can't be judged is not said."""
    with database.transaction() as session:
        which: Which | None = read_notes(session, interaction_id).waits_for
        waiting = load(session, interaction_id)
    verdict = None if waiting is None else _judged(waiting, store, sandbox)
    with database.transaction() as session:
        if verdict is not None and which is not None:
            write_verdict(session, interaction_id, which, verdict)
        done(session, outbox_id)
    return verdict


def _judged(waiting: Waiting, store: ObjectStore, sandbox: Sandbox) -> Verdict:
    try:
        if waiting.view.version.kind == "notebook":
            return judge_notebook(waiting, store, sandbox)
        return judge(waiting.reply, waiting.level, waiting.known, waiting.secrets, sandbox)
    except (SandboxUnavailable, NotJudged, StorageError, NotebookRefused):
        log.exception("an answer of the tutor can't be judged, so it isn't shown")
        return UNSURE
    except Exception:  # the edge: a mistake of ours must not let anything through
        log.exception("judging an answer of the tutor failed, so it isn't shown")
        return UNSURE
