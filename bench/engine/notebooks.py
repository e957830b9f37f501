"""Notebooks, one after another: our worker, nbclient with a stock kernel, nbgrader's autograde; in turns.

Ours is the whole of a worker's part: from the job to the result in Postgres and the gradebook, with
Postgres' CPU. nbclient only runs the cells; nbgrader overwrites, runs, scores and keeps its gradebook.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import geometric_mean

from bench.engine.answering import Answer
from bench.engine.cpu import Meter, meter
from bench.engine.lane import Lane
from bench.engine.nbgraders import STUDENT
from bench.engine.stack import count, part, pss_mb
from bench.engine.works import Work, works
from bench.kit import Bench
from tests.support.site import Site

ROUNDS = 4
OURS, CLIENT, NBGRADER = "our worker", "nbclient, stock kernel", "nbgrader autograde"


Series = dict[str, list[float]]
"""By notebook, a figure a round."""


@dataclass
class Grader:
    """One contender: its lane, what it uses, and by notebook what it is asked."""

    lane: Lane
    meter: Meter
    questions: dict[str, Answer]
    prepare: Callable[[str], None] = lambda _: None
    """Done before each notebook, and not counted."""
    wall: Series = field(default_factory=dict)
    cpu: Series = field(default_factory=dict)

    def run(self, name: str, turn: int) -> None:
        """One notebook, once."""
        self.prepare(name)
        before = self.meter.seconds()
        self.lane.ask(self.questions[name])
        seconds = self.lane.answer()["seconds"]
        if turn:  # the first warms
            self.wall.setdefault(name, []).append(seconds * 1000)
            self.cpu.setdefault(name, []).append((self.meter.seconds() - before) * 1000)


Graders = dict[str, Grader]


def measure(site: Site, folder: Path) -> tuple[Graders, float]:
    """All contenders on all notebooks, while the stack's own workers stand still; and the slot's memory."""
    every = works()
    with ExitStack() as open_ones:
        graders = {
            OURS: open_ones.enter_context(_ours(site, every)),
            CLIENT: open_ones.enter_context(_client(every, folder / "client")),
            NBGRADER: open_ones.enter_context(_nbgrader(every, folder / "course")),
        }
        for turn in range(ROUNDS + 1):
            for work in every:
                for grader in graders.values():
                    grader.run(work.name, turn)
        ours = graders[OURS].lane
        ours.ask({"warm": True})
        ours.answer()
        return graders, pss_mb(ours.processes())


@contextmanager
def _ours(site: Site, every: list[Work]) -> Iterator[Grader]:
    authors = {work.name: Author(site, work) for work in every}
    with _secrets(site):
        lane = Lane("bench.engine.worker")
    with _metered(lane, {work.name: {} for work in every}) as grader:
        grader.prepare = lambda name: authors[name].hand_in()
        count(grader.meter, part(site, "postgres"))
        yield grader


@contextmanager
def _client(every: list[Work], folder: Path) -> Iterator[Grader]:
    paths = {work.name: work.lay_out(folder / work.name, work.submitted) for work in every}
    questions: dict[str, Answer] = {name: {"notebook": str(path)} for name, path in paths.items()}
    with _metered(Lane("bench.engine.clients"), questions) as grader:
        yield grader


@contextmanager
def _nbgrader(every: list[Work], root: Path) -> Iterator[Grader]:
    for work in every:
        work.lay_out(root / "source" / work.name, work.source)
        work.lay_out(root / "submitted" / STUDENT / work.name, work.submitted)
    questions: dict[str, Answer] = {work.name: {"notebook": work.name} for work in every}
    lane = Lane("bench.engine.nbgraders", str(root))
    with _metered(lane, questions) as grader:
        for work in every:
            lane.ask({"prepare": work.name})
            lane.answer()
        yield grader


@contextmanager
def _metered(lane: Lane, questions: dict[str, Answer]) -> Iterator[Grader]:
    grader = Grader(lane, meter("notebooks"), questions)
    grader.meter.add(lane.pid)
    try:
        yield grader
    finally:
        lane.close()
        grader.meter.close()


@contextmanager
def _secrets(site: Site) -> Iterator[None]:
    """What a lane needs to open the stack's database and store."""
    os.environ["LECTORIUM_SECRETS_DIR"] = str(site.home / "secrets")
    try:
        yield
    finally:
        del os.environ["LECTORIUM_SECRETS_DIR"]


class Author:
    """Publishes a notebook in the sample class, and hands it in as a student."""

    def __init__(self, site: Site, work: Work) -> None:
        """Publish."""
        self.work = work
        teacher = site.client("teacher")
        class_id = teacher.me().classes[0].class_id
        path = work.lay_out(site.home.parent / "publish" / work.name, work.source)
        published = teacher.publish(path, module=teacher.outline(class_id).modules[0].id, title=work.name)
        assert published.challenge_id is not None, published.report
        self.challenge_id = published.challenge_id
        (name,) = site.add_students(class_id, 1)
        self.student = site.client(name)
        self.student.open_session(self.challenge_id)
        self.revision = 0

    def hand_in(self) -> None:
        """Once more; it waits in the queue then."""
        receipt = self.student.submit(self.challenge_id, self.work.submitted, revision=self.revision)
        self.revision = receipt.revision


def report(bench: Bench, graders: Graders, slot_mb: float) -> None:
    """Rows for people, and the figures that have a floor."""
    for name in next(iter(graders.values())).wall:
        for who, grader in graders.items():
            bench.measured(f"{name}: {who}", grader.wall[name], "ms")
            bench.measured(f"  CPU of all processes, {name}: {who}", grader.cpu[name], "ms")
    for who, short in ((NBGRADER, "nbgrader"), (CLIENT, "nbclient")):
        for kind in ("wall", "cpu"):
            ratios = _ratios(getattr(graders[OURS], kind), getattr(graders[who], kind))
            what = f"All notebooks, {kind}: {who} over ours"
            bench.measured(what, ratios, "", key=f"notebook_{kind}_vs_{short}")
    bench.measured("A worker slot with all its warm interpreters", [slot_mb], "MB", key="worker_slot_pss_mb")


def _ratios(ours: Series, theirs: Series) -> list[float]:
    """Round by round, the geometric mean over the notebooks: a long one counts no more than a short one."""
    turns = zip(*(zip(theirs[name], ours[name], strict=True) for name in ours), strict=True)
    return [geometric_mean([peer / own for peer, own in turn]) for turn in turns]
