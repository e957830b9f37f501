"""People's servers through the real Hub: what a kernel can reach, and how servers live and end."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from lectorium.kit.database import Database
from lectorium.rooms.people import api as people
from lectorium.rooms.people.passwords import hash_password
from lectorium_hub.spawners import homes, processes
from lectorium_hub.spawners.processes import Process
from tests.hub.kernels import run_in_kernel
from tests.hub.running import RunningHub, until
from tests.support.people import found_school

PASSWORD = "staple battery horse"
PEOPLE = ("student1", "student2", "student3", "student4")


class Student:
    """Somebody who has signed in, with a browser and a token for programs."""

    def __init__(self, hub: RunningHub, name: str) -> None:
        self.hub, self.name = hub, name
        self.browser, page = hub.sign_in(name, PASSWORD)
        assert page.status_code == 200
        self.token = hub.token(self.browser, name)

    def start(self, profile: str = "small") -> httpx.Response:
        return self.hub.spawn(self.browser, self.name, profile)

    def stop(self) -> None:
        self.hub.stop(self.browser, self.name)

    def run(self, code: str) -> str:
        return run_in_kernel(self.hub, self.name, self.token, code).strip()

    @property
    def home(self) -> Path:
        return self.hub.home.users / self.name

    def processes(self) -> list[int]:
        """All processes of this person's server, seen from outside."""
        mark = str(self.hub.home.path)
        return [
            int(entry.name)
            for entry in Path("/proc").iterdir()
            if entry.name.isdecimal() and _owner(int(entry.name), mark) == self.name
        ]


def _owner(pid: int, mark: str) -> str | None:
    found = processes.environment(pid)
    return found.get("JUPYTERHUB_USER") if found.get("LECTORIUM_SUPERVISED") == mark else None


@pytest.fixture(scope="module")
def students(hub: RunningHub, database: Database) -> Iterator[list[Student]]:
    with database.transaction() as session:
        school = found_school(session, students=len(PEOPLE))
        for short in PEOPLE:
            session.get_one(people.User, school.users[short].id).password_hash = hash_password(PASSWORD)
    found = [Student(hub, school.users[short].login_name) for short in PEOPLE]
    yield found
    for student in found:
        if hub.servers(student.browser, student.name):
            student.stop()


@pytest.fixture(scope="module")
def ada(students: list[Student]) -> Student:
    """A student at work: her server runs."""
    students[0].start()
    return students[0]


@pytest.fixture(scope="module")
def bob(students: list[Student]) -> Student:
    """Her neighbour, at work too."""
    students[1].start()
    return students[1]


# -- What a student's kernel can reach -------------------------------------------------------------


def test_no_secret_in_any_process_it_can_read(hub: RunningHub, ada: Student, bob: Student) -> None:
    code = """
import os
with open("dump", "wb") as dump:
    for pid in filter(str.isdecimal, os.listdir("/proc")):
        for name in ("environ", "cmdline", "mem"):
            try:
                if name != "mem":
                    dump.write(open(f"/proc/{pid}/{name}", "rb").read())
                    continue
                for line in open(f"/proc/{pid}/maps"):
                    begin, end = (int(x, 16) for x in line.split()[0].split("-"))
                    if " rw-p " in line and end - begin < 1 << 26 and int(pid) != os.getpid():
                        with open(f"/proc/{pid}/mem", "rb", 0) as memory:
                            memory.seek(begin)
                            dump.write(memory.read(end - begin))
            except OSError:
                pass
print(os.path.getsize("dump"))
"""
    size = int(ada.run(code))
    dumped = (ada.home / "dump").read_bytes()
    assert len(dumped) == size > 1_000_000  # the server's own memory is hers to read
    assert ada.name.encode() in dumped
    secrets = {path.name: path.read_text() for path in hub.home.secrets.iterdir()}
    assert [name for name, value in secrets.items() if len(value) > 12 and value.encode() in dumped] == []
    assert [name for name in secrets if name.endswith("_password") and secrets[name].encode() in dumped] == []
    assert bob.token.encode() not in dumped


def test_no_file_of_ours_or_of_others(hub: RunningHub, ada: Student, bob: Student) -> None:
    code = f"""
import os
print(os.listdir("/home"), os.path.exists({str(hub.home.path)!r}))
for folder, _, names in os.walk("/"):
    if not folder.startswith(("/usr", "/proc", "/sys", "/etc", "/dev", os.environ["HOME"], "/tmp")):
        found = [name for name in names if name.endswith((".db", ".sqlite")) or "secret" in name]
        print(*(os.path.join(folder, name) for name in found))
"""
    first, *others = ada.run(code).splitlines()
    assert first == f"['{ada.name}'] False"
    assert not any("lectorium" in line.replace("/lectorium_", "") for line in others)


