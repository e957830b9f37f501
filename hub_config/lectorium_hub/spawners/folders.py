"""What a sandbox must be shown so that our Python and our packages run in it, and not a folder more."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

SYSTEM = Path("/usr")
# Our packages beside a student's kernel. Installed from a wheel they lie in the environment; in a
# checkout each lies somewhere else.
PACKAGES = (
    "lectorium_wire",
    "lectorium_proxy",
    "lectorium_client",
    "lectorium_checks",
    "lectorium_lab",
    "lectorium_notebooks",
)
# ipykernel's debugger opens a port on the loopback that asks nobody for a password: whoever sits on the
# same machine could run code in a neighbour's kernel. Without debugpy there is no such port.
# jsonschema takes rfc3987_syntax where it is there, which builds a grammar for a second when imported.
HIDDEN = ("debugpy", "rfc3987_syntax")
# Packages of ours with no business beside a student's kernel: the sample course and its answers lie in one.
TRUSTED = ("lectorium", "lectorium_server", "lectorium_hub")
# Where JupyterLab finds node beside our Python (it is the proxy's) it asks yarn for its settings, twice, at
# every start of a server.
HIDDEN_PROGRAMS = ("node",)


def needed() -> tuple[Path, ...]:
    """The folders outside of the system's own, as short a list as serves."""
    wanted = [*_interpreter(), *_packages(), *_lab_extensions()]
    return tuple(_outermost(path for path in wanted if not path.is_relative_to(SYSTEM)))


def hidden() -> tuple[Path, ...]:
    """What must look empty among the shown: folders of packages, and programs."""
    programs = (Path(sys.executable).parent / name for name in HIDDEN_PROGRAMS)
    packages = (path for name in HIDDEN for path in _locations(name))
    outside = (path for path in (*packages, *programs) if not path.is_relative_to(SYSTEM))
    return tuple(path for path in (*outside, *trusted((SYSTEM, *needed()))) if path.exists())


def trusted(shown: Iterable[Path]) -> Iterator[Path]:
    """Our trusted packages where a shown folder holds them: installed from a wheel they all lie together."""
    folders = tuple(shown)
    for path in (path for name in TRUSTED for path in _locations(name)):
        if any(path.is_relative_to(folder) for folder in folders):
            yield path


def _interpreter() -> Iterator[Path]:
    for name in (sys.prefix, sys.base_prefix, sys.base_exec_prefix):
        yield Path(name)
        yield Path(name).resolve()
    step = Path(sys.executable)
    while step.is_symlink():
        step = step.parent / step.readlink()
        # …/bin/python: a link may lead through folders that aren't prefixes of this interpreter.
        yield step.parent.parent if step.parent.name == "bin" else step.parent


def _packages() -> Iterator[Path]:
    for name in PACKAGES:
        yield from _locations(name)


def _locations(name: str) -> Iterator[Path]:
    spec = find_spec(name)
    if spec is not None:
        yield from (Path(place) for place in spec.submodule_search_locations or ())


def _lab_extensions() -> Iterator[Path]:
    """Where linked front-end extensions really are (``jupyter labextension develop`` links them)."""
    folder = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
    for entry in (*folder.glob("*"), *folder.glob("@*/*")):
        if entry.is_symlink() and entry.exists():
            yield entry.resolve()


def _outermost(paths: Iterable[Path]) -> list[Path]:
    kept: list[Path] = []
    for path in sorted({Path(path) for path in paths}, key=lambda path: len(path.parts)):
        if path.exists() and not any(path.is_relative_to(other) for other in kept):
            kept.append(path)
    return kept
