import hashlib
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lectorium.storage import ObjectCorrupt, StorageUnavailable, open_store
from lectorium.storage.folder import FolderStore

DATA = b"a student's notebook"
NAME = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "state" / "objects"


def damage(root: Path) -> None:
    path = root / NAME[:2] / NAME[2:]
    path.chmod(0o600)
    path.write_bytes(DATA[:-1] + b"!")


def test_a_damaged_object_is_not_handed_out(root: Path) -> None:
    store = FolderStore(root)
    store.put(DATA)
    damage(root)

    with pytest.raises(ObjectCorrupt) as caught:
        store.get(NAME)

    assert caught.value.sha256 == NAME


def test_storing_again_heals_a_damaged_object(root: Path) -> None:
    store = FolderStore(root)
    store.put(DATA)
    damage(root)

    store.put(DATA)

    assert store.get(NAME) == DATA


def test_objects_are_private_and_read_only(root: Path) -> None:
    FolderStore(root).put(DATA)

    assert stat.S_IMODE(root.stat().st_mode) == 0o700
    assert stat.S_IMODE((root / NAME[:2] / NAME[2:]).stat().st_mode) == 0o400


def test_what_killed_writers_left_behind_is_swept(root: Path) -> None:
    FolderStore(root)
    old, young = root / "unfinished" / "old", root / "unfinished" / "young"
    for path in (old, young):
        path.write_bytes(b"half a blo")
    os.utime(old, (time.time() - 86_400,) * 2)

    store = FolderStore(root)

    assert not old.exists()
    assert young.exists(), "another process may be writing it just now"
    assert list(store.iterate()) == []


def test_foreign_files_are_no_objects(root: Path) -> None:
    store = FolderStore(root)
    store.put(DATA)
    (root / "README").write_text("hello")
    (root / NAME[:2] / "notes.txt").write_text("hello")

    assert list(store.iterate()) == [NAME]


def test_the_blob_and_its_folders_are_synced_before_put_returns(root: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from lectorium.storage.folder import FolderStore; import os\n"
        "real = os.fsync\n"
        "def noted(handle):\n"
        "    real(handle); print(os.readlink(f'/proc/self/fd/{handle}'))\n"
        "os.fsync = noted\n"
        f"FolderStore(Path(sys.argv[1])).put({DATA!r})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(root)], check=True, capture_output=True, text=True
    )

    blob, shard, top = done.stdout.splitlines()
    assert Path(blob).parent == root / "unfinished"
    assert (shard, top) == (str(root / NAME[:2]), str(root))


def test_a_full_or_broken_disk_is_said_in_words(root: Path) -> None:
    root.parent.mkdir(parents=True)
    root.write_text("a file where the folder should be")

    with pytest.raises(StorageUnavailable, match="Check that the disk is mounted and has room"):
        FolderStore(root)


@pytest.mark.parametrize("url", ["folder://objects", "folder:///", "folder:objects"])
def test_a_folder_is_named_by_an_absolute_path(url: str) -> None:
    with pytest.raises(ValueError, match="folder:///absolute/path"):
        open_store(url)


def test_an_unknown_kind_of_store_is_refused() -> None:
    with pytest.raises(ValueError, match="not 'ftp'"):
        open_store("ftp://host/objects")
