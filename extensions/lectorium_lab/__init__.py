"""The JupyterLab extension: courses, assignments, results and authoring.

The front end is TypeScript (``src/``, ``style/``, ``schema/``); what is built from it is committed in
``labextension/``, so that installing needs no node.
"""

from pathlib import Path

NAME = "lectorium-lab"
BUILT = Path(__file__).parent / "labextension"


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Where JupyterLab's tools find the built front end."""
    return [{"src": BUILT.name, "dest": NAME}]
