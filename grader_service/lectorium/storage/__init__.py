"""Immutable blobs, named by their sha256: in a folder, or on any S3 server."""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from lectorium.storage.contract import (
    ObjectCorrupt,
    ObjectMissing,
    ObjectStore,
    StorageError,
    StorageRefused,
    StorageUnavailable,
)
from lectorium.storage.folder import FolderStore
from lectorium.storage.s3 import Bucket, S3Store

__all__ = [
    "ObjectCorrupt",
    "ObjectMissing",
    "ObjectStore",
    "StorageError",
    "StorageRefused",
    "StorageUnavailable",
    "open_store",
]


def open_store(url: str) -> ObjectStore:
    """Open the store that ``url`` names.

    ``folder:///absolute/path``, or ``s3+https://KEY:SECRET@host[:port]/bucket[?region=NAME]``
    (``s3+http`` too; percent-encode key and secret). ``ValueError`` for anything else.
    """
    scheme = urlsplit(url).scheme
    if scheme == "folder":
        return FolderStore(_folder(url))
    if scheme in {"s3+http", "s3+https"}:
        return S3Store(_bucket(url))
    message = f"objects_url starts with folder:// or s3+http(s)://, not {scheme!r}"
    raise ValueError(message)


def _folder(url: str) -> Path:
    parts = urlsplit(url)
    path = Path(unquote(parts.path))
    if parts.netloc or not path.is_absolute() or path == Path("/"):
        raise ValueError("objects_url for a folder is folder:///absolute/path, with three slashes")
    return path


def _bucket(url: str) -> Bucket:
    parts = urlsplit(url)
    name = parts.path.strip("/")
    if not (parts.hostname and parts.username and parts.password and name) or "/" in name:
        raise ValueError("objects_url for S3 is s3+https://KEY:SECRET@host[:port]/bucket")
    return Bucket(
        host=parts.netloc.rpartition("@")[2],
        name=name,
        access_key=unquote(parts.username),
        secret_key=unquote(parts.password),
        secure=parts.scheme == "s3+https",
        region=parse_qs(parts.query).get("region", [None])[0],
    )
