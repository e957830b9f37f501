"""The whole stack, as `lectorium up` starts it: it comes up, comes back, and goes down."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psutil
import psycopg
import pytest

from lectorium_hub.cli.up import read_logins
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.secrets import SecretFolder
from lectorium_hub.stack.state import current_status, is_locked, last_status
from tests.stack.support import as_json, lectorium, new_home, pid_of, processes_of, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.slow, pytest.mark.timeout(600)]

HEALTH = "/services/lectorium/lectorium/api/health"
IDLE_LIMIT_MB = 900


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Everything, with the sample course."""
    home = new_home(tmp_path_factory.mktemp("platform"))
    done = lectorium(home, "up", "--port", "0")
    try:
        assert done.returncode == 0, done.stdout + done.stderr
        home.log("up").write_text(done.stdout)
        yield home
    finally:
        lectorium(home, "down")


def visit(home: Home) -> httpx.Client:
    url = last_status(home).url
    assert url is not None
    return httpx.Client(base_url=url, follow_redirects=True, timeout=60)


@contextmanager
def signed_in(home: Home, role: str) -> Iterator[httpx.Client]:
    """A browser in which the first sample person of a role has signed in."""
    login = next(login for login in read_logins(home) if login["role"] == role)
    with visit(home) as browser:
        hidden = re.search(r'name="_xsrf" value="([^"]+)"', browser.get("/hub/login").text)
        assert hidden is not None
        fields = {"_xsrf": hidden[1], "username": login["username"], "password": login["password"]}
        answer = browser.post("/hub/login?next=%2Fhub%2Fhome", data=fields)
        assert answer.url.path == "/hub/home", answer.text
        yield browser


def answers(home: Home) -> bool:
    """Whether the login page and the API answer through the proxy."""
    try:
        with visit(home) as browser:
            return all(browser.get(path).status_code == 200 for path in ("/hub/login", HEALTH))
    except httpx.HTTPError:
        return False


def test_up_prints_the_address_the_times_and_the_logins(site: Home) -> None:
    printed = site.log("up").read_text()
    url = last_status(site).url
    assert f"People can log in: {url}" in printed
    for part in last_status(site).parts:
        assert re.search(rf"✓ {part.name} +\d+\.\d s +took \d+\.\d s", printed), part.name
    for login in read_logins(site):
        assert re.search(rf"{login['username']} +password +{login['password']}", printed)
    assert {login["role"] for login in read_logins(site)} >= {"teacher", "student"}


def test_up_again_says_that_it_runs(site: Home) -> None:
    before = last_status(site)
    done = lectorium(site, "up")
    assert (done.returncode, f"running already (running): {before.url}" in done.stdout) == (0, True)
    assert [(part.name, part.pid) for part in last_status(site).parts] == [
        (part.name, part.pid) for part in before.parts
    ]


def test_status_is_what_programs_expect(site: Home) -> None:
    done = lectorium(site, "status", "--json")
    report = as_json(done)
    assert done.returncode == 0
    assert (report["state"], report["url"]) == ("running", last_status(site).url)
    services = {part["name"]: part for part in report["parts"] if part["kind"] == "service"}
    assert set(services) == {
        "postgres", "valkey", "proxy", "hub", "api", "worker-1", "worker-2", "beat", "models",
    }  # fmt: skip
    assert all(part["state"] == "running" and psutil.pid_exists(part["pid"]) for part in services.values())
    assert "postgres" in lectorium(site, "status").stdout


def test_people_of_the_sample_course_sign_in(site: Home) -> None:
    assert answers(site)
    for role in ("teacher", "student"):
        with signed_in(site, role) as browser:
            assert browser.get("/hub/home").status_code == 200


def test_it_stays_small(site: Home) -> None:
    supervisor = psutil.Process(last_status(site).pid)
    family = {supervisor, *supervisor.children(recursive=True)}
    # A model in memory was asked for, here to read the sample course's materials, and leaves it again.
    family -= set(psutil.Process(pid_of(site, "models")).children(recursive=True))
    used = sum(process.memory_full_info().pss for process in family) / 1e6
    assert used <= IDLE_LIMIT_MB


@pytest.mark.parametrize(
    "part", ["proxy", "postgres", "valkey", "hub", "api", "worker-1", "worker-2", "beat", "models"]
)
def test_a_killed_part_comes_back_and_everything_answers(site: Home, part: str) -> None:
    killed = pid_of(site, part)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: last_status(site).part(part).pid not in {None, killed}, 30)
    wait_until(lambda: current_status(site).state == "running", 60)
    wait_until(lambda: answers(site), 20)
    with signed_in(site, "student") as browser:
        assert browser.get("/hub/home").status_code == 200


def test_a_restarted_proxy_finds_the_way_to_peoples_servers(site: Home) -> None:
    with signed_in(site, "student") as browser:
        start_server(browser)
        killed = pid_of(site, "proxy")
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: last_status(site).part("proxy").pid not in {None, killed}, 30)
        wait_until(lambda: answers(site), 20)
        wait_until(lambda: is_in(browser), 20)
        assert is_in(browser)


