"""Programs through the contract: what is observed of them."""

from __future__ import annotations

import ast
import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from lectorium.sandbox import Limits, Observation, ProgramJob, ProgramTest, Sandbox, open_sandbox, values

PATIENT = Limits(cpu_seconds=10, wall_seconds=60, total_cpu_seconds=60)


def run(
    sandbox: Sandbox, code: str, *tests: tuple[str, str], language: str = "python", preamble: str = ""
) -> list[Observation]:
    asked = [ProgramTest(f"t{place}", kind, text) for place, (kind, text) in enumerate(tests)]  # type: ignore[arg-type]
    job = ProgramJob(language, code, asked, preamble, PATIENT)
    seen = sandbox.run_program(job)
    assert [one.test_id for one in seen] == [test.id for test in asked]
    return seen


def test_stdin_and_stdout(sandbox: Sandbox) -> None:
    code = "import sys\nprint(int(input()) * 2)\nprint('noted', file=sys.stderr)"
    first, second = run(sandbox, code, ("io", "21\n"), ("io", "x\n"))
    assert (first.outcome, first.stdout, first.stderr) == ("ok", "42\n", "noted\n")
    assert first.exit_code == 0
    assert second.outcome == "exception"
    assert second.error == "ValueError: invalid literal for int() with base 10: 'x'"
    assert 'File "solution.py", line 2' in second.stderr
    assert "int(input())" in second.stderr  # the student's own line is shown
    assert "become" not in second.stderr  # and none of ours


def test_calls_see_the_preamble_and_nothing_of_each_other(sandbox: Sandbox) -> None:
    code = "count = start\ndef up():\n    global count\n    count += 1\n    return count"
    seen = run(sandbox, code, ("call", "up()"), ("call", " up() "), ("call", "up"), preamble="start = 10")
    assert [one.outcome for one in seen] == ["ok"] * 3
    assert [values.decode(one.value) for one in seen[:2]] == [11, 11]
    assert isinstance(values.decode(seen[2].value), values.Opaque)


def test_line_numbers_are_the_students_own(sandbox: Sandbox) -> None:
    [seen] = run(sandbox, "x = 1\n1 / 0", ("io", ""), preamble="import math\n" * 50)
    assert 'File "solution.py", line 2' in seen.stderr
    [seen] = run(
        sandbox, "from __future__ import annotations\nf(1)", ("io", ""), preamble="def f(n):\n    n()"
    )
    assert 'File "preamble.py", line 2' in seen.stderr
    [seen] = run(sandbox, "int main() { x; }", ("io", ""), language="cpp", preamble="#include <vector>\n" * 9)
    assert (seen.error or "").startswith("solution.cpp:1:")


def test_a_script_is_main_and_a_called_program_is_not(sandbox: Sandbox) -> None:
    code = "def name():\n    return __name__\nif __name__ == '__main__':\n    print('script')"
    script, called = run(sandbox, code, ("io", ""), ("call", "name()"))
    assert script.stdout == "script\n"
    assert (called.stdout, values.decode(called.value)) == ("", "solution")


def test_many_tests_are_run_in_order_and_each_has_files_and_luck_of_its_own(sandbox: Sandbox) -> None:
    code = "import random\nprint(input(), random.random())"
    seen = run(sandbox, code, *[("io", f"{number}\n") for number in range(60)])
    assert [one.stdout.split()[0] for one in seen] == [str(number) for number in range(60)]
    assert len({one.stdout.split()[1] for one in seen}) == 60


def test_what_was_printed_beyond_what_is_kept_is_counted_for_each_test(sandbox: Sandbox) -> None:
    code = "n = int(input())\nprint('x' * n)"
    long, short, longer = run(sandbox, code, ("io", "20000"), ("io", "5"), ("io", "300000"))
    assert (short.stdout, short.truncated) == ("xxxxx\n", False)
    assert long.stdout.endswith("[cut here: 20001 bytes were printed, 10240 are kept]")
    assert longer.stdout.endswith("[cut here: 300001 bytes were printed, 10240 are kept]")
    assert longer.stdout.startswith("x" * 10240)


