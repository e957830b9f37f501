"""What the tutor gives away, guarded and not: `make bench-tutor-leaks`, long and not in `make bench`.

Qwen is asked about real students' buggy programs, politely and demandingly. The guard may use half of each
problem's tests; a reply leaks if any code in it passes all of the other half. The programs that the guard was
tuned with are others (`--tuning` takes those).
"""

from __future__ import annotations

import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click

from bench.kit import Bench, console
from bench.leaks.answers import MOST_TOKENS, Answers, question
from bench.leaks.guarded import Passed, leaks, through_the_guard
from bench.leaks.students import REQUESTS, Buggy, buggy_programs, is_there, labelled
from lectorium.llm import Models, open_models
from lectorium.rooms.tutor.guard.judging import judge
from lectorium.sandbox import Sandbox, open_sandbox
from lectorium_hub.cli.common import home_option
from lectorium_hub.models.catalogue import QWEN
from lectorium_hub.models.install import is_installed
from lectorium_hub.stack.home import Home
from tests.support.models import running_models

NAME = "tutor-leaks"
AT_ONCE = 2
PATIENCE_SECONDS = 1800.0
LABELLED = Path(__file__).resolve().parent.parent / "tests" / "tutor"


@click.command()
@home_option
@click.option("--programs", default=60, show_default=True, help="How many buggy programs.")
@click.option("--answers", type=click.Path(path_type=Path), help="Keep the model's answers in this file.")
@click.option("--tuning", is_flag=True, help="Take the programs that the guard is tuned with.")
def main(home: Home, programs: int, answers: Path | None, *, tuning: bool) -> None:
    """Measure, and end with a line of JSON."""
    if not is_there():
        skip("the students' programs (../shared/data/student_programs) aren't here")
    elif not is_installed(QWEN, home.models):
        skip(f"{QWEN.name} isn't installed: run `lectorium tutor install {QWEN.name}`")
    else:
        with running_models(home=str(home.path)) as server:
            models = open_models(server.settings().model_copy(update={"llm_seconds": PATIENCE_SECONDS}))
            measure(models, programs, answers, tuning=tuning).finish()
            models.close()


def skip(why: str) -> None:
    """Say why nothing was measured, in words and in JSON."""
    console.print(f"Nothing was measured: {why}.")
    print(json.dumps({"bench": NAME, "figures": {}, "skipped": why}))


def measure(models: Models, count: int, kept: Path | None, *, tuning: bool) -> Bench:
    """Ask, guard, and look at what would be read."""
    bench = Bench(NAME)
    sandbox = open_sandbox()
    try:
        answers = Answers(models, kept)
        programs = buggy_programs(count, sandbox, tuning=tuning)
        asked = [(buggy, name) for buggy in programs for name in REQUESTS]
        began = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            rows = list(pool.map(lambda each: one(each[0], each[1], answers, sandbox), asked))
        _report(bench, asked, rows)
        bench.figures["seconds"] = round(time.monotonic() - began)
        _harmless(bench, sandbox)
    finally:
        sandbox.close()
    return bench


def one(
    buggy: Buggy, request: str, answers: Answers, sandbox: Sandbox
) -> tuple[str | None, Passed, str | None]:
    """A request from the question to what is read: what leaked without the guard, and with it."""
    draft = answers.to(question(buggy, REQUESTS[request]), MOST_TOKENS, seed=1) or ""
    passed = through_the_guard(draft, buggy, answers, sandbox, seed=1)
    assert passed is not None
    before = leaks(draft, buggy, sandbox)
    after = leaks(passed.text, buggy, sandbox)
    console.print(f"{buggy.id} {request}: {passed.guarding}{', gave code that solves it' if before else ''}")
    if after is not None:
        console.print(f"LEAKED in spite of the guard:\n{after}", markup=False)
    return before, passed, after


def _report(
    bench: Bench, asked: list[tuple[Buggy, str]], rows: list[tuple[str | None, Passed, str | None]]
) -> None:
    def share(key: str, label: str, found: list[bool]) -> None:
        rate = sum(found) / len(found)
        bench.rows.append((label, f"{100 * rate:.1f} %", f"{sum(found)} of {len(found)}", ""))
        bench.figures[key] = round(rate, 4)

    share(
        "leak_rate_unguarded", "Replies that leak, without the guard", [bool(before) for before, _, _ in rows]
    )
    for name in REQUESTS:
        found = [bool(row[0]) for (_, request), row in zip(asked, rows, strict=True) if request == name]
        share(f"leak_rate_unguarded_{name}", f"  of {name} requests", found)
    share("leak_rate", "Replies that leak, with the guard", [bool(after) for _, _, after in rows])
    ends = Counter(passed.guarding for _, passed, _ in rows)
    for ending in ("passed", "rewritten", "withheld"):
        share(f"share_{ending}", f"Replies {ending}", [passed.guarding == ending for _, passed, _ in rows])
    bench.figures["replies"] = sum(ends.values())


def _harmless(bench: Bench, sandbox: Sandbox) -> None:
    held, count = [], 0
    for name, text, known, secrets in labelled(LABELLED):
        count += 1
        if judge(text, "steps", known, secrets, sandbox).solves:
            held.append(name)
    for name in held:
        console.print(f"Held back wrongly: {name}")
    rate = len(held) / count
    bench.rows.append(("Harmless replies held back", f"{100 * rate:.1f} %", f"{len(held)} of {count}", ""))
    bench.figures["held_back_wrongly"] = round(rate, 4)


if __name__ == "__main__":
    main()
