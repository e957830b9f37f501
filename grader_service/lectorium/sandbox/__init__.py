"""Running code that nobody trusts: the contract, and the way to get a sandbox."""

from lectorium.sandbox.contract import (
    NOTEBOOK_LIMITS,
    Answer,
    Capture,
    CellObservation,
    Check,
    Confinement,
    Limits,
    NotebookCell,
    NotebookJob,
    NotebookOutcome,
    Observation,
    Outcome,
    ProgramJob,
    ProgramTest,
    Sandbox,
    SandboxUnavailable,
)
from lectorium.sandbox.local import open_sandbox, parse_preload

__all__ = [
    "NOTEBOOK_LIMITS",
    "Answer",
    "Capture",
    "CellObservation",
    "Check",
    "Confinement",
    "Limits",
    "NotebookCell",
    "NotebookJob",
    "NotebookOutcome",
    "Observation",
    "Outcome",
    "ProgramJob",
    "ProgramTest",
    "Sandbox",
    "SandboxUnavailable",
    "open_sandbox",
    "parse_preload",
]
