"""The sandbox's kernels under stock Jupyter programs, as our wheel offers them."""

from __future__ import annotations

import ast
import os
import re
import resource
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager, KernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from lectorium.sandbox import Sandbox
from lectorium.sandbox.local.provisioner import SandboxProvisioner

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "sandboxed-kernels.md"


def declared() -> dict[str, list[str]]:
    """The entry points that setup.py declares."""
    for node in ast.walk(ast.parse((ROOT / "setup.py").read_text())):
        if isinstance(node, ast.keyword) and node.arg == "entry_points":
            points: dict[str, list[str]] = ast.literal_eval(node.value)
            return points
    raise AssertionError("setup.py declares none")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> Iterator[Path]:
    """Our wheel's entry points and the page's kernelspec, where Jupyter finds them."""
    assert sandbox.problems() == []
    info = tmp_path / "site" / "lectorium_here-1.dist-info"
    info.mkdir(parents=True)
    groups = [f"[{group}]\n" + "\n".join(points) for group, points in declared().items()]
    (info / "entry_points.txt").write_text("\n\n".join(groups))
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lectorium-here\nVersion: 1\n")
    spec = tmp_path / "data" / "kernels" / "sandboxed"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text(fenced("json"))
    monkeypatch.setattr(sys, "path", [str(tmp_path / "site"), *sys.path])
    monkeypatch.setattr(KernelProvisionerFactory, "provisioners", {})
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "data"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    KernelProvisionerFactory.clear_instance()
    yield tmp_path
    KernelProvisionerFactory.clear_instance()


def fenced(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found is not None
    return found[1]


def executed(*sources: str, folder: Path, **options: Any) -> list[Any]:
    cells = [nbformat.v4.new_code_cell(source) for source in sources]  # type: ignore[no-untyped-call]
    notebook = nbformat.v4.new_notebook(cells=cells)  # type: ignore[no-untyped-call]
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, kernel_name="sandboxed", resources=resources, **options).execute()
    return list(notebook.cells)


def test_the_page_says_what_happens(installed: Path) -> None:
    with pytest.raises(CellExecutionError, match="FileNotFoundError"):
        exec(compile(fenced("python"), "page", "exec"), {})
    settings = set(re.findall(r"^\| `(\w+)` \|", PAGE.read_text(), re.MULTILINE))
    assert settings == set(SandboxProvisioner.class_own_traits(config=True))


def test_stock_nbclient_runs_a_notebook_in_it(installed: Path) -> None:
    folder = installed / "work"
    (folder / "below").mkdir()
    (folder / "below" / "points.txt").write_text("41")
    (folder / ".secret").write_text("hidden")
    cells = executed(
        "import os, socket\nprint(open('below/points.txt').read(), os.listdir(), socket.gethostname())",
        "open('mine.txt', 'w').write('x')",
        folder=folder,
    )
    assert cells[0].outputs[0]["text"] == "41 ['below'] sandbox\n"
    assert cells[1].outputs[0]["data"]["text/plain"] == "1"
    assert not (folder / "mine.txt").exists()


def test_a_folder_that_is_too_large_is_refused(installed: Path) -> None:
    with (installed / "work" / "large.bin").open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    with pytest.raises(ValueError, match="holds more than the 64 MiB"):
        executed("1", folder=installed / "work")


def test_a_slow_cell_is_interrupted(installed: Path) -> None:
    with pytest.raises(CellExecutionError, match="KeyboardInterrupt"):
        executed("while True: pass", folder=installed, timeout=3, interrupt_on_timeout=True)


def test_a_kernel_that_dies_is_noticed(installed: Path) -> None:
    with pytest.raises(DeadKernelError):
        executed("import os\nos._exit(3)", folder=installed)


@pytest.fixture
def many_descriptors() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    held = [os.dup(0) for _ in range(1100)]
    yield
    for descriptor in held:
        os.close(descriptor)
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_a_server_that_holds_many_descriptors_runs_one(many_descriptors: None, installed: Path) -> None:
    assert executed("1 + 1", folder=installed / "work")[0].outputs[0]["data"]["text/plain"] == "2"


@pytest.fixture
async def manager(installed: Path) -> AsyncIterator[AsyncKernelManager]:
    started = AsyncKernelManager(kernel_name="sandboxed")
    await started.start_kernel()
    yield started
    await started.shutdown_kernel(now=True)


async def test_a_restarted_kernel_answers_the_same_client(manager: AsyncKernelManager) -> None:
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready(timeout=60)
    assert (await client.execute("x = 1", reply=True, timeout=60))["content"]["status"] == "ok"
    await manager.restart_kernel()
    await client.wait_for_ready(timeout=60)
    answer = await client.execute("x", reply=True, timeout=60)
    assert answer["content"]["ename"] == "NameError"
    assert await client.is_alive()
    client.stop_channels()


def test_a_polite_shutdown_ends_it(installed: Path) -> None:
    manager = KernelManager(kernel_name="sandboxed")
    manager.start_kernel()
    assert manager.is_alive()
    manager.shutdown_kernel()
    assert not manager.has_kernel
