"""Notebooks as problems, without a database: check, freeze, put a submission together, run the own solution.

Importing this package is cheap; nbgrader (seconds) loads on the first call that needs it.
"""

from lectorium.rooms.authoring.notebooks.canonical import (
    canonical_json,
    canonical_notebook,
    content_hash,
    read_notebook,
)
from lectorium.rooms.authoring.notebooks.files import referenced_files
from lectorium.rooms.authoring.notebooks.findings import Finding, NotebookRefused, Report
from lectorium.rooms.authoring.notebooks.freeze import freeze_notebook, inspect_notebook
from lectorium.rooms.authoring.notebooks.frozen import CaseDraft, FrozenProblem

__all__ = [
    "CaseDraft",
    "Finding",
    "FrozenProblem",
    "NotebookRefused",
    "Report",
    "canonical_json",
    "canonical_notebook",
    "content_hash",
    "freeze_notebook",
    "inspect_notebook",
    "read_notebook",
    "referenced_files",
]