def test_its_environment_holds_what_it_needs_and_no_more(ada: Student) -> None:
    found = set(json.loads(ada.run("import json, os; print(json.dumps(list(os.environ)))")))
    assert {
        "JUPYTERHUB_API_TOKEN",
        "LECTORIUM_API_URL",
        "CUDA_VISIBLE_DEVICES",
        "PATH",
        "HOME",
        "LANG",
    } <= found
    from_lectorium = {name for name in found if name.startswith("LECTORIUM_")}
    assert from_lectorium == {"LECTORIUM_API_URL", "LECTORIUM_SUPERVISED"}
    assert not {"CONFIGPROXY_AUTH_TOKEN", "JUPYTERHUB_CRYPT_KEY", "PYTHONPATH"} & found


def test_the_api_answers_to_its_own_token(ada: Student) -> None:
    code = """
import json, os, urllib.request
address = os.environ["LECTORIUM_API_URL"].rstrip("/") + "/lectorium/api/me"
token = {"Authorization": "token " + os.environ["JUPYTERHUB_API_TOKEN"]}
request = urllib.request.Request(address, headers=token)
print(json.load(urllib.request.urlopen(request))["username"])
"""
    assert ada.run(code) == ada.name


def test_every_service_on_the_loopback_wants_its_secret(hub: RunningHub, ada: Student, bob: Student) -> None:
    neighbour = hub.servers(bob.browser, bob.name)[""]["url"]
    code = f"""
import socket, urllib.request, urllib.error
def status(address):
    try:
        return urllib.request.urlopen(address, timeout=10).status
    except urllib.error.HTTPError as error:
        return error.code
def say(port, data):
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(data)
        return line.recv(200)
print(status("{hub.proxy_api_url}/api/routes"))
print(status("{hub.hub_url}/hub/api/users"), status("{hub.hub_url}/hub/metrics"))
print(status("{hub.environment["LECTORIUM_API_URL"]}/services/lectorium/lectorium/api/me"))
print(status("{hub.public}{neighbour}api/contents"))
print(say({_port(hub, "redis_url")}, b"PING\\r\\n"))
body = b"\\0\\3\\0\\0user\\0lectorium_app\\0database\\0lectorium\\0\\0"
print(say({_port(hub, "database_url")}, (len(body) + 4).to_bytes(4, "big") + body))
"""
    proxy, hub_api, api, other, valkey, postgres = ada.run(code).splitlines()
    assert proxy == "403"
    assert hub_api == "403 403"
    assert api == "401"
    assert other in {"401", "403"}
    assert "NOAUTH" in valkey
    assert "SCRAM-SHA-256" in postgres


def _port(hub: RunningHub, setting: str) -> int:
    return int(hub.secrets[f"lectorium_{setting}"].rpartition(":")[2].partition("/")[0])


def test_a_neighbours_server_and_proxy_refuse(hub: RunningHub, ada: Student, bob: Student) -> None:
    bobs = {"Authorization": f"token {bob.token}"}
    for path in ("api/contents", "api/kernels", "lectorium/api/me"):
        answer = httpx.get(f"{hub.public}/user/{ada.name}/{path}", headers=bobs)
        assert answer.status_code in {401, 403}, path
    mine = httpx.get(
        f"{hub.public}/user/{ada.name}/lectorium/api/me", headers={"Authorization": f"token {ada.token}"}
    )
    assert mine.json()["username"] == ada.name


def test_a_kernel_speaks_to_its_server_only(ada: Student, bob: Student) -> None:
    code = """
import glob, json, os
[file] = glob.glob(os.environ["JUPYTER_RUNTIME_DIR"] + "/kernel-*.json")
print(json.load(open(file))["transport"])
try:
    import debugpy.server
except ImportError:
    print("no debugger")
"""
    assert ada.run(code).splitlines() == ["ipc", "no debugger"]


@pytest.mark.skipif(not homes.can_give_ids(), reason="only root can give people ids of their own")
def test_neighbours_have_different_ids(ada: Student, bob: Student) -> None:
    hers, his = (int(student.run("import os; print(os.getuid())")) for student in (ada, bob))
    assert hers != his
    assert 0 not in {hers, his}
    assert ada.home.stat().st_uid == hers


# -- How servers live and end ----------------------------------------------------------------------


def test_cells_in_cpp_run_and_kernels_give_way(ada: Student) -> None:
    assert ada.run("import os; print(os.nice(0))") == "5"
    assert ada.run("%%cpp\n#include <iostream>\nint main() { std::cout << 6 * 7; }") == "42"


