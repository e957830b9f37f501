"""The two ways to confine a submission, as its supervisor sees them.

By namespaces: a machine of its own, of which the supervisor is process 1. By Landlock, where
namespaces or mounts are closed: on the machine of all others, of which nothing can be opened
and nobody be reached.
"""

from __future__ import annotations

import functools
import os
import socket
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from lectorium.sandbox.local.inside import alone, confine, landlock, linux, root
from lectorium.sandbox.local.inside.relatives import Family, Namespace, Relatives
from lectorium.sandbox.local.inside.rooms import Room, remove

NAMESPACES: Final = (
    linux.CLONE_NEWUSER | linux.CLONE_NEWPID | linux.CLONE_NEWNS | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS
)
_TOO_MUCH: Final = 1 << 60
_DEVICES: Final = ("null", "zero", "full", "random", "urandom")


class Way(Protocol):
    """One submission's walls. The first method is for its supervisor, the next for its children."""

    room: Room
    relatives: Relatives

    def before_tests(self, stack_bytes: int) -> Callable[[], None]:
        """Do once what can be done for all tests. Returns what each does last before a student's code."""
        ...

    def confine_compiler(self, limits: confine.Limits) -> None:
        """The same for a compiler, which starts other programs."""
        ...

    def disk_bytes(self) -> int:
        """What the submission has written."""
        ...

    def leave(self) -> None:
        """Leave nothing behind; the supervisor ends next."""
        ...


class ByNamespaces:
    """The supervisor is process 1 of namespaces of its own."""

    def __init__(self, limits: Mapping[str, Any], ids: tuple[int, int]) -> None:
        """Enter them; `ids` are the user and group outside."""
        linux.die_with_parent()
        os.setsid()
        # Signals without a handler, as here all are, don't reach a process 1 from its own processes.
        linux.map_ids(linux.STUDENT_ID, *ids)
        linux.set_dumpable(False)
        linux.set_hostname("sandbox")
        linux.mount("proc", "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
        size, inodes = int(limits["disk_bytes"]), int(limits["files"])
        self.room = Room("/tmp", root.mount_tmp(f"mode=0755,size={size},nr_inodes={inodes}"))
        self.relatives: Relatives = Namespace()
        self._limits = limits
        self._locked = False

    def before_tests(self, stack_bytes: int) -> Callable[[], None]:
        """What a test inherits need not be done again by each."""
        if not self._locked:
            confine.lock_down(self._limits, stack_bytes)
            confine.limit_supervisor(self._limits)
            confine.set_limits(confine.memory_limits(self._limits, stack_bytes))
            self._locked = True
        return confine.rest_of(self._limits)

    def confine_compiler(self, limits: confine.Limits) -> None:
        """All at once."""
        confine.confine(limits)

    def disk_bytes(self) -> int:
        """Of its own file system."""
        used = os.statvfs(self.room.top)
        return (used.f_blocks - used.f_bfree) * used.f_frsize

    def leave(self) -> None:
        """All ends with process 1."""


class ByLandlock:
    """The supervisor is a process like others; each test confines itself."""

    def __init__(self, limits: Mapping[str, Any], plan: Mapping[str, Any]) -> None:
        linux.die_with_parent()
        linux.adopt_orphans()
        os.setsid()
        linux.set_dumpable(False)
        top = f"{plan['scratch']}/{os.urandom(8).hex()}"
        os.mkdir(top)
        self.room = Room(top)
        self.relatives: Relatives = Family()
        self._limits = limits
        self._rules = _rules(plan, top)
        _rename_places(top)

    def before_tests(self, stack_bytes: int) -> Callable[[], None]:
        """Everything is left to each: a supervisor must do what a test may not."""
        confine.limit_supervisor(self._limits)
        return functools.partial(self._confine, self._limits, stack_bytes, children=False)

    def confine_compiler(self, limits: confine.Limits) -> None:
        """It starts others, and is trusted more than what it compiles."""
        self._confine(limits, confine.STACK_BYTES, children=True)

    def _confine(self, limits: confine.Limits, stack_bytes: int, *, children: bool) -> None:
        os.setsid()
        linux.die_with_parent()
        confine.set_limits(
            confine.common_limits(limits, stack_bytes) | confine.own_limits(limits, stack_bytes)
        )
        linux.set_dumpable(True)
        linux.drop_capabilities()
        linux.forbid_new_privileges()
        self._rules.enforce()
        linux.load_seccomp(alone.build(os.getpid(), children))

    def disk_bytes(self) -> int:
        """Counted file by file; too many files count as too much."""
        used = self.room.size(int(self._limits["files"]))
        return _TOO_MUCH if used is None else used

    def leave(self) -> None:
        """Delete its folder, which others' namespaces would have taken with them."""
        while self.relatives.kill():
            os.wait4(-1, 0)
        remove(self.room.top)


def holds(plan: Mapping[str, Any]) -> int:
    """In a child: 0 if a confined process is refused what it must be, else 1."""
    rules = landlock.Ruleset()
    for path in plan["readable"]:
        rules.allow(path, landlock.READ)
    linux.forbid_new_privileges()
    rules.enforce()
    linux.load_seccomp(alone.build(os.getpid(), children=False))
    return 1 if any(_succeeds(attempt) for attempt in _FORBIDDEN) else 0


def _succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except PermissionError:
        return False
    return True


_FORBIDDEN: Final[tuple[Callable[[], object], ...]] = (
    lambda: os.open("/proc/self/status", os.O_RDONLY),
    lambda: os.open("/tmp/lectorium", os.O_WRONLY | os.O_CREAT | os.O_EXCL),
    lambda: os.kill(os.getppid(), 0),
    socket.socket,
    os.fork,
)


def _rules(plan: Mapping[str, Any], own: str) -> landlock.Ruleset:
    """The system and the Python may be read, its own folder be used; and no more."""
    rules = landlock.Ruleset()
    for path in plan["binds"]:
        rules.allow(path, landlock.READ_DIR)  # names, also of what is closed below
    for path in plan["readable"]:
        rules.allow(path, landlock.READ)
    for name in _DEVICES:
        rules.allow(f"/dev/{name}", landlock.USE_DEVICE)
    rules.allow_own(own)
    return rules


def _rename_places(top: str) -> None:
    """In the environment, as everywhere, a submission's own folder stands for /tmp."""
    for name, value in os.environ.items():
        if value.startswith("/tmp/") or value == "/tmp":
            os.environ[name] = top + value.removeprefix("/tmp")
