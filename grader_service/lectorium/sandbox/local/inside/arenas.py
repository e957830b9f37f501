"""Python's small objects lie side by side in the heap.

By itself Python takes memory for them in pieces that lie all over the place, too small for huge pages
(see `pages`). Nothing but ctypes is needed here: this comes before all other imports, since what was
made before stays where it is.
"""

from __future__ import annotations

import ctypes
from typing import Final

_RAW: Final = 0  # PYMEM_DOMAIN_RAW: malloc and free of the C library
_MMAP_THRESHOLD, _TOP_PAD, _TRIM_THRESHOLD = -3, -2, -1
_MOST: Final = 32 * 1024 * 1024  # up to where glibc itself adapts the first of them
_PAD: Final = 2 * 1024 * 1024


class _Allocator(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_void_p) for name in ("context", "malloc", "calloc", "realloc", "free"))


class _ArenaAllocator(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_void_p) for name in ("context", "malloc", "free"))


def gather() -> None:
    """From now on. Where the C library has no mallopt, all stays as it was."""
    mallopt = getattr(ctypes.PyDLL(None), "mallopt", None)
    if mallopt is None:
        return
    for option, value in ((_MMAP_THRESHOLD, _MOST), (_TRIM_THRESHOLD, 2 * _MOST), (_TOP_PAD, _PAD)):
        mallopt(option, value)
    raw = _Allocator()
    ctypes.pythonapi.PyMem_GetAllocator(_RAW, ctypes.byref(raw))
    arenas = _ArenaAllocator(raw.context, raw.malloc, raw.free)  # called with a size, too, which free ignores
    ctypes.pythonapi.PyObject_SetArenaAllocator(ctypes.byref(arenas))
