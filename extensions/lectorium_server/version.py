"""Which version runs: the installed one, or the source tree's."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def installed_version() -> str:
    """The installed distribution's version."""
    try:
        return version("lectorium")
    except PackageNotFoundError:
        return "0.1.0"


VERSION = installed_version()
