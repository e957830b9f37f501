"""A student's way through a challenge on one time line: what was saved, run, asked and taken, in order.

The list reads no code, no question and no answer (I22); one step's are read by ``journey_step``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import Subquery, func, select, tuple_, union_all
from sqlalchemy.orm import Session

from lectorium.kit.errors import NotFound
from lectorium.kit.paging import PageRequest, Slice, encode, fetch_page
from lectorium.rooms.gradebook.api import find_entry
from lectorium.rooms.home.journey_parts import PARTS, StepKind, ranked
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.api import Followed, Solution, follow

Shown = Literal["all", "steps", "runs", "talk"]
KINDS: Mapping[Shown, Collection[StepKind]] = {
    "all": get_args(StepKind),
    "steps": ("hint", "question", "code_run", "test_run", "submission"),
    "runs": ("test_run", "submission"),
    "talk": ("hint", "question", "code_run"),
}
"""What is shown: everything, all but saves and sessions, what the tests said, or the conversation."""


@dataclass(frozen=True)
class Step:
    """Something that happened, without its texts.

    ``id`` is stable.  ``number`` counts saves, attempts of a type, or steps of help.  ``state`` is a run's
    or an answer's; ``held`` where a student isn't told yet (I15).  ``about`` is what kind of question it
    was, ``guarding`` what the output check did with its answer.
    """

    id: str
    kind: StepKind
    at: datetime
    number: int | None
    target_id: UUID | None
    state: str | None
    passed: int | None
    total: int | None
    about: str | None
    guarding: str | None
    rating: int | None

    @property
    def place(self) -> tuple[datetime, int, str]:
        """Where it stands on the time line."""
        return self.at, ranked(self.kind), self.id.partition("-")[2]


@dataclass(frozen=True)
class Journey:
    """A page of the time line, oldest first, with how much there is of each kind in all of it.

    ``asked_hints`` are those of the questions that asked the tutor for a hint.
    """

    followed: Followed
    steps: Slice[Step]
    counts: Mapping[StepKind, int]
    asked_hints: int
    worked_seconds: int


def journey(
    session: Session,
    actor: Actor,
    challenge_id: UUID,
    student_id: UUID,
    page: PageRequest,
    *,
    shown: Shown = "all",
    around: str | None = None,
) -> Journey:
    """A student's way, for the student and for staff who may follow it; see :func:`follow`.

    With ``around``, the id of a step, the page is the one that begins with the whole way or, where that is
    too long to hold the step, with the step itself.
    """
    found = follow(session, actor, challenge_id, student_id)
    steps = _page(session, found, page, shown)
    if around is not None and page.after is None and around not in {step.id for step in steps.items}:
        step = step_of(session, found, around)
        before = neighbour(session, found, step, shown=shown, back=True)
        after = None if before is None else encode(before.place)
        steps = _page(session, found, PageRequest(page.limit, after), shown)
    line = time_line(found)
    hints = func.count().filter(line.c.about == "hint")
    counted = session.execute(select(line.c.rank, func.count(), hints).group_by(line.c.rank)).all()
    counts = {kind: sum(many for rank, many, _ in counted if rank == ranked(kind)) for kind in PARTS}
    asked_hints = sum(row[2] for row in counted)
    solution = session.get(Solution, (student_id, challenge_id))
    return Journey(found, steps, counts, asked_hints, solution.time_spent_seconds if solution else 0)


def step_of(session: Session, found: Followed, step_id: str) -> Step:
    """One step; raises :class:`NotFound`."""
    kind, _, key = step_id.partition("-")
    known = next((name for name in PARTS if name == kind), None)
    if known is None:
        raise NotFound.of("step of this journey")
    line = time_line(found, [known])
    row = session.execute(select(line).where(line.c.key == key)).one_or_none()
    if row is None:
        raise NotFound.of("step of this journey")
    return as_seen(found, _read(row), held=_holds(session, found))


def neighbour(
    session: Session, found: Followed, step: Step, *, shown: Shown = "all", back: bool = False
) -> Step | None:
    """The next step of those shown, or the one before; None at the end."""
    line = time_line(found, KINDS[shown])
    keys = (line.c.at, line.c.rank, line.c.key)
    beyond = tuple_(*keys) < tuple_(*step.place) if back else tuple_(*keys) > tuple_(*step.place)
    order = [key.desc() if back else key.asc() for key in keys]
    row = session.execute(select(line).where(beyond).order_by(*order).limit(1)).one_or_none()
    return None if row is None else _read(row)


def time_line(found: Followed, kinds: Collection[StepKind] = get_args(StepKind)) -> Subquery:
    """All steps of these kinds as one table."""
    student_id, challenge_id = found.student.id, found.setting.challenge.id
    parts = [PARTS[kind](student_id, challenge_id) for kind in PARTS if kind in kinds]
    return (parts[0] if len(parts) == 1 else union_all(*parts)).subquery("steps")


def as_seen(found: Followed, step: Step, *, held: bool) -> Step:
    """A step as its reader may see it: what isn't returned yet tells nothing (I15)."""
    if step.kind == "submission" and found.as_student and held:
        state = "held" if step.state == "completed" else step.state
        return replace(step, state=state, passed=None, total=None)
    return step


def _page(session: Session, found: Followed, page: PageRequest, shown: Shown) -> Slice[Step]:
    line = time_line(found, KINDS[shown])
    casts = (datetime.fromisoformat, int, str)
    rows = fetch_page(session, select(line), (line.c.at, line.c.rank, line.c.key), page, casts=casts)
    held = _holds(session, found)
    return rows.map(lambda row: as_seen(found, _read(row), held=held))


def _holds(session: Session, found: Followed) -> bool:
    """Whether the student isn't told results yet."""
    item = found.setting.item
    if not found.as_student or item is None:
        return False
    entry = find_entry(session, found.student.id, item.id)
    return entry is None or entry.returned_at is None


def _read(row: Any) -> Step:
    at, rank, key, *rest = row
    kind = next(name for name in PARTS if ranked(name) == rank)
    return Step(f"{kind}-{key}", kind, at, *rest)
