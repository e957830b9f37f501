"""One step of a journey with its texts: the code and what changed in it, what was said, how tests went."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lectorium.rooms.authoring.api import CellChange, compare_cells, own_cells
from lectorium.rooms.gradebook.api import ResultView, view_result
from lectorium.rooms.home.journey import Shown, Step, neighbour, step_of
from lectorium.rooms.home.journey_talk import Said, talk_until
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.api import Followed, SolutionHistory, saved_contents
from lectorium.storage import ObjectStore

Against = Literal["step", "given"]


@dataclass(frozen=True)
class Since:
    """What the code is compared with: a saved state, or what was given where ``revision`` is 0.

    ``step`` is the step that this was the state of, None for the save before.
    """

    revision: int
    step: Step | None = None


@dataclass(frozen=True)
class StepView:
    """A step with its texts.

    ``revision`` is the saved state at that moment, 0 before the first save.  ``said`` is the conversation
    up to then, oldest first; ``result`` is as its reader may see it.
    """

    followed: Followed
    step: Step
    revision: int
    since: Since
    cells: Sequence[CellChange]
    said: Sequence[Said]
    result: ResultView | None
    hint: str | None
    before: str | None
    after: str | None


def journey_step(
    session: Session,
    store: ObjectStore,
    actor: Actor,
    found: Followed,
    step_id: str,
    *,
    shown: Shown = "all",
    against: Against = "step",
) -> StepView:
    """A step of a way that the actor may follow, with the ones before and after of those that are shown.

    A save is compared with the save before; everything else with how it was at the last question, hint,
    run or submission: so one sees what came of that.  ``against`` "given" compares with what was given.
    """
    step = step_of(session, found, step_id)
    given = json.loads(store.get(found.setting.version.release_ref))
    revision, since = _states(session, found, step, against)
    around = [neighbour(session, found, step, shown=shown, back=back) for back in (True, False)]
    return StepView(
        found,
        step,
        revision,
        since,
        _cells(session, found, given, revision, since.revision),
        talk_until(session, found, step.at),
        _result(session, actor, step),
        _hint(found, step),
        *(None if each is None else each.id for each in around),
    )


def _states(session: Session, found: Followed, step: Step, against: Against) -> tuple[int, Since]:
    """The saved state at a step, and the one to compare it with."""
    if step.kind == "save":
        assert step.number is not None
        return step.number, Since(step.number - 1 if against == "step" else 0)
    last = neighbour(session, found, step, shown="steps", back=True) if against == "step" else None
    revisions = _saved_at(session, found, [step.at, *([last.at] if last else [])])
    return revisions[0], Since(revisions[1], last) if last else Since(0)


def _saved_at(session: Session, found: Followed, moments: Sequence[datetime]) -> list[int]:
    """The revisions that were the newest at these moments, 0 for none; one query."""
    h = SolutionHistory
    columns = [func.coalesce(func.max(h.revision).filter(h.saved_at <= moment), 0) for moment in moments]
    statement = select(*columns).where(
        h.student_id == found.student.id, h.challenge_id == found.setting.challenge.id
    )
    return list(session.execute(statement).one())


def _cells(
    session: Session, found: Followed, given: Mapping[str, Any], revision: int, before: int
) -> list[CellChange]:
    contents = saved_contents(session, found.student.id, found.setting.challenge.id, {revision, before} - {0})
    old, new = (_in_words(contents.get(each), given) for each in (before, revision))
    return compare_cells(own_cells(old, given), own_cells(new, given))


def _in_words(content: Mapping[str, Any] | None, given: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """A saved state; an answer that is a choice says what the options say, not their ids."""
    if content is None or not content.get("answer") or not given.get("options"):
        return content
    answer = content["answer"]
    return {**content, "answer": _words([answer] if isinstance(answer, str) else answer, given)}


def _words(chosen: Sequence[str], given: Mapping[str, Any]) -> list[str]:
    """Options' texts in the question's order; those that it no longer has keep their ids."""
    texts = {option["id"]: option["text"] for option in given["options"]}
    return [
        *(text for key, text in texts.items() if key in chosen),
        *(key for key in chosen if key not in texts),
    ]


def _result(session: Session, actor: Actor, step: Step) -> ResultView | None:
    if step.kind not in {"test_run", "submission"} or step.target_id is None:
        return None
    return view_result(session, actor, step.target_id)


def _hint(found: Followed, step: Step) -> str | None:
    hints = found.setting.version.hints
    if step.kind != "hint" or step.number is None or step.number > len(hints):
        return None
    return hints[step.number - 1]
