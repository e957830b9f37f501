"""Filling an empty home from a backup."""

import contextlib
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from lectorium.storage import ObjectStore, open_store
from lectorium_hub.stack import dumps
from lectorium_hub.stack.archive import damaged, read_archive, verify
from lectorium_hub.stack.backup import DATABASES, KEYS, Say
from lectorium_hub.stack.control import parts_running
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import PRIVATE, Home
from lectorium_hub.stack.secrets import SecretFolder
from lectorium_hub.stack.state import current_status


def restore(home: Home, source: Path, say: Say, *, force: bool = False) -> Path | None:
    """Fill an empty home from a backup; with `force`, one that isn't empty is moved aside first.

    Where it fails, the home is as it was. Returns where the old one lies now, if there was one.

    Raises:
        StackError: the backup is damaged, the stack runs, or the home isn't empty.
    """
    if not source.is_file():
        raise damaged(source, "there is no such file")
    if current_status(home).state != "stopped":
        raise StackError(
            "Lectorium is running, and a backup is restored into one that is stopped.",
            "Nothing has been changed.",
            "Stop it first: lectorium down",
        )
    if home.has_data() and not force:
        raise StackError(
            f"{home.path} holds data already.",
            "Nothing has been changed.",
            "Choose an empty folder with --home, or move this one aside with --force.",
        )
    manifest = verify(source)
    say(f"The backup of {manifest['created_at']} is whole")
    with _fresh(home) as aside, parts_running(home, "roles"):
        _fill(home, source, say)
    return aside


@contextlib.contextmanager
def _fresh(home: Home) -> Iterator[Path | None]:
    """An empty home for the block; where the block fails, the old one is back in its place."""
    aside = None
    kept = home.config.read_bytes() if home.config.exists() else None
    if home.path.exists():
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        aside = home.path.with_name(f"{home.path.name}.before-restore-{stamp}")
        home.path.rename(aside)
    try:
        home.create()
        if kept is not None:
            home.config.touch(0o600)
            home.config.write_bytes(kept)
        yield aside
    except BaseException:
        shutil.rmtree(home.path, ignore_errors=True)
        if aside is not None:
            aside.rename(home.path)
        raise
    if aside is not None and not _worth_keeping(Home(aside)):
        shutil.rmtree(aside)


def _worth_keeping(home: Home) -> bool:
    """Whether a home holds data, or the keys to those that lie elsewhere."""
    return home.has_data() or any(home.secrets.glob("*"))


def _fill(home: Home, source: Path, say: Say) -> None:
    secrets = SecretFolder(home.secrets)
    _check_empty(secrets)
    store = open_store(secrets["lectorium_objects_url"])
    objects = files = 0
    with read_archive(source) as tar, tempfile.TemporaryDirectory(dir=home.run) as scratch:
        for member in tar:
            if member.name in DATABASES:
                dump = _extract(tar, member, Path(scratch, "dump"))
                dumps.restore(secrets[DATABASES[member.name]], dump)
                say(f"Database {Path(member.name).stem}")
            elif member.name.startswith("objects/"):
                _restore_object(tar, member, store, source)
                objects += 1
            elif member.name.startswith("users/") or member.name == "users":
                _restore_file(tar, member, home.users)
                files += member.isfile()
            elif member.name.removeprefix("secrets/") in KEYS:
                _extract(tar, member, home.secrets / member.name.removeprefix("secrets/"))
            elif member.name == home.sample.name:
                _extract(tar, member, home.sample)
    say(f"Objects: {objects}")
    say(f"Files of people: {files}")


def _check_empty(secrets: SecretFolder) -> None:
    """Raise `StackError` where a database that somebody else runs is in use: it can't be moved aside."""
    for setting in DATABASES.values():
        url = secrets[setting]
        if not dumps.is_empty(url):
            raise StackError(
                f"The database at {dumps.place(url)} holds tables already.",
                "Nothing has been changed there, and the state folder is as it was.",
                "Name an empty database or another server in the settings, or empty this one yourself.",
            )


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> Path:
    """Copy a member into a file of ours."""
    content = tar.extractfile(member)
    if content is not None:
        target.touch(0o600)
        with target.open("wb") as file:
            shutil.copyfileobj(content, file)
    return target


def _restore_object(tar: tarfile.TarFile, member: tarfile.TarInfo, store: ObjectStore, source: Path) -> None:
    content = tar.extractfile(member)
    if content is None or store.put(content.read()) != member.name.removeprefix("objects/"):
        raise damaged(source, f"{member.name} isn't what its name says")


def _restore_file(tar: tarfile.TarFile, member: tarfile.TarInfo, users: Path) -> None:
    """Put a person's file, folder or link back, with its owner where we may give files away.

    Nothing is written outside of `users`, whatever names and links the archive holds.
    """
    relative = PurePosixPath(member.name).relative_to("users")
    target = users / relative
    if ".." in relative.parts or not target.parent.resolve().is_relative_to(users.resolve().parent):
        raise damaged(users, f"it holds the name {member.name}")
    if member.isdir():
        target.mkdir(mode=PRIVATE, exist_ok=True)
    elif member.issym():
        target.symlink_to(member.linkname)
    elif content := tar.extractfile(member):
        with target.open("xb") as file:
            shutil.copyfileobj(content, file)
    if os.geteuid() == 0:
        os.chown(target, member.uid, member.gid, follow_symlinks=False)
    if not member.issym():
        target.chmod(member.mode & 0o777)
        os.utime(target, (member.mtime, member.mtime))
