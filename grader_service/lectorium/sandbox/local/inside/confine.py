"""The last steps of a process before it runs student code. They can't be undone from inside.

Most are taken once, by the supervisor of a submission, whose tests inherit them; what counts
per process, or differs, is left to the process itself.
"""

from __future__ import annotations

import math
import os
import resource
import signal
from collections.abc import Mapping, Sequence
from typing import Any, Final

from lectorium.sandbox.local.inside import linux, seccomp

MIB: Final = 1024 * 1024
STACK_BYTES: Final = 8 * MIB
_SLACK_BYTES: Final = 1024 * MIB  # address space of libraries and of pages shared with the zygote
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


def confine(limits: Mapping[str, Any], stack_bytes: int = STACK_BYTES) -> None:
    """All of it: for a process of which there is one in a submission (a kernel, a compiler)."""
    os.setsid()
    linux.die_with_parent()
    lock_down(limits, stack_bytes)
    confine_test(limits, stack_bytes)


def lock_down(limits: Mapping[str, Any], stack_bytes: int) -> None:
    """What all processes of a submission have in common; inherited by what is forked.

    No capabilities, no new privileges, the filter, and the limits that don't hinder a supervisor.
    """
    for number in (*_IGNORED_BY_PYTHON, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    _set(
        {
            resource.RLIMIT_NPROC: int(limits["processes"]) + 1,  # the supervisor counts, too
            resource.RLIMIT_FSIZE: int(limits["disk_bytes"]),
            resource.RLIMIT_NOFILE: 256,
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_STACK: stack_bytes,
            resource.RLIMIT_MEMLOCK: 0,
            resource.RLIMIT_MSGQUEUE: 0,
        }
    )
    linux.drop_capabilities()
    linux.forbid_new_privileges()
    linux.load_seccomp(_FILTER)


def confine_test(limits: Mapping[str, Any], stack_bytes: int) -> None:
    """The rest, for one test: its own time and memory. The watchdog counts the whole tree."""
    memory = int(limits["memory_bytes"])
    _set(
        {
            resource.RLIMIT_CPU: math.ceil(limits["cpu_seconds"]) + 2,
            resource.RLIMIT_DATA: memory + stack_bytes,
            resource.RLIMIT_AS: memory + _SLACK_BYTES,
        }
    )
    linux.set_dumpable(True)  # its own /proc/self is its own; the supervisor's isn't


def _set(ceilings: Mapping[int, int]) -> None:
    for kind, ceiling in ceilings.items():
        resource.setrlimit(kind, (ceiling, ceiling))
