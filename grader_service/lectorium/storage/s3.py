"""Blobs in a bucket of any S3 server that knows ``If-None-Match`` on writes (AWS, MinIO, SeaweedFS…)."""

import contextlib
import hashlib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

import certifi
import urllib3
from minio import Minio
from minio.error import MinioException, S3Error
from tenacity import retry, retry_if_exception, stop_after_attempt, wait_random_exponential

from lectorium.storage.contract import (
    ObjectCorrupt,
    ObjectMissing,
    StorageError,
    StorageRefused,
    StorageUnavailable,
    address,
    checked,
    digest,
    name_at,
)

# Three more tries, waiting 0.2, 0.4 and 0.8 s: longer outages are the caller's to retry, as a job.
_RETRIES = urllib3.Retry(
    total=3,
    backoff_factor=0.2,
    status_forcelist=[500, 502, 503, 504],
    raise_on_status=False,
    allowed_methods=None,
)
_TIMEOUT = urllib3.Timeout(connect=5.0, read=60.0)
_CONNECTIONS = 16
_MISSING = {"NoSuchKey", "NoSuchBucket"}
_LOCKED_OUT = {
    "AccessDenied",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "AuthorizationHeaderMalformed",
    "InvalidToken",
    "ExpiredToken",
}


@dataclass(frozen=True)
class Bucket:
    """Where the objects are, and the key that opens it; the secret is kept out of every message."""

    host: str
    name: str
    access_key: str
    secret_key: str = field(repr=False)
    secure: bool = True
    region: str | None = None

    def __str__(self) -> str:
        return f"{self.name} at {self.host}"


class S3Store:
    """An :class:`~lectorium.storage.contract.ObjectStore` in one bucket; open one per process.

    The bucket is made by the first write if it isn't there. Opening asks nothing of the network:
    a wrong address or key shows at the first use.
    """

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket
        self._client = _Client(
            bucket.host,
            access_key=bucket.access_key,
            secret_key=bucket.secret_key,
            secure=bucket.secure,
            region=bucket.region,
            http_client=urllib3.PoolManager(
                maxsize=_CONNECTIONS,
                timeout=_TIMEOUT,
                retries=_RETRIES,
                cert_reqs="CERT_REQUIRED",
                ca_certs=certifi.where(),
            ),
        )

    def put(self, data: bytes) -> str:
        sha256 = digest(data)
        with self._explained():
            if not self._create(sha256, data) and not self._sound(sha256):
                self._client.write(self.bucket.name, address(sha256), data)
        return sha256

    def get(self, sha256: str) -> bytes:
        key = address(sha256)
        with self._explained():
            try:
                response = self._client.get_object(self.bucket.name, key)
            except S3Error as error:
                if error.code in _MISSING:
                    raise ObjectMissing(sha256) from None
                raise
            try:
                data = response.read()
            finally:
                response.close()
                response.release_conn()
        return checked(sha256, data)

    def exists(self, sha256: str) -> bool:
        key = address(sha256)
        with self._explained():
            try:
                self._client.stat_object(self.bucket.name, key)
            except S3Error as error:
                if error.code in _MISSING:
                    return False
                raise
        return True

    def iterate(self) -> Iterator[str]:
        with self._explained():
            try:
                for found in self._client.list_objects(self.bucket.name, recursive=True):
                    name = name_at(found.object_name or "")
                    if name:
                        yield name
            except S3Error as error:
                if error.code not in _MISSING:
                    raise

    def _create(self, sha256: str, data: bytes) -> bool:
        """Write unless the name is taken; False where it is."""
        key = address(sha256)
        try:
            return self._client.create(self.bucket.name, key, data)
        except S3Error as error:
            if error.code != "NoSuchBucket":
                raise
        self._make_bucket()
        return self._client.create(self.bucket.name, key, data)

    def _make_bucket(self) -> None:
        try:
            self._client.make_bucket(self.bucket.name)
        except S3Error as error:
            # Another process was faster.
            if error.code not in {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}:
                raise

    def _sound(self, sha256: str) -> bool:
        """Whether the copy that is there is undamaged, so that nothing needs to be written again."""
        try:
            self.get(sha256)
        except (ObjectCorrupt, ObjectMissing):
            return False
        return True

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        """Say what an error of the wire means for the store."""
        try:
            yield
        except S3Error as error:
            raise self._refused(error) from error
        except (urllib3.exceptions.HTTPError, MinioException) as error:
            raise self._unavailable(error) from error

    def _refused(self, error: S3Error) -> StorageError:
        if error.code in _LOCKED_OUT:
            return StorageRefused(
                f"The object store {self.bucket} refused our key ({error.code}). Nothing was changed."
                " Check the access key and the secret in LECTORIUM_OBJECTS_URL, and what the key may do."
            )
        if error.response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return self._unavailable(error)
        return StorageRefused(
            f"The object store {self.bucket} refused the request ({error.code}: {error.message})."
            " Nothing was changed. Check that LECTORIUM_OBJECTS_URL names the right bucket."
        )

    def _unavailable(self, error: Exception) -> StorageUnavailable:
        return StorageUnavailable(
            f"The object store {self.bucket} doesn't answer as it should ({type(error).__name__})."
            " What was stored before is untouched. Check that it runs and can be reached, and try again."
        )


def _is_contended(error: BaseException) -> bool:
    """Whether a conditional write met another one of the same object: the server asks to try again."""
    return isinstance(error, S3Error) and error.code == "ConditionalRequestConflict"


class _Client(Minio):
    """The client, and the one request it has no public method for: a write that never replaces."""

    def create(self, bucket: str, key: str, data: bytes) -> bool:
        """Write the object unless it exists; False if it does."""
        try:
            self._create_soon(bucket, key, data)
        except S3Error as error:
            if error.response.status == HTTPStatus.PRECONDITION_FAILED:
                return False
            raise
        return True

    @retry(
        retry=retry_if_exception(_is_contended),
        stop=stop_after_attempt(4),
        wait=wait_random_exponential(multiplier=0.1, max=1.0),
        reraise=True,
    )
    def _create_soon(self, bucket: str, key: str, data: bytes) -> None:
        self.write(bucket, key, data, {"If-None-Match": "*"})

    def write(self, bucket: str, key: str, data: bytes, headers: dict[str, str] | None = None) -> None:
        """Write the object in one request, which carries checksums that the server verifies."""
        md5 = b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()
        self._put_object(
            bucket,
            key,
            data,
            headers={
                "Content-Type": "application/octet-stream",
                "Content-MD5": md5,
                **(headers or {}),
            },
        )
