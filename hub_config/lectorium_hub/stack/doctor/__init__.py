"""What this machine lacks for running Lectorium, and what to do about it."""

from collections.abc import Callable

from lectorium_hub.stack.doctor import installation, isolation, machine, models
from lectorium_hub.stack.doctor.finding import Finding, Level
from lectorium_hub.stack.home import Home

CHECKS: tuple[Callable[[Home], Finding], ...] = (
    installation.python,
    installation.configuration,
    installation.state_folder,
    installation.public_port,
    installation.programs,
    installation.proxy_packages,
    machine.disk,
    machine.memory,
    machine.shared_memory,
    machine.open_files,
    machine.loopback,
    machine.compiler,
    machine.gpu,
    models.language,
    models.embedder,
    isolation.user_namespaces,
    isolation.bubblewrap,
    isolation.closed_folders,
    isolation.sandbox,
)


def examine(home: Home) -> list[Finding]:
    """Look at everything; a check that can run the real thing does."""
    return [check(home) for check in CHECKS]


def worst(findings: list[Finding]) -> Level:
    """The worst level among them."""
    levels = {finding.level for finding in findings}
    return "fail" if "fail" in levels else "warn" if "warn" in levels else "ok"


__all__ = ["Finding", "Level", "examine", "worst"]
