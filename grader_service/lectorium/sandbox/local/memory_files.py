"""Files in memory that are handed into the sandbox: no pipe can block, nothing reaches a disk."""

from __future__ import annotations

import fcntl
import os


def given(data: bytes) -> int:
    """A file with this content, to be read from its start; nobody can change it."""
    file = os.memfd_create("given", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]
    os.lseek(file, 0, os.SEEK_SET)
    seals = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL
    fcntl.fcntl(file, fcntl.F_ADD_SEALS, seals)
    return file


def empty(append: bool = True) -> int:
    """An empty file. With `append`, several processes can write to it without overwriting."""
    file = os.memfd_create("output", os.MFD_CLOEXEC)
    if append:
        fcntl.fcntl(file, fcntl.F_SETFL, os.O_APPEND)
    return file


def read(file: int, limit: int) -> tuple[bytes, int]:
    """The first `limit` bytes of a file, and its whole size."""
    size = os.fstat(file).st_size
    return os.pread(file, min(size, limit), 0) if size else b"", size


def text(file: int, limit: int) -> tuple[str, bool]:
    """What was printed, safe to store and show; cut at `limit` bytes, and then it says so.

    NULs and bytes that are no UTF-8 are escaped. Returns the text and whether it was cut.
    """
    data, size = read(file, limit)
    cut = size > limit
    clean = clean_text(_whole_characters(data) if cut else data)
    return (f"{clean}\n[cut here: {size} bytes were printed, {limit} are kept]" if cut else clean), cut


def clean_text(data: bytes) -> str:
    """Bytes as text without NULs and without lone surrogates."""
    return data.decode("utf-8", "backslashreplace").replace("\0", "\\x00")


def _whole_characters(data: bytes) -> bytes:
    """Without the character that a cut has split, if it has."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte & 0xC0 == 0x80:
            continue
        length = 1 if byte < 0x80 else 2 if byte >> 5 == 6 else 3 if byte >> 4 == 14 else 4
        return data[:-back] if length > back else data
    return data
