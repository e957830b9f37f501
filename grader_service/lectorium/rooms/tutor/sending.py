"""The conversation as a model got it, kept beside the answer so that it can be asked again exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from lectorium.llm import Ask, Message
from lectorium.llm.contract import Role


def sent_of(instruction: str, ask: Ask) -> dict[str, Any]:
    """Version 1 of what was sent; ``instruction`` is how the system's message begins."""
    return {
        "v": 1,
        "instruction": instruction,
        "messages": [{"role": each.role, "content": each.content} for each in ask.messages],
    }


def messages_of(sent: Mapping[str, Any], instruction: str | None = None) -> list[Message]:
    """The same conversation, with another instruction where one is given; all else stays as it was."""
    messages = [Message(cast("Role", each["role"]), each["content"]) for each in sent["messages"]]
    if instruction is None:
        return messages
    first = messages[0]
    kept = first.content.removeprefix(sent["instruction"])
    return [Message(first.role, instruction + kept), *messages[1:]]
