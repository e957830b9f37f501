"""Few and large pages for what is forked again and again.

fork() copies an entry for each page of memory, and the end of a process takes each back; a page of a
file has no entry to be copied, so every child asks for it anew. Huge pages are 512 in one entry. Where
the kernel has none to give, all stays as it was.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lectorium.sandbox.local.inside import memory

_HUGE: Final = 2 * 1024 * 1024
_PAGE: Final = 4096
_ENTRY: Final = 8  # bytes in pagemap; the highest bit says whether the page is there
_USED: Final = 4  # one page in so many
_ROOM: Final = 48 * 1024 * 1024  # addresses for what will be loaded; it takes no memory


@dataclass(frozen=True, slots=True)
class _Area:
    start: int
    end: int
    rights: str
    file: str

    def whole(self) -> range:
        """Where the huge pages in it begin."""
        return range(-(-self.start // _HUGE) * _HUGE, self.end // _HUGE * _HUGE, _HUGE)


def make_room() -> None:
    """Before the fork that makes that process: what is added to an area later stays an area of its own."""
    memory.grow_heap(_ROOM)
    heap = next((area for area in _areas() if area.file == "[heap]"), None)
    if heap is not None and (before := heap.start % _HUGE):
        with contextlib.suppress(OSError):  # something else is there
            memory.map_free(heap.start - before, before)  # so that a huge page reaches to its start


def enlarge() -> None:
    """Once, in a process with one thread that will only be forked from now on."""
    areas = list(_areas())
    for area in areas:
        if area.rights == "rw-p" and area.file in ("", "[heap]"):
            for place in area.whole():
                with contextlib.suppress(OSError):  # nothing there yet, or no huge page left
                    memory.collapse(place, _HUGE)
    _join(areas)
    for area in _areas():
        if area.rights == "r-xp" and os.path.isabs(area.file) and (places := area.whole()):
            with contextlib.suppress(OSError):
                if _is_used(area):
                    _copy(places[0], len(places) * _HUGE)


def _join(areas: list[_Area]) -> None:
    """Make one area of a library's code and the constants on both sides of it: each is work for a fork."""
    writable = {area.start for area in areas if "w" in area.rights}
    for area in areas:
        # What lies before data that can be written was written itself, when the library was loaded.
        if area.rights == "r--p" and os.path.isabs(area.file) and area.end not in writable:
            with contextlib.suppress(OSError):
                memory.allow_running(area.start, area.end - area.start)


def _areas() -> Iterator[_Area]:
    with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as file:
        for line in file:
            place, rights, _, _, _, *name = line.split(None, 5)
            start, end = (int(number, 16) for number in place.split("-"))
            yield _Area(start, end, rights, name[0].strip() if name else "")


def _is_used(code: _Area) -> bool:
    """Whether a good part of a library was asked for until now."""
    with open("/proc/self/pagemap", "rb", buffering=0) as file:
        file.seek(code.start // _PAGE * _ENTRY)
        entries = file.read((code.end - code.start) // _PAGE * _ENTRY)
    present = sum(byte >> 7 for byte in entries[_ENTRY - 1 :: _ENTRY])
    return present * _USED >= len(entries) // _ENTRY


def _copy(start: int, size: int) -> None:
    """Put an equal copy in huge pages where the file's pages are, in one step."""
    spare = memory.map_anonymous(size + _HUGE)
    aligned = -(-spare // _HUGE) * _HUGE
    ctypes.memmove(aligned, start, size)
    for place in range(aligned, aligned + size, _HUGE):
        memory.collapse(place, _HUGE)
    memory.replace_code(aligned, start, size)
