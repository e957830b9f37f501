"""The table of languages is all that the sandbox knows of one: a row more is a language more."""

from __future__ import annotations

import pytest

from lectorium.sandbox import Limits, Observation, ProgramJob, ProgramTest, Sandbox, languages, values
from lectorium.sandbox.languages import PROGRAM, Language
from lectorium.sandbox.local import headers

PATIENT = Limits(cpu_seconds=10, wall_seconds=60, total_cpu_seconds=60)
C = Language(
    name="c",
    title="C",
    file="answer.c",
    compile=("gcc", "-O1", "-o", PROGRAM, "answer.c"),
    joint='\n#line 1 "answer.c"\n',
    starter="int main(void) { return 0; }\n",
    magic="%%c",
)
SHELL = Language(name="sh", title="Shell", file="answer.sh", run=("/bin/sh", "answer.sh"))


@pytest.fixture
def more(monkeypatch: pytest.MonkeyPatch) -> None:
    for row in (C, SHELL):
        monkeypatch.setitem(languages.TABLE, row.name, row)


def run(sandbox: Sandbox, language: str, code: str, *inputs: str, preamble: str = "") -> list[Observation]:
    tests = [ProgramTest(str(place), "io", text) for place, text in enumerate(inputs)]
    return sandbox.run_program(ProgramJob(language, code, tests, preamble, PATIENT))


@pytest.mark.usefixtures("more")
def test_a_row_makes_a_compiled_language(sandbox: Sandbox) -> None:
    code = 'int main(void) { int n; scanf("%d", &n); printf("%d", twice(n)); return n == 3; }'
    preamble = "#include <stdio.h>\nstatic int twice(int n) { return 2 * n; }"
    first, second = run(sandbox, "c", code, "21", "3", preamble=preamble)
    assert (first.outcome, first.stdout, first.exit_code) == ("ok", "42", 0)
    assert (second.outcome, second.stdout, second.exit_code) == ("exception", "6", 1)
    [wrong] = run(sandbox, "c", "\nint main(void) { return x; }", "", preamble=preamble)
    assert wrong.outcome == "compile_error"
    assert (wrong.error or "").startswith("answer.c:2:25: error")


@pytest.mark.usefixtures("more")
def test_a_row_makes_an_interpreted_language(sandbox: Sandbox) -> None:
    code = "read n\necho $((n * 2))\necho noted >&2\ntouch left\nls\nexit $n"
    first, second = run(sandbox, "sh", code, "0", "5", preamble="set -u")
    assert (first.outcome, first.stdout.split(), first.stderr) == (
        "ok",
        ["0", "answer.sh", "left"],
        "noted\n",
    )
    assert (second.stdout.split()[0], second.exit_code) == ("10", 5)


@pytest.mark.usefixtures("more")
def test_a_rows_magic_marks_its_cells() -> None:
    assert set(languages.magics()) == {"%%cpp", "%%c"}


def test_what_is_not_in_the_table_is_refused_with_what_is() -> None:
    with pytest.raises(ValueError, match="known are: python, cpp"):
        ProgramJob("cobol", "", [])


def test_a_program_that_cannot_be_started_is_no_fault_of_ours(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = Language(name="none", title="Nothing", file="x", run=("/nowhere/interpreter", "x"))
    monkeypatch.setitem(languages.TABLE, row.name, row)
    [seen] = run(sandbox, "none", "", "")
    assert (seen.outcome, seen.exit_code) == ("exception", 127)
    assert "can't be started" in seen.stderr


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("#include <iostream>\n", "iostream"),
        ('// one\n/* two\n */\n\n#line 1 "solution.cpp"\n # include <bits/stdc++.h>', "bits/stdc++.h"),
        ("#include <vector>\n#include <iostream>", "vector"),
    ],
)
def test_the_first_header_is_found(source: str, name: str) -> None:
    assert headers.first_include(source.encode()) == name


@pytest.mark.parametrize("source", ["", "int x;\n#include <iostream>", "#define X\n#include <iostream>"])
def test_what_stands_before_a_header_changes_what_it_means(source: str) -> None:
    assert headers.first_include(source.encode()) is None


PRINTS = "#include <iostream>\nint main() { std::cout << NAME << std::endl; }"
POISON = """
#include <fstream>
int main() {
    for (const char *place : {"/tmp/.headers/iostream.gch", "/proc/self/fd/4", "/proc/self/fd/3"}) {
        std::ofstream file(place);
        file << "poison" << std::endl;
    }
}
"""


def test_a_precompiled_header_is_used_and_stays_as_it_is(sandbox: Sandbox) -> None:
    [before] = run(sandbox, "cpp", PRINTS.replace("NAME", '"one"'), "")
    run(sandbox, "cpp", "#include <iostream>" + POISON, "")
    [after] = run(sandbox, "cpp", PRINTS.replace("NAME", '"two"'), "")
    assert (before.stdout, after.stdout) == ("one\n", "two\n")
    [wrong] = run(sandbox, "cpp", PRINTS.replace("NAME", "x"), "")
    assert (wrong.error or "").startswith("solution.cpp:2:")


def test_values_and_streams_of_python_are_as_before(sandbox: Sandbox) -> None:
    tests = [ProgramTest("call", "call", "[1, f(2)]"), ProgramTest("io", "io", "grün\n")]
    code = "def f(n): return n + 1\nif __name__ == '__main__': print(input(), end='')"
    called, printed = sandbox.run_program(ProgramJob("python", code, tests, limits=PATIENT))
    assert values.decode(called.value) == [1, 3]
    assert printed.stdout == "grün"
