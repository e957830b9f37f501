"""Which GPUs this machine offers."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

AUTO = "auto"
PRETEND = re.compile(r"pretend:(\d{1,3})")
NVIDIA_SMI_SECONDS = 20
# What every CUDA program opens besides the device itself.
COMMON_NODES = (
    Path("/dev/nvidiactl"),
    Path("/dev/nvidia-uvm"),
    Path("/dev/nvidia-uvm-tools"),
    Path("/dev/nvidia-modeset"),
)


class DeviceError(ValueError):
    """The configured devices make no sense, or aren't there."""


@dataclass(frozen=True)
class Device:
    """One whole GPU: its id (what CUDA calls it), its name for people, and its device nodes."""

    id: str
    name: str
    nodes: tuple[Path, ...] = ()


def discover(wanted: str) -> tuple[Device, ...]:
    """The devices that ``Settings.gpu_devices`` means; raises :class:`DeviceError`.

    ``auto`` takes what nvidia-smi lists (nothing where there is none), a list such as ``0,1`` or
    of UUIDs takes these of them, an empty text none, and ``pretend:4`` makes four up for tests.
    """
    if wanted == AUTO:
        return present()
    pretended = PRETEND.fullmatch(wanted)
    if pretended:
        return tuple(
            Device(f"pretend-{number}", f"Pretend GPU {number}") for number in range(int(pretended[1]))
        )
    return tuple(_choose([word.strip() for word in wanted.split(",") if word.strip()]))


def present() -> tuple[Device, ...]:
    """What nvidia-smi lists; nothing where it isn't installed or sees no device."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return ()
    try:
        answer = subprocess.run(
            [program, "-q", "-x"], capture_output=True, timeout=NVIDIA_SMI_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise DeviceError(f"nvidia-smi didn't answer within {NVIDIA_SMI_SECONDS} seconds.") from error
    return parse(answer.stdout) if answer.returncode == 0 else ()


def parse(report: bytes) -> tuple[Device, ...]:
    """The devices in nvidia-smi's own report (XML); raises :class:`DeviceError`."""
    try:
        root = ET.fromstring(report)  # noqa: S314 - the driver's own words
    except ET.ParseError as error:
        raise DeviceError("nvidia-smi's report can't be read.") from error
    return tuple(_device(gpu) for gpu in root.iter("gpu"))


def _device(gpu: ET.Element) -> Device:
    identity, minor = gpu.findtext("uuid", ""), gpu.findtext("minor_number", "")
    node = (Path(f"/dev/nvidia{minor}"),) if minor.isdecimal() else ()
    return Device(identity, gpu.findtext("product_name", "GPU"), (*node, *COMMON_NODES))


def _choose(names: Sequence[str]) -> list[Device]:
    found = present()
    by_name = {str(number): device for number, device in enumerate(found)}
    by_name |= {device.id: device for device in found}
    missing = [name for name in names if name not in by_name]
    if missing:
        raise DeviceError(f"No GPU here is called {', '.join(missing)}; nvidia-smi lists {len(found)}.")
    return list(dict.fromkeys(by_name[name] for name in names))
