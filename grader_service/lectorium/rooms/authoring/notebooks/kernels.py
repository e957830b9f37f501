"""Which kernel a notebook runs in here."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lectorium.rooms.authoring.notebooks.canonical import Notebook
from lectorium.rooms.authoring.notebooks.findings import Finding

PYTHON = "python3"
_SPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": PYTHON}


def kernel_findings(notebook: Notebook, available: Collection[str]) -> Iterator[Finding]:
    """An error for a language that isn't Python, a warning for a Python kernel that isn't here."""
    name, language = kernel_of(notebook)
    if "python" not in language.lower():
        yield Finding(
            "error",
            "kernel_unsupported",
            f"This notebook is written for {language} (kernel “{name}”). Notebooks are graded in Python "
            "here; for C++ make a program problem. Change the kernel, or publish another notebook.",
        )
    elif name not in available:
        yield Finding(
            "warning",
            "kernel_replaced",
            f"The kernel “{name or 'none named'}” doesn't exist here. Students and the grader get Python 3 "
            f"(“{PYTHON}”) instead; run the notebook once in that kernel to see that it works.",
        )


def kernel_of(notebook: Notebook) -> tuple[str, str]:
    """Kernel name and language as the notebook states them; Python where it states nothing."""
    spec = notebook["metadata"].get("kernelspec")
    info = notebook["metadata"].get("language_info")
    spec = spec if isinstance(spec, dict) else {}
    info = info if isinstance(info, dict) else {}
    name = str(spec.get("name") or "")
    language = str(spec.get("language") or info.get("name") or "")
    if not language:
        language = "python" if not name or "python" in name.lower() else name
    return name, language


def use_kernel(notebook: Notebook, available: Collection[str]) -> str:
    """Write the kernel that will be used into the notebook and return its name."""
    name, _ = kernel_of(notebook)
    chosen = name if name in available else PYTHON
    if chosen == PYTHON:
        notebook["metadata"]["kernelspec"] = dict(_SPEC)
    else:
        notebook["metadata"]["kernelspec"]["language"] = "python"
    notebook["metadata"]["language_info"] = {"name": "python"}
    return chosen
