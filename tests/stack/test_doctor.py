"""The doctor names what is missing, and what to do."""

import json
import os
import shutil
import socket
from pathlib import Path

import pytest

from lectorium_hub.stack.doctor import CHECKS, Finding, examine, installation, isolation, machine, worst
from lectorium_hub.stack.home import Home
from tests.stack.support import lectorium


def test_this_machine_can_run_it(home: Home) -> None:
    done = lectorium(home, "doctor", "--json")
    report = json.loads(done.stdout)
    failed = [check for check in report["checks"] if check["level"] == "fail"]
    assert (done.returncode == 0) == (not failed)
    assert len(report["checks"]) == len(CHECKS)
    by_name = {check["name"]: check for check in report["checks"]}
    assert by_name["programs"]["message"] == "Postgres, Valkey, node run"


def test_every_finding_that_is_not_well_says_what_to_do(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for finding in examine(home):
        assert finding.level == "ok" or finding.action


def test_without_unshare_and_a_compiler(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert isolation.user_namespaces(home).level == "fail"
    assert machine.compiler(home).level == "warn"


def test_a_bubblewrap_that_cannot_run(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'No permissions to create new namespace' >&2; exit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    finding = isolation.bubblewrap(home)
    assert (finding.level, "No permissions" in finding.message) == ("fail", True)
    assert "namespaces" in finding.action or "sysctl" in finding.action


def test_a_system_bubblewrap_is_preferred(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\nexit 0\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert isolation.bubblewrap(home) == Finding("bubblewrap", "ok", f"{fake} runs")


def test_a_taken_port(home: Home) -> None:
    home.create()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        home.ports.write_text(json.dumps({"public": taken.getsockname()[1]}))
        assert installation.public_port(home).level == "fail"
    assert installation.public_port(home).level == "ok"


def test_a_state_folder_that_is_open(home: Home) -> None:
    home.create()
    assert installation.state_folder(home).level == "ok"
    home.path.chmod(0o755)
    assert installation.state_folder(home).action == f"chmod 700 {home.path}"


def test_a_configuration_that_makes_no_sense(home: Home) -> None:
    home.create()
    home.config.write_text("colour = 'blue'")
    assert "colour" in installation.configuration(home).message
    assert lectorium(home, "doctor").returncode == 1


def test_a_gpu_is_named(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "nvidia-smi"
    fake.write_text("#!/bin/sh\necho 'GPU 0: NVIDIA H200 (UUID: GPU-1)'\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert machine.gpu(home).message == "GPU 0: NVIDIA H200"
    fake.write_text("#!/bin/sh\necho 'no driver'; exit 9\n")
    assert machine.gpu(home) == Finding(
        "GPU", "warn", "nvidia-smi fails: no driver", "Look after the driver."
    )


def test_a_full_disk(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type(shutil.disk_usage("/"))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 10_000_000))
    assert machine.disk(home).level == "fail"
    assert worst(examine(home)) == "fail"


def test_the_way_programs_are_confined_is_said(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LECTORIUM_SANDBOX_WAY", "landlock")
    finding = isolation.sandbox(home)
    if finding.level == "fail":
        assert "Landlock" in finding.message
    else:
        assert (finding.level, "confined by landlock" in finding.message) == ("warn", True)
        assert "notebooks aren't run" in finding.message
        assert finding.action
