"""Two ways to confine, chosen by what the machine allows; and refusal where it allows neither."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from lectorium.sandbox import (
    Limits,
    NotebookCell,
    NotebookJob,
    Observation,
    ProgramJob,
    ProgramTest,
    Sandbox,
    SandboxUnavailable,
)
from lectorium.sandbox.local import LocalSandbox
from lectorium.sandbox.local.inside import landlock

PATIENT = Limits(cpu_seconds=20, wall_seconds=60, total_cpu_seconds=100)
HAS_LANDLOCK = landlock.abi() > 0
needs_landlock = pytest.mark.skipif(not HAS_LANDLOCK, reason="this kernel has no Landlock")
ORDINARY_USER = 61778
USERS = ("root", "ordinary") if os.geteuid() == 0 else ("ordinary",)


@pytest.fixture(scope="module")
def narrow() -> Iterator[Sandbox]:
    """A sandbox that is told to use Landlock."""
    if not HAS_LANDLOCK:
        pytest.skip("this kernel has no Landlock")
    sandbox = LocalSandbox(sys.executable, way="landlock")
    yield sandbox
    sandbox.close()


def run(sandbox: Sandbox, code: str, *inputs: str, language: str = "python", **limits: float) -> Observation:
    tests = [ProgramTest(str(place), "io", text) for place, text in enumerate(inputs or ("",))]
    asked = Limits(**{"cpu_seconds": 20, "wall_seconds": 60, "total_cpu_seconds": 100} | limits)  # type: ignore[arg-type]
    return sandbox.run_program(ProgramJob(language, code, tests, limits=asked))[-1]


def test_it_says_what_this_way_lacks(narrow: Sandbox, sandbox: Sandbox) -> None:
    assert narrow.confinement().way == "landlock"
    assert any("notebooks" in lack for lack in narrow.confinement().lacks)
    if sandbox.confinement().way == "namespaces":
        assert sandbox.confinement().lacks == ()


def test_programs_run_as_elsewhere(narrow: Sandbox) -> None:
    seen = run(narrow, "import sys\nprint(int(input()) * 2)\nprint('noted', file=sys.stderr)", "4", "21")
    assert (seen.outcome, seen.stdout, seen.stderr) == ("ok", "42\n", "noted\n")
    assert seen.memory_kb > 1000
    called = ProgramJob("python", "def f(n): return [n]", [ProgramTest("t", "call", "f(3)")])
    assert narrow.run_program(called)[0].outcome == "ok"


def test_cpp_is_compiled_and_runs(narrow: Sandbox) -> None:
    code = "#include <iostream>\nint main() { int n; std::cin >> n; std::cout << n + 1; }"
    assert run(narrow, code, "1", "41", language="cpp").stdout == "42"


LEAVES = """
import os
print(sorted(os.listdir(".")), sorted(os.listdir("..")), os.listdir(os.environ["HOME"]))
os.makedirs("a/" * 300)
os.mkdir("closed", 0)
for place in (".", "..", os.environ["HOME"]):
    open(os.path.join(place, "left"), "w").write("x")
os.symlink("/usr", "link")
print(os.getcwd(), file=__import__("sys").stderr)
"""


def test_a_test_finds_nothing_of_the_one_before(narrow: Sandbox) -> None:
    tests = [ProgramTest(str(place), "io", "") for place in range(3)]
    seen = narrow.run_program(ProgramJob("python", LEAVES, tests, limits=PATIENT))
    assert [one.outcome for one in seen] == ["ok"] * 3, seen
    assert len({one.stdout for one in seen}) == 1


def test_its_folder_is_deleted() -> None:
    if not HAS_LANDLOCK:
        pytest.skip("this kernel has no Landlock")
    sandbox = LocalSandbox(sys.executable, way="landlock")
    folder = Path(run(sandbox, LEAVES).stderr.strip())
    assert folder.parts[:-3] == Path(tempfile.gettempdir()).parts
    sandbox.close()
    assert not folder.parents[1].exists()


# What must be refused, each on a line of its own, and how it is refused.
REACHES_OUT = """
import ctypes, fcntl, os, resource, signal, socket, struct
ctypes_libc = ctypes.CDLL(None, use_errno=True)
def call(number, *rest):
    if ctypes_libc.syscall(number, *rest) == -1:
        raise OSError(ctypes.get_errno(), "refused")
def own_signal():
    ours, theirs = socket.socketpair()
    fcntl.fcntl(ours, 10, signal.SIGKILL)
def unchanged(change):
    before = os.stat("/usr/bin/env")
    change()
    if os.stat("/usr/bin/env") == before:
        raise PermissionError("unchanged")
