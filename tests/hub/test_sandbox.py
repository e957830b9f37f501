"""What a person's programs can and can't do, whoever runs Lectorium."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lectorium_hub.spawners import bubblewrap, checks, homes, problems, profiles

ROOT = Path(__file__).parents[2]
ORDINARY = 12_345
Inside = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(params=["root", "ordinary"])
def state(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A state folder of root, or of an ordinary user, with a secret and somebody else's home in it."""
    if request.param == "root" and not homes.can_give_ids():
        pytest.skip("needs root")
    folder = Path(tempfile.mkdtemp(prefix="lectorium-sandbox-", dir="/tmp"))
    (folder / "secrets").mkdir()
    (folder / "secrets" / "lectorium_database_url").write_text("postgresql://top:secret@127.0.0.1/x")
    if request.param == "ordinary" and os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, ORDINARY, ORDINARY)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def inside(state: Path) -> Inside:
    """Runs code in the sandbox of a person (ada, unless said otherwise)."""

    def run(code: str, name: str = "ada") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tests.hub.sandboxed", str(state), name, code]
        if os.geteuid() == 0 and state.stat().st_uid == ORDINARY:
            command = ["setpriv", f"--reuid={ORDINARY}", f"--regid={ORDINARY}", "--clear-groups", *command]
        environment = {
            **os.environ,
            "HOME": "/nonexistent",
            "LECTORIUM_DATABASE_URL": "postgresql://top:secret@x/y",
        }
        return subprocess.run(
            command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=60, check=False
        )

    return run


def said(answer: subprocess.CompletedProcess[str]) -> str:
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


def test_this_machine_can_do_it() -> None:
    assert problems() == []


