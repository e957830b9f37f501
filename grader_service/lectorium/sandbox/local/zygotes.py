"""The worker's side of the warm interpreters: starting, keeping and replacing them."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import subprocess
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from lectorium.sandbox.contract import Limits, SandboxUnavailable
from lectorium.sandbox.local import memory_files, plan, wire
from lectorium.sandbox.local.plan import Recipe as Recipe  # noqa: PLC0414 (it is asked for here, too)

log = logging.getLogger(__name__)

_INSIDE: Final = Path(__file__).parent / "inside"
_START_SECONDS: Final = 60.0
_SUPERVISOR_SECONDS: Final = 30.0


_CLOSED: Final = (
    "User namespaces are closed here. Open them (sysctl kernel.unprivileged_userns_clone=1, "
    "user.max_user_namespaces > 0, kernel.apparmor_restrict_unprivileged_userns=0); in a container, "
    "allow them in its seccomp profile."
)

_MOUNTING: Final = (
    "Mounting is forbidden here. In a container, allow user namespaces and mounts in its seccomp and "
    "AppArmor profiles."
)
_PROC: Final = (
    "A fresh /proc can't be mounted, as in a container whose /proc is masked. Start the container with "
    "an unmasked one (--security-opt systempaths=unconfined), or run on the host."
)
_NO_LANDLOCK: Final = (
    "Landlock (Linux 5.13 or newer) must be built into the kernel and stand in its list of security "
    "modules (/sys/kernel/security/lsm; boot with lsm=landlock,… where it is missing); in a container its "
    "seccomp profile must allow the landlock_ calls."
)
_HINTS: Final = (
    ("landlock", _NO_LANDLOCK),
    ("unshare", _CLOSED),
    ("clone", _CLOSED),
    ("mount(proc", _PROC),
    ("mount", _MOUNTING),
    ("PR_SET_SECCOMP", "The kernel has no seccomp filters (CONFIG_SECCOMP_FILTER)."),
    ("No such file", "A part of the system that the sandbox shows is missing."),
)


class Refused(SandboxUnavailable):
    """The machine forbids what this way of confining needs."""


class ZygoteLost(ConnectionError):
    """A warm interpreter or a supervisor died: the run can be repeated with another."""


class Zygote:
    """One warm interpreter. Serves one submission at a time."""

    def __init__(self, recipe: Recipe, preload: Sequence[str]) -> None:
        self._log = memory_files.empty()
        self._control, theirs = wire.pair()
        command = [recipe.python, "-s", "-P", str(_INSIDE), str(theirs.fileno())]
        try:
            self._process = subprocess.Popen(
                command,
                # All symbols are looked up at its start, else every test would look some up anew.
                env=plan.environment(preload) | {"LD_BIND_NOW": "1"},
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                cwd="/",
            )
        except OSError as error:
            self._control.close()
            os.close(self._log)
            raise SandboxUnavailable(f"the sandbox's Python can't be started: {error}") from error
        finally:
            theirs.close()
        self._control.settimeout(_START_SECONDS)
        try:
            wire.send(self._control, plan.make(recipe, preload))
            if missing := self._greeting():
                log.warning("not there or broken, so not kept warm: %s", ", ".join(missing))
        except BaseException:
            self.close()
            raise

    def _greeting(self) -> list[str]:
        """Modules that should have been preloaded and aren't. Raises SandboxUnavailable."""
        try:
            message, _ = wire.receive(self._control)
        except (wire.Closed, TimeoutError) as error:
            raise SandboxUnavailable(f"the sandbox didn't start: {self._last_words()}") from error
        if "error" in message:
            raise Refused(explain(message["error"]))
        return [str(name) for name in message["missing"]]

    def _last_words(self) -> str:
        return memory_files.text(self._log, 4000)[0].strip()[-500:] or "it said nothing"

    @contextlib.contextmanager
    def submission(self, limits: Limits) -> Iterator[socket.socket]:
        """A supervisor for one submission; everything in it ends with the block.

        It can be written to at once, before it is there: nobody waits for its room to be made. What
        fails in that is its first answer.
        """
        ours, theirs = wire.pair()
        with ours:
            try:
                with theirs:
                    wire.send(self._control, {"limits": asdict(limits)}, [theirs.fileno()])
                ours.settimeout(_SUPERVISOR_SECONDS)
                yield ours
            except wire.Closed as error:
                raise ZygoteLost(f"the warm interpreter died: {self._last_words()}") from error

    def is_alive(self) -> bool:
        """Whether it can still serve."""
        return self._process.poll() is None

    def close(self) -> None:
        """End it, and with it everything it runs."""
        self._control.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._log)

    def abandon(self) -> None:
        """In a forked process: let go of what belongs to the parent."""
        self._control.close()
        os.close(self._log)
        self._process.returncode = 0


def expect(job: socket.socket, key: str) -> tuple[dict[str, Any], list[int]]:
    """The next message, which must carry `key`. Raises ZygoteLost when it is an error."""
    message, files = wire.receive(job)
    if key not in message:
        wire.close_all(files)
        raise ZygoteLost(str(message.get("error", message)))
    return message, files


def explain(error: str) -> str:
    """What a failed launch means, and what to do."""
    hint = next((text for sign, text in _HINTS if sign in error), "")
    return f"code can't be confined on this machine: {error}. {hint}".strip()


@dataclass(slots=True)
class Pool:
    """Idle zygotes, the longest unused first. Threads borrow; a broken one isn't given back."""

    recipe: Recipe
    keep: int
    """How many may idle: each holds the memory of what it has preloaded."""
    idle: list[tuple[tuple[str, ...], Zygote]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    owner: int = field(default_factory=os.getpid)

    def start(self, preload: tuple[str, ...]) -> None:
        """Have one idle. Raises SandboxUnavailable."""
        self._give(preload, Zygote(self.recipe, preload))

    @contextlib.contextmanager
    def borrow(self, preload: tuple[str, ...]) -> Iterator[Zygote]:
        """A zygote for one submission."""
        zygote = self._take(preload) or Zygote(self.recipe, preload)
        try:
            yield zygote
        except BaseException:
            zygote.close()
            raise
        self._give(preload, zygote)

    def _take(self, preload: tuple[str, ...]) -> Zygote | None:
        with self.lock:
            self._leave_the_parents()
            for place in reversed(range(len(self.idle))):
                if self.idle[place][0] == preload:
                    _, zygote = self.idle.pop(place)
                    if zygote.is_alive():
                        return zygote
                    zygote.close()
        return None

    def _give(self, preload: tuple[str, ...], zygote: Zygote) -> None:
        with self.lock:
            self.idle.append((preload, zygote))
            surplus = [self.idle.pop(0)[1] for _ in range(len(self.idle) - self.keep)]
        for old in surplus:
            old.close()

    def _leave_the_parents(self) -> None:
        """After a fork (Celery's), the parent's zygotes stay the parent's."""
        if self.owner == os.getpid():
            return
        for _, zygote in self.idle:
            zygote.abandon()
        self.idle.clear()
        self.owner = os.getpid()

    def close(self) -> None:
        """End all idle zygotes."""
        with self.lock:
            self._leave_the_parents()
            for _, zygote in self.idle:
                zygote.close()
            self.idle.clear()
