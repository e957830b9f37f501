import os
import signal
import socket
import subprocess
import sys
import time

from lectorium_hub.spawners.processes import Process


def sleeper() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])


def test_a_signal_reaches_the_process_and_only_it() -> None:
    child = sleeper()
    process = Process.of(child.pid)
    assert process is not None
    impostor = Process(process.pid, process.started + 1)
    assert not impostor.alive
    assert not impostor.send(signal.SIGKILL)
    assert child.poll() is None
    assert process.send(signal.SIGKILL)
    child.wait(10)
    assert not process.alive
    assert not process.send(signal.SIGKILL)


def test_one_that_ended_but_was_not_reaped_is_dead() -> None:
    child = sleeper()
    process = Process.of(child.pid)
    assert process is not None
    child.kill()
    time.sleep(0.2)
    assert not process.alive
    child.wait(10)


def test_children_are_found() -> None:
    child = sleeper()
    me = Process.of(os.getpid())
    assert me is not None
    assert child.pid in [one.pid for one in me.children()]
    child.kill()
    child.wait(10)


def test_only_the_one_that_holds_the_socket_listens() -> None:
    child = sleeper()
    me, other = Process.of(os.getpid()), Process.of(child.pid)
    assert me is not None
    assert other is not None
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert me.listens_on(port)
        assert not other.listens_on(port)
    assert not me.listens_on(port)
    child.kill()
    child.wait(10)
