"""The last steps of a process before it runs student code. They can't be undone from inside.

Most are taken once, by the supervisor of a submission, whose tests inherit them; what counts
per process, or differs, is left to the process itself.
"""

from __future__ import annotations

import math
import os
import resource
import signal
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from lectorium.sandbox.local.inside import linux, seccomp

MIB: Final = 1024 * 1024
STACK_BYTES: Final = 8 * MIB
_SLACK_BYTES: Final = 1024 * MIB  # address space of libraries and of pages shared with the zygote
_FILTER: Final = seccomp.build()
_SUPERVISOR_SECONDS: Final = 30
KEPT: Final = 900  # descriptors from here on are opened on purpose, by who closes them
_OUT_OF_THE_WAY: Final = 200  # above every descriptor the supervisor holds
_IGNORED_BY_PYTHON = (signal.SIGPIPE, signal.SIGXFSZ)
Limits = Mapping[str, Any]


def take_files(given: Sequence[int]) -> None:
    """Put the given files at 0, 1, 2 and so on, and close all others below `KEPT`."""
    dup2 = os.dup2
    if min(given) < len(given):
        for place, file in enumerate(given):
            dup2(file, _OUT_OF_THE_WAY + place)
        given = range(_OUT_OF_THE_WAY, _OUT_OF_THE_WAY + len(given))
    for place, file in enumerate(given):
        dup2(file, place)
    os.closerange(len(given), KEPT)


def confine(limits: Limits, stack_bytes: int = STACK_BYTES) -> None:
    """All of it: for a process of which there is one in a submission (a kernel, a compiler)."""
    os.setsid()
    linux.die_with_parent()
    lock_down(limits, stack_bytes)
    set_limits(own_limits(limits, stack_bytes))
    linux.set_dumpable(True)  # its own /proc/self is its own


def lock_down(limits: Limits, stack_bytes: int) -> None:
    """What all processes of a submission have in common; inherited by what is forked.

    No capabilities, no new privileges, the filter, and the limits that don't hinder a supervisor.
    """
    set_limits(common_limits(limits, stack_bytes))
    set_limits({resource.RLIMIT_NPROC: int(limits["processes"]) + 1})  # the supervisor counts, too
    linux.drop_capabilities()
    linux.forbid_new_privileges()
    linux.load_seccomp(_FILTER)


def limit_supervisor(limits: Limits) -> None:
    """It compiles: a text with which that never ends, ends with it. Each test tries by itself then."""
    set_limits({resource.RLIMIT_CPU: _cpu_seconds(limits) + _SUPERVISOR_SECONDS})


def rest_of(limits: Limits) -> Callable[[], None]:
    """What a supervisor that is locked down leaves to each test: its own time, its own /proc/self."""
    seconds = _cpu_seconds(limits)
    setrlimit, kind, both, own = resource.setrlimit, resource.RLIMIT_CPU, (seconds, seconds), linux.own_proc()

    def confine_test() -> None:
        setrlimit(kind, both)
        own()  # the supervisor's is nobody's

    return confine_test


def restore_signals() -> None:
    """As any program expects them: Python ignores some. Once, in the zygote; the others inherit it."""
    for number in _IGNORED_BY_PYTHON:
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
    """Those of one process: a supervisor has more time."""
    return {resource.RLIMIT_CPU: _cpu_seconds(limits), **memory_limits(limits, stack_bytes)}


def memory_limits(limits: Limits, stack_bytes: int) -> dict[int, int]:
    """Of each process; the watchdog counts the whole tree."""
    memory = int(limits["memory_bytes"])
    return {
        resource.RLIMIT_DATA: memory + stack_bytes,
        resource.RLIMIT_AS: memory + _SLACK_BYTES,
    }


def _cpu_seconds(limits: Limits) -> int:
    return math.ceil(float(limits["cpu_seconds"])) + 2


def set_limits(ceilings: Mapping[int, int]) -> None:
    """Set hard and soft limits alike."""
    for kind, ceiling in ceilings.items():
        resource.setrlimit(kind, (ceiling, ceiling))
