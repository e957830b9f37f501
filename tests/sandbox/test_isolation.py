"""What holds between tests, between submissions, and when something of ours dies."""

import contextlib
import dataclasses
import os
import signal
import subprocess
import sys
import time
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from lectorium.sandbox import Limits, ProgramJob, ProgramTest, Sandbox, SandboxUnavailable
from lectorium.sandbox.local import LocalSandbox, preloads
from tests.sandbox import leftovers

PATIENT = Limits(cpu_seconds=20, wall_seconds=60, total_cpu_seconds=100)


def outputs(sandbox: Sandbox, code: str, *inputs: str, limits: Limits = PATIENT) -> list[str]:
    tests = [ProgramTest(str(place), "io", text) for place, text in enumerate(inputs)]
    seen = sandbox.run_program(ProgramJob("python", code, tests, limits=limits))
    assert [one.outcome for one in seen] == ["ok"] * len(inputs), seen
    return [one.stdout.strip() for one in seen]


LEAVES_THINGS = """
import os, subprocess, sys
places = ["/tmp", "/tmp/work", "/tmp/home", "/dev/shm"]
print(sorted(name for place in places for name in os.listdir(place) if name not in ("work", "home", ".shm")))
print([os.stat(place).st_mtime_ns % 1000 == 77 for place in places])
others = [pid for pid in os.listdir("/proc") if pid.isdecimal() and pid not in ("1", str(os.getpid()))]
print(others)
for place in places:
    open(os.path.join(place, "left"), "w").write(sys.stdin.readline())
    os.utime(place, ns=(77, 77))
subprocess.Popen(["sleep", "1000"], start_new_session=True)
"""


def test_a_test_finds_nothing_of_the_one_before(sandbox: Sandbox) -> None:
    first, second = outputs(sandbox, LEAVES_THINGS, "a secret", "another")
    assert first == second


def test_a_submission_finds_nothing_of_the_one_before(sandbox: Sandbox) -> None:
    assert outputs(sandbox, LEAVES_THINGS, "a secret") == outputs(sandbox, LEAVES_THINGS, "another")


SEARCHES_ITS_MEMORY = """
import re
own = input()
sign = re.compile(("mar" + "ker-").encode() + rb"[a-z]+-[0-9]{6}")
found = set()
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    for line in maps:
        ends, rights = line.split()[:2]
        start, end = (int(part, 16) for part in ends.split("-"))
        if "r" not in rights or "[v" in line:
            continue
        memory.seek(start)
        try:
            found |= set(sign.findall(memory.read(end - start)))
        except OSError:
            pass
print(sorted(found))
"""


def test_a_test_never_sees_the_input_of_another(sandbox: Sandbox) -> None:
    inputs = [f"marker-{word}-{os.getpid() % 1000:03}{place:03}" for place, word in enumerate(("one", "two"))]
    first, second, third = outputs(sandbox, SEARCHES_ITS_MEMORY, *inputs, inputs[0])
    assert first == third == str([inputs[0].encode()])
    assert second == str([inputs[1].encode()])


