"""What students ask about: names of errors, and the words they use most.  Counted, not understood."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from lectorium.rooms.submissions.api import Watched
from lectorium.rooms.tutor.api import LlmInteraction

LATEST = 20
"""Questions of one student at one challenge that are looked at: their last ones."""
LATEST_OF_ALL = 1000
"""Questions that are looked at for a whole class or challenge: the last ones."""
READ = 400
"""Characters of a question, and of an error's end, that are looked at."""
MOST = 3
MOST_OF_ALL = 8
ERROR = re.compile(r"\b[A-Z][A-Za-z]*(?:Error|Exception|Warning|Interrupt|Iteration)\b")
WORD = re.compile(r"[^\W\d_]{3,}")
DULL = frozenset(
    """
    aber able about after again all als also although always and any are asked asking auch auf aus because
    been before bei being bitte but can cannot cause code could das dass dem den der des did die diese
    dieser doch does doing don done each ein eine einem einen einer else error etwas even every exactly
    explain fail failed fails fix for from für geht get gets getting give given gives got hab habe had has
    hat have having hello help her here hier hint his how however ich ihr immer instead into isn ist its
    just kann keep kein keine know let like line look made make makes man many may maybe mean means mein
    meine mich mir mit more most much must nach need needs never new next nicht noch not nothing now nur
    oder off once one only other our out over own part please problem program put question really right same
    say says see seem seems sein should show sich sie since sind some something still stuck sure take task
    tell test tests than thank thanks that the their them then there these they thing things think this
    those through too tried try trying two und understand uns until use used using very von vor wann want
    wants warum was way weil well wenn went wer were what whats when where whether which while who whole why
    wie wieso will wir wird with without won wont work working works would write wrong yes yet you your zum
    zur
    """.split()  # noqa: SIM905 # a list of them would be a page long
)
"""Words that say nothing about what a question is about."""


@dataclass(frozen=True)
class Topics:
    """Names of errors and words, the most frequent first, each with the number of questions it is in."""

    errors: Sequence[tuple[str, int]] = ()
    words: Sequence[tuple[str, int]] = ()


def topics_of(session: Session, pairs: Sequence[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Topics]:
    """What each of these students asks about at each of these challenges; one query."""
    if not pairs:
        return {}
    i = LlmInteraction
    turn = func.row_number().over(partition_by=(i.user_id, i.challenge_id), order_by=i.id.desc())
    asked = _asked().add_columns(turn.label("turn")).where(tuple_(i.user_id, i.challenge_id).in_(pairs))
    latest = asked.subquery()
    rows = session.execute(select(latest).where(latest.c.turn <= LATEST))
    texts: defaultdict[tuple[UUID, UUID], list[tuple[str, str]]] = defaultdict(list)
    for student_id, challenge_id, said, error, _ in rows:
        texts[student_id, challenge_id].append((said, error))
    return {pair: counted(said, MOST) for pair, said in texts.items()}


def topics_of_all(session: Session, watched: Watched) -> Topics:
    """What is asked about in a class or at a challenge; one query."""
    i = LlmInteraction
    statement = _asked().where(*watched.holds(i.user_id, i.challenge_id))
    rows = session.execute(statement.order_by(i.id.desc()).limit(LATEST_OF_ALL))
    return counted(((said, error) for _, _, said, error in rows), MOST_OF_ALL)


def counted(asked: Iterable[tuple[str, str]], most: int) -> Topics:
    """The errors and words that most questions hold; a question counts once for each.

    A question is its own text and the error that went with it; words are of its own text alone.
    A word that only one of several has is chance, and left out.
    """
    errors, words, many = Counter[str](), Counter[str](), 0
    for text, error in asked:
        many += 1
        errors.update({*ERROR.findall(text), *ERROR.findall(error)})
        plain = {word.lower() for word in WORD.findall(ERROR.sub(" ", text))}
        words.update(plain - DULL)
    least = 1 if many <= MOST else 2
    return Topics(_first(errors, most, 1), _first(words, most, least))


def _first(counts: Counter[str], most: int, least: int) -> list[tuple[str, int]]:
    """The most frequent, those that are alike by name: so that equal questions give equal topics."""
    found = [(name, many) for name, many in counts.items() if many >= least]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:most]


def _asked() -> Select[*tuple[Any, ...]]:
    """Who asked where, and the beginning of the question with the end of the error that went with it."""
    i = LlmInteraction
    error = func.right(func.coalesce(i.context["error"].astext, ""), READ)
    said = func.left(func.coalesce(i.user_prompt, ""), READ)
    return select(i.user_id, i.challenge_id, said.label("said"), error.label("error")).where(
        i.kind != "code_run"
    )
