"""Notebooks: a real kernel in the sandbox, driven cell by cell from outside."""

from __future__ import annotations

import dataclasses

from lectorium.sandbox.contract import Limits, NotebookJob, NotebookOutcome
from lectorium.sandbox.local import kernels, wire
from lectorium.sandbox.local.cells import NotebookRun
from lectorium.sandbox.local.zygotes import Zygote, ZygoteLost


def run(zygote: Zygote, job: NotebookJob) -> NotebookOutcome:
    """All cells of a notebook, in a fresh kernel. Raises ZygoteLost when the sandbox failed."""
    kernels.check_names(job.files)
    with zygote.submission(whole_run(job.limits)) as link:
        try:
            return NotebookRun(job, link).execute()
        except (wire.Closed, TimeoutError) as error:
            raise ZygoteLost(f"the supervisor of a notebook died: {error}") from error


def whole_run(limits: Limits) -> Limits:
    """What the supervisor enforces: cells are timed from outside, it has the whole run."""
    seconds = limits.notebook_seconds
    return dataclasses.replace(limits, cpu_seconds=2 * seconds, wall_seconds=seconds + 30)
