"""What a store of immutable blobs promises, whatever it is made of.

A blob's name is the sha256 of its content. So a name can never come to mean something else, storing
twice stores once, and every reader can check what it got.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Protocol

from lectorium.kit.errors import Unavailable

_NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)


class StorageError(Unavailable):
    """The store could not do what it was asked.

    ``detail`` is for whoever was working; ``str(error)`` is for who runs the platform.
    """

    default_code = "storage_unavailable"

    def __init__(self, reason: str) -> None:
        super().__init__(
            "The place where work is kept doesn't answer as it should. What was saved before is safe."
            " Try again in a minute; if it stays so, tell whoever runs this platform."
        )
        self.args = (reason,)


class ObjectMissing(StorageError):
    """No object has this name."""

    default_code = "object_missing"

    def __init__(self, sha256: str) -> None:
        super().__init__(
            f"The object {sha256} is not in the store. Everything else is untouched."
            " If a backup has it, restore it; otherwise what referred to it has lost its content."
        )
        self.sha256 = sha256


class ObjectCorrupt(StorageError):
    """The bytes under this name are not the ones that were stored."""

    default_code = "object_corrupt"

    def __init__(self, sha256: str) -> None:
        super().__init__(
            f"The object {sha256} is damaged: its content doesn't match its name."
            " Nothing was handed out. Store the same content again or restore it from a backup."
        )
        self.sha256 = sha256


class StorageRefused(StorageError):
    """The store answers, and doesn't let us in or can't be used as it is set up."""

    default_code = "storage_refused"


class StorageUnavailable(StorageError):
    """The store didn't answer, or failed, after a bounded number of tries."""


class ObjectStore(Protocol):
    """A durable set of immutable blobs; safe to share between threads.

    Every method may raise :class:`StorageUnavailable` or :class:`StorageRefused`, and ``ValueError``
    for a name that is no lower-case sha256 in hexadecimal.
    """

    def put(self, data: bytes) -> str:
        """Store ``data`` and return its sha256 in hexadecimal; on return it survives a power cut."""
        ...

    def get(self, sha256: str) -> bytes:
        """Return the blob, checked against its name; raise ObjectMissing or ObjectCorrupt."""
        ...

    def exists(self, sha256: str) -> bool:
        """Whether the blob is there; its content is not checked."""
        ...

    def iterate(self) -> Iterator[str]:
        """Yield the name of every blob, in ascending order."""
        ...


def digest(data: bytes) -> str:
    """The name of ``data``: 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def address(sha256: str) -> str:
    """Where the blob lies in a store, ``ab/cdef…``; ``ValueError`` unless it is a sha256."""
    if not _NAME.fullmatch(sha256):
        message = f"not a sha256 in lower-case hexadecimal: {sha256[:80]!r}"
        raise ValueError(message)
    return f"{sha256[:2]}/{sha256[2:]}"


def name_at(path: str) -> str | None:
    """The name of the blob lying at ``path``, or None where no blob of ours can lie."""
    shard, _, rest = path.partition("/")
    name = shard + rest
    return name if _NAME.fullmatch(name) and path == address(name) else None


def checked(sha256: str, data: bytes) -> bytes:
    """Hand out ``data`` if it is what its name says; raise ObjectCorrupt otherwise."""
    if digest(data) != sha256:
        raise ObjectCorrupt(sha256)
    return data
