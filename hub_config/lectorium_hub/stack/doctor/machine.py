"""What the machine offers."""

import os
import resource
import shutil
import socket
import subprocess
from pathlib import Path

import psutil

from lectorium_hub.stack.doctor.finding import TRIAL_SECONDS, Finding, Level, graded
from lectorium_hub.stack.home import Home

GIGABYTE = 1 << 30
SHARED_MEMORY = Path("/dev", "shm")


def disk(home: Home) -> Finding:
    """A database on a full disk breaks down."""
    place = next(parent for parent in (home.path, *home.path.parents) if parent.exists())
    free = shutil.disk_usage(place).free
    message = f"{free / GIGABYTE:.1f} GB free"
    if free < GIGABYTE // 5:
        return Finding("disk", "fail", message, "Free some space, or choose another disk with --home.")
    enough = free > 5 * GIGABYTE
    return graded("disk", "ok" if enough else "warn", message, "A class needs some gigabytes: watch it.")


def memory(_: Home) -> Finding:
    """The stack itself, and notebooks beside it."""
    available = psutil.virtual_memory().available
    message = f"{available / GIGABYTE:.1f} GB available"
    if available < GIGABYTE:
        return Finding("memory", "fail", message, "The stack alone takes about 1 GB: close other programs.")
    enough = available > 3 * GIGABYTE
    return graded("memory", "ok" if enough else "warn", message, "Each open notebook takes some 200 MB.")


def shared_memory(_: Home) -> Finding:
    """Postgres' parallel queries and numeric libraries use it."""
    name = str(SHARED_MEMORY)
    if not os.access(SHARED_MEMORY, os.W_OK):
        return Finding(name, "fail", "not there, or not writable", "Mount a tmpfs of 64 MB or more there.")
    total = shutil.disk_usage(SHARED_MEMORY).total
    level: Level = "ok" if total >= 64 << 20 else "warn"
    return graded(name, level, f"{total >> 20} MB", "Give it 64 MB or more (Docker: --shm-size).")


def open_files(_: Home) -> Finding:
    """Every connection is an open file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = hard == resource.RLIM_INFINITY or hard >= 4096
    action = "Raise the limit to 4096 or more (ulimit -Hn)."
    return graded("open files", "ok" if enough else "warn", f"{soft}, at most {hard}", action)


def loopback(_: Home) -> Finding:
    """The parts talk over it."""
    try:
        with socket.create_server(("127.0.0.1", 0)):
            return Finding("loopback", "ok", "127.0.0.1 works")
    except OSError as error:
        return Finding("loopback", "fail", f"127.0.0.1: {error.strerror}", "Bring the interface lo up.")


def compiler(_: Home) -> Finding:
    """C++ problems are compiled here."""
    found = shutil.which("g++")
    action = "Install it (Debian, Ubuntu: apt install g++)."
    return graded("g++", "ok" if found else "warn", found or "not there: C++ problems can't be run", action)


def gpu(_: Home) -> Finding:
    """Which devices people may be lent."""
    if shutil.which("nvidia-smi") is None:
        return Finding("GPU", "ok", "none: kernels run on the CPU")
    try:
        done = subprocess.run(
            ["nvidia-smi", "-L"], capture_output=True, text=True, timeout=TRIAL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return Finding("GPU", "warn", "nvidia-smi doesn't answer", "Look after the driver.")
    if done.returncode != 0:
        said = (done.stdout or done.stderr).strip()[:200]
        return Finding("GPU", "warn", f"nvidia-smi fails: {said}", "Look after the driver.")
    names = [line.split(" (UUID")[0] for line in done.stdout.splitlines() if line.startswith("GPU")]
    return Finding("GPU", "ok", "; ".join(names) or "none: kernels run on the CPU")
