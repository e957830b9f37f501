"""The few Linux calls that Python 3.11 has no name for."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import functools
import os
import signal
import socket
import struct
import sys
import threading
from collections.abc import Callable
from typing import Final

# PyDLL keeps the interpreter's lock: what follows a clone must find it held.
libc = ctypes.PyDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long

STUDENT_ID: Final = 1000

CLONE_NEWNS: Final = 0x00020000
CLONE_NEWUTS: Final = 0x04000000
CLONE_NEWIPC: Final = 0x08000000
CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWPID: Final = 0x20000000
CLONE_NEWNET: Final = 0x40000000
CLONE_NEWANY: Final = 0x7E020000  # every CLONE_NEW* flag of clone(2)

MS_RDONLY: Final = 1
MS_NOSUID: Final = 2
MS_NODEV: Final = 4
MS_NOEXEC: Final = 8
MS_REMOUNT: Final = 32
MS_BIND: Final = 4096
MS_REC: Final = 16384
MS_PRIVATE: Final = 1 << 18
MNT_DETACH: Final = 2
_MOUNT_ATTR_RDONLY_NOSUID: Final = 1 | 2
_AT_FDCWD: Final = -100
_AT_RECURSIVE: Final = 0x8000

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_DUMPABLE: Final = 4
_PR_SET_SECCOMP: Final = 22
_PR_SET_CHILD_SUBREAPER: Final = 36
_PR_SET_NO_NEW_PRIVS: Final = 38

_THREAD_ID_AT: Final = 720  # in glibc's thread structure on x86_64
_CLONE_CHILD_SETTID: Final = 0x01000000
_SYS_CLONE: Final = 56
_SYS_CAPSET: Final = 126
_CAPABILITIES_OF: Final = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3, of the caller
_NO_CAPABILITIES: Final = (ctypes.c_uint32 * 6)()
_SYS_PIVOT_ROOT: Final = 155
_SYS_MOUNT_SETATTR: Final = 442


class LinuxError(OSError):
    """A system call failed; the text names it."""


def check(result: int, what: str) -> int:
    """The result of a call, if it isn't a failure. Raises LinuxError."""
    if result == -1:
        number = ctypes.get_errno()
        raise LinuxError(number, f"{what}: {os.strerror(number)}")
    return result


def unshare(flags: int) -> None:
    """Leave namespaces of this process for new ones."""
    check(libc.unshare(flags), f"unshare({flags:#x})")


@functools.cache
def fork_plainly(namespaces: int = 0) -> Callable[[], int]:
    """fork() for a process with one thread, without the hooks that put locks and threads in order.

    With one thread there is nothing to be put in order, and the hooks touch many pages. The child may
    start in new namespaces. Where the C library keeps its thread's id elsewhere than known here, a child
    without is made by os.fork. A failure is -1, for `forked`.
    """
    place = _find_thread_id()
    if not place and not namespaces:
        return os.fork
    flags = namespaces | signal.SIGCHLD | (_CLONE_CHILD_SETTID if place else 0)
    return functools.partial(libc.syscall, _SYS_CLONE, flags, 0, 0, place, 0)


def forked(pid: int) -> int:
    """What `fork_plainly` has returned, if it isn't a failure. Raises OSError."""
    return check(pid, "clone")


def ignore_children(ignored: bool) -> None:
    """Whether the kernel reaps children by itself. Python's own record of it stays as it was."""
    libc.signal(int(signal.SIGCHLD), ctypes.c_void_p(int(ignored)))


def _find_thread_id() -> int:
    """Where the C library remembers the calling thread's id, which a child has to be told anew; else 0."""
    if "CS_GNU_LIBC_VERSION" not in os.confstr_names:
        return 0
    libc.pthread_self.restype = ctypes.c_ulong
    place = int(libc.pthread_self()) + _THREAD_ID_AT
    found = ctypes.c_int.from_address(place).value
    return place if found == threading.get_native_id() else 0


kill_all: Callable[[], int] = functools.partial(libc.kill, -1, 9)
"""Kill all processes that this one may kill, but process 1 and itself; -1 when there was none."""


class Reaper:
    """wait4(2) as a bare call, `call(pid, status_place, flags, usage_place)`, which makes no objects."""

    def __init__(self) -> None:
        self._status = ctypes.c_int()
        self._usage = (ctypes.c_long * 18)()
        self.call = libc.wait4
        self.status_place, self.usage_place = ctypes.byref(self._status), ctypes.byref(self._usage)

    def told(self) -> tuple[int, float, int]:
        """Of the last one that ended: exit code or minus the signal, CPU seconds, most resident KiB."""
        user, user_us, system, system_us, peak_kb = self._usage[:5]
        status = os.waitstatus_to_exitcode(self._status.value)
        return status, user + system + (user_us + system_us) / 1e6, peak_kb


