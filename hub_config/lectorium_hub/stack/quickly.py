"""Runs a module as `python -m` does, without an import that costs more than all else: `quickly MODULE ARGS…`.

jsonschema checks internationalized addresses (IRIs) where the package rfc3987-syntax is installed, and
importing that builds a grammar for 0.7 s of CPU. jupyter_events brings it into the Hub, every Jupyter
Server and every process that reads notebooks; none of their schemas knows such an address. Made
unimportable, jsonschema goes without it.
"""

import runpy
import sys

UNWANTED = "rfc3987_syntax"


def skip_costly_import() -> None:
    """Make it unimportable in this process, unless somebody has it already."""
    sys.modules.setdefault(UNWANTED, None)  # type: ignore[arg-type] # Python's way to say: not to be had


def main() -> None:
    """Run the module that the first argument names, with the others as its arguments."""
    module, *arguments = sys.argv[1:]
    skip_costly_import()
    sys.argv[1:] = arguments
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
