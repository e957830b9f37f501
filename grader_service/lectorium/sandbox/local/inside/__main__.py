"""Start of a sandbox process: `python …/inside <descriptor of the control socket>`.

The parents of this package are entered as bare namespaces, so that none of the platform's
own imports (nor its dependencies) are needed here.
"""

from __future__ import annotations

import sys
import types
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def _enter_namespaces() -> None:
    folders = {"lectorium": 2, "lectorium.sandbox": 1, "lectorium.sandbox.local": 0}
    for name, up in folders.items():
        package = types.ModuleType(name)
        package.__path__ = [str(_HERE.parents[up])]
        sys.modules[name] = package


if __name__ == "__main__":
    _enter_namespaces()
    from lectorium.sandbox.local.inside import arenas

    arenas.gather()
    from lectorium.sandbox.local.inside.launcher import main

    main(int(sys.argv[1]))
