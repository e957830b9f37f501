"""A backup holds everything; from it an empty home becomes the same; damage is found before it hurts."""

import os
import stat
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from lectorium.storage import open_store
from lectorium_hub.stack import backup
from lectorium_hub.stack.archive import read_archive, verify, write_archive
from lectorium_hub.stack.backup import back_up
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.provision import plain
from lectorium_hub.stack.restore import restore
from lectorium_hub.stack.secrets import SecretFolder
from lectorium_hub.stack.state import current_status
from tests.stack.support import lectorium, new_home, processes_of, running

Saved = tuple[Home, Path, dict[str, int]]
BLOBS = [b"a notebook", b"", os.urandom(100_000)]


def quiet(_: str) -> None:
    pass


def rows(home: Home) -> dict[str, int]:
    """Every table of both databases with its number of rows."""
    secrets = SecretFolder(home.secrets)
    counts = {}
    for setting in backup.DATABASES.values():
        with psycopg.connect(plain(secrets[setting])) as connection:
            for (table,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
                query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
                found = connection.execute(query).fetchone()
                counts[f"{setting}/{table}"] = found[0] if found else 0
    return counts


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """A home with people, blobs and files; a backup that was made while it ran; its rows."""
    folder = tmp_path_factory.mktemp("backup")
    home = new_home(folder)
    with running(home, "migrate"):
        done = lectorium(home, "admin", "create-organization", "School of Tests", "tests")
        assert done.returncode == 0, done.stderr
        user = ("create-user", "ada", "--organization=tests", "--email=ada@example.org", "--name=Ada")
        done = lectorium(home, "admin", *user, "--password-stdin", stdin="not-a-secret\n")
        assert done.returncode == 0, done.stderr
        store = open_store(SecretFolder(home.secrets)["lectorium_objects_url"])
        for blob in BLOBS:
            store.put(blob)
        own = home.users / "ada"
        own.mkdir(parents=True)
        (own / "work.ipynb").write_text("{}")
        (own / "work.ipynb").chmod(0o640)
        (own / "to-passwords").symlink_to("/etc/passwd")
        os.mkfifo(own / "pipe")
        target = folder / "backup.tar.zst"
        done = lectorium(home, "backup", str(target))
        assert done.returncode == 0, done.stderr
        counted = rows(home)
    return home, target, counted


def test_an_empty_home_becomes_the_same(saved: Saved, home: Home) -> None:
    old, archive, counted = saved
    done = lectorium(home, "restore", str(archive))
    assert done.returncode == 0, done.stderr
    assert current_status(home).state == "stopped"
    with running(home, "migrate"):
        assert rows(home) == counted
        assert sum(counted.values()) >= 3
    store = open_store(SecretFolder(home.secrets)["lectorium_objects_url"])
    before = open_store(SecretFolder(old.secrets)["lectorium_objects_url"])
    assert sorted(store.iterate()) == sorted(before.iterate())
    assert {store.get(name) for name in store.iterate()} == set(BLOBS)
    own = home.users / "ada"
    assert (own / "work.ipynb").read_text() == "{}"
    assert stat.S_IMODE((own / "work.ipynb").stat().st_mode) == 0o640
    assert (own / "to-passwords").readlink() == Path("/etc/passwd")
    assert not (own / "pipe").exists()
    kept = backup.KEYS
    assert [SecretFolder(home.secrets)[key] for key in kept] == [
        SecretFolder(old.secrets)[key] for key in kept
    ]


def test_the_restored_database_keeps_its_roles_apart(saved: Saved, home: Home) -> None:
    restore(home, saved[1], quiet)
    with running(home, "roles"):
        url = plain(SecretFolder(home.secrets)["lectorium_database_url"])
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT name FROM users").fetchall() == [("Ada",)]
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("DROP TABLE users")


def test_a_backup_is_its_owners_alone(saved: Saved) -> None:
    assert stat.S_IMODE(saved[1].stat().st_mode) == 0o600
    assert [path.name for path in saved[1].parent.iterdir() if path.name.endswith(".part")] == []


def test_a_home_with_data_is_not_overwritten(saved: Saved) -> None:
    home, archive, _ = saved
    with pytest.raises(StackError, match="holds data already"):
        restore(home, archive, quiet)


def test_with_force_what_was_there_is_moved_aside(saved: Saved, home: Home) -> None:
    home.create()
    (home.objects / "precious").write_text("kept")
    home.config.write_text("workers = 1\n")
    aside = restore(home, saved[1], quiet, force=True)
    assert aside is not None
    assert (aside / "objects" / "precious").read_text() == "kept"
    assert home.config.read_text() == "workers = 1\n"


@pytest.mark.parametrize("change", ["cut", "flip", "empty", "absent"])
def test_a_damaged_backup_changes_nothing(saved: Saved, home: Home, tmp_path: Path, change: str) -> None:
    data = saved[1].read_bytes()
    middle = len(data) // 2
    broken = {
        "cut": data[:middle],
        "flip": data[:middle] + bytes([data[middle] ^ 255]) + data[middle + 1 :],
        "empty": b"",
    }
    target = tmp_path / "broken.tar.zst"
    if change in broken:
        target.write_bytes(broken[change])
    with pytest.raises(StackError, match="isn't a whole backup"):
        restore(home, target, quiet)
    assert not home.path.exists()


def test_a_restore_that_fails_leaves_the_old_home(saved: Saved, home: Home, tmp_path: Path) -> None:
    home.create()
    (home.objects / "precious").write_text("kept")
    forged = tmp_path / "forged.tar.gz"
    with write_archive(forged) as archive:
        archive.add_bytes("databases/lectorium.dump", b"no dump at all")
        archive.finish({"created_at": "today"})
    with pytest.raises(StackError, match="pg_restore"):
        restore(home, forged, quiet, force=True)
    assert (home.objects / "precious").read_text() == "kept"
    assert not processes_of(home)


def test_names_that_lead_out_of_the_home_are_refused(home: Home, tmp_path: Path) -> None:
    forged = tmp_path / "forged.tar.gz"
    with write_archive(forged) as archive:
        archive.add_bytes("users/../../escaped", b"x")
        archive.finish({"created_at": "today"})
    with pytest.raises(StackError, match=r"users/\.\./\.\./escaped"):
        restore(home, forged, quiet)
    assert not (tmp_path / "escaped").exists()
    assert not home.path.exists()


@pytest.mark.parametrize("suffix", [".tar.zst", ".tar.gz"])
def test_archives_are_read_back_as_written(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"archive{suffix}"
    with write_archive(path) as archive:
        archive.add_bytes("one", b"1" * 3_000_000)
        archive.add_bytes("none", b"")
        archive.finish({"answer": 42})
    assert verify(path)["answer"] == 42
    with read_archive(path) as tar:
        assert [(member.name, member.size) for member in tar][:2] == [("one", 3_000_000), ("none", 0)]


def test_an_archive_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError), write_archive(tmp_path / "a.tar.zst") as archive:
        archive.add_bytes("one", 1)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_backup_needs_a_name_and_something_to_save(home: Home, tmp_path: Path) -> None:
    with pytest.raises(StackError, match="nothing to back up"):
        back_up(home, tmp_path / "a.tar.zst", quiet)
    with (
        pytest.raises(StackError, match=r"ends in \.tar\.zst or \.tar\.gz"),
        write_archive(tmp_path / "a.zip"),
    ):
        pass
