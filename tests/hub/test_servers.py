"""How people's servers live and end, and the GPUs with them."""

import signal
import subprocess
from pathlib import Path

import httpx
import pytest

from lectorium_hub.spawners.processes import Process
from tests.hub.running import RunningHub, until
from tests.hub.students import Student


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
    [server] = [process for process in eve.processes() if _is_server(process)]
    assert server.send(signal.SIGKILL)
    until(lambda: not eve.processes(), hub.log_tail)
    until(lambda: not hub.servers(eve.browser, eve.name), hub.log_tail)
    eve.start()
    assert eve.run("print(1)") == "1"
    eve.stop()


def _is_server(process: Process) -> bool:
    try:
        words = Path(f"/proc/{process.pid}/cmdline").read_text().split("\0")
    except OSError:
        return False
    return Path(words[0]).name.startswith("python") and "jupyterhub.singleuser" in words


def test_what_a_crashed_hub_never_noted_is_ended(hub: RunningHub, students: list[Student]) -> None:
    eve = students[2]
    marks = {
        "LECTORIUM_SUPERVISED": str(hub.home.path),
        "JUPYTERHUB_USER": eve.name,
        "JUPYTERHUB_SERVER_NAME": "",
    }
    orphan = subprocess.Popen(["/bin/sleep", "600"], env=marks)
    eve.start()
    assert orphan.wait(10) == -signal.SIGKILL
    eve.stop()


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
    for process in one.processes():
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
