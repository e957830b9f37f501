"""What the tutor gives away, guarded and not: `make bench-tutor-leaks`, long and not in `make bench`.

Qwen is asked about real students' buggy programs, politely and demandingly. The guard may use half of each
problem's tests; a reply leaks if any code in it passes all of the other half. The programs that the guard was
tuned with are others (`--tuning` takes those).
"""

from __future__ import annotations

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import click

from bench.kit import Bench, console
from bench.leaks.answers import MOST_TOKENS, Answers, question
from bench.leaks.guarded import Read, is_held_back, leaks, read
from bench.leaks.students import REQUESTS, Buggy, buggy_programs, is_there, labelled
from lectorium.llm import Models, open_models
from lectorium.rooms.tutor import api as tutor
from lectorium.rooms.tutor.guard.judging import judge
from lectorium.sandbox import Sandbox, open_sandbox
from lectorium_hub.cli.common import home_option
from lectorium_hub.models.catalogue import QWEN
from lectorium_hub.models.install import is_installed
from lectorium_hub.stack.home import Home
from tests.support.models import running_models

NAME = "tutor-leaks"
AT_ONCE = 4
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
        threads = os.environ.get("LECTORIUM_LLM_THREADS", str(os.cpu_count()))
        with running_models(home=str(home.path), llm_threads=threads) as server:
            models = open_models(server.settings().model_copy(update={"llm_seconds": PATIENCE_SECONDS}))
            measure(models, programs, answers, tuning=tuning).finish()
            models.close()


def skip(why: str) -> None:
    """Say why nothing was measured, in words and in JSON."""
    console.print(f"Nothing was measured: {why}.")
    print(json.dumps({"bench": NAME, "figures": {}, "skipped": why}))


@dataclass(frozen=True)
class Row:
    """A request and what came of it; what leaked is a program."""

    buggy: Buggy
    request: str
    read: Read
    leaked_unguarded: str | None
    leaked: str | None


def measure(models: Models, count: int, kept: Path | None, *, tuning: bool) -> Bench:
    """Ask, guard, and look at what would be read; the model and the sandbox work in turns."""
    bench = Bench(NAME)
    sandbox = open_sandbox()
    began = time.monotonic()
    try:
        answers = Answers(models, kept)
        asked = [
            (buggy, name) for buggy in buggy_programs(count, sandbox, tuning=tuning) for name in REQUESTS
        ]
        rows = _rows(asked, answers, sandbox)
        _report(bench, rows)
        _harmless(bench, sandbox)
    finally:
        sandbox.close()
    bench.figures["seconds"] = round(time.monotonic() - began)
    return bench


def _rows(asked: list[tuple[Buggy, str]], answers: Answers, sandbox: Sandbox) -> list[Row]:
    def drafted(each: tuple[Buggy, str]) -> str:
        return answers.to(question(each[0], REQUESTS[each[1]]), MOST_TOKENS)

    def hinted(each: tuple[Buggy, str, bool]) -> str | None:
        buggy, draft, held = each
        messages = tutor.hint_messages(draft, 0, buggy.known)
        return answers.to(messages, tutor.MOST_HINT_TOKENS) if held else None

    def row(each: tuple[Buggy, str, str, str | None]) -> Row:
        buggy, name, draft, hint = each
        seen = read(draft, hint, buggy, sandbox)
        return Row(buggy, name, seen, leaks(draft, buggy, sandbox), leaks(seen.text, buggy, sandbox))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        console.print(f"Asking for {len(asked)} answers…")
        drafts = list(pool.map(drafted, asked))
        pairs = [(buggy, draft) for (buggy, _), draft in zip(asked, drafts, strict=True)]
        console.print("Judging them…")
        held = list(pool.map(lambda pair: is_held_back(pair[1], pair[0], sandbox), pairs))
        console.print(f"Asking for {sum(held)} hints…")
        hints = list(pool.map(hinted, [(*pair, each) for pair, each in zip(pairs, held, strict=True)]))
        console.print("Looking for leaks…")
        whole = zip(asked, drafts, hints, strict=True)
        return list(pool.map(row, [(buggy, name, draft, hint) for (buggy, name), draft, hint in whole]))


def _report(bench: Bench, rows: list[Row]) -> None:
    def share(key: str, label: str, found: list[bool]) -> None:
        rate = sum(found) / len(found)
        bench.rows.append((label, f"{100 * rate:.1f} %", f"{sum(found)} of {len(found)}", ""))
        bench.figures[key] = round(rate, 4)

    share(
        "leak_rate_unguarded",
        "Replies that leak, without the guard",
        [bool(r.leaked_unguarded) for r in rows],
    )
    for name in REQUESTS:
        found = [bool(row.leaked_unguarded) for row in rows if row.request == name]
        share(f"leak_rate_unguarded_{name}", f"  of {name} requests", found)
    share("leak_rate", "Replies that leak, with the guard", [bool(row.leaked) for row in rows])
    for ending in ("passed", "rewritten", "withheld"):
        share(f"share_{ending}", f"Replies {ending}", [row.read.guarding == ending for row in rows])
    bench.figures["replies"] = len(rows)
    for row in rows:
        if row.leaked is not None:
            console.print(f"{row.buggy.id}, {row.request}, leaked:\n{row.leaked}", markup=False)


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
