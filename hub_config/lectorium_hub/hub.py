"""``python -m lectorium_hub.hub``: JupyterHub, as ``python -m jupyterhub`` runs it, only started sooner."""

import sys

# jsonschema takes this parser of addresses where it is installed; importing it builds a grammar, which takes
# as long as all the rest of JupyterHub. It checks a format that no schema of the Hub's uses.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type] # how Python marks what must not load


def main() -> None:
    """Run the Hub; arguments are JupyterHub's own."""
    from jupyterhub.app import JupyterHub

    JupyterHub.launch_instance()


if __name__ == "__main__":
    main()
