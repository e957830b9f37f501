"""Run hostile programs in the sandbox and say, case by case, what became of them.

    python run_corpus.py REPORT [CASE …]

Writes a JSON object: case → {"wanted", "got", "right"}. Runs as whoever starts it; the tests
start it as root and as an ordinary user.
"""

from __future__ import annotations

import dataclasses
import json
import os
import socket
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lectorium.sandbox import (
    NOTEBOOK_LIMITS,
    Limits,
    NotebookCell,
    NotebookJob,
    Observation,
    ProgramJob,
    ProgramTest,
    Sandbox,
    values,
)
from lectorium.sandbox.contract import Language
from lectorium.sandbox.local import LocalSandbox

CORPUS = Path(__file__).parent / "corpus"
SANDBOX_USER = 61235
SECRET = "a-secret-of-the-worker-73519"


def main() -> None:
    report, names = Path(sys.argv[1]), sys.argv[2:] or sorted(path.name for path in CORPUS.iterdir())
    os.environ["LECTORIUM_WITNESS"] = SECRET
    sandbox = LocalSandbox(sys.executable, uid=SANDBOX_USER)
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.socket() as tcp,
        socket.socket(socket.AF_UNIX) as named,
    ):
        witness = Path(folder) / "witness.txt"
        witness.write_text(SECRET)
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        name = f"lectorium-corpus-{os.getpid()}"
        named.bind(f"\0{name}")
        named.listen()
        witnesses = {
            "WITNESS_PORT": str(tcp.getsockname()[1]),
            "WITNESS_NAME": name,
            "WITNESS_FILE": str(witness),
            "WITNESS_SECRET": SECRET,
            "WITNESS_CHECKOUT": str(CORPUS.parents[2]),
        }
        with ThreadPoolExecutor(2) as threads:
            results = dict(zip(names, threads.map(_runner(sandbox, witnesses), names), strict=True))
    sandbox.close()
    report.write_text(json.dumps(results, indent=1))


def _runner(sandbox: Sandbox, witnesses: dict[str, str]) -> Callable[[str], dict[str, object]]:
    def run(name: str) -> dict[str, object]:
        wanted = (CORPUS / name / "expected").read_text().strip()
        run_one = _notebook if (CORPUS / name / "notebook.py").exists() else _program
        right, got = run_one(sandbox, name, wanted, witnesses)
        return {"wanted": wanted, "got": got, "right": right}

    return run


def _source(path: Path, witnesses: dict[str, str]) -> str:
    text = path.read_text()
    for sign, value in witnesses.items():
        text = text.replace(sign, value)
    return text


def _limits(name: str, base: Limits) -> Limits:
    path = CORPUS / name / "limits.json"
    # A machine that is busy with other tests is slow, not wrong.
    patient = dataclasses.replace(base, wall_seconds=60)
    return dataclasses.replace(patient, **json.loads(path.read_text())) if path.exists() else patient


def _program(sandbox: Sandbox, name: str, wanted: str, witnesses: dict[str, str]) -> tuple[bool, str]:
    [path] = (CORPUS / name).glob("program.*")
    call = CORPUS / name / "call"
    test = ProgramTest(name, "call", call.read_text()) if call.exists() else ProgramTest(name, "io", "")
    language: Language = "cpp" if path.suffix == ".cpp" else "python"
    job = ProgramJob(language, _source(path, witnesses), [test], limits=_limits(name, Limits()))
    [seen] = sandbox.run_program(job)
    outcomes, _, text = wanted.partition(" ")
    shown = _shown(seen, call.exists())
    return seen.outcome in outcomes.split("|") and text in shown, f"{seen.outcome} {shown}"[:3000]


def _shown(seen: Observation, call: bool) -> str:
    if seen.outcome == "ok":
        return values.short_repr(values.decode(seen.value)) if call else seen.stdout
    return f"{seen.error}\n{seen.stdout}"


def _notebook(sandbox: Sandbox, name: str, wanted: str, witnesses: dict[str, str]) -> tuple[bool, str]:
    sources = _source(CORPUS / name / "notebook.py", witnesses).split("\n# %%\n")
    cells = [NotebookCell(str(place), source) for place, source in enumerate(sources)]
    outcome = sandbox.run_notebook(NotebookJob(cells, limits=_limits(name, NOTEBOOK_LIMITS)))
    pairs = zip(wanted.split(), outcome.cells, strict=True)
    right = all(seen.outcome in allowed.split("|") for allowed, seen in pairs)
    details = [f"{seen.outcome} ({seen.error})" if seen.error else seen.outcome for seen in outcome.cells]
    return right, " ".join(details)[:3000]


if __name__ == "__main__":
    main()
