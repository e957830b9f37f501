"""Tests of the repository as a whole: what is built from it, and what its papers say."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
# What a fresh clone doesn't have.
TRACKED_ONLY = (".*", "node_modules", "build", "dist", "lib", "output", "*.egg-info", "__pycache__")
HOUSE = {
    "lectorium": "grader_service/lectorium",
    "lectorium_wire": "extensions/lectorium_wire",
    "lectorium_server": "extensions/lectorium_server",
    "lectorium_proxy": "extensions/lectorium_proxy",
    "lectorium_client": "extensions/lectorium_client",
    "lectorium_checks": "extensions/lectorium_checks",
    "lectorium_lab": "extensions/lectorium_lab",
    "lectorium_hub": "hub_config/lectorium_hub",
    "lectorium_notebooks": "analytics_notebooks/lectorium_notebooks",
}
