"""The file that a backup is: a compressed tar with a manifest at its end.

The manifest names every other member with its size and sha256, so that a damaged file is found before
anything is restored from it.
"""

import contextlib
import hashlib
import io
import json
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import zstandard

from lectorium_hub.stack.errors import StackError

FORMAT = 1
MANIFEST = "manifest.json"
SUFFIXES = (".tar.zst", ".tar.gz")
CHUNK_BYTES = 1 << 20
SPOOL_BYTES = 32 << 20


class Writer:
    """Adds members to an archive, and notes them for the manifest."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._files: dict[str, dict[str, Any]] = {}

    def add_bytes(self, name: str, data: bytes) -> None:
        """Add a member from memory."""
        info = tarfile.TarInfo(name)
        info.mode = 0o600
        self.add_stream(info, io.BytesIO(data))

    def add_path(self, name: str, path: Path) -> None:
        """Add a file of ours."""
        info = tarfile.TarInfo(name)
        info.mode = 0o600
        with path.open("rb") as file:
            self.add_stream(info, file)

    def add_stream(self, info: tarfile.TarInfo, source: IO[bytes]) -> None:
        """Add what a stream holds, even where somebody is writing to it meanwhile."""
        with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool:
            digest = hashlib.sha256()
            while chunk := source.read(CHUNK_BYTES):
                digest.update(chunk)
                spool.write(chunk)
            info.size = spool.tell()
            spool.seek(0)
            self._tar.addfile(info, spool)
        self._files[info.name] = {"bytes": info.size, "sha256": digest.hexdigest()}

    def add_empty(self, info: tarfile.TarInfo) -> None:
        """Add a folder or a link."""
        self._tar.addfile(info)

    def finish(self, facts: Mapping[str, Any]) -> None:
        """Write the manifest: the facts, and every file."""
        manifest = {"format": FORMAT, **facts, "files": self._files}
        data = json.dumps(manifest, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(data), 0o600
        self._tar.addfile(info, io.BytesIO(data))


@contextlib.contextmanager
def write_archive(path: Path) -> Iterator[Writer]:
    """Write an archive that only its owner can read; it appears under its name when it is whole.

    Raises:
        StackError: the name says no compression that we know, or the file can't be written.
    """
    if not path.name.endswith(SUFFIXES):
        raise StackError(
            f"A backup is a file that ends in {' or '.join(SUFFIXES)}, and {path.name} doesn't.",
            "Nothing has been written.",
            "Choose such a name.",
        )
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("wb") as file:
            draft.chmod(0o600)
            with _compressed(path, file) as stream, tarfile.open(fileobj=stream, mode="w|") as tar:
                yield Writer(tar)
        draft.replace(path)
    except OSError as error:
        raise StackError(
            f"The backup {path} couldn't be written ({error.strerror or error}).",
            "What runs goes on running, and no half file is left.",
            "Choose a folder with enough space that you may write to.",
        ) from error
    finally:
        draft.unlink(missing_ok=True)


@contextlib.contextmanager
def read_archive(path: Path) -> Iterator[tarfile.TarFile]:
    """Read an archive from its beginning to its end; raise `StackError` where it is damaged."""
    try:
        with (
            path.open("rb") as file,
            _decompressed(path, file) as stream,
            tarfile.open(fileobj=stream, mode="r|") as tar,
        ):
            yield tar
    except (tarfile.TarError, zstandard.ZstdError, EOFError, OSError) as error:
        raise damaged(path, str(error)) from error


def verify(path: Path) -> dict[str, Any]:
    """Read the whole archive against its manifest, and return that; raise `StackError` where they differ."""
    seen: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    with read_archive(path) as tar:
        for member in tar:
            source = tar.extractfile(member) if member.isfile() else None
            if source is None:
                continue
            if member.name == MANIFEST:
                manifest = json.loads(source.read())
                continue
            digest = hashlib.file_digest(source, "sha256")  # type: ignore[arg-type] # readable is enough
            seen[member.name] = {"bytes": member.size, "sha256": digest.hexdigest()}
    if manifest is None or manifest.get("format") != FORMAT:
        raise damaged(path, "it holds no manifest that this version understands")
    if manifest["files"] != seen:
        raise damaged(path, "its contents differ from its manifest")
    return manifest


def damaged(path: Path, why: str) -> StackError:
    """The error for a file that can't be restored from."""
    return StackError(
        f"{path} isn't a whole backup of Lectorium: {why}.",
        "Nothing has been restored, and nothing was changed.",
        "Use another backup; this one may have been cut off while it was copied.",
    )


@contextlib.contextmanager
def _compressed(path: Path, file: IO[bytes]) -> Iterator[IO[bytes]]:
    if path.name.endswith(".gz"):
        import gzip

        with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6) as stream:
            yield stream  # type: ignore[misc] # writable is enough
        return
    with zstandard.ZstdCompressor(level=6).stream_writer(file, closefd=False) as stream:
        yield stream


@contextlib.contextmanager
def _decompressed(path: Path, file: IO[bytes]) -> Iterator[IO[bytes]]:
    if path.name.endswith(".gz"):
        import gzip

        with gzip.GzipFile(fileobj=file, mode="rb") as stream:
            yield stream  # type: ignore[misc] # readable is enough
        return
    with zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True) as stream:
        yield stream
