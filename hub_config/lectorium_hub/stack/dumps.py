"""Postgres' own dump and restore, with passwords in a file that lives as long as the program."""

import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.postgres import binary

LIMIT_SECONDS = 3600
# What the restoring role may not make, and `up` has made already.
LEFT_OUT = re.compile(r"^\d+; .* EXTENSION ", re.MULTILINE)


def dump(url: str, target: Path) -> None:
    """Write one database, as it is at one moment, in Postgres' custom format (not compressed)."""
    _run(url, "pg_dump", ["--format=custom", "--compress=0", f"--file={target}"])


def restore(url: str, source: Path) -> None:
    """Fill an empty database from a dump, all or nothing; everything will belong to the URL's role."""
    listing = subprocess.run(
        [binary("pg_restore"), "--list", str(source)], capture_output=True, text=True, timeout=60, check=True
    ).stdout
    kept = [line for line in listing.splitlines() if not LEFT_OUT.match(line)]
    with tempfile.NamedTemporaryFile("w", suffix=".list") as contents:
        contents.write("\n".join(kept) + "\n")
        contents.flush()
        options = ["--no-owner", "--single-transaction", "--exit-on-error", f"--use-list={contents.name}"]
        _run(url, "pg_restore", [*options, "--dbname", _without_password(url), str(source)])


def _run(url: str, program: str, arguments: Sequence[str]) -> None:
    parts = urlsplit(url)
    place = [parts.hostname, parts.port or 5432, parts.path.strip("/"), parts.username]
    entry = [_escape(str(word)) for word in (*place, unquote(parts.password or ""))]
    with tempfile.TemporaryDirectory() as folder:
        passwords = Path(folder, "pgpass")
        passwords.touch(0o600)
        passwords.write_text(":".join(entry) + "\n")
        environment = {**os.environ, "PGPASSFILE": str(passwords)}
        named = [] if program == "pg_restore" else ["--dbname", _without_password(url)]
        done = subprocess.run(
            [binary(program), *named, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
    if done.returncode != 0:
        raise _failed(program, done.stderr)


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
