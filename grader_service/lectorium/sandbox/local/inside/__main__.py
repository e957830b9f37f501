"""Start of a sandbox process: `python …/inside <descriptor of the control socket>`.

The parents of this package are entered as bare namespaces, so that none of the platform's
own imports (nor its dependencies) are needed here. Nothing is imported before `arenas` that the
interpreter hasn't loaded by itself: such memory would be copied page by page with every test.
"""

from __future__ import annotations

import os
import sys

_PARENTS = ("lectorium.sandbox.local", "lectorium.sandbox", "lectorium")


def _enter_namespaces() -> None:
    folder = os.path.dirname(os.path.realpath(__file__))
    for name in _PARENTS:
        folder = os.path.dirname(folder)
        package = type(sys)(name)
        package.__path__ = [folder]
        sys.modules[name] = package


if __name__ == "__main__":
    os.environ.pop("LD_BIND_NOW", None)  # it was for this process only
    _enter_namespaces()
    from lectorium.sandbox.local.inside import arenas

    arenas.gather()
    from lectorium.sandbox.local.inside.launcher import main

    main(int(sys.argv[1]))
