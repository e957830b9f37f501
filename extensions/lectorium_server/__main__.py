"""``python -m lectorium_server``: serve until stopped."""

from __future__ import annotations

import gc
import os
import sys
import tempfile


def main(argv: list[str] | None = None) -> None:
    """Serve with our own configuration only: nobody's home is read, nothing is left behind."""
    os.environ.setdefault("JUPYTER_NO_CONFIG", "1")
    with tempfile.TemporaryDirectory(prefix="lectorium-api-") as scratch:
        os.environ.setdefault("JUPYTER_RUNTIME_DIR", scratch)
        from lectorium_server.app import LectoriumServer, service_config

        server = LectoriumServer.initialize_server(  # type: ignore[no-untyped-call] # the host ships no type
            argv=sys.argv[1:] if argv is None else argv, config=service_config(), load_other_extensions=False
        )
        spare_the_collector()
        server.start()


def spare_the_collector() -> None:
    """Take what is loaded out of what the garbage collector looks through, and look less often.

    There are some 350,000 objects, and none of them goes: looking through them held all requests up for
    0.3 s, every few dozen pages. A page makes thousands of objects and hardly a cycle.
    """
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


if __name__ == "__main__":
    main()
