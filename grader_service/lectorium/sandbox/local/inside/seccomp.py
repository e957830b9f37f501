"""The system calls that student code is refused.

A list of what is denied, not of what is allowed: the namespaces hold the walls, this closes
the doors through which walls have been left before, and those to what no limit counts.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

from lectorium.sandbox.local.inside.linux import CLONE_NEWANY

_ARCH_X86_64: Final = 0xC000003E
_X32: Final = 0x40000000
ALLOW: Final = 0x7FFF0000
_KILL: Final = 0x80000000
DENY: Final = 0x00050001  # with EPERM
_ENOSYS: Final = 0x00050026
_PRETEND: Final = 0x00050000  # say that it is done
_LOAD, _EQUAL, _AT_LEAST, ANY_BIT, AND, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16

# x86_64 numbers.
DENIED: Final = {
    # other processes
    "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312,
    "pidfd_getfd": 438, "process_madvise": 440,
    # the kernel's own machinery
    "bpf": 321, "perf_event_open": 298, "userfaultfd": 323, "io_uring_setup": 425,
    "io_uring_enter": 426, "io_uring_register": 427, "add_key": 248, "request_key": 249,
    "keyctl": 250, "init_module": 175, "finit_module": 313, "delete_module": 176,
    "kexec_load": 246, "kexec_file_load": 320, "reboot": 169, "syslog": 103, "acct": 163,
    "swapon": 167, "swapoff": 168, "quotactl": 179, "quotactl_fd": 443, "iopl": 172,
    "ioperm": 173, "settimeofday": 164, "clock_settime": 227, "adjtimex": 159,
    "clock_adjtime": 305, "lookup_dcookie": 212, "modify_ldt": 154, "vhangup": 153,
    "fanotify_init": 300, "landlock_create_ruleset": 444, "personality": 135,
    # namespaces and mounts
    "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161, "unshare": 272,
    "setns": 308, "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431,
    "fsmount": 432, "fspick": 433, "mount_setattr": 442, "name_to_handle_at": 303,
    "open_by_handle_at": 304, "sethostname": 170, "setdomainname": 171,
    # memory that no process holds, and messages that outlive a process
    "memfd_create": 319, "memfd_secret": 447, "shmget": 29, "shmat": 30, "shmctl": 31,
    "shmdt": 67, "semget": 64, "semop": 65, "semctl": 66, "semtimedop": 220, "msgget": 68,
    "msgsnd": 69, "msgrcv": 70, "msgctl": 71, "mq_open": 240, "mq_unlink": 241,
    "setpriority": 141, "ioprio_set": 251, "migrate_pages": 256, "move_pages": 279,
    "mbind": 237, "set_mempolicy": 238,
}  # fmt: skip
# Process 1, the supervisor, has the student's user: its pace and limits are not theirs to set.
DENIED_ON_SUPERVISOR: Final = {
    "sched_setparam": 142, "sched_setscheduler": 144, "sched_setaffinity": 203,
    "sched_setattr": 314, "prlimit64": 302,
}  # fmt: skip
_CLONE, _CLONE3, _SOCKET = 56, 435, 41
_SOCKET_FAMILIES: Final = (1, 2, 10)  # unix, inet, inet6: all end in an empty namespace
_SETSOCKOPT, _SOL_SOCKET = 54, 1
_BUFFER_SIZES: Final = (7, 8, 32, 33)  # SO_SNDBUF, SO_RCVBUF and both by force
_NETLINK: Final = 16  # only its protocol 0, by which libraries list the interfaces


def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One instruction; the last two say how many follow it that are skipped."""
    return struct.pack("HBBI", code, if_true, if_false, value)


def when(number: int, then: Sequence[bytes]) -> list[bytes]:
    """`then`, which must return, for one system call; others go on behind it."""
    return [step(_EQUAL, number, 0, len(then)), *then]


def argument(place: int) -> bytes:
    """Load the lower half of an argument, counted from 0."""
    return step(_LOAD, _ARGUMENTS_AT + 8 * place)


def is_any_of(values: Sequence[int]) -> list[bytes]:
    """Compare what is loaded: the next step follows where it is none of them, else the second next."""
    return [step(_EQUAL, value, len(values) - place) for place, value in enumerate(values)]


def build(extra: Sequence[bytes] = ()) -> bytes:
    """The filter, as BPF instructions; `extra` ones are asked first."""
    deny, allow = step(RETURN, DENY), step(RETURN, ALLOW)
    steps = [
        step(_LOAD, _ARCH_AT),
        step(_EQUAL, _ARCH_X86_64, 1, 0),
        step(RETURN, _KILL),
        step(_LOAD, _NUMBER_AT),
        step(_AT_LEAST, _X32, 0, 1),
        step(RETURN, _KILL),
        *extra,
    ]
    steps += when(_CLONE, [argument(0), step(ANY_BIT, CLONE_NEWANY, 0, 1), deny, allow])
    # clone3 hides its flags behind a pointer; libraries fall back to clone on ENOSYS.
    steps += when(_CLONE3, [step(RETURN, _ENOSYS)])
    for number in DENIED_ON_SUPERVISOR.values():
        steps += when(number, [argument(0), step(_EQUAL, 1, 0, 1), deny, allow])
    families = [step(_EQUAL, family, left + 4, 0) for left, family in _countdown(_SOCKET_FAMILIES)]
    netlink = [step(_EQUAL, _NETLINK, 0, 2), argument(2), step(_EQUAL, 0, 1, 0)]
    steps += when(_SOCKET, [argument(0), *families, *netlink, deny, allow])
    # What waits in a socket is nobody's memory: each keeps the usual size, by which the watch counts.
    sizes = is_any_of(_BUFFER_SIZES)
    others = step(_EQUAL, _SOL_SOCKET, 0, 1 + len(sizes))
    steps += when(_SETSOCKOPT, [argument(1), others, argument(2), *sizes, allow, step(RETURN, _PRETEND)])
    for number in DENIED.values():
        steps += when(number, [deny])
    return b"".join([*steps, allow])


def _countdown(values: Sequence[int]) -> list[tuple[int, int]]:
    """Each value with how many follow it: the distance of its jump."""
    return [(len(values) - 1 - place, value) for place, value in enumerate(values)]
