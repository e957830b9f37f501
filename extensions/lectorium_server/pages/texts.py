"""Numbers, times and states as people read them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from lectorium.sandbox.languages import TABLE
from lectorium_server.pages.markdown import markdown

ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
CENT = Decimal("0.01")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNITS = ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute"))
ROLES = {"student": "You learn here", "ta": "You assist", "teacher": "You teach", None: "You administer"}
TEST_WORDS = {
    "pass": "passed",
    "fail": "failed",
    "timeout": "ran out of time",
    "runtime_error": "stopped with an error",
    "skipped": "didn't run",
    "infra_error": "couldn't run, our fault",
    "pending": "graded by hand",
}


def points(value: Decimal | None) -> str:
    """Points for people: rounded half up to two digits, only here (I11)."""
    if value is None:
        return "–"
    text = f"{value.quantize(CENT, ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(change: Decimal) -> str:
    """A change of points with its sign; no change is 0."""
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{points(abs(change))}"


def counted(things: Sequence[tuple[int, str]]) -> str:
    """How many there are of each, such as "2 submissions and 1 test run"; nothing of what there is none."""
    said = [f"{count} {name}{'' if count == 1 else 's'}" for count, name in things if count]
    return " and ".join(filter(None, [", ".join(said[:-1]), *said[-1:]]))


def percent(share: float) -> str:
    """A share in whole percent; only all is 100 %, and only none is 0 %."""
    rounded = min(99, max(1, round(share * 100))) if 0 < share < 1 else round(share * 100)
    return f"{rounded} %"


def relative(moment: datetime, now: datetime | None = None) -> str:
    """How far away a moment is: "in 2 days", "3 hours ago"."""
    distance = moment - (now or datetime.now(UTC))
    size = abs(distance)
    for unit, name in UNITS:
        if size >= unit:
            count = size // unit
            words = f"{count} {name}{'' if count == 1 else 's'}"
            return f"in {words}" if distance > timedelta(0) else f"{words} ago"
    return "in a moment" if distance > timedelta(0) else "just now"


def absolute(moment: datetime, zone: str) -> str:
    """A moment in a class's zone: "Tue 24 Nov 2026, 23:59"; another year than this one is named."""
    local = moment.astimezone(ZoneInfo(zone))
    year = "" if local.year == datetime.now(UTC).year else f" {local.year}"
    day, month = DAYS[local.weekday()], MONTHS[local.month - 1]  # strftime takes three times as long
    return f"{day} {local.day} {month}{year}, {local.hour:02}:{local.minute:02}"


def when(moment: datetime, zone: str = "UTC") -> Markup:
    """A moment, relative and absolute, with its zone."""
    said = f"{relative(moment)} · {absolute(moment, zone)}"
    # Only the zone is anybody's text.
    return Markup(  # noqa: S704
        f'<time datetime="{moment.isoformat()}">{said}<span class="zone"> {escape(zone)}</span></time>'
    )


def ago(moment: datetime) -> Markup:
    """A moment that belongs to no class, relative; scripts put the reader's own clock beside it."""
    return Markup('<time class="ago" datetime="{}">{}</time>').format(moment.isoformat(), relative(moment))


def languages(names: Sequence[str]) -> str:
    """Languages as people call them."""
    return ", ".join(TABLE[name].title if name in TABLE else name for name in names)


def future(moment: datetime | None) -> bool:
    """Whether a moment is still to come."""
    return moment is not None and moment > datetime.now(UTC)


def plain(text: str) -> str:
    """Output without terminal colours; the template escapes the rest."""
    return ANSI.sub("", text)


def state_class(state: str) -> str:
    """A state's name as a CSS class."""
    return f"state-{state.replace(' ', '-')}"


FILTERS: dict[str, Callable[..., str]] = {
    "points": points,
    "signed": signed,
    "percent": percent,
    "counted": counted,
    "when": when,
    "absolute": absolute,
    "markdown": markdown,
    "plain": plain,
    "state_class": state_class,
    "relative": relative,
    "ago": ago,
    "languages": languages,
}
