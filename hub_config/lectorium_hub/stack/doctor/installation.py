"""What is installed, and where its state lies."""

import os
import platform
import stat
import sys
from collections.abc import Iterator

from lectorium_hub.stack import postgres, proxy, valkey
from lectorium_hub.stack.config import load_config
from lectorium_hub.stack.doctor.finding import Finding, attempt, graded
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.ports import PUBLIC, PortBook, is_free
from lectorium_hub.stack.state import is_locked


def python(_: Home) -> Finding:
    """Namespaces, and most of what surrounds people's code, are Linux'."""
    system, version = platform.system(), platform.python_version()
    message = f"Python {version} on {system}, {sys.executable}"
    return graded("python", "ok" if system == "Linux" else "fail", message, "Lectorium runs on Linux.")


def configuration(home: Home) -> Finding:
    """config.toml and the environment."""
    try:
        config = load_config(home.config)
    except StackError as error:
        return Finding("configuration", "fail", error.happened, error.action)
    return Finding("configuration", "ok", f"external: {', '.join(config.outside) or 'nothing'}")


def state_folder(home: Home) -> Finding:
    """It holds secrets."""
    if not home.path.exists():
        return Finding("state folder", "ok", f"{home.path} will be made")
    status = home.path.stat()
    if status.st_uid != os.geteuid():
        message = f"{home.path} belongs to user id {status.st_uid}"
        return Finding("state folder", "fail", message, "Run as that user, or choose another with --home.")
    closed = not stat.S_IMODE(status.st_mode) & 0o077
    message = str(home.path) if closed else f"{home.path} is open to others"
    return graded("state folder", "ok" if closed else "warn", message, f"chmod 700 {home.path}")


def public_port(home: Home) -> Finding:
    """The one that people know."""
    if is_locked(home):
        return Finding("public port", "ok", "in use by this Lectorium")
    port = PortBook(home.ports).get(PUBLIC)
    if port is None:
        return Finding("public port", "ok", "chosen at the first start")
    free = is_free(port)
    message = f"{port} is {'free' if free else 'taken by another program'}"
    return graded("public port", "ok" if free else "fail", message, "Choose another: lectorium up --port N")


def programs(home: Home) -> Finding:
    """The programs from wheels run here."""
    try:
        trials = dict(_trials(home))
    except StackError as error:
        return Finding("programs", "fail", error.happened, error.action)
    problems = {name: attempt(command) for name, command in trials.items()}
    broken = "; ".join(f"{name}: {problem}" for name, problem in problems.items() if problem)
    message = broken or f"{', '.join(trials)} run"
    action = "Use a system with glibc 2.28 or newer, and reinstall."
    return graded("programs", "fail" if broken else "ok", message, action)


def _trials(home: Home) -> Iterator[tuple[str, list[str]]]:
    config = load_config(home.config)
    if config.own_postgres:
        yield "Postgres", [postgres.binary("postgres"), "--version"]
    if config.own_valkey:
        yield "Valkey", [str(valkey.find_binary()), "--version"]
    yield "node", [str(proxy.find_node()), "--version"]


def proxy_packages(_: Home) -> Finding:
    """npm installs them once."""
    place = proxy.installed()
    message = str(place or "not installed yet")
    action = "`lectorium up` installs it once, from an npm registry."
    return graded("proxy", "ok" if place else "warn", message, action)
