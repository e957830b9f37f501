"""A backup and its restore where Postgres, the objects or both are run by somebody else."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from lectorium.storage import open_store
from lectorium_hub.stack import dumps
from lectorium_hub.stack.backup import DATABASES, back_up
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.ports import find_free
from lectorium_hub.stack.postgres import as_somebody, find_binaries
from lectorium_hub.stack.provision import plain
from lectorium_hub.stack.restore import restore
from lectorium_hub.stack.secrets import SecretFolder
from tests.stack.support import new_home, running
from tests.storage import weed as seaweed
from tests.support.postgres import running_postgres

pytestmark = [pytest.mark.stack, pytest.mark.slow, pytest.mark.timeout(300)]

BLOBS = {b"a notebook", b"", os.urandom(50_000)}
# The wheel's older generation: what a school may run already.
OLD = find_binaries().parents[1] / "pginstall" / "bin"


def quiet(_: str) -> None:
    pass


@pytest.fixture(scope="module")
def weed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[seaweed.Weed]:
    with seaweed.running(tmp_path_factory.mktemp("weed")) as server:
        yield server


@contextlib.contextmanager
def old_postgres(folder: Path) -> Iterator[str]:
    """A Postgres 16; yields its administrator's URL."""
    data, port = folder / "old", find_free()
    make = [str(OLD / "initdb"), f"--pgdata={data}", "--username=postgres", "--auth=trust", "-EUTF8"]
    subprocess.run(as_somebody(make), check=True, capture_output=True)
    options = ["-D", str(data), "-p", str(port), "-k", "", "-c", "fsync=off"]
    server = subprocess.Popen(as_somebody([str(OLD / "postgres"), *options]), stderr=subprocess.DEVNULL)
    url = f"postgresql://postgres:none@127.0.0.1:{port}/postgres"
    try:
        while True:
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(url).close()
                break
            assert server.poll() is None
            time.sleep(0.05)
        yield url
    finally:
        server.terminate()
        server.wait(30)


@contextlib.contextmanager
def configured(kind: str, folder: Path) -> Iterator[dict[str, str]]:
    """Settings of a stack with this kind of Postgres, which runs inside the block if it isn't our own."""
    if kind == "own":
        yield {}
    elif kind == "external":
        with running_postgres(migrated=False) as server:
            yield {"LECTORIUM_POSTGRES_ADMIN_URL": server.admin_url}
    else:
        with old_postgres(folder) as url:
            yield {"LECTORIUM_POSTGRES_ADMIN_URL": url}


def fill(home: Home) -> None:
    """A row in each database, blobs, and a person's file."""
    secrets = SecretFolder(home.secrets)
    for setting in DATABASES.values():
        with psycopg.connect(plain(secrets[setting])) as connection:
            connection.execute("CREATE TABLE kept (line text)")
            connection.execute("INSERT INTO kept VALUES (%s)", (f"SET transaction_timeout = 0;\n{setting}",))
    store = open_store(secrets["lectorium_objects_url"])
    for blob in BLOBS:
        store.put(blob)
    (home.users / "ada").mkdir(parents=True, exist_ok=True)
    (home.users / "ada" / "work.ipynb").write_text("{}")


def check_filled(home: Home) -> None:
    secrets = SecretFolder(home.secrets)
    for setting in DATABASES.values():
        with psycopg.connect(plain(secrets[setting])) as connection:
            rows = connection.execute("SELECT line FROM kept").fetchall()
            assert rows == [(f"SET transaction_timeout = 0;\n{setting}",)]
    store = open_store(secrets["lectorium_objects_url"])
    assert {store.get(name) for name in store.iterate()} == BLOBS
    assert (home.users / "ada" / "work.ipynb").read_text() == "{}"


@pytest.mark.parametrize("objects", ["folder", "s3"])
@pytest.mark.parametrize("kind", ["own", "external", "old"])
def test_every_mix_comes_back(
    kind: str, objects: str, tmp_path: Path, weed: seaweed.Weed, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved, home = tmp_path / "saved.tar.zst", new_home(tmp_path, "new")
    for number, one in enumerate((new_home(tmp_path, "before"), home)):
        bucket = f"{kind}{number}"
        if objects == "s3":
            monkeypatch.setenv("LECTORIUM_OBJECTS_URL", weed.url(bucket))
        (tmp_path / str(number)).mkdir()
        with configured(kind, tmp_path / str(number)) as settings:
            for name, value in settings.items():
                monkeypatch.setenv(name, value)
            if one is home:
                restore(home, saved, quiet)
                with running(home, "roles"):
                    check_filled(home)
                continue
            with running(one, "roles"):
                fill(one)
            back_up(one, saved, quiet)


def test_databases_in_use_are_not_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, saved = new_home(tmp_path), tmp_path / "saved.tar.zst"
    with running_postgres(migrated=False) as server:
        monkeypatch.setenv("LECTORIUM_POSTGRES_ADMIN_URL", server.admin_url)
        with running(home, "roles"):
            fill(home)
        back_up(home, saved, quiet)
        with pytest.raises(StackError, match=r"127\.0\.0\.1:\d+/lectorium holds tables already") as refused:
            restore(home, saved, quiet, force=True)
        with running(home, "roles"):
            check_filled(home)
    assert "password" not in str(refused.value)


def test_a_server_newer_than_our_programs_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, saved = new_home(tmp_path), tmp_path / "saved.tar.zst"
    with running(home, "roles"):
        monkeypatch.setattr(dumps, "VERSION", "16")
        with pytest.raises(StackError, match="runs Postgres 18, and our pg_dump is of 16"):
            back_up(home, saved, quiet)
    assert not saved.exists()


def test_a_home_that_was_never_started_has_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LECTORIUM_POSTGRES_ADMIN_URL", "postgresql://admin:none@127.0.0.1:9/postgres")
    with pytest.raises(StackError, match="nothing to back up"):
        back_up(new_home(tmp_path), tmp_path / "saved.tar.zst", quiet)
