"""What every store promises: each test runs on a folder and on a real S3 server."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from lectorium.storage import ObjectMissing, ObjectStore, open_store

ABSENT = hashlib.sha256(b"never stored").hexdigest()


def test_gives_back_what_was_stored(store: ObjectStore) -> None:
    name = store.put(b"print(1)\n")

    assert name == hashlib.sha256(b"print(1)\n").hexdigest()
    assert store.get(name) == b"print(1)\n"
    assert store.exists(name)


@pytest.mark.parametrize("size", [0, 1, 5 * 1024 * 1024])
def test_takes_empty_and_large_objects(store: ObjectStore, size: int) -> None:
    data = os.urandom(size)

    assert store.get(store.put(data)) == data


def test_another_process_sees_it(store: ObjectStore, url: str) -> None:
    name = store.put(b"kept")

    assert open_store(url).get(name) == b"kept"


def test_a_missing_object_is_named(store: ObjectStore) -> None:
    store.put(b"something else")

    with pytest.raises(ObjectMissing) as caught:
        store.get(ABSENT)

    assert caught.value.sha256 == ABSENT
    assert not store.exists(ABSENT)


def test_an_unused_store_is_empty(store: ObjectStore) -> None:
    assert list(store.iterate()) == []
    assert not store.exists(ABSENT)
    with pytest.raises(ObjectMissing):
        store.get(ABSENT)


def test_storing_twice_stores_once(store: ObjectStore) -> None:
    assert store.put(b"same") == store.put(b"same")
    assert len(list(store.iterate())) == 1


def test_iterates_over_every_name_in_order(store: ObjectStore) -> None:
    names = [store.put(str(number).encode()) for number in range(30)]

    assert list(store.iterate()) == sorted(names)


def test_concurrent_writers_of_one_object_agree(url: str) -> None:
    data = os.urandom(200_000)
    stores = [open_store(url) for _ in range(16)]

    with ThreadPoolExecutor(16) as pool:
        names = list(pool.map(lambda one: one.put(data), stores))

    assert set(names) == {hashlib.sha256(data).hexdigest()}
    assert list(stores[0].iterate()) == [names[0]]
    assert stores[0].get(names[0]) == data


def test_one_store_serves_many_threads(store: ObjectStore) -> None:
    blobs = [os.urandom(1000) for _ in range(64)]

    with ThreadPoolExecutor(16) as pool:
        names = list(pool.map(store.put, blobs))
        back = list(pool.map(store.get, names))

    assert back == blobs


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "ab", "A" * 64, "g" * 64, "a" * 63, "a" * 64 + "\n", "../" + "a" * 61]
)
def test_only_a_hash_is_a_name(store: ObjectStore, name: str) -> None:
    with pytest.raises(ValueError, match="not a sha256"):
        store.get(name)
    with pytest.raises(ValueError, match="not a sha256"):
        store.exists(name)
