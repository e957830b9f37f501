"""A class from top to bottom, what is due next, and a challenge with the caller's own rules."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.rooms.authoring.api import (
    HOLDS,
    Setting,
    TestCase,
    assignments_of,
    cases_of,
    closed_reason,
    find_setting,
)
from lectorium.rooms.courses.api import (
    Access,
    Class,
    ContentItem,
    Enrollment,
    Module,
    access,
    find_item,
    readings_of,
)
from lectorium.rooms.gradebook.api import best_attempts
from lectorium.rooms.home.retrying import to_try_again
from lectorium.rooms.home.states import (
    Card,
    State,
    bare_card,
    cards,
    placed_work,
    reading_card,
    state_of,
    takes_work,
    work_on,
)
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.api import attempts_used

UP_NEXT = 3
STILL_SHOWN = timedelta(days=7)
"""How long something overdue stays in Up next."""
MINE = (
    select(Enrollment.class_id)
    .join(Class, Class.id == Enrollment.class_id)
    .where(
        Enrollment.user_id == bindparam("student"),
        Enrollment.role == "student",
        Enrollment.status == "active",
        Class.is_archived.is_(False),
        Class.deleted_at.is_(None),
    )
)
"""The classes that a student learns in."""


@dataclass(frozen=True)
class ModuleView:
    """A module with its items as cards."""

    module: Module
    cards: list[Card]


@dataclass(frozen=True)
class OutlineView:
    """A class's modules; students get only what is open."""

    access: Access
    modules: list[ModuleView]


@dataclass(frozen=True)
class ChallengeView:
    """A challenge as its solver meets it."""

    setting: Setting
    cases: list[TestCase]
    attempts_used: int
    state: State
    best_score: Decimal | None
    closed_reason: str | None

    @property
    def points_total(self) -> Decimal:
        """What it counts for: its own points here, or the sum of its tests'."""
        custom = self.setting.custom_points
        return sum((case.points for case in self.cases), Decimal(0)) if custom is None else custom

    def worth(self, case: TestCase) -> Decimal:
        """What a test counts for here: tests scale to the problem's own points."""
        tests = sum((each.points for each in self.cases), Decimal(0))
        return case.points * self.points_total / tests if tests else case.points

    @property
    def attempts_left(self) -> int | None:
        """None where they are unlimited."""
        most = self.setting.rules.max_attempts
        return None if most is None else max(0, most - self.attempts_used)


def outline(session: Session, actor: Actor, class_id: UUID, *, states_of_staff: bool = True) -> OutlineView:
    """The class's outline with the caller's states; half of the questions are for those.

    Without ``states_of_staff`` staff see what there is, and nothing of what they have done themselves.
    """
    standing = access(session, actor, class_id)
    moment = now(session)
    statement = select(Module).where(Module.class_id == class_id).order_by(Module.order_index, Module.id)
    modules = [each for each in session.scalars(statement) if standing.is_staff or each.is_published]
    shown = [
        each
        for each in assignments_of(session, Module.class_id == class_id, student_id=actor.user_id)
        if standing.is_staff or placed_work(each, standing).is_open(moment)
    ]
    by_module: dict[UUID, list[Card]] = {module.id: [] for module in modules}
    with_states = states_of_staff or not standing.is_staff
    found = cards(session, actor.user_id, shown, moment) if with_states else map(bare_card, shown)
    for card in found:
        by_module[card.module.id].append(card)
    for placed in readings_of(session, standing):
        if standing.is_staff or placed.is_open(moment):
            by_module[placed.module.id].append(reading_card(placed))
    views = [ModuleView(module, sorted(by_module[module.id], key=_in_order)) for module in modules]
    if standing.left_at is not None:
        views = [view for view in views if view.cards]  # an empty one may be newer than the leaving
    return OutlineView(standing, views)


def up_next(session: Session, actor: Actor) -> list[Card]:
    """The next few items that wait for the caller, over all classes they learn in, soonest due first.

    After them stands what has its grade and can still be done better.
    """
    return up_next_and_more(session, actor)[0]


def up_next_and_more(session: Session, actor: Actor) -> tuple[list[Card], Counter[UUID]]:
    """:func:`up_next`, and by class how many items wait beyond those few."""
    moment = now(session)
    waiting = assignments_of(
        session,
        Module.class_id.in_(MINE),
        Module.is_published.is_(True),
        ContentItem.is_published.is_(True),
        or_(HOLDS.c.release_date.is_(None), HOLDS.c.release_date <= moment),
        or_(HOLDS.c.due_date.is_(None), HOLDS.c.due_date > moment - STILL_SHOWN),
        student_id=actor.user_id,
    )
    found = cards(session, actor.user_id, waiting, moment)
    ahead = sorted((card for card in found if _waits(card, moment)), key=_soonest)
    if len(ahead) < UP_NEXT:
        ahead += sorted(to_try_again(session, actor.user_id, found, moment), key=_soonest)
    return ahead[:UP_NEXT], Counter(card.module.class_id for card in ahead[UP_NEXT:])


def item_card(session: Session, actor: Actor, item_id: UUID) -> Card:
    """One item with the caller's state."""
    placed = find_item(session, actor, item_id)
    assignments = assignments_of(session, ContentItem.id == item_id, student_id=actor.user_id)
    return next(iter(cards(session, actor.user_id, assignments, now(session))), reading_card(placed))


def challenge_view(session: Session, actor: Actor, challenge_id: UUID) -> ChallengeView:
    """A challenge with the caller's rules, state and best score."""
    setting = find_setting(session, actor, challenge_id)
    moment = now(session)
    work = work_on(session, actor.user_id, [challenge_id])
    best = best_attempts(session, actor.user_id, [challenge_id]).get(challenge_id)
    closes = setting.rules.closes_at
    reason = closed_reason(setting)
    if reason is None and closes is not None and moment > closes:
        reason = "The due date has passed and nothing more is taken."
    card = item_card(session, actor, setting.item.id) if setting.item else None
    shows_score = card is None or card.score is not None  # once the item's grade is returned
    cases = cases_of(session, setting.version.id)
    worth = sum((case.points for case in cases), Decimal(0))
    points = worth if setting.custom_points is None else setting.custom_points
    return ChallengeView(
        setting,
        cases,
        attempts_used(session, actor.user_id, challenge_id),
        card.state if card and card.state else state_of([challenge_id], work, None, moment),
        best.scaled(points) if best and shows_score else None,
        reason,
    )


def _in_order(card: Card) -> tuple[int, UUID]:
    return card.item.order_index, card.item.id


def _waits(card: Card, moment: datetime) -> bool:
    """Something can be done about it: what is over, as an exam that was missed, is no next step."""
    if card.state == "missing":
        return card.assignment is not None and takes_work(card.assignment, moment)
    return card.state in {"not started", "in progress"}


def _soonest(card: Card) -> tuple[bool, float]:
    due = card.due_date
    return due is None, due.timestamp() if due else 0.0
