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
KEPT: Final = 900  # descriptors from here on are opened on purpose, by who closes them
_OUT_OF_THE_WAY: Final = 200  # above every descriptor the supervisor holds
_IGNORED_BY_PYTHON = (signal.SIGPIPE, signal.SIGXFSZ)
Limits = Mapping[str, Any]


def take_files(given: Sequence[int]) -> None:
    """Put the given files at 0, 1, 2 and so on, and close all others below `KEPT`."""
    for place, file in enumerate(given):
        os.dup2(file, _OUT_OF_THE_WAY + place)
    for place in range(len(given)):
        os.dup2(_OUT_OF_THE_WAY + place, place)
    os.closerange(len(given), KEPT)


def confine(limits: Limits, stack_bytes: int = STACK_BYTES) -> None:
    """All of it: for a process of which there is one in a submission (a kernel, a compiler)."""
    os.setsid()
    linux.die_with_parent()
    lock_down(limits, stack_bytes)
    confine_test(limits, stack_bytes)


def lock_down(limits: Limits, stack_bytes: int) -> None:
    """What all processes of a submission have in common; inherited by what is forked.

    No capabilities, no new privileges, the filter, and the limits that don't hinder a supervisor.
    """
    restore_signals()
    set_limits(common_limits(limits, stack_bytes))
    set_limits({resource.RLIMIT_NPROC: int(limits["processes"]) + 1})  # the supervisor counts, too
    linux.drop_capabilities()
    linux.forbid_new_privileges()
    linux.load_seccomp(_FILTER)


def confine_test(limits: Limits, stack_bytes: int) -> None:
    """The rest, for one test: its own time and memory. The watchdog counts the whole tree."""
    set_limits(own_limits(limits, stack_bytes))
    linux.set_dumpable(True)  # its own /proc/self is its own; the supervisor's isn't


def restore_signals() -> None:
    """As any program expects them: Python ignores some."""
    for number in (*_IGNORED_BY_PYTHON, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)


def common_limits(limits: Limits, stack_bytes: int) -> dict[int, int]:
    """Those that are the same for all processes of a submission."""
    return {
        resource.RLIMIT_FSIZE: int(limits["disk_bytes"]),
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_STACK: stack_bytes,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }


def own_limits(limits: Limits, stack_bytes: int) -> dict[int, int]:
    """Those of one test: a supervisor must outlive many."""
    memory = int(limits["memory_bytes"])
    return {
        resource.RLIMIT_CPU: math.ceil(limits["cpu_seconds"]) + 2,
        resource.RLIMIT_DATA: memory + stack_bytes,
        resource.RLIMIT_AS: memory + _SLACK_BYTES,
    }


def set_limits(ceilings: Mapping[int, int]) -> None:
    """Set hard and soft limits alike."""
    for kind, ceiling in ceilings.items():
        resource.setrlimit(kind, (ceiling, ceiling))
