"""Notebooks: a real kernel in the sandbox, driven cell by cell from outside."""

from __future__ import annotations

import asyncio
import dataclasses
from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePosixPath

from lectorium.sandbox.contract import Limits, NotebookJob, NotebookOutcome
from lectorium.sandbox.local import wire
from lectorium.sandbox.local.cells import NotebookRun
from lectorium.sandbox.local.zygotes import Zygote, ZygoteLost


def run(zygote: Zygote, job: NotebookJob) -> NotebookOutcome:
    """All cells of a notebook, in a fresh kernel. Raises ZygoteLost when the sandbox failed."""
    _check_names(job)
    with zygote.submission(_whole_run(job.limits)) as link:
        try:
            # In a thread of its own: the caller's may have an event loop running.
            with ThreadPoolExecutor(1) as thread:
                return thread.submit(asyncio.run, NotebookRun(job, link).execute()).result()
        except (wire.Closed, TimeoutError) as error:
            raise ZygoteLost(f"the supervisor of a notebook died: {error}") from error


def _check_names(job: NotebookJob) -> None:
    for name in job.files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
            raise ValueError(f"a notebook's file must lie beside it, not at {name!r}")


def _whole_run(limits: Limits) -> Limits:
    """What the supervisor enforces: cells are timed from outside, it has the whole run."""
    seconds = limits.notebook_seconds
    return dataclasses.replace(limits, cpu_seconds=2 * seconds, wall_seconds=seconds + 30)
