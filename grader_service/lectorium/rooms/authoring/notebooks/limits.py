"""What a notebook may say about the sandbox's limits, in ``metadata.lectorium.limits``."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lectorium.rooms.authoring.notebooks.canonical import Notebook
from lectorium.rooms.authoring.notebooks.findings import Finding
from lectorium.rooms.authoring.notebooks.roles import lectorium
from lectorium.sandbox import Limits

# The most an author may ask for, by the names of the sandbox's own limits: one problem can't take the
# grader away from a whole class.
CEILINGS: dict[str, float] = {
    "cpu_seconds": 120.0,
    "wall_seconds": 240.0,
    "total_cpu_seconds": 240.0,
    "notebook_seconds": 900.0,
    "compile_seconds": 60.0,
    "memory_bytes": 4 << 30,
    "processes": 256,
    "output_bytes": 10_240,
    "disk_bytes": 512 << 20,
    "files": 16_384,
}


def limits_of(notebook: Notebook) -> dict[str, float]:
    """The limits a sound notebook asks for."""
    return {name: value for name, value in _asked(notebook).items() if _within(name, value)}


def limit_findings(notebook: Notebook) -> Iterator[Finding]:
    """An error for a limit nobody knows or nobody may have."""
    for name, value in _asked(notebook).items():
        if not _within(name, value):
            allowed = f"up to {CEILINGS[name]:g}" if name in CEILINGS else f"only for {', '.join(CEILINGS)}"
            yield Finding(
                "error",
                "limit_invalid",
                f"The notebook asks for the limit {name} = {value!r}; limits are above 0 and {allowed}. "
                "Change it in the notebook's settings.",
            )


def with_overrides(limits: Limits, overrides: Mapping[str, float]) -> Limits:
    """Limits with a problem's own, each in the type it has: bytes stay whole numbers."""
    return replace(limits, **{name: type(getattr(limits, name))(value) for name, value in overrides.items()})


def _asked(notebook: Notebook) -> dict[str, Any]:
    found = lectorium(notebook).get("limits", {})
    return found if isinstance(found, dict) else {"limits": found}


def _within(name: str, value: object) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return number and name in CEILINGS and 0 < float(value) <= CEILINGS[name]  # type: ignore[arg-type]
