"""Who of the demo class hands in what, and when: a plausible term, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lectorium_hub.sample.install import Calendar
from lectorium_hub.sample.loader import Answer, Item, SampleCourse

GIVEN = [
    "Amara",
    "Bruno",
    "Chiara",
    "Dmitri",
    "Elif",
    "Farid",
    "Greta",
    "Hana",
    "Ivo",
    "Jun",
    "Kemal",
    "Lena",
    "Marek",
    "Nia",
    "Oskar",
    "Priya",
    "Quentin",
    "Rosa",
    "Samir",
    "Tara",
    "Umut",
    "Vera",
    "Wen",
    "Ximena",
    "Yara",
    "Zoran",
    "Anouk",
    "Bela",
    "Cem",
    "Dana",
]
FAMILY = [
    "Abate",
    "Brandt",
    "Castro",
    "Dvorak",
    "Eriksen",
    "Fofana",
    "Grassi",
    "Haddad",
    "Ito",
    "Jansen",
    "Kaya",
    "Lindqvist",
    "Moreau",
    "Nowak",
    "Okafor",
    "Petrov",
    "Quispe",
    "Rossi",
    "Sato",
    "Tamm",
    "Uzun",
    "Vega",
    "Weiss",
    "Xu",
    "Yilmaz",
    "Zapata",
    "Amin",
    "Bauer",
    "Costa",
    "Diaz",
]
SKIPS = 0.07
"""Of all items, this share is never handed in."""
TRIES_FIRST = 0.45
"""How often somebody runs the tests before handing in."""


@dataclass(frozen=True)
class Pupil:
    """A member of the demo class; ``skill`` in 0…1 says how good the answers tend to be."""

    username: str
    name: str
    skill: float


@dataclass(frozen=True)
class Step:
    """One attempt: what is handed in, as which type, when."""

    answer: Answer
    is_final: bool
    moment: datetime
    focused_minutes: int


def pupils(count: int, seed: int = 1) -> list[Pupil]:
    """So many members, with distinct names."""
    chance = random.Random(seed)  # noqa: S311 - a plan, not a secret
    names = [f"{given} {family}" for given in GIVEN for family in FAMILY]
    chosen = chance.sample(names, count)
    return [Pupil(name.lower().replace(" ", "."), name, chance.betavariate(3, 2)) for name in chosen]


def journey(
    pupil: Pupil, item: Item, sample: SampleCourse, calendar: Calendar, end: datetime
) -> Iterator[Step]:
    """A pupil's way through an item: each next answer is at least as good, and nothing after ``end``."""
    chance = random.Random(f"{pupil.username}/{item.problem}")  # noqa: S311
    if chance.random() < SKIPS * (1.6 - pupil.skill):
        return
    moment = _begin(chance, calendar.release(item), calendar.due(item), pupil.skill)
    for answer in _answers(chance, sample.answers(item.problem), pupil.skill, item.max_attempts or 4):
        for is_final in (False, True) if chance.random() < TRIES_FIRST else (True,):
            if moment >= end:
                return
            yield Step(answer, is_final, moment, chance.randint(4, 45))
            moment += timedelta(minutes=chance.randint(6, 240))


def _begin(chance: random.Random, release: datetime, due: datetime, skill: float) -> datetime:
    """Most work is done shortly before it is due, some of it shortly after."""
    share = chance.betavariate(4 + 2 * (1 - skill), 1.6)
    begin = release + (due - release) * share
    return begin + timedelta(hours=chance.randint(0, 20)) if chance.random() < 0.06 else begin


def _answers(chance: random.Random, answers: Sequence[Answer], skill: float, most: int) -> Iterator[Answer]:
    best = max(answer.passes for answer in answers)
    weights = [answer.weight * (skill + 0.1 if answer.passes == best else 1.1 - skill) for answer in answers]
    answer = chance.choices(answers, weights)[0]
    yield answer
    for _ in range(min(most, 4) - 1):
        better = [each for each in answers if each.passes > answer.passes]
        if not better or chance.random() > 0.35 + 0.5 * skill:
            return
        answer = chance.choice(better)
        yield answer
