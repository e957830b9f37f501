"""Linux calls about a process's own memory."""

from __future__ import annotations

import ctypes
from typing import Final

from lectorium.sandbox.local.inside.linux import check, libc

_MADV_COLLAPSE: Final = 25  # Linux 6.1
_READABLE_WRITABLE: Final = 3
_READABLE_EXECUTABLE: Final = 5
_PRIVATE_ANONYMOUS: Final = 0x22
_NO_REPLACE: Final = 0x100000


def map_anonymous(size: int) -> int:
    """Private memory; returns where."""
    return _map(0, size, _PRIVATE_ANONYMOUS)


def map_free(place: int, size: int) -> None:
    """Private memory at this place. Raises OSError where something is there already."""
    _map(place, size, _PRIVATE_ANONYMOUS | _NO_REPLACE)


def _map(place: int, size: int, flags: int) -> int:
    libc.mmap.restype = ctypes.c_long
    where = ctypes.c_void_p(place), ctypes.c_size_t(size)
    return check(int(libc.mmap(*where, _READABLE_WRITABLE, flags, -1, ctypes.c_long(0))), "mmap")


def grow_heap(size: int) -> None:
    """Have the C library ask for this much memory in one piece now, which it will need later."""
    libc.malloc.restype = ctypes.c_void_p
    halves = [libc.malloc(ctypes.c_size_t(size // 2)) for _ in range(2)]  # larger ones lie elsewhere
    for place in halves:
        libc.free(ctypes.c_void_p(place))


def allow_running(place: int, size: int) -> None:
    """Make pages of code, which can be read and run, and not written."""
    check(libc.mprotect(ctypes.c_void_p(place), ctypes.c_size_t(size), _READABLE_EXECUTABLE), "mprotect")


def collapse(place: int, size: int) -> None:
    """Make what lies there one huge page. Raises OSError where that can't be."""
    result = libc.madvise(ctypes.c_void_p(place), ctypes.c_size_t(size), _MADV_COLLAPSE)
    check(result, "MADV_COLLAPSE")


def replace_code(source: int, target: int, size: int) -> None:
    """Move pages to where others are, which they replace in one step. They can be run, and not written."""
    fixed = 3
    allow_running(source, size)
    libc.mremap.restype = ctypes.c_long
    sizes = ctypes.c_size_t(size), ctypes.c_size_t(size)
    check(int(libc.mremap(ctypes.c_void_p(source), *sizes, fixed, ctypes.c_void_p(target))), "mremap")
