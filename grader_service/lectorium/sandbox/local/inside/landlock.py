"""Landlock: what a process, and all it starts, may still open. Raw system calls, from ABI 1 on."""

from __future__ import annotations

import fcntl
import os
import stat
import struct
from typing import Final

from lectorium.sandbox.local.inside.confine import KEPT
from lectorium.sandbox.local.inside.linux import LinuxError, landlock_call

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_VERSION: Final = 1
_PATH_BENEATH: Final = 1

EXECUTE: Final = 1 << 0
_WRITE_FILE: Final = 1 << 1
READ_FILE: Final = 1 << 2
READ_DIR: Final = 1 << 3
_TRUNCATE: Final = 1 << 14
# By number of the ABI: how many rights on files, on TCP and on other processes it knows.
_FILE_RIGHTS: Final = (0, 13, 14, 15, 15, 16)
_NET_SINCE, _SCOPES_SINCE = 4, 6
_FOR_FILES: Final = EXECUTE | _WRITE_FILE | READ_FILE | _TRUNCATE
_DEVICES_AND_SOCKETS: Final = 1 << 6 | 1 << 9 | 1 << 11  # never made by anybody here

READ: Final = EXECUTE | READ_FILE | READ_DIR
USE_DEVICE: Final = READ_FILE | _WRITE_FILE


def abi() -> int:
    """Which version this kernel offers; 0 for none."""
    try:
        return landlock_call(_CREATE, None, 0, _VERSION)
    except LinuxError:
        return 0


class Ruleset:
    """Everything is forbidden but what `allow` names. An open file until it is enforced."""

    def __init__(self) -> None:
        version = abi()
        self._handled = (1 << _FILE_RIGHTS[min(version, len(_FILE_RIGHTS) - 1)]) - 1
        attributes = struct.pack("Q", self._handled)
        if version >= _NET_SINCE:
            attributes += struct.pack("Q", 0b11)  # no TCP, in or out
        if version >= _SCOPES_SINCE:
            attributes += struct.pack("Q", 0b11)  # no abstract sockets, no signals to others
        made = landlock_call(_CREATE, attributes, len(attributes), 0)
        self._file = fcntl.fcntl(made, fcntl.F_DUPFD_CLOEXEC, KEPT)
        os.close(made)

    def allow(self, path: str, rights: int) -> None:
        """Allow this below `path`; what isn't there, and what only links to it, is left out."""
        try:
            place = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
        except (FileNotFoundError, PermissionError):
            return
        try:
            mode = os.fstat(place).st_mode
            fitting = rights & self._handled & (-1 if stat.S_ISDIR(mode) else _FOR_FILES)
            if fitting and not stat.S_ISLNK(mode):
                landlock_call(_ADD_RULE, self._file, _PATH_BENEATH, struct.pack("=Qi", fitting, place), 0)
        finally:
            os.close(place)

    def allow_own(self, path: str) -> None:
        """Everything below `path`, but devices and named sockets."""
        self.allow(path, self._handled & ~(_DEVICES_AND_SOCKETS | EXECUTE))

    def enforce(self) -> None:
        """On this process, for good."""
        landlock_call(_RESTRICT, self._file, 0)
        os.close(self._file)