attempts = {
    "read a file": lambda: open("WITNESS").read(),
    "read passwords": lambda: open("/etc/passwd").read(),
    "list": lambda: os.listdir("/root" if os.path.exists("/root") else "/home"),
    "environment": lambda: open("/proc/%d/environ" % os.getppid()).read(),
    "own proc": lambda: open("/proc/self/maps").read(),
    "write": lambda: open("/tmp/lectorium-escape", "w"),
    "make": lambda: os.mkdir("/tmp/lectorium-escape"),
    "truncate": lambda: os.truncate("WITNESS", 0),
    "open to truncate": lambda: os.open("WITNESS", os.O_RDONLY | os.O_TRUNC),
    "delete": lambda: os.unlink("WITNESS"),
    "kill": lambda: os.kill(os.getppid(), 0),
    "kill all": lambda: os.kill(-1, 0),
    "kill group": lambda: os.kill(0, 0),
    "thread of another": lambda: call(234, os.getppid(), os.getppid(), 0),
    "signal by descriptor": own_signal,
    "limits of another": lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CPU),
    "affinity of another": lambda: os.sched_setaffinity(os.getppid(), {0}),
    "fork": os.fork,
    "vfork": lambda: call(58),
    "internet": socket.socket,
    "local socket": lambda: socket.socket(socket.AF_UNIX),
    "datagrams": lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM),
    "namespaces": lambda: call(272, 0x10000000),
    "trace": lambda: call(101, 16, os.getppid(), 0, 0),
    "more rules": lambda: call(444, 0, 0, 1),
    "mode": lambda: unchanged(lambda: os.chmod("/usr/bin/env", 0o700)),
    "attribute": lambda: os.setxattr("WITNESS", "user.x", b"1"),
    "notifications": lambda: call(254, 0, 0, 0),
}
for name, attempt in attempts.items():
    try:
        attempt()
    except PermissionError:
        continue
    except OSError as error:
        print(name, type(error).__name__, error)
        continue
    print(name)
print("end")
"""


def test_nothing_outside_can_be_reached(narrow: Sandbox, tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    witness.write_text("a secret")
    for folder in (witness, *tmp_path.parents):  # only the walls shall hold, no file's own mode
        if folder.owner() == witness.owner() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o005)
    seen = run(narrow, REACHES_OUT.replace("WITNESS", str(witness)))
    assert (seen.outcome, seen.stdout) == ("ok", "end\n"), seen
    assert witness.read_text() == "a secret"


@pytest.mark.parametrize(
    ("code", "limits", "outcome", "words"),
    [
        ("while True: pass", {"cpu_seconds": 0.3}, "timeout", "computing time"),
        ("import time; time.sleep(60)", {"wall_seconds": 0.3}, "timeout", "still running"),
        ("x = bytearray(3 * 10**9)", {}, "memory", "MemoryError"),
        (
            (
                "import threading, time\nthreading.stack_size(65536)\n"
                "for i in range(5000): threading.Thread(target=time.sleep, args=(5,)).start()"
            ),
            {"processes": 20},
            "exception",
            "threads",
        ),
        (
            "import time\nfor i in range(200): open(str(i), 'w')\ntime.sleep(20)",
            {"files": 100},
            "output",
            "files",
        ),
        (
            "import time\nfor i in range(4): open(str(i), 'w').write('x' * 10**6)\ntime.sleep(20)",
            {"disk_bytes": 3_000_000},
            "output",
            "larger",
        ),
    ],
    ids=["cpu", "wall", "memory", "threads", "files", "disk"],
)
def test_limits_hold(narrow: Sandbox, code: str, limits: dict[str, float], outcome: str, words: str) -> None:
    seen = run(narrow, code, **limits)  # type: ignore[arg-type]
    assert seen.outcome == outcome, seen
    assert words in (seen.error or "")


def test_a_hidden_folder_is_closed() -> None:
    if not HAS_LANDLOCK:
        pytest.skip("this kernel has no Landlock")
    hidden = Path(sys.prefix) / "share"
    file = next(path for path in hidden.rglob("*") if path.is_file())
    beside = next(path for path in (Path(sys.prefix) / "bin").iterdir() if path.is_file())
    code = f"import os\nopen({str(beside)!r}, 'rb').close()\nopen({str(file)!r}, 'rb').close()"
    sandbox = LocalSandbox(sys.executable, hidden=[hidden], way="landlock")
    try:
        seen = run(sandbox, code)
    finally:
        sandbox.close()
    assert (seen.error or "").startswith("PermissionError"), seen
    assert "line 3" in seen.stderr


def test_notebooks_are_refused_in_words(narrow: Sandbox) -> None:
    with pytest.raises(SandboxUnavailable, match="need user namespaces"):
        narrow.run_notebook(NotebookJob([NotebookCell("c", "1 + 1")]))


WORKER = """
import sys
from lectorium.sandbox import ProgramJob, ProgramTest, Limits
from lectorium.sandbox.local import LocalSandbox
code = "import os, sys\\nopen(sys.argv[0] + 'left', 'w')\\nwhile True: pass"
limits = Limits(cpu_seconds=1000, wall_seconds=1000)
LocalSandbox(sys.executable, uid=int(sys.argv[1]), way="landlock").run_program(
    ProgramJob("python", code, [ProgramTest("t", "io", "")], limits=limits))
