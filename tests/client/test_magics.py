"""%%cpp in a real kernel, found the way a student's kernel finds it."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

from tests.house import ROOT

CONFIG = ROOT / "extensions/lectorium_client/ipython-config/ipython_config.json"
SECONDS = 90
SUM = """#include <iostream>
int main() { int n, sum = 0; while (std::cin >> n) sum += n; std::cout << sum << '\\n'; }"""

pytestmark = pytest.mark.skipif(shutil.which("g++") is None, reason="needs g++, which isn't installed here")


class Kernel:
    """What a cell prints, and how it fails."""

    def __init__(self, client: BlockingKernelClient) -> None:
        self.client = client

    def run(self, code: str) -> tuple[dict[str, str], dict[str, Any]]:
        """The texts by stream, and the reply."""
        said = {"stdout": "", "stderr": ""}

        def hear(message: dict[str, Any]) -> None:
            if message["msg_type"] == "stream":
                said[message["content"]["name"]] += message["content"]["text"]

        reply = self.client.execute_interactive(code, timeout=SECONDS, output_hook=hear)
        return said, reply["content"]

    def shows(self, code: str) -> str:
        """What a cell's one display came to, as Markdown."""
        shown = ""

        def hear(message: dict[str, Any]) -> None:
            nonlocal shown
            if message["msg_type"] in {"display_data", "update_display_data"}:
                shown = message["content"]["data"]["text/markdown"]

        reply = self.client.execute_interactive(code, timeout=SECONDS, output_hook=hear)
        assert reply["content"]["status"] == "ok", reply
        return shown

    def fails(self, code: str) -> tuple[dict[str, str], str]:
        said, reply = self.run(code)
        assert reply["status"] == "error", said
        assert "Traceback" not in "".join(reply["traceback"])
        return said, "\n".join(reply["traceback"])


@contextmanager
def kernel_in(home: Path, **environment: str) -> Iterator[Kernel]:
    """A kernel whose IPython reads what is installed beside it, and nothing of the developer's."""
    (home / "profile_default").mkdir(parents=True)
    shutil.copy(CONFIG, home / "profile_default")
    manager, client = start_new_kernel(
        startup_timeout=SECONDS,
        extra_arguments=[f"--ipython-dir={home}"],
        env={**os.environ, **environment},
    )
    try:
        yield Kernel(client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    with kernel_in(tmp_path_factory.mktemp("ipython") / "home") as started:
        yield started


def test_the_setting_is_installed_where_ipython_looks(installed_switches: dict[str, str]) -> None:
    assert installed_switches[str(CONFIG.relative_to(ROOT))] == "etc/ipython"


@pytest.fixture
def installed_switches() -> dict[str, str]:
    """Where setup.py puts each file of settings."""
    source = (ROOT / "setup.py").read_text().partition("# What is not built yet")[0]
    names: dict[str, Any] = {"__file__": str(ROOT / "setup.py")}
    exec(compile(source, "setup.py", "exec"), names)
    return {path: where for where, (path,) in names["switches"]()}


def test_it_costs_nothing_until_it_is_used(kernel: Kernel) -> None:
    said, _ = kernel.run("import sys; print('lectorium_client' in sys.modules)")
    assert said["stdout"] == "False\n"


def test_a_cell_reads_its_input(kernel: Kernel) -> None:
    said, reply = kernel.run(f'%%cpp --input "1 2\\n39"\n{SUM}')
    assert (said["stdout"], reply["status"]) == ("42\n", "ok"), said


def test_input_comes_from_a_variable(kernel: Kernel) -> None:
    kernel.run("numbers = '\\n'.join(map(str, range(5)))")
    assert kernel.run(f'%%cpp --input "{{numbers}}"\n{SUM}')[0]["stdout"] == "10\n"


def test_input_comes_from_a_file(kernel: Kernel, tmp_path: Path) -> None:
    (tmp_path / "two words.txt").write_text("20 22")
    assert kernel.run(f'%%cpp --file "{tmp_path}/two words.txt"\n{SUM}')[0]["stdout"] == "42\n"
    _, text = kernel.run(f"%%cpp --file {tmp_path}/absent\n{SUM}")
    assert text["ename"] == "UsageError"


def test_without_input_it_reads_nothing_and_ends(kernel: Kernel) -> None:
    assert kernel.run(f"%%cpp\n{SUM}")[0]["stdout"] == "0\n"


def test_compile_errors_name_the_lines_of_the_cell(kernel: Kernel) -> None:
    said, text = kernel.fails("%%cpp\n#include <iostream>\nint main() {\n    cout << 1;\n}")
    assert said["stderr"].startswith("In function")
    assert "\nline 4:" in said["stderr"]
    assert "cell.cpp" not in said["stderr"]
    assert "doesn't compile" in text


def test_a_warning_is_told_and_the_program_runs(kernel: Kernel) -> None:
    said, reply = kernel.run('%%cpp\n#include <cstdio>\nint main() { int x = 1; if (x = 2) puts("two"); }')
    assert (said["stdout"], reply["status"]) == ("two\n", "ok")
    assert "line 3" in said["stderr"]


def test_a_cell_without_main_is_told_so(kernel: Kernel) -> None:
    assert "no function main" in kernel.fails("%%cpp\nint twice(int n) { return 2 * n; }")[1]


def test_an_endless_loop_ends(kernel: Kernel) -> None:
    code = '%%cpp --seconds 1\n#include <cstdio>\nint main() { puts("begun"); fflush(stdout); for (;;) {} }'
    said, text = kernel.fails(code)
    assert said["stdout"] == "begun\n"
    assert "stopped after 1 s" in text


def test_endless_output_ends(kernel: Kernel) -> None:
    said, text = kernel.fails('%%cpp\n#include <cstdio>\nint main() { for (;;) puts("again"); }')
    assert "printed more than" in text
    assert 100_000 < len(said["stdout"]) < 300_000


def test_a_crash_is_explained(kernel: Kernel) -> None:
    _, text = kernel.fails("%%cpp\nint main() { volatile int *p = nullptr; return *p; }")
    assert "SIGSEGV" in text
    assert "index outside" in text
    assert "exit code 3" in kernel.fails("%%cpp\nint main() { return 3; }")[1]


def test_nothing_is_left_behind(kernel: Kernel) -> None:
    children = "import psutil; print(len(psutil.Process().children(recursive=True)))"
    before = kernel.run(children)[0]["stdout"]
    kernel.fails(
        "%%cpp --seconds 1\n#include <unistd.h>\nint main() { if (fork() == 0) sleep(60); sleep(60); }"
    )
    assert kernel.run(children)[0]["stdout"] == before
    leftovers = "import glob, tempfile; print(glob.glob(tempfile.gettempdir() + '/cpp-*/program'))"
    assert kernel.run(leftovers)[0]["stdout"] == "[]\n"


def test_the_sample_problem_is_solved_with_it(kernel: Kernel) -> None:
    notebook = json.loads((ROOT / "course/notebooks/longest-warm-up.ipynb").read_text())
    cells = [
        cell for cell in notebook["cells"] if cell["metadata"].get("lectorium", {}).get("role") == "solution"
    ]
    solution = "".join(cells[0]["source"]).replace("%%cpp", '%%cpp --input "7\\n81 80 84 90 90 95 99"', 1)
    assert kernel.run(solution)[0]["stdout"] == "3 2\n"
