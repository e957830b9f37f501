"""The filter for a process that no namespace hides from others: it has only itself.

Where programs run as the worker's own user, on its own file system, Landlock says what can be
opened. This denies the rest of what would reach others: their processes, sockets, and the
changes of files that Landlock doesn't know (modes, owners, times, attributes).
"""

from __future__ import annotations

from typing import Final

from lectorium.sandbox.local.inside import seccomp
from lectorium.sandbox.local.inside.linux import CLONE_NEWANY
from lectorium.sandbox.local.inside.seccomp import ALLOW, DENY, argument, is_any_of, step, when

_PRETEND: Final = 0x00050000  # nothing is done, and no error is reported
_NO_TERMINAL: Final = 0x00050019
_CLONE_THREAD: Final = 0x00010000

_DENIED: Final = {
    "socket": 41, "pidfd_open": 434, "pidfd_send_signal": 424, "tkill": 200, "truncate": 76,
    "inotify_init": 253, "inotify_init1": 294, "inotify_add_watch": 254, "file_setattr": 469,
    "setxattr": 188, "lsetxattr": 189, "fsetxattr": 190, "removexattr": 197, "lremovexattr": 198,
    "fremovexattr": 199, "setxattrat": 463, "removexattrat": 466, "openat2": 437, "setpgid": 109,
    "sched_setparam": 142, "sched_setscheduler": 144, "sched_setattr": 314, "process_mrelease": 448,
}  # fmt: skip
_PRETENDED: Final = {
    "chmod": 90, "fchmod": 91, "fchmodat": 268, "fchmodat2": 452, "chown": 92, "fchown": 93,
    "lchown": 94, "fchownat": 260, "utime": 132, "utimes": 235, "futimesat": 261, "utimensat": 280,
}  # fmt: skip
_FORK, _VFORK, _CLONE = 57, 58, 56
_ON_ITSELF_ONLY: Final = {"kill": 62, "tgkill": 234, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297}
_ON_ITSELF_OR_0: Final = {"prlimit64": 302, "sched_setaffinity": 203}
_FCNTL, _IOCTL, _PRCTL, _SOCKETPAIR, _OPEN, _OPENAT = 72, 16, 157, 53, 2, 257
_SIGNALLING: Final = (8, 10, 15, 1024, 1026)  # F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE, F_NOTIFY
_HARMLESS: Final = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # about terminals and descriptors
_DEATH_SIGNAL: Final = (1,)
_STREAMS: Final = (1, 5)  # stream, seqpacket: they speak to their other end only
_TYPE_MASK: Final = 0xF
_ACCESS_MASK: Final = 0x3
_WRITING: Final = (1, 2)
_O_TRUNC: Final = 0x200


def build(pid: int, children: bool) -> bytes:
    """For the process `pid`; with `children` (a compiler's), it may start others."""
    deny, allow = step(seccomp.RETURN, DENY), step(seccomp.RETURN, ALLOW)
    extra: list[bytes] = []
    if not children:
        thread = [step(seccomp.ANY_BIT, _CLONE_THREAD, 1, 0), deny]
        nested = [step(seccomp.ANY_BIT, CLONE_NEWANY, 0, 1), deny, allow]
        extra += when(_CLONE, [argument(0), *thread, *nested])
        extra += [part for number in (_FORK, _VFORK) for part in when(number, [deny])]
    for number in _ON_ITSELF_ONLY.values():
        extra += when(number, [argument(0), *is_any_of((pid,)), deny, allow])
    for number in _ON_ITSELF_OR_0.values():
        extra += when(number, [argument(0), *is_any_of((0, pid)), deny, allow])
    extra += when(_FCNTL, [argument(1), *is_any_of(_SIGNALLING), allow, deny])
    extra += when(_IOCTL, [argument(1), *is_any_of(_HARMLESS), step(seccomp.RETURN, _NO_TERMINAL), allow])
    extra += when(_PRCTL, [argument(0), *is_any_of(_DEATH_SIGNAL), allow, deny])
    extra += when(
        _SOCKETPAIR, [argument(1), step(seccomp.AND, _TYPE_MASK), *is_any_of(_STREAMS), deny, allow]
    )
    for number, flags in ((_OPEN, 1), (_OPENAT, 2)):
        extra += when(number, _truncating(flags))
    for number in _PRETENDED.values():
        extra += when(number, [step(seccomp.RETURN, _PRETEND)])
    for number in _DENIED.values():
        extra += when(number, [deny])
    return seccomp.build(extra)


def _truncating(flags: int) -> list[bytes]:
    """Older versions of Landlock let a file be emptied that may only be read."""
    deny, allow = step(seccomp.RETURN, DENY), step(seccomp.RETURN, ALLOW)
    return [
        argument(flags),
        step(seccomp.ANY_BIT, _O_TRUNC, 1, 0),
        allow,
        step(seccomp.AND, _ACCESS_MASK),
        *is_any_of(_WRITING),
        deny,
        allow,
    ]
