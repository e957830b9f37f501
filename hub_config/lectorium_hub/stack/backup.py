"""Writing everything that can't be made again into one file, while the stack runs."""

import os
import stat
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from lectorium.storage import open_store
from lectorium_hub.stack import dumps
from lectorium_hub.stack.archive import Writer, write_archive
from lectorium_hub.stack.config import load_config
from lectorium_hub.stack.control import parts_running
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.postgres import VERSION
from lectorium_hub.stack.secrets import SecretFolder

Say = Callable[[str], None]

# Which database is which member, and the role that owns it.
DATABASES = {
    "databases/lectorium.dump": "lectorium_owner_database_url",
    "databases/hub.dump": "lectorium_hub_database_url",
}
# Without them, what the Hub keeps encrypted is lost, and everybody is signed out.
KEYS = ("lectorium_crypt_key", "lectorium_cookie_secret")
SKIPPED_FOLDERS = {".cache", "__pycache__", ".ipynb_checkpoints"}


def back_up(home: Home, target: Path, say: Say) -> None:
    """Write a backup of a home; the stack may run meanwhile, and is not slowed to a stop.

    The databases come first. A blob is stored before the row that names it and never changes, so the
    blobs that are there afterwards are all that the dumps can name.
    """
    if not _was_used(home):
        raise StackError(
            f"There is nothing to back up in {home.path}.",
            "Nothing has been written.",
            "Name the right state folder with --home.",
        )
    with parts_running(home, "roles"), write_archive(target) as archive:
        secrets = SecretFolder(home.secrets)
        _add_databases(archive, secrets)
        say("Databases")
        blobs = _add_objects(archive, secrets["lectorium_objects_url"])
        say(f"Objects: {blobs}")
        files = _add_homes(archive, home.users)
        say(f"Files of people: {files}")
        for name in KEYS:
            archive.add_path(f"secrets/{name}", home.secrets / name)
        if home.sample.exists():
            archive.add_path(home.sample.name, home.sample)
        archive.finish(_facts(blobs, files))


def _was_used(home: Home) -> bool:
    """Whether the home holds data, or was started on databases that lie elsewhere."""
    started = "lectorium_database_url" in SecretFolder(home.secrets)
    return home.has_data() or (started and not load_config(home.config).own_postgres)


def _add_databases(archive: Writer, secrets: SecretFolder) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, setting in DATABASES.items():
            path = Path(folder, Path(name).name)
            dumps.dump(secrets[setting], path)
            archive.add_path(name, path)
            path.unlink()


def _add_objects(archive: Writer, url: str) -> int:
    store = open_store(url)
    count = 0
    for sha256 in store.iterate():
        archive.add_bytes(f"objects/{sha256}", store.get(sha256))
        count += 1
    return count


def _add_homes(archive: Writer, users: Path) -> int:
    """Add people's folders with their owners; links are kept as links, and never followed."""
    count = 0
    for info, descriptor in _walk(users):
        if descriptor is None:
            archive.add_empty(info)
            continue
        with os.fdopen(descriptor, "rb") as file:
            archive.add_stream(info, file)
        count += 1
    return count


def _walk(users: Path) -> Iterator[tuple[tarfile.TarInfo, int | None]]:
    if not users.exists():
        return
    for folder, names, files, descriptor in os.fwalk(users):
        names[:] = sorted(set(names) - SKIPPED_FOLDERS)
        where = Path("users") / Path(folder).relative_to(users)
        yield _describe(str(where), os.fstat(descriptor), tarfile.DIRTYPE), None
        for name in sorted([*files, *names]):
            found = _entry(str(where / name), name, descriptor)
            if found is not None:
                yield found


def _entry(path: str, name: str, folder: int) -> tuple[tarfile.TarInfo, int | None] | None:
    """A regular file, opened, or a link; None for anything else, and for what vanished meanwhile."""
    try:
        status = os.lstat(name, dir_fd=folder)
        if stat.S_ISLNK(status.st_mode):
            info = _describe(path, status, tarfile.SYMTYPE)
            info.linkname = os.readlink(name, dir_fd=folder)
            return info, None
        if not stat.S_ISREG(status.st_mode):
            return None
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except FileNotFoundError:
        return None
    return _describe(path, status, tarfile.REGTYPE), descriptor


def _describe(path: str, status: os.stat_result, kind: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo(path)
    info.type = kind
    info.mode = stat.S_IMODE(status.st_mode)
    info.uid, info.gid, info.mtime = status.st_uid, status.st_gid, status.st_mtime
    return info


def _facts(blobs: int, files: int) -> dict[str, object]:
    try:
        version = metadata.version("lectorium")
    except metadata.PackageNotFoundError:
        version = "from the source tree"
    created = datetime.now(UTC).isoformat(timespec="seconds")
    return {
        "created_at": created,
        "lectorium": version,
        "postgres": VERSION,
        "objects": blobs,
        "homes": files,
    }