def start_server(browser: httpx.Client) -> None:
    """Start the person's own server, and wait until it answers."""
    form = re.search(r'action="(/hub/spawn[^"]*)"', browser.get("/hub/spawn").text)
    if form is not None:
        browser.post(form[1], data={"profile": "small"})
    wait_until(lambda: is_in(browser), 90)


def is_in(browser: httpx.Client) -> bool:
    """Whether the person gets into JupyterLab."""
    try:
        answer = browser.get("/user/student/lab")
    except httpx.HTTPError:
        return False
    return answer.status_code == 200 and answer.url.path == "/user/student/lab"


def test_what_somebody_left_on_the_hub_is_removed_once_no_school_has_them(site: Home) -> None:
    with signed_in(site, "student") as browser:
        start_server(browser)
    command = ("admin", "remove-login", "student", "--yes")
    refused = lectorium(site, *command)
    assert (refused.returncode, "A school still has the account student." in refused.stderr) == (1, True)
    assert (site.users / "student").is_dir()
    rename(site, "student", "gone")
    try:
        done = lectorium(site, *command)
        assert (done.returncode, done.stdout.count("deleted")) == (0, 2), done.stdout + done.stderr
        assert not (site.users / "student").exists()
        assert lectorium(site, *command).stdout.count("there was none") == 2
    finally:
        rename(site, "gone", "student")


def rename(home: Home, before: str, after: str) -> None:
    """Give an account another login name, as erasing does."""
    url = SecretFolder(home.secrets)["lectorium_owner_database_url"].strip()
    with psycopg.connect(re.sub(r"^postgresql\+\w+", "postgresql", url)) as connection:
        connection.execute("UPDATE users SET login_name = %s WHERE login_name = %s", (after, before))


def test_logs_show_one_part_or_all(site: Home) -> None:
    assert "JupyterHub" in lectorium(site, "logs", "hub", "-n", "200").stdout
    everything = lectorium(site, "logs", "-n", "2").stdout
    assert all(
        re.search(rf"^{name} ", everything, re.MULTILINE) for name in ("hub", "postgres", "supervisor")
    )
    refused = lectorium(site, "logs", "nobody")
    assert (refused.returncode, "There is no log of nobody" in refused.stderr) == (1, True)


def test_logs_can_be_followed(site: Home) -> None:
    command = [
        sys.executable,
        "-m",
        "lectorium_hub.cli",
        "logs",
        "api",
        "-f",
        "-n",
        "0",
        "--home",
        str(site.path),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, bufsize=1) as following:
        try:
            assert following.stdout is not None
            time.sleep(1)
            with visit(site) as browser:
                browser.get("/services/lectorium/lectorium/api/no-such-thing")
            assert any("no-such-thing" in line for line in following.stdout)
        finally:
            following.terminate()


def test_a_killed_supervisor_is_replaced_by_the_next_up(site: Home) -> None:
    with signed_in(site, "student") as browser:
        start_server(browser)
    supervisor = last_status(site).pid
    assert supervisor is not None
    logins = read_logins(site)
    time.sleep(3)  # the supervisor notes what it didn't start itself every two seconds
    os.kill(supervisor, signal.SIGKILL)
    wait_until(lambda: not is_locked(site), 10)
    assert lectorium(site, "status").returncode == 4
    done = lectorium(site, "up")
    assert done.returncode == 0, done.stdout + done.stderr
    assert read_logins(site) == logins
    with signed_in(site, "teacher") as browser:
        assert browser.get("/hub/home").status_code == 200


def test_down_ends_everything_with_peoples_servers(site: Home) -> None:
    with signed_in(site, "student") as browser:
        start_server(browser)
    family = psutil.Process(last_status(site).pid).children(recursive=True)
    assert any("singleuser" in " ".join(process.cmdline()) for process in family)
    done = lectorium(site, "down")
    assert (done.returncode, "Lectorium stopped" in done.stdout) == (0, True)
    assert processes_of(site) == []
    assert [process for process in family if process.is_running()] == []
    again = lectorium(site, "down")
    assert (again.returncode, again.stdout) == (0, "Lectorium isn't running.\n")
    report = lectorium(site, "status", "--json")
    assert (report.returncode, json.loads(report.stdout)["state"]) == (4, "stopped")


def test_in_the_foreground_it_stays_until_it_is_interrupted(home: Home) -> None:
    command = [sys.executable, "-m", "lectorium_hub.cli", "up", "--port=0", "--no-sample", "--foreground"]
    environment = {**os.environ, "LECTORIUM_HOME": str(home.path)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as up:
        try:
            assert up.stdout is not None
            for line in up.stdout:
                if "Ctrl+C" in line:
                    break
            wait_until(lambda: answers(home))
            up.send_signal(signal.SIGINT)
            rest = up.stdout.read()
        finally:
            up.terminate()  # a failure above must not wait for ever
    assert (up.returncode, f"Everything is kept in {home.path}" in rest) == (0, True)
    assert processes_of(home) == []
