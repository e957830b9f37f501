"""Notebooks as problems, without a database: check, freeze, put a submission together, run the own solution.

Importing this package is cheap; nbgrader (seconds) loads on the first call that needs it.
"""

from lectorium.rooms.authoring.notebooks.answers import Answer, answers
from lectorium.rooms.authoring.notebooks.assemble import Assembled, assemble
from lectorium.rooms.authoring.notebooks.canonical import (
    canonical_json,
    canonical_notebook,
    content_hash,
    read_notebook,
)
from lectorium.rooms.authoring.notebooks.covering import with_covered, without_covered
from lectorium.rooms.authoring.notebooks.files import referenced_files
from lectorium.rooms.authoring.notebooks.findings import Finding, Guarantee, NotebookRefused, Report
from lectorium.rooms.authoring.notebooks.freeze import freeze_notebook, inspect_notebook
from lectorium.rooms.authoring.notebooks.frozen import CaseDraft, FrozenProblem
from lectorium.rooms.authoring.notebooks.solution import Tried, notebook_limits, try_solution

__all__ = [
    "Answer",
    "Assembled",
    "CaseDraft",
    "Finding",
    "FrozenProblem",
    "Guarantee",
    "NotebookRefused",
    "Report",
    "Tried",
    "answers",
    "assemble",
    "canonical_json",
    "canonical_notebook",
    "content_hash",
    "freeze_notebook",
    "inspect_notebook",
    "notebook_limits",
    "read_notebook",
    "referenced_files",
    "try_solution",
    "with_covered",
    "without_covered",
]
