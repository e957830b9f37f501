"""People's homes: a folder each, closed to everybody else, owned by a user id of its own where we are root.

The folder's owner is the record of who has which user id: it is kept over restarts, travels
with a backup, and needs no operating system account.
"""

from __future__ import annotations

import fcntl
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PRIVATE = 0o700
# Below 65536, so that it also fits into a container's map of ids; above what adduser hands out first,
# and outside of what systemd and distributions reserve (60000 and above).
FIRST_ID, LAST_ID = 40_000, 59_999


class NoIdLeft(Exception):
    """All user ids of the range belong to homes already."""


@dataclass(frozen=True)
class PersonalHome:
    """A person's folder, and the user id that owns it; None where it is our own."""

    path: Path
    uid: int | None


def can_give_ids(id_map: str | None = None) -> bool:
    """Whether we are root, over a range of ids that holds those we give away."""
    text = Path("/proc/self/uid_map").read_text() if id_map is None else id_map
    ranges = [
        (int(row[0]), int(row[0]) + int(row[2])) for row in (line.split() for line in text.splitlines())
    ]
    covered = any(low <= FIRST_ID and high > LAST_ID for low, high in ranges)
    return os.geteuid() == 0 and covered


def prepare(folder: Path, name: str, *, own_ids: bool) -> PersonalHome:
    """The person's home, made if it isn't there; raises :class:`NoIdLeft`, ``OSError``.

    ``name`` must be a single path component.
    """
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    path = folder / name
    if path.parent != folder or path.name != name or name in {".", ".."}:
        raise ValueError(f"{name!r} can't be a folder's name")
    with _locked(folder):
        if path.is_symlink() or not path.is_dir():
            _make(path, _next_id(folder) if own_ids else None)
    return PersonalHome(path, path.stat().st_uid if own_ids else None)


def _make(path: Path, uid: int | None) -> None:
    # Given away before it has its name: a crash between leaves no home that belongs to root.
    draft = path.with_name(f".{path.name}.new")
    draft.mkdir(mode=PRIVATE, exist_ok=True)
    if uid is not None:
        os.chown(draft, uid, uid)
    draft.rename(path)


def _next_id(folder: Path) -> int:
    taken = {entry.stat(follow_symlinks=False).st_uid for entry in folder.iterdir()}
    # Two installations on one machine begin at different places, so that their people rarely share an id.
    count = LAST_ID - FIRST_ID + 1
    begin = zlib.crc32(os.fsencode(folder.absolute()))
    for step in range(count):
        uid = FIRST_ID + (begin + step) % count
        if uid not in taken:
            return uid
    raise NoIdLeft(f"All user ids from {FIRST_ID} to {LAST_ID} belong to homes in {folder}.")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
