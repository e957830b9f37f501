"""Programs that came inside pip wheels, found without importing what surrounds them."""

import importlib.util
from pathlib import Path

from lectorium_hub.stack.errors import StackError


def find_in_wheel(package: str, distribution: str, pattern: str) -> Path:
    """The first file of an installed package that matches a pattern.

    Raises:
        StackError: the package, or the file in it, is not there.
    """
    spec = importlib.util.find_spec(package)
    for folder in spec.submodule_search_locations or () if spec else ():
        for found in sorted(Path(folder).glob(pattern)):
            return found
    raise StackError(
        f"A program that Lectorium needs isn't installed: {pattern} of the package {distribution}.",
        "Nothing has been started.",
        f"Install it again: pip install --force-reinstall {distribution}",
    )
