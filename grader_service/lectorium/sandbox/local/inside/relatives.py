"""The processes of a submission: all that its supervisor has to count and to end."""

from __future__ import annotations

import os
import signal
from typing import Final, Protocol

from lectorium.sandbox.local.inside import linux

_SUPERVISOR: Final = "1"
SOCKET_BYTES: Final = 2 * 212992  # what one holds for its reader at most, with the kernel's own records


class Relatives(Protocol):
    """Every process that descends from a supervisor."""

    def pids(self) -> list[str]:
        """Their ids, as they are named in /proc."""
        ...

    def queued_bytes(self) -> int:
        """Memory that waits in their sockets at most; the kernel counts it for no process."""
        ...

    def kill(self) -> bool:
        """Kill all of them; False when there was none, not even one to be reaped."""
        ...


class Namespace:
    """Of a supervisor that is process 1: everybody else it can see."""

    def pids(self) -> list[str]:
        """All but process 1."""
        return [name for name in os.listdir("/proc") if name.isdecimal() and name != _SUPERVISOR]

    def queued_bytes(self) -> int:
        """By the number of sockets in their own network, which nobody else is in."""
        with open("/proc/net/sockstat", encoding="ascii") as file:
            return int(file.readline().split()[-1]) * SOCKET_BYTES

    def kill(self) -> bool:
        """In one step: nobody can fork out of it."""
        return linux.kill_all() == 0


class Family:
    """Of a supervisor among strangers: its children, and theirs. Orphans come to it."""

    def pids(self) -> list[str]:
        """Of all that descend from it at this moment."""
        found: list[str] = []
        waiting = _children("self")
        while waiting:
            found.append(waiting.pop())
            waiting += _children(found[-1])
        return found

    def queued_bytes(self) -> int:
        """Unknown: they share the machine's network."""
        return 0

    def kill(self) -> bool:
        """The children. Nobody else has their numbers before they are reaped; theirs come next."""
        children = _children("self")
        for pid in children:
            os.kill(int(pid), signal.SIGKILL)
        return bool(children)


def _children(pid: str) -> list[str]:
    found: list[str] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as file:
                found += file.read().split()
    except OSError:  # it ended meanwhile
        return found
    return found
