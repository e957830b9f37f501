"""The root folder that student code sees: the system and the Python, read-only, and no more."""

from __future__ import annotations

import os
from typing import Any, Final

from lectorium.sandbox.local.inside import linux

_BASE: Final = "/tmp"  # a folder that every machine has; only its mount is used
_OLD: Final = "/old"
_NEW: Final = "/new"
_BELOW_TMP: Final = "/run/below-tmp"  # what is shown there, by its path with bars for slashes
_DEVICES: Final = ("null", "zero", "full", "random", "urandom")
_LINKS: Final = {
    "/dev/fd": "/proc/self/fd",
    "/dev/stdin": "/proc/self/fd/0",
    "/dev/stdout": "/proc/self/fd/1",
    "/dev/stderr": "/proc/self/fd/2",
    "/dev/shm": "/tmp/.shm",
    "/dev/ptmx": "pts/ptmx",
}
_FILES: Final = {
    "/etc/passwd": "student:x:1000:1000:student:/tmp/home:/bin/sh\n",
    "/etc/group": "student:x:1000:\n",
    "/etc/hosts": "127.0.0.1 localhost sandbox\n::1 localhost sandbox\n",
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}


def build(plan: dict[str, Any]) -> None:
    """Make the root and move into it; nothing else of the machine stays reachable.

    `plan`: `binds` (folders and files shown read-only at their own path), `links` (path →
    target) and `hidden` (folders below a bind that are shown empty).
    """
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    linux.mount("tmpfs", _BASE, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "mode=0755,size=1m")
    os.mkdir(_BASE + _OLD)
    os.mkdir(_BASE + _NEW)
    os.chdir(_BASE)
    linux.pivot_root(_BASE, _BASE + _OLD)
    os.chdir("/")
    linux.mount("tmpfs", _NEW, "tmpfs", linux.MS_NOSUID, "mode=0755,size=1m,nr_inodes=4096")
    _fill(plan)
    linux.detach(_OLD)
    os.chdir(_NEW)
    linux.pivot_root(".", ".")
    linux.detach(".")
    os.chdir("/")
    # The zygote's own (font caches and the like); every submission mounts its own over it.
    mount_tmp("mode=1777,size=64m")


def mount_tmp(options: str) -> set[str]:
    """An empty /tmp; what is shown of the machine below /tmp (a Python may lie there) is kept.

    Returns the names in it under which something is kept; nothing can be written there.
    """
    linux.mount("tmpfs", "/tmp", "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, options)
    paths = {name: name.replace("|", "/") for name in os.listdir(_BELOW_TMP)}
    for name, path in paths.items():
        os.makedirs(path)
        linux.mount(f"{_BELOW_TMP}/{name}", path, None, linux.MS_BIND | linux.MS_REC)
    kept = {path.split("/")[2] for path in paths.values()}
    for name in kept:
        folder = f"/tmp/{name}"
        linux.mount(folder, folder, None, linux.MS_BIND | linux.MS_REC)
        linux.make_read_only(folder)
    return kept


def _fill(plan: dict[str, Any]) -> None:
    _show(plan)
    for path, target in {**plan["links"], **_LINKS}.items():
        _link(path, target)
    for name in _DEVICES:
        _bind(f"/dev/{name}")
    for path, text in _FILES.items():
        with open(_NEW + path, "w", encoding="utf-8") as file:
            file.write(text)
    _mount_special()


def _show(plan: dict[str, Any]) -> None:
    """The parts of the machine that are seen, read-only."""
    os.makedirs(_NEW + _BELOW_TMP)
    for path in plan["binds"]:
        _bind(path)
        linux.make_read_only(_NEW + path)
    for path in plan["hidden"]:
        if os.path.isdir(_NEW + path):
            linux.mount("tmpfs", _NEW + path, "tmpfs", linux.MS_RDONLY, "size=4k,mode=0755")
    for path in plan["binds"]:
        if path.startswith("/tmp/"):
            place = f"{_NEW}{_BELOW_TMP}/{path.replace('/', '|')}"
            os.mkdir(place)
            linux.mount(_NEW + path, place, None, linux.MS_BIND | linux.MS_REC)


def _mount_special() -> None:
    """/proc, terminals, and places for what is mounted later."""
    for folder in ("/proc", "/tmp", "/run/kernel", "/dev/pts"):
        os.makedirs(_NEW + folder, exist_ok=True)
    flags = linux.MS_NOSUID | linux.MS_NODEV
    linux.mount("proc", _NEW + "/proc", "proc", flags | linux.MS_NOEXEC)
    # Terminals of its own, for programs that start others on one ("!" in a notebook).
    terminals = "ptmxmode=0666,mode=0600,max=64"
    linux.mount("devpts", _NEW + "/dev/pts", "devpts", linux.MS_NOSUID | linux.MS_NOEXEC, terminals)
    linux.mount("none", _NEW, None, linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY | linux.MS_NOSUID)


def _bind(path: str) -> None:
    source, target = _OLD + path, _NEW + path
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8"):
            pass
    linux.mount(source, target, None, linux.MS_BIND | linux.MS_REC)


def _link(path: str, target: str) -> None:
    os.makedirs(os.path.dirname(_NEW + path), exist_ok=True)
    os.symlink(target, _NEW + path)