def test_neighbours_run_side_by_side(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(4) as threads:
        runs = [threads.submit(outputs, sandbox, "print(input())", str(place)) for place in range(12)]
        assert [run.result() for run in runs] == [[str(place)] for place in range(12)]


def test_a_hidden_folder_is_seen_empty() -> None:
    hidden = Path(sys.prefix) / "share"
    assert any(hidden.iterdir())
    sandbox = LocalSandbox(sys.executable, hidden=[hidden])
    try:
        assert outputs(sandbox, f"import os\nprint(os.listdir({str(hidden)!r}))", "") == ["[]"]
    finally:
        sandbox.close()


LOOKS_FOR_OURS = """
import glob, sys
print(sys.prefix)
print(glob.glob(sys.prefix + "/lib/python3*/site-packages/lectorium_*/*"))
print(glob.glob(sys.prefix + "/../*"))
try:
    open(sys.prefix + "/written", "w")
except OSError as error:
    print(error.strerror)
"""


def test_another_python_in_a_closed_folder_shows_nothing_of_ours(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    venv.create(closed / "python", symlinks=True)
    (closed / "key").write_text("a secret")
    [packages] = (closed / "python").glob("lib/python3*/site-packages")
    for name in ("lectorium_hub", "lectorium_client"):
        (packages / name).mkdir()
        (packages / name / "answers.txt").write_text("a secret")
    closed.chmod(0o700)
    sandbox = LocalSandbox(str(closed / "python" / "bin" / "python"))
    try:
        [seen] = outputs(sandbox, LOOKS_FOR_OURS, "")
    finally:
        sandbox.close()
    shown = [str(packages / "lectorium_client" / "answers.txt")]
    assert seen.splitlines() == [
        str(closed / "python"),
        str(shown),
        str([f"{closed}/python/../python"]),
        "Read-only file system",
    ]


def test_each_run_has_its_own_chance(sandbox: Sandbox) -> None:
    for line in ("import random; print(random.random())", "import numpy; print(numpy.random.rand())"):
        assert len(set(outputs(sandbox, line, "", "", ""))) == 3


def test_total_time_is_limited_and_what_follows_is_named() -> None:
    sandbox = LocalSandbox(sys.executable)
    limits = dataclasses.replace(PATIENT, cpu_seconds=0.3, total_cpu_seconds=0.5)
    job = ProgramJob(
        "python", "while True: pass", [ProgramTest(str(n), "io", "") for n in range(4)], limits=limits
    )
    try:
        seen = sandbox.run_program(job)
    finally:
        sandbox.close()
    outcomes = [one.outcome for one in seen]
    assert outcomes[0] == "timeout"
    assert outcomes[3] == "skipped"
    assert outcomes == sorted(outcomes, reverse=True)  # once the time is used up, nothing runs
    assert seen[3].error is not None
    assert "used up" in seen[3].error


WORKER = """
import sys
from lectorium.sandbox import ProgramJob, ProgramTest, Limits
from lectorium.sandbox.local import LocalSandbox, preloads
code = "import os\\nif os.fork() == 0: os.setsid()\\nos.fork()\\nwhile True: pass"
limits = Limits(cpu_seconds=1000, wall_seconds=1000)
LocalSandbox(sys.executable, uid=int(sys.argv[1])).run_program(
    ProgramJob("python", code, [ProgramTest("t", "io", "")], limits=limits))
"""


def _of_user(user: int) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.uids().real == user:
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


def _wait_for(condition: bool, user: int, seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if (len(_of_user(user)) > 3) == condition and (condition or not _of_user(user)):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(os.geteuid() != 0, reason="counts the processes of a user made up for it: needs root")
def test_all_dies_with_a_killed_worker() -> None:
    user = 63000 + os.getpid() % 2000  # another checkout's tests may run at the same time
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(user)])
    try:
        assert _wait_for(True, user)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert _wait_for(False, user)


def test_a_killed_interpreter_is_replaced(sandbox: Sandbox) -> None:
    assert outputs(sandbox, "print(1)", "") == ["1"]
    children = leftovers.of_the_sandbox()
    assert children
    for child in children:
        with contextlib.suppress(psutil.NoSuchProcess):  # it dies with one killed before
            child.kill()
    psutil.wait_procs(children, 10)
    assert outputs(sandbox, "print(1)", "") == ["1"]


def test_no_more_interpreters_idle_than_are_kept() -> None:
    sandbox = LocalSandbox(sys.executable, keep=1)
    try:
        for line in ("import math", "import numpy", "import math"):
            assert outputs(sandbox, f"{line}\nprint(1)", "") == ["1"]
        with ThreadPoolExecutor(3) as threads:
            list(threads.map(lambda _: outputs(sandbox, "print(1)", ""), range(3)))
        assert len(sandbox._choice.pool(preloads.BARE).idle) == 1
    finally:
        sandbox.close()


def test_a_forked_worker_uses_its_own(sandbox: Sandbox) -> None:
    assert outputs(sandbox, "print(1)", "") == ["1"]
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = 0 if outputs(sandbox, "print(2)", "") == ["2"] else 1
            sandbox.close()
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert outputs(sandbox, "print(3)", "") == ["3"]


def test_nothing_runs_where_there_is_no_python() -> None:
    sandbox = LocalSandbox("/nowhere/python")
    assert "can't be started" in sandbox.problems()[0]
    with pytest.raises(SandboxUnavailable):
        sandbox.run_program(ProgramJob("python", "print(1)", [ProgramTest("t", "io", "")]))
