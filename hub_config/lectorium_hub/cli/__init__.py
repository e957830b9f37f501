"""The command line: `lectorium up` and its siblings."""

from lectorium_hub.cli.main import main

__all__ = ["main"]