def test_no_privilege_is_left(inside: Inside) -> None:
    status = said(inside("print(open('/proc/self/status').read())")).splitlines()
    found = dict(line.split(":\t", 1) for line in status if ":\t" in line)
    assert {int(found[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")} == {0}
    assert found["NoNewPrivs"] == "1"
    assert found["Uid"].split()[0] != "0"


def test_its_home_and_tmp_are_all_it_writes(inside: Inside) -> None:
    code = """
import os
tops = (os.environ["HOME"], "/tmp")
walk = (place for place, _, _ in os.walk("/") if not place.startswith("/proc"))
places = [place for place in walk if os.access(place, os.W_OK)]
print({next((top for top in tops if place.startswith(top)), place) for place in places})
"""
    # /dev/pts holds nothing but the person's own terminals.
    assert set(eval(said(inside(code)))) - {"/dev/pts"} == {"/dev/shm", "/home/ada", "/tmp"}


def test_what_it_writes_is_still_there_next_time_and_nobody_elses(inside: Inside, state: Path) -> None:
    said(inside("open('mine', 'w').write('42')"))
    assert said(inside("print(open('/home/ada/mine').read())")) == "42"
    assert (state / "users" / "ada" / "mine").read_text() == "42"
    assert (
        said(inside("import os; print(os.listdir('/home'), os.path.exists('mine'))", name="bob"))
        == "['bob'] False"
    )


def test_our_state_and_secrets_are_out_of_sight(inside: Inside, state: Path) -> None:
    code = f"""
import os
print(os.path.exists({str(state)!r}), [name for name in os.environ if "DATABASE" in name])
for pid in filter(str.isdecimal, os.listdir("/proc")):
    try:
        text = open(f"/proc/{{pid}}/environ").read() + open(f"/proc/{{pid}}/cmdline").read()
    except PermissionError:
        continue
    print("top" + ":secret" in text)
"""
    lines = said(inside(code)).splitlines()
    assert lines[0] == "False []"
    assert set(lines[1:]) == {"False"}


def test_a_state_folder_inside_a_shown_folder_is_covered(tmp_path: Path) -> None:
    home = homes.prepare(tmp_path / "env" / "state" / "users", "ada", own_ids=homes.can_give_ids())
    (tmp_path / "env" / "library").mkdir()
    sandbox = bubblewrap.Sandbox(
        "ada",
        home,
        profiles.SMALL,
        state=tmp_path / "env" / "state",
        shown=[tmp_path / "env"],
    )
    answer = checks.run(sandbox, ["/bin/sh", "-c", f"ls {tmp_path}/env; ls {tmp_path}/env/state; touch ~/x"])
    assert answer.stdout.split() == ["library", "state"]
    assert (home.path / "x").exists()


def test_a_person_named_like_the_folder_of_python_hides_nothing(tmp_path: Path) -> None:
    home = homes.prepare(tmp_path / "users", "ada", own_ids=homes.can_give_ids())
    sandbox = bubblewrap.Sandbox("ada", home, profiles.SMALL, shown=[Path("/home/ada/venv")])
    assert sandbox.home_inside == "/home/lectorium-ada"


def test_it_sees_its_own_processes_only(inside: Inside) -> None:
    code = "import os; print(len([pid for pid in os.listdir('/proc') if pid.isdecimal()]), os.getpid())"
    count, pid = map(int, said(inside(code)).split())
    assert count <= 3
    assert pid <= 4


def test_accounts_and_root_files_of_the_machine_are_absent(inside: Inside) -> None:
    code = """
import os, pwd
paths = ("/etc/shadow", "/root", "/var", "/run", "/boot")
print([path for path in paths if os.path.exists(path)], len(pwd.getpwall()))
"""
    assert said(inside(code)) == "[] 2"


def test_only_harmless_devices(inside: Inside) -> None:
    devices = set(eval(said(inside("import os; print(os.listdir('/dev'))"))))
    assert devices <= {
        "core", "fd", "full", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout", "tty",
        "urandom", "zero", "console",
    }  # fmt: skip


def test_one_program_gets_no_more_memory_than_its_profile_says(inside: Inside) -> None:
    answer = inside("x = bytearray(1 << 30)")
    assert answer.returncode != 0
    assert "MemoryError" in answer.stderr


def test_a_fork_bomb_ends_at_the_limit(inside: Inside) -> None:
    code = """
import os, time
children = 0
try:
    while children < 300:
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
        children += 1
except BlockingIOError:
    pass
print(children < 100)
os.kill(-1, 9)
"""
    assert inside(code).stdout.strip() == "True"


def test_a_file_named_like_a_library_does_not_stand_in_for_it(inside: Inside) -> None:
    said(inside("open('random.py', 'w').write('1/0')"))
    said(inside("import random"))


def test_compilers_and_terminals_work(inside: Inside) -> None:
    code = """
import os, pty, shutil
child, terminal = pty.fork()
if child == 0:
    os.execvp("sh", ["sh", "-c", "whoami"])
print(os.read(terminal, 100).decode().strip(), bool(shutil.which("g++")))
"""
    assert said(inside(code)) == f"ada {shutil.which('g++', path='/usr/bin') is not None}"


def test_our_settings_for_lab_reach_it(inside: Inside) -> None:
    code = (
        "from jupyterlab_server import config; print(config.get_static_page_config()['disabledExtensions'])"
    )
    assert "@jupyterlab/debugger-extension" in said(inside(code))


@pytest.mark.skipif(not homes.can_give_ids(), reason="needs root")
def test_doctor_names_a_python_that_others_cannot_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    closed = tmp_path / "python"
    shutil.copy(Path(sys.executable).resolve(), closed)
    closed.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(closed))
    [problem] = problems()
    assert str(closed) in problem
    assert "chmod" in problem


def test_doctor_says_when_namespaces_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    refusing = tmp_path / "bwrap"
    refusing.write_text("#!/bin/sh\necho 'bwrap: No permissions to create a new namespace' >&2\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    [problem] = problems()
    assert "No permissions to create a new namespace" in problem
    assert "Allow user namespaces" in problem
