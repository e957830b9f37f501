"""Run hostile programs in the sandbox and say, case by case, what became of them.

    python -m tests.sandbox.run_corpus PART [CASE …]

Runs as whoever starts it; the tests start it as root and as an ordinary user. PART is "1/2" for
the first half of the cases. Prints a JSON object: case → what was seen (`Seen`).
"""

from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

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
from lectorium.sandbox.local import LocalSandbox
from tests.sandbox import cases, graded, leftovers, neighbours
from tests.sandbox.cases import Case

_SANDBOX_USER: Final = 61235


@dataclass(frozen=True)
class Seen:
    """What became of one case, of its neighbours, and what it left behind."""

    wanted: str
    got: str
    right: bool
    harmed: list[str]
    left: list[str]


def main() -> None:
    part, names = sys.argv[1], sys.argv[2:]
    leftovers.adopt_orphans()
    place, of = (int(number) for number in part.split("/"))
    asked = [cases.read(name) for name in names] if names else cases.all_cases()[place - 1 :: of]
    with witnesses() as seen_by:
        results, left = _run_all(asked, seen_by)
    json.dump({"cases": results, "left": left}, sys.stdout)


def _run_all(asked: list[Case], seen_by: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    # Never root: the kernel limits no number of processes for it.
    user = int(os.environ.get("CORPUS_USER", os.geteuid() or _SANDBOX_USER))
    sandbox = LocalSandbox(sys.executable, uid=user)
    search = leftovers.Search(user, seen_by["WITNESS_MARK"], shared="CORPUS_USER" not in os.environ)
    results = {case.name: asdict(_try(case, sandbox, search, seen_by)) for case in asked}
    sandbox.close()
    return results, leftovers.gone(leftovers.below)


def _try(case: Case, sandbox: Sandbox, search: leftovers.Search, seen_by: Mapping[str, str]) -> Seen:
    before = search.things()
    with neighbours.beside(sandbox) as harmed:
        right, got = run(sandbox, case, seen_by)
    after = neighbours.ask if case.kind == "program" else neighbours.ask_notebook
    harmed += filter(None, [after(sandbox, case.imports)])
    left = leftovers.gone(lambda: [*sorted(search.things() - before), *leftovers.strays()])
    return Seen(case.wanted, got, right, harmed, left)


def run(sandbox: Sandbox, case: Case, seen_by: Mapping[str, str]) -> tuple[bool, str]:
    """Run one case; whether what came is the line that is wanted, and what came."""
    kinds = {"program": _program, "notebook": _notebook, "graded": graded.run}
    return kinds[case.kind](sandbox, case, seen_by)


@contextmanager
def witnesses() -> Iterator[dict[str, str]]:
    """Things of the worker that no submission may reach; sources name them in capitals."""
    mark = f"lectorium-corpus-{os.getpid()}"
    secret = f"a-secret-of-the-worker-{os.getpid()}"
    os.environ["LECTORIUM_WITNESS"] = secret
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_UNIX) as named,
    ):
        file = Path(folder) / "witness.txt"
        file.write_text(secret)
        named.bind(f"\0witness-{mark}")
        named.listen()
        yield {
            "WITNESS_PORT": str(tcp.getsockname()[1]),
            "WITNESS_NAME": f"witness-{mark}",
            "WITNESS_FILE": str(file),
            "WITNESS_SECRET": secret,
            "WITNESS_CHECKOUT": str(cases.CORPUS.parents[2]),
            "WITNESS_MARK": mark,
            "WITNESS_PID": str(os.getpid()),
            "WITNESS_HOST": socket.gethostname(),
            "WITNESS_PROGRAM": "tests.sandbox",
        }


def _program(sandbox: Sandbox, case: Case, seen_by: Mapping[str, str]) -> tuple[bool, str]:
    test = ProgramTest(case.name, "call" if case.call else "io", case.call or "")
    job = ProgramJob(case.language, case.source(seen_by), [test], limits=case.limits(Limits()))
    [seen] = sandbox.run_program(job)
    outcomes, _, text = case.wanted.partition(" ")
    shown = _shown(seen, case.call is not None)
    return seen.outcome in outcomes.split("|") and text in shown, f"{seen.outcome} {shown}"[:3000]


def _shown(seen: Observation, call: bool) -> str:
    if seen.outcome == "ok":
        return values.short_repr(values.decode(seen.value)) if call else seen.stdout
    return f"{seen.error}\n{seen.stdout}"


def _notebook(sandbox: Sandbox, case: Case, seen_by: Mapping[str, str]) -> tuple[bool, str]:
    cells = [NotebookCell(str(place), source) for place, source in enumerate(case.cells(seen_by))]
    outcome = sandbox.run_notebook(NotebookJob(cells, limits=case.limits(NOTEBOOK_LIMITS)))
    pairs = zip(case.wanted.split(), outcome.cells, strict=True)
    right = all(seen.outcome in allowed.split("|") for allowed, seen in pairs)
    details = [f"{seen.outcome} ({seen.error})" if seen.error else seen.outcome for seen in outcome.cells]
    return right, " ".join(details)[:3000]


if __name__ == "__main__":
    main()
