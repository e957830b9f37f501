"""From an ordinary process to the zygote in its closed room.

The launcher leaves the machine's namespaces, and its child, process 1 of the new ones, makes
the root and becomes the zygote. Both end when the worker closes its end of the socket, which
the kernel does for a killed worker.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import socket
import traceback
from typing import Any, NoReturn

from lectorium.sandbox.local import wire
from lectorium.sandbox.local.inside import landlock, linux, pages, rooms, root, zygote
from lectorium.sandbox.local.inside.relatives import SOCKET_BYTES

_KERNEL_APP = "ipykernel.kernelapp"
_NAMESPACES = (
    linux.CLONE_NEWNS | linux.CLONE_NEWNET | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS | linux.CLONE_NEWPID
)


def main(descriptor: int) -> NoReturn:
    """Serve the worker on the socket `descriptor` until it closes."""
    control = wire.opened(descriptor)
    control.set_inheritable(False)
    plan, _ = wire.receive(control)
    _load(plan["preload"])
    pages.make_room()
    if plan["way"] == "landlock":
        _stay(control, plan)
    try:
        unprivileged = _leave(plan["uid"])
        child = os.fork()
    except OSError as error:
        _refuse(control, error)
    if child == 0:
        _become_zygote(control, plan, unprivileged)
    control.close()
    _, status = os.waitpid(child, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _load(preload: list[str]) -> None:
    """Our own modules for kernels: in the closed room they can't be read, and programs pay for each page."""
    if _KERNEL_APP in preload:
        for name in ("kernel", "warm_kernel"):
            importlib.import_module(f"lectorium.sandbox.local.inside.{name}")


def _stay(control: socket.socket, plan: dict[str, Any]) -> NoReturn:
    """Without namespaces: as nobody where it is root, with a folder that is deleted at the end."""
    try:
        _check_landlock(plan["uid"])
        if os.geteuid() == 0:
            _become(plan["uid"])
        plan["scratch"] += f"/lectorium-{os.urandom(8).hex()}"
        os.mkdir(plan["scratch"], 0o700)
        linux.set_dumpable(False)
        linux.adopt_orphans()
        child = os.fork()
    except OSError as error:
        _refuse(control, error)
    if child == 0:
        _serve_confined(control, plan)
    control.close()
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()  # the zygote, and supervisors that outlived it
    rooms.remove(plan["scratch"])
    os._exit(0)


def _check_landlock(uid: int) -> None:
    if landlock.abi() < 1:
        raise OSError("landlock: this kernel doesn't offer it")
    if os.geteuid() == 0 and not _is_mapped(uid):
        raise OSError("landlock: root, with no other user id to run programs as")


def _serve_confined(control: socket.socket, plan: dict[str, Any]) -> NoReturn:
    try:
        linux.die_with_parent()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        zygote.serve(control, plan)
    except Exception as error:
        _refuse(control, error)
    os._exit(0)


def _leave(uid: int) -> bool:
    """Enter new namespaces. True when as an ordinary user, by a user namespace."""
    if os.geteuid() == 0 and _is_mapped(uid):
        try:
            linux.unshare(_NAMESPACES)
            return False
        except OSError:  # root of a container, without the capability
            _become(uid)
    uid, gid = os.geteuid(), os.getegid()
    linux.unshare(_NAMESPACES | linux.CLONE_NEWUSER)
    linux.map_ids(linux.STUDENT_ID, uid, gid)
    return True


def _is_mapped(uid: int) -> bool:
    """Whether this user namespace knows that user. (A rootless container may only know root.)"""
    with open("/proc/self/uid_map", encoding="utf-8") as file:
        ranges = [[int(number) for number in line.split()] for line in file]
    return any(first <= uid < first + count for first, _, count in ranges)


def _become(uid: int) -> None:
    """Be an ordinary user: limits on processes don't hold for the machine's root."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    linux.set_dumpable(True)


def _become_zygote(control: socket.socket, plan: dict[str, Any], unprivileged: bool) -> NoReturn:
    try:
        linux.die_with_parent()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        linux.set_hostname("sandbox")
        linux.raise_loopback()
        linux.limit_connections(SOCKET_BYTES // 2)
        root.build(plan)
        if not unprivileged:
            _become(plan["uid"])
            linux.die_with_parent()  # a change of user clears it
        zygote.serve(control, plan)
    except Exception as error:
        _refuse(control, error)
    os._exit(0)


def _refuse(control: socket.socket, error: Exception) -> NoReturn:
    traceback.print_exc()
    try:
        wire.send(control, {"error": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(1)
