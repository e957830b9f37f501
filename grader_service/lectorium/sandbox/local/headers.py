"""Precompiled headers: made once per worker in the sandbox, then sealed and lent to compilers.

No student's code runs while one is made, and nobody can write to it afterwards: it is a sealed
file in memory, handed to each compiler as an open file.
"""

from __future__ import annotations

import logging
import re
import threading
from dataclasses import dataclass, field
from typing import Final

from lectorium.sandbox.contract import GIB, MIB, Limits
from lectorium.sandbox.languages import Language
from lectorium.sandbox.local import memory_files, wire
from lectorium.sandbox.local.zygotes import Zygote, ZygoteLost, expect

log = logging.getLogger(__name__)

_LIMITS: Final = Limits(compile_seconds=60, memory_bytes=2 * GIB, disk_bytes=512 * MIB)
# The first directive of a program, behind empty lines, comments and our own line numbers.
_FIRST_INCLUDE: Final = re.compile(
    rb"\A(?:\s|//[^\n]*\n|/\*.*?\*/|#\s*line[^\n]*\n)*#\s*include\s*<([\w./+]+)>", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Header:
    """A header's name, as programs include it, and its precompiled form, an open sealed file."""

    name: str
    file: int


@dataclass(slots=True)
class Headers:
    """Those made so far. Safe to share by threads: whoever finds one in the making does without."""

    made: dict[tuple[str, str], int] = field(default_factory=dict)
    """Language and header → open file, or -1 where it couldn't be made."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, zygote: Zygote, language: Language, source: bytes) -> Header | None:
        """That of the header which this program includes first, if it pays. Raises ZygoteLost."""
        name = first_include(source) if language.headers else None
        if name is None or name not in language.headers:
            return None
        file = self._made(zygote, language, name)
        return None if file < 0 else Header(name, file)

    def _made(self, zygote: Zygote, language: Language, name: str) -> int:
        key = (language.name, name)
        if key not in self.made and self.lock.acquire(blocking=False):
            try:
                self.made[key] = _make(zygote, language, name)
            finally:
                self.lock.release()
        return self.made.get(key, -1)

    def close(self) -> None:
        """Let go of them."""
        wire.close_all([file for file in self.made.values() if file >= 0])
        self.made.clear()


def first_include(source: bytes) -> str | None:
    """The header that a program includes before it says anything else: only there can it be exchanged."""
    first = _FIRST_INCLUDE.match(source)
    return first[1].decode() if first else None


def _make(zygote: Zygote, language: Language, name: str) -> int:
    with zygote.submission(_LIMITS) as link:
        link.settimeout(4 * _LIMITS.compile_seconds)
        source, said = memory_files.given(f"#include <{name}>\n".encode()), memory_files.empty()
        try:
            request = {"op": "build", "command": list(language.precompile), "file": language.file}
            wire.send(link, request, [source, said])
            _, files = expect(link, "compiled")
            if files:
                return files[0]
            log.warning("%s can't be precompiled: %s", name, memory_files.text(said, 1000)[0])
            return -1
        except (wire.Closed, TimeoutError) as error:
            raise ZygoteLost("the supervisor of a compiler died") from error
        finally:
            wire.close_all([source, said])
