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

from lectorium.sandbox.local.inside import linux

_HUGE: Final = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Area:
    start: int
    end: int
    rights: str
    file: str

    def whole(self) -> range:
        """Where the huge pages in it begin."""
        return range(-(-self.start // _HUGE) * _HUGE, self.end // _HUGE * _HUGE, _HUGE)


def enlarge() -> None:
    """Once, in a process with one thread that will only be forked from now on."""
    areas = list(_areas())
    for area in areas:
        if area.rights == "rw-p" and area.file in ("", "[heap]"):
            for place in area.whole():
                with contextlib.suppress(OSError):  # nothing there yet, or no huge page left
                    linux.collapse(place, _HUGE)
    text = _text(areas)
    if text is not None and (places := text.whole()):
        with contextlib.suppress(OSError):
            _copy(places[0], len(places) * _HUGE)


def _areas() -> Iterator[_Area]:
    with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as file:
        for line in file:
            place, rights, _, _, _, *name = line.split(None, 5)
            start, end = (int(number, 16) for number in place.split("-"))
            yield _Area(start, end, rights, name[0].strip() if name else "")


def _text(areas: list[_Area]) -> _Area | None:
    """The interpreter's own code with the constants beside it, which all children run and none can change."""
    here = ctypes.cast(ctypes.pythonapi.Py_GetVersion, ctypes.c_void_p).value or 0
    file = next((area.file for area in areas if area.start <= here < area.end), "")
    found: _Area | None = None
    for area in areas:
        if area.file != file or not os.path.isabs(file) or "w" in area.rights:
            continue
        if found is None or found.end == area.start:
            found = _Area(found.start if found else area.start, area.end, "r-xp", file)
    return found


def _copy(start: int, size: int) -> None:
    """Put an equal copy in huge pages where the file's pages are, in one step."""
    spare = linux.map_anonymous(size + _HUGE)
    aligned = -(-spare // _HUGE) * _HUGE
    ctypes.memmove(aligned, start, size)
    for place in range(aligned, aligned + size, _HUGE):
        linux.collapse(place, _HUGE)
    linux.replace_code(aligned, start, size)
