"""Start a program as root or as an ordinary user, among mounts of its own. Needs root.

    python -m tests.sandbox.start_as UID COMMAND …

What others mount meanwhile isn't seen. A checkout below a folder that is closed to others (root's
home, as on many a build machine) is shown to an ordinary user at its own path.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lectorium.sandbox.local.inside import linux

_CHECKOUT: Final = Path(__file__).parents[2]


def main() -> None:
    uid, command = int(sys.argv[1]), sys.argv[2:]
    linux.unshare(linux.CLONE_NEWNS)
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    if uid != 0:
        _open_the_way(_needed())
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    os.chdir(_CHECKOUT)
    os.execv(command[0], command)


def _needed() -> list[Path]:
    """The outermost of the folders that Python and the checkout lie in."""
    folders = [str(_CHECKOUT), sys.prefix, sys.base_prefix, *filter(os.path.isdir, sys.path)]
    paths = sorted({Path(os.path.realpath(path)) for path in folders})
    return [path for path in paths if not any(other in path.parents for other in paths)]


def _open_the_way(needed: list[Path]) -> None:
    """Lay an open folder over each closed one, with nothing in it but what is needed."""
    closed = {way for path in needed for way in [_first_closed(path)] if way is not None}
    opened = {path: os.open(path, os.O_PATH) for path in needed if _first_closed(path) in closed}
    for way in closed:
        linux.mount("tmpfs", str(way), "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "mode=0755,size=1m")
    for path, descriptor in opened.items():
        path.mkdir(parents=True)
        linux.mount(f"/proc/self/fd/{descriptor}", str(path), None, linux.MS_BIND | linux.MS_REC)
        os.close(descriptor)


def _first_closed(path: Path) -> Path | None:
    return next(_closed(path), None)


def _closed(path: Path) -> Iterator[Path]:
    for folder in reversed(path.parents):
        if not folder.stat().st_mode & stat.S_IXOTH:
            yield folder


if __name__ == "__main__":
    main()
