"""Postgres' own dump and restore, with passwords in a file that lives as long as the program.

Ours or somebody else's server: only the URL says which. Programs of one generation read and fill
servers of their own and of older generations; a newer one is refused with words.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg

from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.postgres import VERSION, binary
from lectorium_hub.stack.provision import plain

LIMIT_SECONDS = 3600
# What the restoring role may not make, and `up` has made already.
LEFT_OUT = re.compile(r"^\d+; .* EXTENSION ", re.MULTILINE)
# Every restore begins with it, and Postgres before 17 doesn't know it.
UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;\n"
TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


def dump(url: str, target: Path) -> None:
    """Write one database, as it is at one moment, in Postgres' custom format (not compressed).

    Raises:
        StackError: the server is of a newer generation than our programs, or refuses.
    """
    _check_version(url)
    _run(url, "pg_dump", ["--format=custom", "--compress=0", f"--file={target}"])


def restore(url: str, source: Path) -> None:
    """Fill an empty database from a dump, all or nothing; everything will belong to the URL's role.

    Raises:
        StackError: the dump makes no sense, or the server refuses it.
    """
    with tempfile.TemporaryDirectory(dir=source.parent) as folder:
        script = _as_sql(source, Path(folder))
        options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _run(url, "psql", [*options, "--output=/dev/null", f"--file={script}"])


def is_empty(url: str) -> bool:
    """Whether a database holds no table yet."""
    with psycopg.connect(plain(url)) as connection:
        found = connection.execute(TABLES).fetchone()
    return found is None or found[0] == 0


def _check_version(url: str) -> None:
    with psycopg.connect(plain(url)) as connection:
        theirs = connection.info.server_version // 10_000
    if theirs > int(VERSION):
        raise StackError(
            f"The database at {place(url)} runs Postgres {theirs}, and our pg_dump is of {VERSION}: "
            "it can't read what is newer.",
            "Nothing has been written, and what runs goes on running.",
            f"Update Lectorium, or back up with a pg_dump of Postgres {theirs}; the objects and `users/` "
            "have to be copied then, too.",
        )


def _as_sql(source: Path, folder: Path) -> Path:
    """What a dump says, as a script that servers since Postgres 15 take."""
    contents, raw, script = folder / "list", folder / "raw.sql", folder / "script.sql"
    listing = _call("pg_restore", ["--list", str(source)])
    contents.write_text("".join(f"{line}\n" for line in listing.splitlines() if not LEFT_OUT.match(line)))
    _call("pg_restore", ["--no-owner", f"--use-list={contents}", f"--file={raw}", str(source)])
    with raw.open("rb") as lines, script.open("wb") as out:
        for line in lines:
            if line == UNKNOWN_BEFORE_17:
                break
            out.write(line)
        shutil.copyfileobj(lines, out)
    raw.unlink()
    return script


def place(url: str) -> str:
    """Where a URL leads, without account and password."""
    parts = urlsplit(url)
    return f"{parts.netloc.rpartition('@')[2]}{parts.path}"


def _run(url: str, program: str, arguments: Sequence[str]) -> None:
    parts = urlsplit(url)
    place = [parts.hostname, parts.port or 5432, parts.path.strip("/"), parts.username]
    entry = [_escape(str(word)) for word in (*place, unquote(parts.password or ""))]
    with tempfile.TemporaryDirectory() as folder:
        passwords = Path(folder, "pgpass")
        passwords.touch(0o600)
        passwords.write_text(":".join(entry) + "\n")
        _call(
            program,
            ["--dbname", _without_password(url), *arguments],
            {**os.environ, "PGPASSFILE": str(passwords)},
        )


def _call(program: str, arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    done = subprocess.run(
        [binary(program), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        raise _failed(program, done.stderr)
    return done.stdout


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    place = f"{parts.username}@{parts.netloc.rpartition('@')[2]}"
    return parts._replace(scheme="postgresql", netloc=place).geturl()


def _escape(word: str) -> str:
    return word.replace("\\", "\\\\").replace(":", "\\:")


def _failed(program: str, stderr: str) -> StackError:
    lines = [line for line in stderr.splitlines() if line.strip()]
    return StackError(
        f"{program} failed: {lines[0] if lines else 'it said nothing'}",
        "The database is as it was before.",
        "Run `lectorium doctor`, and look at `lectorium logs postgres`.",
    )
