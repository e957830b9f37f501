"""Regrades in words and as a plain chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from lectorium.rooms.gradebook.api import Spread
from lectorium.rooms.grading.api import Policy, RegradeView, State
from lectorium_server.pages.texts import points, signed

POLICIES: dict[Policy, tuple[str, str]] = {
    "never_lower": (
        "Never lower a student",
        "A student's new results count together, unless the best would fall. Nobody's grade goes down.",
    ),
    "keep_better": (
        "Keep the better result of each attempt",
        "For each attempt, the better of its two results counts. Nobody's attempt goes down.",
    ),
    "replace": (
        "Take the new results",
        "The new results count, whatever they are. Students can gain and lose.",
    ),
}
STATES: dict[State, str] = {
    "planned": "planned",
    "previewing": "trying it",
    "previewed": "tried, not applied",
    "applying": "applying",
    "applied": "applied",
    "cancelled": "cancelled",
    "undoing": "undoing",
    "undone": "undone",
}
COLOURS: dict[State, str] = {
    "previewing": "state-grading",
    "previewed": "state-submitted",
    "applying": "state-grading",
    "applied": "state-graded",
    "undoing": "state-grading",
}
MOST_BARS = 11
"""Odd, so that no change at all is one of them."""


@dataclass(frozen=True)
class Bar:
    """How many students change by so many points; ``share`` of the longest bar, in percent."""

    label: str
    count: int
    share: int
    kind: str


@dataclass(frozen=True)
class Sums:
    """What a regrade does to everybody together; means are per student and problem."""

    students: int
    before: Decimal
    after: Decimal
    kept_by_hand: int


def sum_up(spread: Sequence[Spread]) -> Sums:
    """Means and counts over all students."""
    total = sum(each.count for each in spread)
    before = sum((each.before * each.count for each in spread), Decimal(0))
    after = sum((each.after * each.count for each in spread), Decimal(0))
    many = max(1, total)
    return Sums(total, before / many, after / many, sum(each.count for each in spread if each.is_override))


def bars(spread: Sequence[Spread]) -> list[Bar]:
    """Students by their change in points: each change by itself while they are few, else in steps."""
    changes: Counter[Decimal] = Counter()
    for each in spread:
        changes[each.after - each.before] += each.count
    if len(changes) > MOST_BARS:
        width = _width(max(abs(change) for change in changes))
        labels = Counter(dict.fromkeys(range(-(MOST_BARS // 2), MOST_BARS // 2 + 1), 0))
        for change, count in changes.items():
            labels[_step(change, width)] += count
        rows = [(_between(step, width), step, count) for step, count in sorted(labels.items())]
    else:
        rows = [(signed(change), _sign(change), count) for change, count in sorted(changes.items())]
    longest = max((count for _, _, count in rows), default=1) or 1
    kinds = {-1: "lose", 0: "same", 1: "gain"}
    return [
        Bar(label, count, max(1, 100 * count // longest) if count else 0, kinds[_sign(Decimal(at))])
        for label, at, count in rows
    ]


def effect_words(view: RegradeView, spread: Sequence[Spread]) -> list[str]:
    """What applying will do, sentence by sentence."""
    assert view.students is not None
    gains, loses = view.students["gains"], view.students["loses"]
    by_hand = sum(each.count for each in spread if each.is_override)
    behind = [
        target for target in view.targets if not target.upgraded and target.from_number != target.to_number
    ]
    said = [f"{_students(gains)} will gain and {_students(loses)} will lose points."]
    if by_hand:
        said.append(f"{_students(by_hand)} had an adjustment by hand: it stays, on top of the new points.")
    said += [
        f"“{target.title}” is graded by version {target.to_number} from now on, not by {target.from_number}."
        for target in behind
    ]
    if failed := view.counts.get("failed", 0):
        said.append(f"{failed} submissions couldn't be run again, our fault: they keep their results.")
    said.append("Grades that are returned change where students see them. You can undo it afterwards.")
    return said


def _students(count: int) -> str:
    return "Nobody" if count == 0 else f"{count} student{'' if count == 1 else 's'}"


def _sign(change: Decimal) -> int:
    return (change > 0) - (change < 0)


def _width(most: Decimal) -> Decimal:
    """A round step, five of which reach the largest change."""
    for exponent in range(-2, 6):
        for digit in (1, 2, 5):
            width = Decimal(digit).scaleb(exponent)
            if width * (MOST_BARS // 2) >= most:
                return width
    return most


def _step(change: Decimal, width: Decimal) -> int:
    """Which step a change falls in: 0 for none at all, 1 for up to one width, and so on."""
    steps = int((abs(change) / width).to_integral_value(ROUND_CEILING))
    return min(steps, MOST_BARS // 2) * _sign(change)


def _between(step: int, width: Decimal) -> str:
    if step == 0:
        return "0"
    sign = "+" if step > 0 else "−"
    most = f"{sign}{points(abs(step) * width)}"
    return f"up to {most}" if abs(step) == 1 else f"{sign}{points((abs(step) - 1) * width)} to {most}"
