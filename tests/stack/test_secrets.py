"""Nothing listens without a secret, and no secret lies open."""

import asyncio
import stat
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest
import redis

from lectorium_hub.stack.home import Home
from lectorium_hub.stack.postgres import server_command as postgres_command
from lectorium_hub.stack.provision import plain
from lectorium_hub.stack.secrets import GENERATED, SecretFolder
from tests.stack.support import listeners, pid_of, ports


def connect(url: str, **changes: str) -> psycopg.Connection:
    return psycopg.connect(plain(url), connect_timeout=5, **changes)  # type: ignore[arg-type]


def test_every_file_of_the_home_is_its_owners_alone(stores: Home) -> None:
    assert stat.S_IMODE(stores.path.stat().st_mode) == 0o700
    secret = [*stores.secrets.iterdir(), stores.ports, stores.valkey / "valkey.conf", *stores.logs.iterdir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in secret} == {0o600}
    assert {path.name for path in stores.secrets.iterdir()} >= set(GENERATED)


def test_secrets_differ_between_homes(stores: Home, home: Home) -> None:
    home.create()
    other = SecretFolder(home.secrets)
    other.generate()
    ours = SecretFolder(stores.secrets)
    assert not {ours[name] for name in GENERATED} & {other[name] for name in GENERATED}


def test_secrets_stay_from_start_to_start(home: Home) -> None:
    home.create()
    folder = SecretFolder(home.secrets)
    folder.generate()
    before = {name: folder[name] for name in GENERATED}
    folder.generate()
    assert before == {name: folder[name] for name in GENERATED}


def test_everything_listens_on_loopback_only(stores: Home) -> None:
    assert {address for address, _ in listeners(stores)} == {"127.0.0.1"}
    known = {ports(stores)[name] for name in ("postgres", "valkey", "proxy_api", "public")}
    assert {port for _, port in listeners(stores)} == known


@pytest.mark.parametrize("role", ["postgres", "lectorium_owner", "lectorium_app", "lectorium_hub"])
@pytest.mark.parametrize("password", ["", "postgres", "lectorium"])
def test_postgres_refuses_without_the_password(stores: Home, role: str, password: str) -> None:
    port = ports(stores)["postgres"]
    for host in ("127.0.0.1", str(stores.sockets)):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host=host, port=port, user=role, password=password or None, dbname="lectorium")


def test_valkey_refuses_without_the_password(stores: Home) -> None:
    with redis.Redis(port=ports(stores)["valkey"]) as client, pytest.raises(redis.AuthenticationError):
        client.get("anything")
    url = SecretFolder(stores.secrets)["lectorium_redis_url"]
    with redis.Redis.from_url(url) as client:
        assert client.ping()


@pytest.mark.parametrize("authorization", ["", "token", "token 0000", "Bearer x"])
def test_the_proxys_api_refuses_without_the_token(stores: Home, authorization: str) -> None:
    address = f"http://127.0.0.1:{ports(stores)['proxy_api']}/api/routes"
    headers = {"Authorization": authorization}
    answers = [
        httpx.get(address, headers=headers),
        httpx.post(f"{address}/evil", headers=headers, json={"target": "http://127.0.0.1:1"}),
        httpx.delete(f"{address}/", headers=headers),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_no_secret_is_on_a_command_line_or_in_an_environment(stores: Home) -> None:
    folder = SecretFolder(stores.secrets)
    secrets = [folder[name] for name in GENERATED]
    for part in ("postgres", "valkey", "proxy"):
        process = psutil.Process(pid_of(stores, part))
        visible = " ".join(
            [*process.cmdline(), *Path(f"/proc/{process.pid}/environ").read_text().split("\0")]
        )
        assert "LECTORIUM_SECRETS_DIR" in visible or part != "proxy"  # the others reuse that memory
        assert not [secret for secret in secrets if secret in visible]


def test_roles_may_do_what_they_must_and_no_more(stores: Home) -> None:
    folder = SecretFolder(stores.secrets)
    with connect(folder["lectorium_owner_database_url"]) as owner:
        assert owner.execute("SELECT '[1,2]'::vector <-> '[1,3]'").fetchone() == (1.0,)
        assert owner.info.server_version // 10_000 == 18
    for role in ("database", "demo_database", "hub_people"):
        refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
        with connect(folder[f"lectorium_{role}_url"]) as connection, refused:
            connection.execute("CREATE TABLE mine (id int)")
    with connect(folder["lectorium_hub_database_url"]) as hub:
        hub.execute("CREATE TABLE mine (id int)")
        hub.rollback()


def test_the_domains_role_is_kept_out_of_the_hubs_database(stores: Home) -> None:
    url = SecretFolder(stores.secrets)["lectorium_database_url"]
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        connect(url, dbname="lectorium_hub")


def test_commits_are_durable(stores: Home) -> None:
    with connect(SecretFolder(stores.secrets)["lectorium_database_url"]) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert connection.execute(f"SHOW {setting}").fetchone() == ("on",)


def test_the_clock_is_the_demos_alone(stores: Home) -> None:
    query = "SELECT pg_has_role(session_user, 'lectorium_clock', 'MEMBER')"
    folder = SecretFolder(stores.secrets)
    for setting, may in (("database_url", False), ("demo_database_url", True), ("hub_people_url", False)):
        with connect(folder[f"lectorium_{setting}"]) as connection:
            assert connection.execute(query).fetchone() == (may,)


def test_provisioning_again_changes_nothing(stores: Home) -> None:
    from lectorium_hub.stack.provision import ROLES, Server, provision

    folder = SecretFolder(stores.secrets)
    admin = (
        f"postgresql://postgres:{folder['postgres_password']}@127.0.0.1:{ports(stores)['postgres']}/postgres"
    )
    server = Server(admin, {role: folder[name] for role, _, name in ROLES.values()})
    asyncio.run(provision(server))
    for setting, url in server.urls().items():
        assert url == folder[f"lectorium_{setting}"]
        connect(url).close()


def test_postgres_runs_as_nobodys_root(stores: Home) -> None:
    """Its server programs refuse to: as root they run in a user namespace of their own."""
    mapping = Path(f"/proc/{pid_of(stores, 'postgres')}/uid_map").read_text().split()
    assert postgres_command(stores)[-1] == str(stores.postgres)
    assert mapping[0] != "0" or mapping[2] != "1"
