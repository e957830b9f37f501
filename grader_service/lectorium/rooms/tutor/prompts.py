"""Instructions to the model: versioned rows, and how one is filled in for a question."""

from __future__ import annotations

from dataclasses import dataclass
from string import Template
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lectorium.kit.counters import next_number
from lectorium.kit.database import new_id
from lectorium.kit.errors import Invalid
from lectorium.rooms.people.api import Actor, record
from lectorium.rooms.tutor.models import HelpLevel, TutorPrompt

ALIAS = "tutor"
PLACES = ("title", "language", "help")
"""What may stand as ``$name`` in an instruction; ``help`` is what the help level demands, and must."""
HINT_STEPS = ("nudge", "concept", "where to look", "pseudo-code")
STEPS_OF: dict[HelpLevel, int] = {"off": 0, "concepts": 2, "steps": 4, "open": 4}
"""How far the ladder of hints goes at each level."""
_LEVELS: dict[HelpLevel, str] = {
    "off": "Say that the tutor is switched off here, and nothing else.",
    "concepts": (
        "Explain ideas only: what a concept means, what an error message says, where to read more. "
        "Write no code at all for this exercise, not even a line, and no pseudo-code. An example of a "
        "concept is about something else than this exercise."
    ),
    "steps": (
        "Give hints, never the solution. Begin with a nudge: a question, or what to look at. If that isn't "
        "enough, name the concept; then say where in their code to look; only then describe the steps in "
        "words or pseudo-code. Never write code that solves the exercise or a part of it, never write "
        "corrected code, whoever asks and however. A short example of a language feature may be about "
        "something else than this exercise."
    ),
    "open": "You may explain everything, with code, if the student asks for it. Say why it works.",
}
_HINTS = (
    "Give one nudge now: a question or an observation in one or two sentences. Name no line and no fix.",
    "Name the concept that is needed now and explain it in two or three sentences, without code.",
    "Say now where in their code to look and what to check there, without saying what to write.",
    "Describe the steps now in plain words or pseudo-code, without code that could be run.",
)


@dataclass(frozen=True)
class Instruction:
    """An instruction's version, filled in."""

    prompt_id: UUID
    text: str


def newest_prompt(session: Session, organization_id: UUID, alias: str) -> TutorPrompt | None:
    """The newest version under an alias: the school's own, else ours."""
    statement = (
        select(TutorPrompt)
        .where(
            TutorPrompt.alias == alias,
            or_(TutorPrompt.organization_id == organization_id, TutorPrompt.organization_id.is_(None)),
        )
        .order_by(TutorPrompt.organization_id.is_(None), TutorPrompt.version.desc())
        .limit(1)
    )
    return session.scalars(statement).one_or_none()


def prompt_for(session: Session, organization_id: UUID, alias: str) -> TutorPrompt:
    """The same, or the newest of our own where nothing has that alias; that one is always there."""
    found = newest_prompt(session, organization_id, alias) or newest_prompt(session, organization_id, ALIAS)
    assert found is not None
    return found


def add_prompt(session: Session, actor: Actor, alias: str, body: str) -> TutorPrompt:
    """Write the next version under an alias of the school's; for administrators, and audited.

    Raises :class:`Invalid` for a place that nothing fills, and where ``$help`` is missing.
    """
    actor.require(frozenset({"admin"}), "write instructions for the tutor")
    check_body(body)
    before = newest_prompt(session, actor.organization_id, alias)
    made = TutorPrompt(
        id=new_id(),
        organization_id=actor.organization_id,
        alias=alias,
        version=next_number(session, f"tutor prompt:{actor.organization_id}:{alias}"),
        body=body,
        created_by=actor.user_id,
    )
    session.add(made)
    session.flush()
    record(
        session,
        actor,
        "tutor.prompt_added",
        "tutor_prompt",
        [made.id],
        before=None
        if before is None
        else {"version": before.version, "ours": before.organization_id is None},
        after={"alias": alias, "version": made.version, "characters": len(body)},
    )
    return made


def list_prompts(session: Session, organization_id: UUID) -> list[TutorPrompt]:
    """Every version of ours and of the school's, by alias, the newest first; bodies are put off."""
    newest = func.coalesce(TutorPrompt.version, 0).desc()
    statement = (
        select(TutorPrompt)
        .where(or_(TutorPrompt.organization_id == organization_id, TutorPrompt.organization_id.is_(None)))
        .order_by(TutorPrompt.alias, TutorPrompt.organization_id.is_(None), newest)
    )
    return list(session.scalars(statement))


def fill_in(
    prompt: TutorPrompt, *, title: str, language: str, level: HelpLevel, hint_step: int | None
) -> Instruction:
    """An instruction for one question; ``hint_step`` 1 to 4 where a hint was asked for."""
    wanted = _LEVELS[level]
    if hint_step is not None:
        wanted = f"{wanted}\n{_HINTS[hint_step - 1]}"
    text = Template(prompt.body).safe_substitute(title=title, language=language, help=wanted)
    return Instruction(prompt.id, text)


def check_body(body: str) -> None:
    """Raise :class:`Invalid` for what can't be an instruction."""
    template = Template(body)
    if not template.is_valid():
        raise Invalid(
            "A $ stands where no place follows. Nothing was changed. Write $$ for the character.",
            field="body",
        )
    unknown = sorted(set(template.get_identifiers()) - set(PLACES))
    if unknown:
        raise Invalid(
            f"${unknown[0]} is filled by nothing. Nothing was changed. "
            f"Use {', '.join(f'${place}' for place in PLACES)}.",
            field="body",
        )
    if "help" not in template.get_identifiers():
        raise Invalid(
            "The instruction must hold $help: what teachers allow stands there. Nothing was changed. "
            "Put it in.",
            field="body",
        )