def test_nbgrader_and_other_extensions_stay_out(hub: RunningHub, ada: Student) -> None:
    log = (hub.home.logs / "servers" / f"{ada.name}.log").read_text()
    loaded = [
        line.split("] ")[1].split(" |")[0] for line in log.splitlines() if "successfully loaded" in line
    ]
    assert {"jupyterlab", "lectorium_proxy", "jupyter_server_terminals", "jupyterhub"} <= set(loaded)
    assert not [name for name in loaded if name.startswith(("nbgrader", "lectorium_server", "jupyter_lsp"))]


def test_a_server_outlives_a_hub_that_crashed(hub: RunningHub, ada: Student) -> None:
    ada.run("open('before', 'w').write('here')")
    before = set(ada.processes())
    assert before
    hub.kill_hub()
    hub.start_hub()
    assert before <= set(ada.processes())
    assert ada.run("print(open('before').read())") == "here"
    assert hub.servers(ada.browser, ada.name)[""]["ready"]


def test_stopping_ends_everything_it_started(hub: RunningHub, students: list[Student]) -> None:
    eve = students[2]
    eve.start()
    eve.run(
        "import subprocess\n"
        "subprocess.Popen(['sh', '-c', 'trap \"\" TERM INT HUP; setsid sleep 600 & sleep 600'],"
        " start_new_session=True, stdout=subprocess.DEVNULL)"
    )
    assert len(eve.processes()) >= 4
    eve.stop()
    assert eve.processes() == []


def test_a_server_that_was_killed_leaves_nothing_and_can_start_again(
    hub: RunningHub, students: list[Student]
) -> None:
    eve = students[2]
    eve.start()
    eve.run("import subprocess; subprocess.Popen(['sleep', '600'], start_new_session=True)")
    [server] = [
        pid
        for pid in eve.processes()
        if b"jupyterhub.singleuser" in _command(pid) and b"bwrap" not in _command(pid)
    ]
    os.kill(server, signal.SIGKILL)
    until(lambda: not eve.processes(), hub.log_tail)
    until(lambda: not hub.servers(eve.browser, eve.name), hub.log_tail)
    eve.start()
    assert eve.run("print(1)") == "1"
    eve.stop()


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_gpus_are_shown_leased_and_given_back(hub: RunningHub, students: list[Student]) -> None:
    one, two, three = students[2], students[3], students[1]
    form = one.browser.get(f"/hub/spawn/{one.name}").text
    assert form.count(": free</li>") == 2
    one.start("gpu")
    two.start("gpu")
    ask = "import os; print(os.environ['CUDA_VISIBLE_DEVICES'])"
    assert {one.run(ask), two.run(ask)} == {"pretend-0", "pretend-1"}
    if hub.servers(three.browser, three.name):
        three.stop()
    form = three.browser.get(f"/hub/spawn/{three.name}").text
    assert form.count(": taken</li>") == 2
    assert "All GPUs are taken" in form
    refused = three.start("gpu")
    assert refused.status_code == 503
    assert "All GPUs are taken" in refused.text
    one.stop()
    two.stop()
    assert three.browser.get(f"/hub/spawn/{three.name}").text.count(": free</li>") == 2
    assert three.start("small").status_code == 200
    assert three.run(ask) == ""


def test_a_lease_of_a_server_that_died_with_the_hub_ends(hub: RunningHub, students: list[Student]) -> None:
    one = students[2]
    one.start("gpu")
    hub.kill_hub()
    for pid in one.processes():
        process = Process.of(pid)
        if process is not None:
            process.send(signal.SIGKILL)
    hub.start_hub()
    assert one.browser.get(f"/hub/spawn/{one.name}").text.count(": free</li>") == 2


@pytest.mark.parametrize("profile", ["enormous", "../small"])
def test_a_size_that_is_not_on_the_form_is_refused(students: list[Student], profile: str) -> None:
    student = students[3]
    assert "There is no such size of server" in student.start(profile).text
    program = httpx.post(
        f"{student.hub.hub_url}/hub/api/users/{student.name}/server",
        headers={"Authorization": f"token {student.token}"},
        json={"profile": profile},
    )
    assert program.status_code == 400
    assert "There is no such size of server" in program.text
    assert student.processes() == []


def test_the_hub_takes_its_servers_along_when_it_is_stopped(hub: RunningHub, ada: Student) -> None:
    assert ada.processes()
    hub.parts["hub"].send_signal(signal.SIGTERM)
    hub.parts["hub"].wait(60)
    assert ada.processes() == []
    hub.start_hub()
