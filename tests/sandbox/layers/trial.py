"""One case behind one layer, inside the guard: what a grader sees of it.

Runs as an ordinary user who is the grader: with a secret in its environment, a file of its own, and
something that listens on the network.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from lectorium.sandbox import NOTEBOOK_LIMITS, Limits, ProgramJob, ProgramTest, SandboxUnavailable
from lectorium.sandbox.local import LocalSandbox
from tests.sandbox import run_corpus
from tests.sandbox.cases import Case
from tests.sandbox.layers import kernels, ways
from tests.sandbox.layers.ways import Layer

READY: Final = "ready"
_WALL_SECONDS: Final = 5.0
_COMPILER: Final = Limits(cpu_seconds=20, wall_seconds=40)
_CONTAINED: Final = "ok contained"
_HONEST: Final = "print(int(input()) ** 2)"
_NUMBER, _SQUARE = "1234", "1522756"


@dataclass(frozen=True)
class Seen:
    """What the grader saw: whether the code got what it was after, and a graded notebook's points."""

    reached: bool
    harmed: bool = False
    refused: bool = False
    points: str | None = None
    seconds: float = 0.0
    said: str = ""


def run(layer: Layer, case: Case, answer: TextIO) -> None:
    """Say that all is ready, try, and say what was seen."""
    with run_corpus.witnesses() as witnesses, tempfile.TemporaryDirectory() as folder:
        answer.write(f"{READY}\n")
        answer.flush()
        started = time.monotonic()
        if layer in ways.OURS:
            seen = _ours(layer, case, witnesses)
        else:
            seen = _other(layer, case, witnesses, Path(folder))
        seen = dataclasses.replace(seen, seconds=time.monotonic() - started)
        answer.write(json.dumps(dataclasses.asdict(seen)))


def _ours(layer: Layer, case: Case, witnesses: Mapping[str, str]) -> Seen:
    sandbox = LocalSandbox(sys.executable, way=ways.OURS[layer])
    try:
        _, got = run_corpus.run(sandbox, case, witnesses)
        honest = ProgramJob("python", _HONEST, [ProgramTest("honest", "io", _NUMBER)])
        harmed = sandbox.run_program(honest)[0].stdout.strip() != _SQUARE
    except SandboxUnavailable:
        return Seen(reached=False, refused=True)
    finally:
        sandbox.close()
    points = got.partition(" points")[0] if case.kind == "graded" else None
    claims = case.wanted == _CONTAINED and got.startswith("ok") and not got.startswith(_CONTAINED)
    failed = case.kind == "notebook" and any(name in got for name in kernels.FAILED_CHECKS)
    reached = claims or failed or witnesses["WITNESS_SECRET"] in got
    return Seen(reached=reached, harmed=harmed, points=points, said=got[:200])


def _other(layer: Layer, case: Case, witnesses: Mapping[str, str], folder: Path) -> Seen:
    limits = _limits(case)
    prefix = ways.prefix(layer, limits, folder)
    if case.kind == "program":
        said, reached = _program(layer, case, witnesses, folder)
        seen = Seen(reached=reached or witnesses["WITNESS_SECRET"] in said, said=said[:200])
    else:
        reached, points = kernels.try_case(case, witnesses, prefix, limits, folder)
        seen = Seen(reached=reached, points=points)
    honest = [*prefix, sys.executable, "-c", _HONEST]
    after = ways.run(honest, _NUMBER, 4 * _WALL_SECONDS, folder)
    return dataclasses.replace(seen, harmed=after.stdout.strip() != _SQUARE)


def _limits(case: Case) -> Limits:
    """Impatient where the case leaves it open: nobody else uses the guard."""
    limits = case.limits(Limits() if case.kind == "program" else NOTEBOOK_LIMITS)
    return dataclasses.replace(limits, wall_seconds=case.overrides.get("wall_seconds", _WALL_SECONDS))


def _program(layer: Layer, case: Case, witnesses: Mapping[str, str], folder: Path) -> tuple[str, bool]:
    """What it printed, and whether it says that it got through."""
    limits, file = _limits(case), folder / case.file.name
    asked = f"\nprint(repr({case.call}))\n" if case.call else ""
    file.write_text(case.source(witnesses) + asked)
    command = [sys.executable, str(file)]
    if case.language == "cpp":
        command = [str(folder / "program")]
        compiler = ["g++", "-std=c++17", "-O2", "-pipe", "-o", *command, str(file)]
        compiled = ways.run(
            [*ways.prefix(layer, _COMPILER, folder), *compiler], "", _COMPILER.wall_seconds, folder
        )
        if compiled.status != 0:
            return compiled.stdout, False
    ended = ways.run([*ways.prefix(layer, limits, folder), *command], "", limits.wall_seconds, folder)
    claims = case.wanted == _CONTAINED and ended.status == 0 and "contained" not in ended.stdout
    return ended.stdout, claims
