import hashlib
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from minio import Minio

from lectorium.storage import ObjectCorrupt, ObjectStore, StorageRefused, StorageUnavailable, open_store
from lectorium.storage.s3 import Bucket, S3Store
from tests.storage.weed import Weed

DATA = b"a student's notebook"
NAME = hashlib.sha256(DATA).hexdigest()
KEY = f"{NAME[:2]}/{NAME[2:]}"
ACTS: dict[str, Callable[[ObjectStore], object]] = {
    "put": lambda store: store.put(DATA),
    "get": lambda store: store.get(NAME),
    "exists": lambda store: store.exists(NAME),
    "iterate": lambda store: list(store.iterate()),
}


@pytest.fixture
def admin(weed: Weed) -> Minio:
    return Minio(
        f"127.0.0.1:{weed.port}", access_key=weed.access_key, secret_key=weed.secret_key, secure=False
    )


def overwrite(admin: Minio, bucket: str, data: bytes) -> None:
    from io import BytesIO

    admin.put_object(bucket, KEY, BytesIO(data), len(data))


def test_a_damaged_object_is_not_handed_out_and_heals(weed: Weed, admin: Minio) -> None:
    store = open_store(weed.url("damaged"))
    store.put(DATA)
    overwrite(admin, "damaged", b"something else")

    with pytest.raises(ObjectCorrupt):
        store.get(NAME)

    store.put(DATA)
    assert store.get(NAME) == DATA


def test_a_sound_object_is_written_once(weed: Weed, admin: Minio) -> None:
    store = open_store(weed.url("once"))
    store.put(DATA)
    before = admin.stat_object("once", KEY).last_modified
    time.sleep(1.1)  # the server's times are whole seconds

    store.put(DATA)

    assert admin.stat_object("once", KEY).last_modified == before


def test_many_first_writers_make_the_bucket_once(weed: Weed) -> None:
    stores = [open_store(weed.url("brand-new")) for _ in range(8)]

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda store: store.put(DATA), stores)) == {NAME}


@pytest.mark.parametrize("act", ACTS)
def test_a_wrong_secret_is_said_in_words(weed: Weed, act: str) -> None:
    store = open_store(weed.url("locked", secret="not-the-secret"))

    with pytest.raises(StorageRefused, match="Check the access key and the secret") as caught:
        ACTS[act](store)

    assert "not-the-secret" not in str(caught.value)
    assert "127.0.0.1" not in caught.value.detail, "students need not know where the store is"
    assert caught.value.status == 503


def test_an_unreachable_server_is_said_in_words_and_soon() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        store = open_store(f"s3+http://key:secret@127.0.0.1:{nobody.getsockname()[1]}/bucket")
        started = time.monotonic()

        with pytest.raises(StorageUnavailable, match="Check that it runs"):
            store.put(DATA)

    assert time.monotonic() - started < 10


class Failing(BaseHTTPRequestHandler):
    """A server that is up and can't do its work."""

    asked = 0

    def do_GET(self) -> None:
        type(self).asked += 1
        self.send_response(503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


@pytest.fixture
def failing() -> Iterator[int]:
    Failing.asked = 0
    with ThreadingHTTPServer(("127.0.0.1", 0), Failing) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_a_failing_server_is_asked_a_bounded_number_of_times(failing: int) -> None:
    store = open_store(f"s3+http://key:secret@127.0.0.1:{failing}/bucket?region=us-east-1")

    with pytest.raises(StorageUnavailable, match="doesn't answer as it should"):
        store.get(NAME)

    assert Failing.asked == 4


def test_key_and_secret_may_hold_any_character(weed: Weed) -> None:
    bucket = open_store("s3+https://a%2Fb:c%40d%3A@objects.example:9000/marks?region=eu-1")

    assert isinstance(bucket, S3Store)
    assert bucket.bucket == Bucket("objects.example:9000", "marks", "a/b", "c@d:", region="eu-1")
    assert "c@d" not in repr(bucket.bucket)


@pytest.mark.parametrize(
    "url", ["s3+http://host/bucket", "s3+https://key:secret@host", "s3+https://key:secret@host/a/b"]
)
def test_an_incomplete_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="KEY:SECRET@host"):
        open_store(url)
