"""The sizes of server that people may choose."""

from __future__ import annotations

import os
from dataclasses import dataclass

GIB = 1 << 30


@dataclass(frozen=True)
class Profile:
    """One choice on the spawn form.

    ``memory`` (bytes) limits what each single process of the server may claim for its data;
    ``cores`` is how many threads numeric libraries start; ``gpus`` is 0 or 1 whole device.
    """

    slug: str
    title: str
    purpose: str
    cores: int
    memory: int
    processes: int = 512
    gpus: int = 0

    @property
    def size(self) -> str:
        """The profile in figures, for people."""
        cores = "1 core" if self.cores == 1 else f"{self.cores} cores"
        parts = [cores, f"{self.memory // GIB} GB of memory for each program"]
        return " · ".join([*parts, "1 GPU"] if self.gpus else parts)


def _cores(wanted: int) -> int:
    return max(1, min(wanted, os.cpu_count() or 1))


def _memory(wanted: int) -> int:
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min(wanted, max(2 * GIB, machine // GIB * GIB))


SMALL = Profile("small", "Small", "Lessons, exercises and exams.", 1, 2 * GIB)
LARGE = Profile(
    "large", "Large", "Bigger data, and several notebooks at once.", _cores(4), _memory(6 * GIB), 1024
)
GPU = Profile(
    "gpu",
    "With a GPU",
    "Deep learning. The device is yours until your server stops.",
    _cores(8),
    _memory(32 * GIB),
    2048,
    1,
)

PROFILES: tuple[Profile, ...] = (SMALL, LARGE, GPU)


class UnknownProfile(Exception):
    """A choice that isn't on the form."""


def find(slug: object) -> Profile:
    """The profile of that name; nothing chosen means the small one. Raises :class:`UnknownProfile`."""
    if slug is None:
        return SMALL
    for profile in PROFILES:
        if profile.slug == slug:
            return profile
    raise UnknownProfile("There is no such size of server. Nothing was started. Choose one from the form.")
