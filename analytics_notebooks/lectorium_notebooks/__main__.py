"""``python -m lectorium_notebooks [FOLDER]``: copy the notebooks there (here, if nothing is said)."""

from __future__ import annotations

import argparse
import sys

from lectorium_notebooks.copying import copy_notebooks


def main(argv: list[str] | None = None) -> None:
    """Copy, and say what was copied."""
    parser = argparse.ArgumentParser(
        prog="python -m lectorium_notebooks", description="Copy Lectorium's notebooks into a folder."
    )
    parser.add_argument("folder", nargs="?", default=".", help="where to; here by default")
    copied = copy_notebooks(parser.parse_args(argv).folder)
    sys.stdout.writelines(f"{path}\n" for path in copied)
    if not copied:
        sys.stdout.write("Nothing was copied: all notebooks are there already.\n")


if __name__ == "__main__":
    main()