"""


def _of_user(user: int) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.uids().real == user:
                found.append(process)
    return found


def _until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 60
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


@needs_landlock
@pytest.mark.skipif(os.geteuid() != 0, reason="counts the processes of a user made up for it: needs root")
def test_all_goes_with_a_killed_worker(tmp_path: Path) -> None:
    user = 61239
    tmp_path.chmod(0o777)
    for folder in tmp_path.parents:
        if folder.stat().st_uid == 0 and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o001)
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(user)], env=environment)
    try:
        assert _until(lambda: len(list(tmp_path.rglob("solution.pyleft"))) == 1)
    finally:
        worker.kill()
        worker.wait()
    assert _until(lambda: not _of_user(user))
    assert _until(lambda: not list(tmp_path.iterdir()))


# Run by another Python, where some system calls are forbidden as a container forbids them.
CLOSED = """
import os, sys
from lectorium.sandbox.local.inside import linux, seccomp
calls, user, way = [int(n) for n in sys.argv[1].split(",")], int(sys.argv[2]), sys.argv[3]
deny, allow = (seccomp.step(seccomp.RETURN, what) for what in (seccomp.DENY, seccomp.ALLOW))
nested = [seccomp.argument(0), seccomp.step(seccomp.ANY_BIT, linux.CLONE_NEWANY, 0, 1), deny, allow]
steps = [seccomp.step(0x20, 0)] + [part for number in calls for part in seccomp.when(number, [deny])]
linux.forbid_new_privileges()
linux.load_seccomp(b"".join([*steps, *seccomp.when(56, nested), allow]))
if user:
    os.setgroups([]), os.setresgid(user, user, user), os.setresuid(user, user, user)
from lectorium.sandbox import ProgramJob, ProgramTest, SandboxUnavailable
from lectorium.sandbox.local import LocalSandbox
sandbox = LocalSandbox(sys.executable, way=way)
try:
    [seen] = sandbox.run_program(ProgramJob("python", "print(6 * 7)", [ProgramTest("t", "io", "")]))
    print(sandbox.confinement().way, seen.outcome, seen.stdout)
except SandboxUnavailable as error:
    print("REFUSED", error)
print(sandbox.problems())
sandbox.close()
"""
UNSHARE, MOUNT, SETNS, LANDLOCK_CREATE = 272, 165, 308, 444


def closed(user: str, *calls: int, way: str = "auto") -> str:
    number = ORDINARY_USER if user == "ordinary" and os.geteuid() == 0 else 0
    command = [sys.executable, "-c", CLOSED, ",".join(map(str, calls)), str(number), way]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if "Permission denied" in ran.stderr:
        pytest.skip("an ordinary user can't read this checkout or its Python")
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@needs_landlock
@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("calls", [(UNSHARE, MOUNT, SETNS), (MOUNT,)], ids=["namespaces", "mounts"])
def test_where_namespaces_or_mounts_are_closed_landlock_is_used(user: str, calls: tuple[int, ...]) -> None:
    assert closed(user, *calls) == "landlock ok 42\n\n[]\n"


@pytest.mark.parametrize("user", USERS)
def test_nothing_runs_where_neither_holds(user: str) -> None:
    said = closed(user, UNSHARE, MOUNT, SETNS, LANDLOCK_CREATE)
    assert said.startswith("REFUSED"), said
    assert "User namespaces are closed here" in said
    assert "/sys/kernel/security/lsm" in said
    assert "42" not in said


def test_a_way_that_is_asked_for_is_not_exchanged() -> None:
    said = closed("root", UNSHARE, MOUNT, SETNS, way="namespaces")
    assert said.startswith("REFUSED"), said
    assert "Landlock" not in said


REFUSES = """
import sys
from lectorium.sandbox import open_sandbox, ProgramJob, ProgramTest, SandboxUnavailable
try:
    print(open_sandbox().run_program(ProgramJob("python", "print(1)", [ProgramTest("t", "io", "")])))
except SandboxUnavailable as error:
    print("REFUSED", error)
"""


def test_nothing_runs_as_a_root_that_can_be_nobody_else() -> None:
    """A user namespace that knows only root, in which no other can be made."""
    closed = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$0" -c "$1"'
    command = ["unshare", "--user", "--map-root-user", "sh", "-c", closed, sys.executable, REFUSES]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.startswith("REFUSED"), ran.stdout
    assert "User namespaces are closed here" in ran.stdout


def test_programs_are_never_run_as_root() -> None:
    with pytest.raises(ValueError, match="as root"):
        LocalSandbox(sys.executable, uid=0)
