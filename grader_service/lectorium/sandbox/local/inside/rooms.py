"""The one place where a submission's programs can write, empty for each of them."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from typing import Final

_FOLDERS: Final = ("home", "work", ".shm")
_MODE: Final = 0o755
_OURS: Final = 0o700
_BLOCK: Final = 512  # stat's unit, whatever the file system's


class Room:
    """A folder with `home`, `work` and `.shm` in it. `kept` names beside those are left alone."""

    def __init__(self, top: str, kept: Iterable[str] = ()) -> None:
        self.top = top
        self.home, self.work, self.shared = (f"{top}/{name}" for name in _FOLDERS)
        self._kept = frozenset(kept)
        self._fill()

    def clear(self) -> None:
        """Make it as it was at first. Everything that could write there must have ended."""
        if self._look() != self._untouched:
            os.chdir("/")
            self.empty()
            self._fill()

    def empty(self) -> None:
        """Delete everything in it, however deep, without following a link."""
        top = os.open(self.top, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            os.fchmod(top, _OURS)
            _delete_all(top, [name for name in os.listdir(top) if name not in self._kept])
        finally:
            os.close(top)

    def size(self, most: int) -> int | None:
        """Bytes used by all that lies in it; None where that is more than `most` files."""
        used, seen, folders = 0, 0, [self.top]
        while folders:
            try:
                with os.scandir(folders.pop()) as entries:
                    for entry in entries:
                        seen += 1
                        used += entry.stat(follow_symlinks=False).st_blocks * _BLOCK
                        if entry.is_dir(follow_symlinks=False):
                            folders.append(entry.path)
            except OSError:  # closed or deleted meanwhile
                continue
            if seen > most:
                return None
        return used

    def _fill(self) -> None:
        folders = (self.home, self.work, self.shared)
        for folder in folders:
            os.mkdir(folder)
        for folder in (self.top, *folders):
            os.chmod(folder, _MODE)
            _remove_marks(folder)
            os.utime(folder, ns=(0, 0))  # what is made or read there, however briefly, sets it to now
        os.chdir(self.work)
        self._untouched = self._look()

    def _look(self) -> list[tuple[int, ...]]:
        """What any change in it leaves a trace in: nobody can set ctime."""
        marks: list[tuple[int, ...]] = []
        for folder in (self.top, self.home, self.work, self.shared):
            now = os.stat(folder)
            marks.append((now.st_mode, now.st_atime_ns, now.st_mtime_ns, now.st_ctime_ns))
        return marks


def remove(top: str) -> None:
    """Delete a folder with all that is in it."""
    os.chdir("/")
    opened = os.open(top, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.fchmod(opened, _OURS)
        _delete_all(opened, os.listdir(opened))
    finally:
        os.close(opened)
    os.rmdir(top)


def _remove_marks(folder: str) -> None:
    """Extended attributes that a program may have left."""
    try:
        names = os.listxattr(folder)
    except OSError as error:
        if error.errno == errno.ENOTSUP:
            return
        raise
    for name in names:
        if name.startswith("user."):
            os.removexattr(folder, name)


def _delete_all(top: int, names: list[str]) -> None:
    """Delete entries of an open folder. What lies in a folder is moved up first: no depth is too deep."""
    fresh = os.urandom(8).hex()  # nobody could have made such a name
    made = 0
    while names:
        name = names.pop()
        try:
            os.unlink(name, dir_fd=top)
        except IsADirectoryError:
            os.chmod(name, _OURS, dir_fd=top)
            inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=top)
            for child in os.listdir(inner):
                made += 1
                names.append(f"{fresh}{made}")
                _move(child, names[-1], inner, top)
            os.close(inner)
            os.rmdir(name, dir_fd=top)


def _move(name: str, new: str, source: int, target: int) -> None:
    try:
        os.rename(name, new, src_dir_fd=source, dst_dir_fd=target)
    except PermissionError:  # a folder that its owner has closed
        os.chmod(name, _OURS, dir_fd=source)
        os.rename(name, new, src_dir_fd=source, dst_dir_fd=target)