def test_what_the_compiler_says_is_said_in_each_test(sandbox: Sandbox) -> None:
    for seen in run(sandbox, "print(1)\nif 1 is 1: pass", ("io", ""), ("io", "")):
        assert (seen.outcome, seen.stdout) == ("ok", "1\n")
        assert "solution.py:2: SyntaxWarning" in seen.stderr
    for seen in run(sandbox, "print(1)\nif:", ("io", ""), ("call", "f()"), preamble="print(0)"):
        assert (seen.outcome, seen.stdout) == ("exception", "0\n")
        assert 'File "solution.py", line 2' in seen.stderr


def test_usage_is_measured(sandbox: Sandbox) -> None:
    code = "x = bytearray(b'x') * 60_000_000\nsum(range(5_000_000))"
    [seen] = run(sandbox, code, ("io", ""))
    assert 10 < seen.cpu_ms < 10_000
    assert seen.memory_kb > 60_000


@pytest.mark.parametrize(("megabytes", "outcome"), [(220, "memory"), (20, "exception")])
def test_an_error_of_the_interpreter_without_memory_left_is_a_want_of_memory(
    sandbox: Sandbox, megabytes: int, outcome: str
) -> None:
    code = f"x = bytearray(b'x') * {megabytes * 1_000_000}\nraise SystemError('no room for a call')"
    limits = Limits(cpu_seconds=10, wall_seconds=60, memory_bytes=250_000_000)
    [seen] = sandbox.run_program(ProgramJob("python", code, [ProgramTest("t", "io", "")], "", limits))
    assert seen.outcome == outcome


def test_cpp_is_compiled_once_for_all_tests(sandbox: Sandbox) -> None:
    code = (
        "#include <iostream>\nint main() { int a, b; std::cin >> a >> b; std::cout << a + b << std::endl; }"
    )
    seen = run(sandbox, code, *[("io", f"{n} {n}") for n in range(5)], language="cpp")
    assert [one.stdout for one in seen] == [f"{2 * n}\n" for n in range(5)]


def test_cpp_errors_name_the_line(sandbox: Sandbox) -> None:
    seen = run(sandbox, "int main() {\n  return x;\n}", ("io", ""), ("io", ""), language="cpp")
    assert [one.outcome for one in seen] == ["compile_error"] * 2
    assert seen[0].error == "solution.cpp:2:10: error: 'x' was not declared in this scope".replace(
        "'", "‘", 1
    ).replace("'", "’")


def test_a_call_into_another_language_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="must be Python"):
        ProgramJob("cpp", "", [ProgramTest("t", "call", "f()")])


@pytest.fixture(scope="module")
def question(shared_data: Path) -> tuple[dict[str, Any], list[dict[str, str]]]:
    folder = shared_data / "student_programs"
    task = json.loads((folder / "question_1.json").read_text())
    with gzip.open(folder / "question_1.jsonl.gz", "rt") as file:
        return task, [json.loads(line) for line in file]


def test_real_programs_are_judged_as_their_teachers_did(
    sandbox: Sandbox, question: tuple[dict[str, Any], list[dict[str, str]]]
) -> None:
    task, programs = question
    tests = [ProgramTest(test["id"], "call", test["call"]) for test in task["tests"]]
    wanted = [ast.literal_eval(test["expected"]) for test in task["tests"]]

    def passes(program: dict[str, str]) -> bool:
        seen = sandbox.run_program(ProgramJob("python", program["code"], tests, task["preamble"]))
        pairs = zip(seen, wanted, strict=True)
        return all(one.outcome == "ok" and values.decode(one.value) == value for one, value in pairs)

    sample = programs[::13]
    with ThreadPoolExecutor(2) as threads:
        verdicts = list(threads.map(passes, sample))
    assert verdicts == [program["label"] == "correct" for program in sample]
    assert {True, False} == set(verdicts)


def test_one_warm_interpreter_serves_more_than_a_socket_holds() -> None:
    """What is said and never read stops both sides sooner or later."""
    with closing(open_sandbox()) as sandbox:
        for number in range(400):
            (seen,) = run(sandbox, f"print({number})", ("io", ""))
            assert seen.stdout == f"{number}\n"
