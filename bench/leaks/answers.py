"""What the model says: asked once, and kept in a file where one is named."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from bench.kit import console
from bench.leaks.students import Buggy
from lectorium.kit.database import new_id
from lectorium.llm import EMBEDDED, Ask, Message, Models, ModelUnavailable
from lectorium.rooms.tutor import api as tutor
from lectorium_hub.models.catalogue import QWEN

MOST_TOKENS = 280
CONTEXT_TOKENS = 4096
SEED = 1
TRIES = 3
"""So often a model that breaks off is asked."""
BODY = import_module("lectorium.migrations.versions.0007_tutor").PROMPT


@dataclass
class Answers:
    """A model's answers, by all that was asked; ``path`` keeps them between runs."""

    models: Models
    path: Path | None = None
    _kept: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read what is kept."""
        if self.path is not None and self.path.exists():
            rows = (json.loads(line) for line in self.path.read_text().splitlines())
            self._kept = {row["key"]: row["text"] for row in rows}

    def to(self, messages: list[Message], most: int) -> str:
        """The answer, kept or asked for now."""
        said = json.dumps([[message.role, message.content] for message in messages])
        key = hashlib.sha256(f"{most}:{SEED}:{said}".encode()).hexdigest()
        if key not in self._kept:
            ask = Ask(EMBEDDED, QWEN.served_name, messages, max_tokens=most, seed=SEED)
            self._kept[key] = self._asked(ask)
            if self.path is not None:
                with self.path.open("a") as file:
                    file.write(json.dumps({"key": key, "text": self._kept[key]}) + "\n")
        return self._kept[key]

    def _asked(self, ask: Ask) -> str:
        for _ in range(TRIES - 1):
            try:
                return self.models.complete(ask).text
            except ModelUnavailable as error:
                console.print(f"asked once more: {error}", markup=False)
        return self.models.complete(ask).text


def question(buggy: Buggy, request: str) -> list[Message]:
    """The conversation as the product composes it at the level of hints in steps."""
    prompt = tutor.TutorPrompt(id=new_id(), alias="tutor", version=1, body=BODY)
    instruction = tutor.fill_in(prompt, title=buggy.title, language="python", level="steps", hint_step=None)
    exercise = tutor.Exercise(buggy.title, buggy.statement, ("python",))
    memory = CONTEXT_TOKENS - MOST_TOKENS
    return tutor.compose(instruction.text, request, exercise, tutor.Work(buggy.code), memory=memory)
