"""One command makes all that the pods are given, in a real Postgres."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from lectorium.migrations import upgrade
from lectorium_hub.stack.provision import plain
from tests.images.conftest import IMAGES, Workload
from tests.support.postgres import TestServer, running_postgres

SCRIPT = IMAGES / "kubernetes/make-secrets"
OUTSIDE = {
    "LECTORIUM_REDIS_URL": "redis://:x@cache:6379/0",
    "LECTORIUM_OBJECTS_URL": "s3+https://k:s@store/bucket",
}


@pytest.fixture(scope="module")
def empty_postgres() -> Iterator[TestServer]:
    with running_postgres(migrated=False) as server:
        yield server


def make_secrets(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LECTORIUM_")}
    return subprocess.run(
        [sys.executable, SCRIPT, folder], env=clean | environment, capture_output=True, text=True, check=False
    )


def read(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_it_makes_every_secret_that_a_pod_mounts_and_they_work(
    empty_postgres: TestServer, workloads: dict[str, Workload], tmp_path: Path
) -> None:
    given = {**OUTSIDE, "LECTORIUM_POSTGRES_ADMIN_URL": empty_postgres.admin_url}
    done = make_secrets(tmp_path / "secrets", **given)
    assert done.returncode == 0, done.stderr
    made = read(tmp_path / "secrets/pods")

    assert set(made) == set().union(*(workload.secrets for workload in workloads.values()))
    upgrade(made["lectorium_owner_database_url"])
    for name in ("lectorium_database_url", "lectorium_hub_people_url", "lectorium_hub_database_url"):
        psycopg.connect(plain(made[name])).close()
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "secrets/pods").iterdir())
    assert not any(value in done.stdout + done.stderr for value in made.values())

    again = make_secrets(tmp_path / "secrets", **given)
    assert again.returncode == 0, again.stderr
    assert read(tmp_path / "secrets/pods") == made


def test_it_says_what_is_missing(tmp_path: Path) -> None:
    done = make_secrets(tmp_path / "secrets", **OUTSIDE)

    assert done.returncode == 2
    assert done.stderr.startswith("LECTORIUM_POSTGRES_ADMIN_URL isn't set. Nothing was made.")
    assert not (tmp_path / "secrets").exists()


def test_a_postgres_that_is_away_is_said(tmp_path: Path) -> None:
    url = "postgresql://postgres:x@127.0.0.1:1/postgres"
    done = make_secrets(tmp_path / "secrets", **OUTSIDE, LECTORIUM_POSTGRES_ADMIN_URL=url)

    assert done.returncode == 1
    assert done.stderr.startswith("Postgres refused: ")
