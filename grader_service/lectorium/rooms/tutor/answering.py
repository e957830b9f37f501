"""Taking up a stored question: who answers, and with what; and what is asked back instead of guessing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.llm import Ask
from lectorium.rooms.tutor.asking import LEASE, WORDS
from lectorium.rooms.tutor.choosing import Chosen, Serving, choose
from lectorium.rooms.tutor.citations import Source
from lectorium.rooms.tutor.composing import compose
from lectorium.rooms.tutor.context import Exercise, Work, exercise_of, work_of
from lectorium.rooms.tutor.models import HelpLevel, LlmInteraction
from lectorium.rooms.tutor.policies import policy_for
from lectorium.rooms.tutor.prompts import Instruction, fill_in, prompt_for

FEWEST_WORDS = 3
NO_ERROR = (
    "Which error do you mean? I see none yet. Run the cell and ask me from there, or paste the error and the "
    "code that it comes from."
)
NO_MATTER = (
    "I'd like to help, but I see neither code nor an error yet. What are you trying to do, what did you "
    "expect, and what happened instead?"
)


@dataclass(frozen=True)
class Prepared:
    """A question that was taken up, with all that goes into its prompt.

    ``asks_back`` is said instead of asking a model.
    """

    interaction_id: UUID
    student_id: UUID
    organization_id: UUID
    class_id: UUID | None
    challenge_id: UUID
    question: str
    level: HelpLevel
    hint_step: int | None
    instruction: Instruction
    exercise: Exercise
    work: Work
    chosen: Chosen | None = None
    asks_back: str | None = None

    def ask(self, sources: Sequence[Source] = ()) -> Ask:
        """What the model is asked, with the sources that were looked up."""
        assert self.chosen is not None
        settings = self.chosen.settings
        memory = settings.context_tokens - settings.max_tokens
        messages = compose(
            self.instruction.text, self.question, self.exercise, self.work, sources, memory=memory
        )
        model = self.chosen.model
        return Ask(model.endpoint, model.served_name, messages, settings.temperature, settings.max_tokens)


def take_up(session: Session, interaction_id: UUID, serving: Serving) -> Prepared | None:
    """Begin to answer a stored question; None where somebody has begun or stopped it.

    Raises :class:`~lectorium.rooms.tutor.choosing.NoModel`.  The model and the prompt's version that are used
    stand in the row from here on (K6).
    """
    row = session.get(LlmInteraction, interaction_id, with_for_update=True, populate_existing=True)
    if row is None or row.state != "asked":
        return None
    policy = policy_for(session, row.organization_id, row.class_id, row.challenge_id)
    exercise = exercise_of(session, row.challenge_id, with_solutions=policy.solutions_in_context)
    work = work_of(session, row)
    prompt = prompt_for(session, row.organization_id, policy.prompt_alias)
    level = row.help_level or policy.help_level
    language = ", ".join(exercise.languages)
    instruction = fill_in(
        prompt, title=exercise.title, language=language, level=level, hint_step=row.hint_step
    )
    asks_back = what_is_missing(row, work)
    chosen = None
    if asks_back is None:
        chosen = choose(session, row.organization_id, policy.model_id, serving)
    row.state = "answering"
    row.lease_until = now_sql() + LEASE
    if chosen is not None:
        row.model_id, row.prompt_id = chosen.model.id, prompt.id
        row.fell_back_from_id = chosen.fell_back_from.id if chosen.fell_back_from else None
    session.flush()
    return Prepared(
        row.id,
        row.user_id,
        row.organization_id,
        row.class_id,
        row.challenge_id,
        row.user_prompt or "",
        level,
        row.hint_step,
        instruction,
        exercise,
        work,
        chosen,
        asks_back,
    )


def what_is_missing(row: LlmInteraction, work: Work) -> str | None:
    """What to ask the student first, where the question can't be answered as it is."""
    failed = any(result.status != "pass" for result in work.results)
    question = row.user_prompt or ""
    if row.kind == "explain" and not work.error and not failed and question == WORDS["explain"]:
        return NO_ERROR
    nothing = not work.code.strip() and not work.error and not work.results and not work.turns
    if row.kind == "chat" and nothing and len(question.split()) < FEWEST_WORDS:
        return NO_MATTER
    return None
