import os
from pathlib import Path

import pytest

from lectorium_hub.gpus.devices import DeviceError, discover, parse

REPORT = b"""<?xml version="1.0" ?>
<nvidia_smi_log>
  <attached_gpus>2</attached_gpus>
  <gpu id="00000000:17:00.0">
    <product_name>NVIDIA H200</product_name>
    <uuid>GPU-aaaa</uuid>
    <minor_number>3</minor_number>
  </gpu>
  <gpu id="00000000:65:00.0">
    <product_name>NVIDIA L4</product_name>
    <uuid>GPU-bbbb</uuid>
    <minor_number>0</minor_number>
  </gpu>
</nvidia_smi_log>
"""


@pytest.fixture
def nvidia_smi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with two devices, as far as nvidia-smi is concerned."""
    program = tmp_path / "nvidia-smi"
    (tmp_path / "report").write_bytes(REPORT)
    program.write_text(f"#!/bin/sh\ncat {tmp_path}/report\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return program


def test_the_report_names_devices_and_their_own_nodes() -> None:
    first, second = parse(REPORT)
    assert (first.id, first.name, first.nodes[0]) == ("GPU-aaaa", "NVIDIA H200", Path("/dev/nvidia3"))
    assert Path("/dev/nvidia3") not in second.nodes
    assert Path("/dev/nvidiactl") in second.nodes


def test_auto_takes_all(nvidia_smi: Path) -> None:
    assert [device.id for device in discover("auto")] == ["GPU-aaaa", "GPU-bbbb"]


def test_a_driver_without_devices_offers_none(nvidia_smi: Path) -> None:
    nvidia_smi.write_text("#!/bin/sh\nexit 9\n")
    assert discover("auto") == ()


def test_a_report_that_makes_no_sense_is_said(nvidia_smi: Path) -> None:
    nvidia_smi.write_text("#!/bin/sh\necho nonsense\n")
    with pytest.raises(DeviceError, match="can't be read"):
        discover("auto")


@pytest.mark.parametrize("wanted", ["1", "GPU-bbbb", "1,GPU-bbbb"])
def test_a_list_takes_these(nvidia_smi: Path, wanted: str) -> None:
    assert [device.id for device in discover(wanted)] == ["GPU-bbbb"]


def test_a_device_that_is_not_there_is_named(nvidia_smi: Path) -> None:
    with pytest.raises(DeviceError, match=r"GPU-cccc.*lists 2"):
        discover("0,GPU-cccc")


def test_none_wanted_none_given() -> None:
    assert discover("") == ()


def test_pretended_ones() -> None:
    assert [device.id for device in discover("pretend:3")] == ["pretend-0", "pretend-1", "pretend-2"]


@pytest.mark.gpu
def test_a_real_machine() -> None:
    found = discover("auto")
    if not found:
        pytest.skip("this machine has no GPU")
    assert all(device.id.startswith("GPU-") and device.nodes[0].exists() for device in found)
