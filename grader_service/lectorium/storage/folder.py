"""Blobs in a folder of this machine: ``ab/cdef…``, written once and never changed."""

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from lectorium.storage.contract import (
    ObjectCorrupt,
    ObjectMissing,
    StorageRefused,
    StorageUnavailable,
    address,
    checked,
    digest,
    name_at,
)

_UNFINISHED = "unfinished"
_LITTER_AGE_SECONDS = 3600.0


class FolderStore:
    """An :class:`~lectorium.storage.contract.ObjectStore` below one folder, private to its owner.

    A blob is written aside, synced, and linked to its name; then the folder is synced. So a name
    never shows half a blob, whoever else writes the same one and whenever the power fails.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._unfinished = root / _UNFINISHED
        self._synced: set[str] = set()
        with _explained(root):
            root.parent.mkdir(parents=True, exist_ok=True)
            root.mkdir(exist_ok=True, mode=0o700)
            self._unfinished.mkdir(exist_ok=True, mode=0o700)
            self._sweep()

    def put(self, data: bytes) -> str:
        sha256 = digest(data)
        target = self._root / address(sha256)
        with _explained(self._root):
            target.parent.mkdir(exist_ok=True, mode=0o700)
            if not self._holds(sha256):
                self._write(target, data)
            # Also where another writer linked it first: it may not have synced the folders yet.
            _sync_folder(target.parent)
            self._sync_shard(target.parent.name)
        return sha256

    def _sync_shard(self, shard: str) -> None:
        """See that a shard's own name is on the disk; it stays there, so once is enough."""
        if shard not in self._synced:
            _sync_folder(self._root)
            self._synced.add(shard)

    def get(self, sha256: str) -> bytes:
        path = self._root / address(sha256)
        with _explained(self._root):
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                raise ObjectMissing(sha256) from None
        return checked(sha256, data)

    def exists(self, sha256: str) -> bool:
        with _explained(self._root):
            return (self._root / address(sha256)).is_file()

    def iterate(self) -> Iterator[str]:
        with _explained(self._root):
            for shard in sorted(path for path in self._root.iterdir() if path.is_dir()):
                names = (name_at(f"{shard.name}/{path.name}") for path in sorted(shard.iterdir()))
                yield from (name for name in names if name)

    def _holds(self, sha256: str) -> bool:
        """Whether a sound copy is there; a damaged one is written again."""
        try:
            self.get(sha256)
        except (ObjectMissing, ObjectCorrupt):
            return False
        return True

    def _write(self, target: Path, data: bytes) -> None:
        handle, name = tempfile.mkstemp(dir=self._unfinished)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fchmod(handle, 0o400)
                os.fsync(handle)
            self._link(Path(name), target)
        finally:
            Path(name).unlink(missing_ok=True)

    @staticmethod
    def _link(written: Path, target: Path) -> None:
        try:
            os.link(written, target)
        except FileExistsError:
            # Another writer's copy of the same bytes, or a damaged one: ours may replace either.
            written.replace(target)

    def _sweep(self) -> None:
        """Remove what writers left behind that were killed before they could link it."""
        before = time.time() - _LITTER_AGE_SECONDS
        for path in self._unfinished.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _explained(root: Path) -> Iterator[None]:
    """Say what an operating system's error means for the store."""
    try:
        yield
    except PermissionError as error:
        message = (
            f"The object store's folder {root} may not be used: {error.strerror}."
            " Nothing was changed. Give this process's user read and write access to it."
        )
        raise StorageRefused(message) from error
    except OSError as error:
        message = (
            f"The object store's folder {root} can't be used: {error.strerror}."
            " What was stored before is untouched. Check that the disk is mounted and has room."
        )
        raise StorageUnavailable(message) from error
