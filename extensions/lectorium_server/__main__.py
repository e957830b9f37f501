"""``python -m lectorium_server``: serve until stopped."""

from __future__ import annotations

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
        server.start()


if __name__ == "__main__":
    main()