class ChildSignals:
    """SIGCHLD as something to wait for, and no longer than given."""

    def __init__(self, most_ms: int) -> None:
        chosen = (ctypes.c_ulong * 16)(1 << 16)  # bit 16 is signal 17
        time = (ctypes.c_long * 2)(0, most_ms * 1_000_000)
        self.block = functools.partial(libc.sigprocmask, 0, ctypes.byref(chosen), None)
        self.unblock = functools.partial(libc.sigprocmask, 1, ctypes.byref(chosen), None)
        self.wait = functools.partial(libc.sigtimedwait, ctypes.byref(chosen), None, ctypes.byref(time))


def map_ids(inside: int, uid: int, gid: int) -> None:
    """In a new user namespace: be user and group `inside`, who are `uid` and `gid` outside."""
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{inside} {uid} 1"),
        ("gid_map", f"{inside} {gid} 1"),
    ):
        file = os.open(f"/proc/self/{name}", os.O_WRONLY)
        os.write(file, text.encode())
        os.close(file)


def mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    """mount(2)."""
    arguments = (
        source.encode(),
        target.encode(),
        kind.encode() if kind else None,
        ctypes.c_ulong(flags),
        options.encode() or None,
    )
    check(libc.mount(*arguments), f"mount({kind or 'bind'} at {target})")


def make_read_only(target: str) -> None:
    """Make a mount and everything mounted below it read-only, and its setuid bits void."""
    attributes = (ctypes.c_uint64 * 4)(_MOUNT_ATTR_RDONLY_NOSUID, 0, 0, 0)
    result = libc.syscall(_SYS_MOUNT_SETATTR, _AT_FDCWD, target.encode(), _AT_RECURSIVE, attributes, 32)
    check(result, f"mount_setattr({target})")


def detach(target: str) -> None:
    """Unmount, now for new callers and later for those still inside."""
    check(libc.umount2(target.encode(), MNT_DETACH), f"umount2({target})")


def pivot_root(new: str, old: str) -> None:
    """pivot_root(2)."""
    check(libc.syscall(_SYS_PIVOT_ROOT, new.encode(), old.encode()), "pivot_root")


def raise_loopback() -> None:
    """Switch on the loopback interface, the only one of an empty network namespace."""
    get_flags, set_flags, up = 0x8913, 0x8914, 1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = fcntl.ioctl(any_socket, get_flags, struct.pack("16sH22x", b"lo", 0))
        _, flags = struct.unpack("16sH22x", request)
        fcntl.ioctl(any_socket, set_flags, struct.pack("16sH22x", b"lo", flags | up))


def limit_connections(size: int) -> None:
    """In a network namespace of one's own: no TCP connection holds more than this, each way."""
    for name in ("tcp_rmem", "tcp_wmem"):
        path = f"/proc/sys/net/ipv4/{name}"
        # A container may show its settings read-only.
        with contextlib.suppress(OSError), open(path, "w", encoding="ascii") as file:
            file.write(f"4096 {size} {size}")


def set_hostname(name: str) -> None:
    """sethostname(2)."""
    check(libc.sethostname(name.encode(), len(name)), "sethostname")


def _prctl(option: int, value: int, what: str) -> None:
    zero = ctypes.c_ulong(0)
    check(libc.prctl(option, ctypes.c_ulong(value), zero, zero, zero), what)


def die_with_parent() -> None:
    """Be killed when the parent (its thread) ends."""
    _prctl(_PR_SET_PDEATHSIG, 9, "PR_SET_PDEATHSIG")


def adopt_orphans() -> None:
    """Become the parent of all descendants whose own has ended."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1, "PR_SET_CHILD_SUBREAPER")


def set_dumpable(on: bool) -> None:
    """Whether /proc/PID of this process may be read by its user."""
    _prctl(_PR_SET_DUMPABLE, int(on), "PR_SET_DUMPABLE")


def own_proc() -> Callable[[], int]:
    """`set_dumpable(True)`, made ready."""
    arguments = [ctypes.c_ulong(number) for number in (1, 0, 0, 0)]
    return functools.partial(libc.prctl, _PR_SET_DUMPABLE, *arguments)


def forbid_new_privileges() -> None:
    """No program started from here gains rights, whatever its file says."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1, "PR_SET_NO_NEW_PRIVS")


def drop_capabilities() -> None:
    """Give up every capability, for good."""
    check(libc.syscall(_SYS_CAPSET, _CAPABILITIES_OF, _NO_CAPABILITIES), "capset")


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def load_seccomp(program: bytes) -> None:
    """Install a seccomp filter (an array of 8-byte BPF instructions)."""
    wrapped = _Program(len(program) // 8, program)
    result = libc.prctl(
        _PR_SET_SECCOMP, ctypes.c_ulong(2), ctypes.byref(wrapped), ctypes.c_ulong(0), ctypes.c_ulong(0)
    )
    check(result, "PR_SET_SECCOMP")


def landlock_call(number: int, *arguments: int | bytes | None) -> int:
    """One of Landlock's three system calls."""
    passed = [ctypes.c_ulong(given) if isinstance(given, int) else given for given in arguments]
    return check(int(libc.syscall(number, *passed)), f"landlock({number})")


def is_supported() -> str | None:
    """What about this machine isn't supported, or None."""
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        return f"the sandbox knows Linux on x86_64; this is {sys.platform} on {os.uname().machine}"
    return None
