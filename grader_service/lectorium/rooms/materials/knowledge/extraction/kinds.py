"""Which files' words can be read, by their ending; uploads were told by their content before."""

from __future__ import annotations

from pathlib import PurePosixPath

MARKDOWN = frozenset({".md"})
PLAIN = frozenset({".txt", ".csv", ".tsv", ".tex", ".bib", ".json"})
CODE = frozenset({".py", ".r", ".sql", ".c", ".h", ".cpp", ".hpp", ".java"})
NOTEBOOK = frozenset({".ipynb"})
DOCUMENTS = frozenset({".pdf", ".pptx", ".odp", ".docx", ".odt"})
READABLE = MARKDOWN | PLAIN | CODE | NOTEBOOK | DOCUMENTS


def ending_of(name: str) -> str:
    """How a file's name ends, in lower case."""
    return PurePosixPath(name).suffix.lower()
