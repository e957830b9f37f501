"""What of this machine the sandbox shows: the system and one Python, nothing of ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Literal

Way = Literal["namespaces", "landlock"]

_SYSTEM: Final = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_SETTINGS: Final = ("/etc/alternatives", "/etc/ld.so.cache", "/etc/fonts", "/etc/mime.types")
_OUR_PACKAGES: Final = "lib/python3*/*-packages/lectorium*"
# A course's notebooks may import these; their test cells import the checks, from a source tree too.
_SHOWN: Final = ("lectorium_checks", "lectorium_client", "lectorium_wire")
_CHECKS: Final = "lectorium_checks"
_ASK: Final = "import json, sys; print(json.dumps([sys.prefix, sys.base_prefix, sys.base_exec_prefix]))"
_INLINE_PLOTS: Final = "module://matplotlib_inline.backend_inline"
_ENVIRONMENT: Final = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": "/tmp/home",
    "TMPDIR": "/tmp",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONHASHSEED": "0",  # the same order of sets in every run of a program
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUTF8": "1",
    "MPLCONFIGDIR": "/tmp/home/matplotlib",
    "MPLBACKEND": "Agg",
    "IPYTHONDIR": "/tmp/home/ipython",
    "JUPYTER_PLATFORM_DIRS": "1",
    # One submission, one core: more threads only get into each other's way.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How zygotes are made on this machine."""

    python: str
    hidden: tuple[Path, ...]
    uid: int
    """Who they run as where the worker is root."""
    way: Way = "namespaces"

    def __post_init__(self) -> None:
        """Raises ValueError for root: limits on processes don't hold for it."""
        if self.uid == 0:
            raise ValueError("the sandbox can't run programs as root")


def environment(preload: Iterable[str]) -> dict[str, str]:
    """All of the environment that code in the sandbox has."""
    in_kernel = any(name.startswith("ipykernel") for name in preload)
    return _ENVIRONMENT | ({"MPLBACKEND": _INLINE_PLOTS} if in_kernel else {})


@cache
def python_folders(python: str) -> tuple[str, ...]:
    """The folders a Python needs: its environment and the one it was made from."""
    if python == sys.executable:
        folders = [sys.prefix, sys.base_prefix, sys.base_exec_prefix]
    else:
        answer = subprocess.run(
            [python, "-I", "-c", _ASK], env={}, capture_output=True, check=True, timeout=60
        )
        folders = json.loads(answer.stdout)
    return tuple(dict.fromkeys(folders))


def make(recipe: Recipe, preload: Iterable[str]) -> dict[str, Any]:
    """The launcher's instructions, see `inside.root.build` and `inside.ways`."""
    python = recipe.python
    links = {path: str(Path(path).readlink()) for path in _SYSTEM if Path(path).is_symlink()}
    system = [path for path in (*_SYSTEM, *_SETTINGS) if Path(path).exists() and path not in links]
    wanted = [*system, *(os.path.realpath(folder) for folder in (*python_folders(python), *_checks(python)))]
    links |= _alias(python_folders(python))
    binds = _outermost(wanted)
    closed = [*map(os.path.realpath, recipe.hidden), *_our_packages(python)]
    hidden = [path for path in closed if _is_below(path, binds)]
    return {
        "way": recipe.way,
        "binds": binds,
        "links": links,
        "hidden": hidden,
        "readable": _without(binds, hidden) if recipe.way == "landlock" else [],
        "scratch": tempfile.gettempdir(),
        "uid": recipe.uid,
        "preload": list(preload),
    }


def _without(paths: Iterable[str], hidden: list[str]) -> list[str]:
    """The same places, as many smaller ones where something below must stay hidden."""
    found: list[str] = []
    for path in paths:
        if path in hidden:
            continue
        if _is_above(path, hidden):
            found += _without(map(str, Path(path).iterdir()), hidden)
        else:
            found.append(path)
    return found


def _is_above(path: str, others: list[str]) -> bool:
    return any(other.startswith(f"{path}/") for other in others)


def _checks(python: str) -> list[str]:
    """The checks' own folder: in a source tree it lies outside of the environment."""
    found = find_spec(_CHECKS) if python == sys.executable else None
    return [str(Path(found.origin).parent)] if found is not None and found.origin else []


def _outermost(paths: list[str]) -> list[str]:
    """Sorted, without those below another one. A whole machine is never shown."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if path == "/":
            raise ValueError("the Python of the sandbox has '/' as its prefix: use one in a folder")
        if not any(path.startswith(f"{other}/") for other in kept):
            kept.append(path)
    return kept


def _our_packages(python: str) -> list[str]:
    """The platform's own packages in that Python: the sample course and its answers lie in one."""
    folders = [Path(os.path.realpath(folder)) for folder in python_folders(python)]
    found = [path for folder in folders for path in folder.glob(_OUR_PACKAGES) if path.is_dir()]
    return [str(path) for path in found if path.name not in _SHOWN]


def _is_below(path: str, folders: list[str]) -> bool:
    """Whether it would be seen at all: only what is shown can need hiding."""
    return any(path.startswith(f"{folder}/") for folder in folders)


def _alias(folders: Iterable[str]) -> dict[str, str]:
    """A link for each folder that is itself reached through one."""
    return {folder: real for folder in folders if (real := os.path.realpath(folder)) != folder}
