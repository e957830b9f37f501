"""What a student can reach from a real kernel in a real server."""

import json

import httpx
import pytest

from lectorium_hub.spawners import homes
from tests.hub.running import RunningHub
from tests.hub.students import Student


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
