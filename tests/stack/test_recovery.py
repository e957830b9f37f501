"""What is killed comes back, what was stored stays, and nothing is left behind."""

import os
import signal
import socket
import subprocess
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from lectorium_hub.stack import control
from lectorium_hub.stack.blueprint import Options
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.postgres import clear_stale_lock
from lectorium_hub.stack.provision import plain
from lectorium_hub.stack.secrets import SecretFolder
from lectorium_hub.stack.state import ALREADY_RUNNING, current_status, is_locked, last_status
from tests.stack.support import pid_of, ports, processes_of, running, wait_until


def is_back(home: Home, part: str, old_pid: int) -> bool:
    status = last_status(home).part(part)
    return status.state == "running" and status.pid not in {None, old_pid}


@pytest.mark.parametrize("part", ["postgres", "valkey", "proxy"])
def test_a_killed_part_is_started_again(stores: Home, part: str) -> None:
    killed = pid_of(stores, part)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: is_back(stores, part, killed))
    assert last_status(stores).part(part).restarts >= 1
    assert current_status(stores).state == "running"


def test_nothing_committed_is_lost_when_the_stores_are_killed(stores: Home) -> None:
    secrets = SecretFolder(stores.secrets)
    url = plain(secrets["lectorium_owner_database_url"])
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE survivors AS SELECT generate_series(1, 1000) AS id")
    with redis.Redis.from_url(secrets["lectorium_redis_url"]) as client:
        client.lpush("survivors", *range(1000))
        client.waitaof(1, 0, 5000)
    for part in ("postgres", "valkey"):
        killed = pid_of(stores, part)
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda part=part, killed=killed: is_back(stores, part, killed))  # type: ignore[misc]
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM survivors").fetchone() == (1000,)
        connection.execute("DROP TABLE survivors")
    with redis.Redis.from_url(secrets["lectorium_redis_url"]) as client:
        assert client.llen("survivors") == 1000
        client.delete("survivors")


def test_down_leaves_no_process(home: Home) -> None:
    with running(home):
        assert len(processes_of(home)) >= 3
        family = psutil.Process(last_status(home).pid).children(recursive=True)
    wait_until(lambda: not processes_of(home), 5)
    assert not [process for process in family if process.is_running()]
    assert current_status(home).state == "stopped"
    assert not control.stop(home)


def test_children_die_with_a_killed_supervisor_and_the_next_start_works(home: Home) -> None:
    with running(home, "roles", "valkey") as status:
        assert status.pid is not None
        url = plain(SecretFolder(home.secrets)["lectorium_owner_database_url"])
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept (id int)")
        os.kill(status.pid, signal.SIGKILL)
        wait_until(lambda: not is_locked(home), 5)
    with running(home, "roles", "valkey") as again:
        assert again.state == "running"
        with psycopg.connect(plain(SecretFolder(home.secrets)["lectorium_owner_database_url"])) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    wait_until(lambda: not processes_of(home), 5)


def test_what_a_part_started_is_ended_too(home: Home) -> None:
    """Single-user servers are children of the Hub that outlive it; the supervisor adopts them."""
    with running(home, "valkey"):
        supervisor = last_status(home).pid
        stray = subprocess.Popen(
            ["sleep", "600"], env={"LECTORIUM_SUPERVISED": str(home.path)}, start_new_session=True
        )
        assert supervisor is not None
        os.kill(supervisor, signal.SIGKILL)
        wait_until(lambda: not is_locked(home), 5)
    assert stray.poll() is None
    with running(home, "valkey"):
        assert stray.wait(5) == -signal.SIGTERM


def test_two_supervisors_never_share_a_home(stores: Home) -> None:
    first = last_status(stores)
    second = control.start(stores, Options(port=0, only=("valkey",)))
    assert control.follow(stores, second).pid == first.pid
    assert second.wait(20) == ALREADY_RUNNING
    assert current_status(stores) == first


def test_a_stale_lock_of_postgres_whose_number_is_somebody_elses_is_removed(home: Home) -> None:
    home.create()
    home.postgres.mkdir()
    lock = home.postgres / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{home.postgres}\n")
    clear_stale_lock(home)
    assert not lock.exists()


def test_a_taken_public_port_is_named(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        supervisor = control.start(home, Options(port=port, only=("proxy",)))
        with pytest.raises(StackError, match=f"Port {port} is used by another program"):
            control.follow(home, supervisor)
    assert not processes_of(home)


def test_a_taken_inner_port_is_replaced(home: Home) -> None:
    with running(home, "valkey"):
        before = ports(home)["valkey"]
    with socket.create_server(("127.0.0.1", before)), running(home, "valkey"):
        assert ports(home)["valkey"] != before


def test_ports_are_remembered(home: Home) -> None:
    with running(home, "valkey"):
        before = ports(home)
    with running(home, "valkey", port=None):
        assert ports(home) == before


def test_a_part_that_never_comes_up_says_so_and_stops_everything(home: Home) -> None:
    home.create()
    (home.path / "valkey" / "appendonlydir").write_text("a file where Valkey wants a folder")
    supervisor = control.start(home, Options(port=0, only=("valkey",)))
    with pytest.raises(StackError, match="valkey ended 3 times") as raised:
        control.follow(home, supervisor)
    assert "lectorium logs valkey" in raised.value.action
    assert not processes_of(home)


def test_a_home_that_cannot_be_made_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StackError, match="can't be made or written"):
        control.start(Home(tmp_path / "file" / "home"), Options())
