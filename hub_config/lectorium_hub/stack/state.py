"""What a running stack says about itself: one JSON file, replaced whole, and a lock that tells the truth."""

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from lectorium_hub.stack.home import Home

PartState = Literal[
    "waiting", "starting", "running", "unresponsive", "restarting", "done", "failed", "stopped"
]
StackState = Literal["starting", "running", "degraded", "stopping", "failed", "stopped"]

# The exit status of a supervisor that finds another one at work.
ALREADY_RUNNING = 5


@dataclass
class PartStatus:
    """One service or step: its state, its process, and its times.

    `seconds` is how long it took to become ready, `ready_at` when that was, in seconds after the
    supervisor's start.
    """

    name: str
    kind: Literal["service", "step"]
    state: PartState = "waiting"
    pid: int | None = None
    created: float | None = None
    seconds: float | None = None
    ready_at: float | None = None
    restarts: int = 0
    message: str | None = None


@dataclass
class StackStatus:
    """The whole stack. `problem` holds the three sentences of why it couldn't start."""

    state: StackState = "stopped"
    url: str | None = None
    pid: int | None = None
    started_at: float | None = None
    usable_seconds: float | None = None
    ready_seconds: float | None = None
    problem: tuple[str, str, str] | None = None
    parts: list[PartStatus] = field(default_factory=list)
    # Processes of people's servers and the like, as (pid, create time): to be found after a crash.
    others: list[tuple[int, float]] = field(default_factory=list)

    def part(self, name: str) -> PartStatus:
        """One part by its name."""
        return next(part for part in self.parts if part.name == name)

    def processes(self) -> list[tuple[int, float]]:
        """Every process that belongs to the stack, as (pid, create time)."""
        own = [(part.pid, part.created) for part in self.parts if part.pid and part.created]
        return [*own, *self.others]


def write_status(home: Home, status: StackStatus) -> None:
    """Replace the state file in one step; it needn't survive a power cut."""
    draft = home.state.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(asdict(status)))
    draft.replace(home.state)


def last_status(home: Home) -> StackStatus:
    """What the last supervisor of this home said last; whether it still lives is another question."""
    try:
        raw: dict[str, Any] = json.loads(home.state.read_text())
        parts = [PartStatus(**part) for part in raw.pop("parts")]
        others = [(pid, created) for pid, created in raw.pop("others")]
        return StackStatus(**raw, parts=parts, others=others)
    except (FileNotFoundError, NotADirectoryError):
        return StackStatus()
    except (ValueError, KeyError, TypeError):  # cut off, or written by another version
        return StackStatus()


def current_status(home: Home) -> StackStatus:
    """The truth about a home: what its supervisor says, or stopped where none lives."""
    status = last_status(home)
    if is_locked(home):
        return status
    return StackStatus(state="stopped", problem=status.problem, others=status.processes())


@contextlib.contextmanager
def hold_lock(home: Home) -> Iterator[None]:
    """Be the one supervisor of this home; the kernel lets go of the lock however we end.

    Raises:
        BlockingIOError: there is one already.
    """
    with home.lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def is_locked(home: Home) -> bool:
    """Whether a supervisor lives."""
    if not home.lock.exists():
        return False
    with home.lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def wait_unlocked(home: Home, seconds: float) -> bool:
    """Wait until no supervisor lives; False where one still does after so many seconds."""
    deadline = time.monotonic() + seconds
    while is_locked(home):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
