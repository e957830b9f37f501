"""The stack on a Postgres, a queue and an object store that somebody else runs."""

from pathlib import Path

import httpx
import pytest
import redis

from lectorium.kit.database import Database
from lectorium.rooms.people import api as people
from lectorium.storage import open_store
from lectorium_hub.cli.up import read_logins
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.secrets import SecretFolder
from lectorium_hub.stack.state import last_status
from tests.stack.support import STORES, lectorium, new_home, running
from tests.storage import weed as seaweed
from tests.support.postgres import running_postgres

pytestmark = [pytest.mark.stack, pytest.mark.slow, pytest.mark.timeout(600)]


def test_everything_external(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = new_home(tmp_path, "other")
    (tmp_path / "weed").mkdir()
    with (
        running_postgres(migrated=False) as postgres,
        running(other, "valkey"),
        seaweed.running(tmp_path / "weed") as weed,
    ):
        redis_url = SecretFolder(other.secrets)["lectorium_redis_url"]
        monkeypatch.setenv("LECTORIUM_POSTGRES_ADMIN_URL", postgres.admin_url)
        monkeypatch.setenv("LECTORIUM_REDIS_URL", redis_url)
        monkeypatch.setenv("LECTORIUM_OBJECTS_URL", weed.url("lectorium"))
        try:
            done = lectorium(home, "up", "--port", "0")
            assert done.returncode == 0, done.stdout + done.stderr
            names = {part.name for part in last_status(home).parts}
            assert not names & {"postgres", "valkey"}
            assert not home.postgres.exists()
            assert httpx.get(f"{last_status(home).url}/hub/login").status_code == 200
            check_that_data_lie_there(home, redis_url, weed.url("lectorium"))
        finally:
            lectorium(home, "down")


def check_that_data_lie_there(home: Home, redis_url: str, objects_url: str) -> None:
    secrets = SecretFolder(home.secrets)
    database = Database(secrets["lectorium_database_url"], pool_size=1)
    with database.transaction() as session:
        found = [people.by_login_name(session, login["username"]) for login in read_logins(home)]
    database.close()
    assert found
    assert all(found)
    assert list(open_store(objects_url).iterate())
    assert not any(home.objects.iterdir())
    with redis.Redis.from_url(redis_url) as queue:
        assert queue.keys("_kombu*")


def test_an_external_postgres_that_is_away_is_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LECTORIUM_POSTGRES_ADMIN_URL", "postgresql://admin:secret@127.0.0.1:9/postgres")
    done = lectorium(home, "up", "--port", "0")
    assert done.returncode == 1
    assert "The step roles failed" in done.stderr
    assert "secret" not in done.stderr


def test_roles_given_one_by_one_are_used_as_they_are(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = new_home(tmp_path, "other")
    with running(other, *STORES):
        theirs = SecretFolder(other.secrets)
        names = [f"lectorium_{name}_url" for name in ("database", "owner_database", "demo_database")]
        names += ["lectorium_hub_people_url", "lectorium_hub_database_url"]
        for name in names:
            monkeypatch.setenv(name.upper(), theirs[name])
        with running(home, "migrate"):
            assert [part.state for part in last_status(home).parts] == ["done", "done"]
            ours = SecretFolder(home.secrets)
            assert [ours[name] for name in names] == [theirs[name] for name in names]
