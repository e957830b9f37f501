"""A guard around one trial: whatever a layer lets through ends here. Needs root.

The trial runs as an ordinary user in namespaces of its own, on a machine that it can only read, with
folders in memory to write to, without a network. The guard is process 1 there: it counts, ends the
trial when it goes too far, and all of it when it is done.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import resource
import select
import signal
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn

import psutil

from lectorium.sandbox.local.inside import linux
from tests.sandbox.cases import Case
from tests.sandbox.layers import counting, trial
from tests.sandbox.layers.counting import Use
from tests.sandbox.layers.ways import Layer

_GRADERS: Final = range(61000, 65000)
_NAMESPACES: Final = (
    linux.CLONE_NEWNS | linux.CLONE_NEWPID | linux.CLONE_NEWNET | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS
)
HOME: Final = Path("/tmp/grader")
WRITABLE: Final = ("/tmp", "/var/tmp", "/dev/shm")
_MIB: Final = 1024 * 1024
_FOLDER_OPTIONS: Final = "mode=1777,size=700m,nr_inodes=200000"
MOST_PROCESSES: Final = 400
MOST_BYTES: Final = 1600 * _MIB
_LEAST_AVAILABLE_BYTES: Final = 2000 * _MIB  # of the whole machine
MOST_SECONDS: Final = 75
_AFTERWARDS_SECONDS: Final = 3.0
_LOOK_SECONDS: Final = 0.03
_BE_THE_FIRST_KILLED: Final = "1000"


@dataclass
class Report:
    """What the guard counted, beyond what was there when the trial was ready."""

    ended: str = "itself"  # or "memory", "time": why the guard ended it; or "killed": somebody else did
    processes: int = 0
    memory_mb: int = 0
    grader_mb: int = 0
    disk_mb: int = 0
    files: int = 0
    lives_on: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    seen: dict[str, Any] | None = None
    log: str = ""


def run(layer: Layer, case: Case) -> Report:
    """One trial, from start to end. The caller has one thread only: it is forked."""
    grader = _GRADERS[os.getpid() % len(_GRADERS)]  # limits on processes are per user: one of its own
    reading, writing = os.pipe()
    pid = linux.forked(linux.fork_plainly(_NAMESPACES)())
    if pid == 0:
        os.close(reading)
        _guard(writing, layer, case, grader)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    os.waitpid(pid, 0)
    return Report(**json.loads(text))


def _guard(writing: int, layer: Layer, case: Case, grader: int) -> NoReturn:
    """Process 1: everything in here ends with it."""
    try:
        linux.die_with_parent()
        _close_the_machine()
        report = _Guard(layer, case, grader).watch()
        os.write(writing, json.dumps(dataclasses.asdict(report)).encode())
    except BaseException:  # noqa: BLE001 - nothing of the caller's may run on in here
        traceback.print_exc()
    finally:
        os._exit(0)


def _close_the_machine() -> None:
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    linux.make_read_only("/")
    for folder in WRITABLE:
        if Path(folder).is_dir():
            linux.mount("tmpfs", folder, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, _FOLDER_OPTIONS)
    linux.mount("proc", "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
    # As on a machine in use: the grader's number is none that a sandbox gives out anew.
    Path("/proc/sys/kernel/ns_last_pid").write_text("20000")
    linux.raise_loopback()
    linux.set_hostname("grader")
    # Ahead of whatever the trial starts, to be able to end it.
    os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(1))


class _Guard:
    def __init__(self, layer: Layer, case: Case, grader: int) -> None:
        self.report = Report()
        HOME.mkdir()
        os.chown(HOME, grader, grader)
        self.hears, writing = os.pipe()
        self.said = b""
        self.before: Use | None = None
        self.trial = os.fork()
        if self.trial == 0:
            os.close(self.hears)
            _try(layer, case, grader, writing)
        os.close(writing)

    def watch(self) -> Report:
        """Until the trial has ended, or has gone too far."""
        started = time.monotonic()
        while self.report.ended == "itself" and os.waitpid(self.trial, os.WNOHANG)[0] == 0:
            self._look()
            if time.monotonic() - started > MOST_SECONDS:
                self.report.ended = "time"
        if self.report.ended == "itself":
            self._hear()
            self._understand()
            self.report.lives_on = _live_on()
            self.report.left = _left()
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        return self.report

    def _look(self) -> None:
        time.sleep(_LOOK_SECONDS)
        self._hear()
        if not self.said.startswith(trial.READY.encode()):
            return
        now = counting.use(self.trial)
        self.before = self.before or now
        more = now - self.before
        report = self.report
        report.processes = max(report.processes, more.processes)
        report.memory_mb = max(report.memory_mb, more.bytes // _MIB)
        report.grader_mb = max(report.grader_mb, more.grader_bytes // _MIB)
        report.disk_mb = max(report.disk_mb, more.disk_bytes // _MIB)
        report.files = max(report.files, more.files)
        if max(more.bytes, more.grader_bytes, more.disk_bytes) > MOST_BYTES or _machine_is_short():
            report.ended = "memory"

    def _hear(self) -> None:
        waiting = select.poll()
        waiting.register(self.hears, select.POLLIN)
        while waiting.poll(0) and (data := os.read(self.hears, 1 << 16)):
            self.said += data

    def _understand(self) -> None:
        try:
            self.report.seen = json.loads(self.said.decode().splitlines()[1])
        except (ValueError, IndexError):
            self.report.ended = "killed"
            self.report.log = (HOME / "log").read_text(errors="replace")[-2000:]


def _try(layer: Layer, case: Case, grader: int, writing: int) -> NoReturn:
    """The trial's process: the grader."""
    try:
        _become(grader)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for place in (1, 2):
            os.dup2(os.open(HOME / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND), place)
        with os.fdopen(writing, "w") as answer:
            trial.run(layer, case, answer)
    except BaseException:  # noqa: BLE001 - it is told by what is missing in the answer
        traceback.print_exc()
    finally:
        os._exit(0)


def _become(grader: int) -> None:
    Path("/proc/self/oom_score_adj").write_text(_BE_THE_FIRST_KILLED)
    resource.setrlimit(resource.RLIMIT_NPROC, (MOST_PROCESSES, MOST_PROCESSES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.setsid()
    os.setgroups([])
    os.setresgid(grader, grader, grader)
    os.setresuid(grader, grader, grader)
    linux.set_dumpable(True)
    os.environ.clear()
    os.environ.update(PATH="/usr/local/bin:/usr/bin:/bin", HOME=str(HOME))


def _machine_is_short() -> bool:
    return psutil.virtual_memory().available < _LEAST_AVAILABLE_BYTES


def _live_on() -> list[str]:
    """What still runs when whatever is ending had time to end."""
    deadline = time.monotonic() + _AFTERWARDS_SECONDS
    while pids := [pid for pid in counting.pids() if counting.is_running(pid)]:
        if time.monotonic() > deadline:
            break
        time.sleep(_LOOK_SECONDS)
    return [_command(pid) for pid in pids]


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[:200]
    return str(pid)


def _left() -> list[str]:
    """Files in the folders that all share, sockets with a name, shared memory."""
    files = [str(path) for folder in WRITABLE for path in Path(folder).iterdir() if path.name != HOME.name]
    sockets = [row for row in Path("/proc/net/unix").read_text().splitlines() if "lectorium-corpus" in row]
    tables = [Path("/proc/sysvipc") / name for name in ("shm", "sem", "msg")]
    memory = [row for table in tables for row in table.read_text().splitlines()[1:]]
    return [*files, *sockets, *memory]
