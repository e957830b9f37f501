"""``%%cpp``: a cell of C++, compiled as the grader compiles it and run in one's own kernel.

Every student's kernel knows it: ``ipython-config`` is installed where IPython looks, and this module is
loaded when the magic is first used, so that a kernel starts no slower for it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from argparse import Namespace
from pathlib import Path
from typing import IO

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, cell_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring

from lectorium_client.programs import run_limited

COMPILER = "g++"
STANDARDS = ("c++17", "c++20")  # the grader uses the first
# The grader's, and warnings: they name what is probably a mistake while there is time to mend it.
FLAGS = ("-O2", "-pipe", "-Wall", "-Wextra", "-fdiagnostics-color=never", "-fmax-errors=20")
COMPILE_SECONDS = 60.0
SOURCE, BINARY = "cell.cpp", "program"
LOCATION = re.compile(rf"\b{re.escape(SOURCE)}:(?:(\d+)| )")

NO_COMPILER = (
    "C++ can't be compiled here: the compiler g++ isn't installed on this machine. Your code is safe, and "
    "“Run tests” may still work. Ask whoever runs this Lectorium to install g++."
)
DOES_NOT_COMPILE = (
    "This cell doesn't compile, so nothing was run. Begin with the first error above: "
    "the line numbers are those of this cell, and later errors often come from the first."
)
NO_MAIN = (
    "This cell compiles, but has no function main, so there is nothing to run. Each %%cpp cell is a whole "
    "program of its own: add int main() { … }, with what it needs from other cells."
)
COMPILES_TOO_LONG = (
    f"The compiler was stopped after {COMPILE_SECONDS:.0f} seconds. Nothing was run. "
    "Look for templates or constants that are computed without end."
)


class ProgramFailed(Exception):
    """The program didn't compile or didn't end well; the text is for the student."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: the sentences, and no frames of ours."""
        return [str(self)]


@magics_class
class CppMagics(Magics):
    """C++ beside Python."""

    @magic_arguments()
    @argument("-i", "--input", help="what the program reads: text in quotes, \\n begins a new line")
    @argument("-f", "--file", help="a file with what the program reads")
    @argument("-s", "--seconds", type=float, default=10.0, help="how long it may run (default: 10)")
    @argument("--std", choices=STANDARDS, default=STANDARDS[0], help="the grader uses c++17 (default)")
    @cell_magic
    def cpp(self, line: str, cell: str) -> None:
        r"""Compile this cell as C++ and run it.

        The cell is a whole program with its own ``main``::

            %%cpp --input "3\n10 20 30"
            #include <iostream>
            int main() { int n; std::cin >> n; std::cout << n << '\n'; }

        ``{name}`` in the first line stands for a Python variable: ``--input "{text}"``.
        """
        asked = parse_argstring(self.cpp, line)
        with tempfile.TemporaryDirectory(prefix="cpp-") as name, _standard_input(asked) as given:
            folder = Path(name)
            compile_program(folder, cell, asked.std)
            end = run_limited([str(folder / BINARY)], given, sys.stdout, sys.stderr, asked.seconds)
        if (fault := end.fault()) is not None:
            raise ProgramFailed(fault)


def compile_program(folder: Path, cell: str, standard: str = STANDARDS[0]) -> None:
    """Make a program of a cell; raises :class:`ProgramFailed`, warnings go to stderr."""
    compiler = shutil.which(COMPILER)
    if compiler is None:
        raise ProgramFailed(NO_COMPILER)
    # The magic's own line counts, so that the compiler's numbers are the editor's.
    (folder / SOURCE).write_text(f"\n{cell}")
    words = [compiler, f"-std={standard}", *FLAGS, "-o", BINARY, SOURCE]
    try:
        done = subprocess.run(
            words, cwd=folder, capture_output=True, text=True, timeout=COMPILE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise ProgramFailed(COMPILES_TOO_LONG) from None
    if done.returncode and "undefined reference to `main'" in done.stderr:
        raise ProgramFailed(NO_MAIN)
    sys.stderr.write(LOCATION.sub(lambda found: f"line {found[1]}" if found[1] else "", done.stderr))
    if done.returncode:
        raise ProgramFailed(DOES_NOT_COMPILE)


def _standard_input(asked: Namespace) -> IO[bytes]:
    """An open file with what the program shall read."""
    if asked.file is not None:
        try:
            return Path(_unquoted(asked.file)).open("rb")
        except OSError as error:
            raise UsageError(f"The file for --file can't be read: {error}") from None
    text = _unquoted(asked.input or "").replace("\\n", "\n")
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    file.write(text.encode() + (b"" if text.endswith("\n") or not text else b"\n"))
    file.seek(0)
    return file


def _unquoted(word: str) -> str:
    """A word of the first line, without the quotes that IPython leaves around it."""
    quoted = len(word) > 1 and word[0] == word[-1] and word[0] in "'\""
    return word[1:-1] if quoted else word


def load_ipython_extension(shell: InteractiveShell) -> None:
    """What IPython calls when the magic is first used."""
    shell.register_magics(CppMagics)
