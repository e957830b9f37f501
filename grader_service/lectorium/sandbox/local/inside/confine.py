"""The last steps of a process before it runs student code. They can't be undone from inside."""

from __future__ import annotations

import math
import os
import resource
import signal
from collections.abc import Sequence
from typing import Any, Final

from lectorium.sandbox.local.inside import linux, seccomp

_MIB: Final = 1024 * 1024
_SLACK_BYTES: Final = 1024 * _MIB  # address space of libraries and of pages shared with the zygote
_FILTER: Final = seccomp.build()
_OUT_OF_THE_WAY: Final = 200  # above every descriptor the supervisor holds
_IGNORED_BY_PYTHON = (signal.SIGPIPE, signal.SIGXFSZ)


def take_files(given: Sequence[int]) -> None:
    """Put the given files at 0, 1, 2 and so on, and close all others."""
    for place, file in enumerate(given):
        os.dup2(file, _OUT_OF_THE_WAY + place)
    for place in range(len(given)):
        os.dup2(_OUT_OF_THE_WAY + place, place)
    os.closerange(len(given), 1024)


def confine(limits: dict[str, Any], stack_bytes: int = 8 * _MIB) -> None:
    """Limits, no capabilities, no new privileges, the filter. Only student code comes after."""
    os.setsid()
    linux.die_with_parent()
    for number in (*_IGNORED_BY_PYTHON, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    _set_limits(limits, stack_bytes)
    linux.set_dumpable(True)  # its own /proc/self is its own
    linux.drop_capabilities()
    linux.forbid_new_privileges()
    linux.load_seccomp(_FILTER)


def _set_limits(limits: dict[str, Any], stack_bytes: int) -> None:
    memory = int(limits["memory_bytes"])
    # The watchdog counts the whole tree; these stop a single process, at once.
    ceilings = {
        resource.RLIMIT_CPU: math.ceil(limits["cpu_seconds"]) + 2,
        resource.RLIMIT_DATA: memory + stack_bytes,
        resource.RLIMIT_AS: memory + _SLACK_BYTES,
        resource.RLIMIT_NPROC: int(limits["processes"]) + 1,  # the supervisor counts, too
        resource.RLIMIT_FSIZE: int(limits["disk_bytes"]),
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_STACK: stack_bytes,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    for kind, ceiling in ceilings.items():
        resource.setrlimit(kind, (ceiling, ceiling))
