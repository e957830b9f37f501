"""The same notebook in a stock kernel and in the sandbox's, and what of its outputs must agree."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import hashlib
import io
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from PIL import Image

from lectorium.sandbox import NOTEBOOK_LIMITS, NotebookCell, NotebookJob, NotebookOutcome, Sandbox
from lectorium.sandbox.local import plan

_WORK: Final = re.compile(r"(?:/[\w.-]+)*/work(?=/|\b)")
_MAY_DIFFER: Final = (
    (re.compile(r"\x1b\[[0-9;]*m"), ""),
    (re.compile(r"0x[0-9a-f]{6,}"), "ADDRESS"),
    (re.compile(r"ipykernel_\d+/\d+\.py"), "CELL"),
    (_WORK, "WORK"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "ID"),
    (re.compile(r"\b\d\d:\d\d:\d\d(?:\.\d+)?"), "TIME"),
    (re.compile(r"[\d.]+ (?:n|µ|m)?s ± .*"), "TIMING"),
    (re.compile(r"(?:CPU times|Wall time): .*"), "TIMING"),
)
Outputs = list[list[dict[str, Any]]]


def stock(sources: Sequence[str], folder: Path) -> Outputs:
    """Every cell's outputs from nbclient and an ordinary ipykernel, in the sandbox's environment."""
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    moved = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "MPLCONFIGDIR": str(home / "matplotlib"),
        "IPYTHONDIR": str(home / "ipython"),
    }
    cells = [nbformat.v4.new_code_cell(source) for source in sources]  # type: ignore[no-untyped-call]
    notebook = nbformat.v4.new_notebook(cells=cells)  # type: ignore[no-untyped-call]
    client = NotebookClient(
        notebook,
        AsyncKernelManager(kernel_name="python3"),
        allow_errors=True,
        timeout=60,
        resources={"metadata": {"path": str(folder)}},
    )
    client.owns_km = True  # so that it ends the kernel
    with contextlib.suppress(DeadKernelError):
        client.execute(env=plan.environment(["ipykernel.kernelapp"]) | moved)
    return [list(cell.outputs) for cell in notebook.cells]


def sandboxed(sandbox: Sandbox, cells: Sequence[NotebookCell], files: Mapping[str, bytes]) -> NotebookOutcome:
    """The same cells in the sandbox."""
    limits = dataclasses.replace(NOTEBOOK_LIMITS, output_bytes=1 << 20)
    return sandbox.run_notebook(NotebookJob(cells, files=files, limits=limits))


def comparable(outputs: Outputs) -> Outputs:
    """Without what may differ between two runs of the same kernel."""
    return [_merged([_one(output) for output in cell]) for cell in outputs]


def _merged(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How a stream is split over messages, and what comes in between, is up to the clock."""
    kept: list[dict[str, Any]] = []
    for output in outputs:
        before = next(
            (o for o in kept if o["type"] == "stream" and o.get("name") == output.get("name")), None
        )
        if output["type"] == "stream" and before is not None:
            before["text"] += output["text"]
        else:
            kept.append(output)
    return sorted(kept, key=lambda output: output["name"] if output["type"] == "stream" else "")


def _one(output: Mapping[str, Any]) -> dict[str, Any]:
    kind = output["output_type"]
    if kind == "stream":
        return {"type": kind, "name": output["name"], "text": _text(output["text"])}
    if kind == "error":
        return {
            "type": kind,
            "name": output["ename"],
            "value": _text(output["evalue"]),
            "trace": _trace(output),
        }
    data = {mime: _part(mime, part) for mime, part in output["data"].items()}
    return {"type": kind, "data": data, "count": output.get("execution_count")}


def _trace(output: Mapping[str, Any]) -> list[str]:
    return [_text(line) for line in output["traceback"]]


def _part(mime: str, part: Any) -> Any:
    if mime == "image/png":
        picture = Image.open(io.BytesIO(base64.b64decode(part))).convert("RGBA")
        return [picture.size, hashlib.sha256(picture.tobytes()).hexdigest()]
    return _text(part if isinstance(part, str) else repr(part))


def _text(text: str) -> str:
    for pattern, name in _MAY_DIFFER:
        text = pattern.sub(name, text)
    return text
