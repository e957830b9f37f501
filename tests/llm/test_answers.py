"""Answers of a real model: streamed, whole, in a shape, and counted."""

import asyncio
import json

from lectorium.llm import EMBEDDED, Ask, Message, Models, Piece, Usage
from tests.support.models import SMOLLM2


def ask(text: str, **more: object) -> Ask:
    return Ask(EMBEDDED, SMOLLM2, [Message("user", text)], **{"max_tokens": 16, "temperature": 0.0} | more)  # type: ignore[arg-type]


async def test_overlapping_answers_both_reach_their_end(models: Models) -> None:
    order: list[str] = []

    async def follow(name: str) -> tuple[str, Usage]:
        text, usage = "", Usage(0, 0)
        async for part in models.stream(ask(f"Tell me about {name}.", max_tokens=24)):
            if isinstance(part, Piece):
                order.append(name)
                text += part.text
            else:
                usage = part
        return text, usage

    told = await asyncio.gather(follow("cats"), follow("dogs"))

    assert all(text and usage.completion_tokens <= 24 < usage.prompt_tokens for text, usage in told)
    first_end = min(len(order) - 1 - order[::-1].index(name) for name in ("cats", "dogs"))
    assert {"cats", "dogs"} <= set(order[:first_end]), "one waited for the other's end"


async def test_a_stream_says_what_a_whole_answer_says(models: Models) -> None:
    question = ask("Name a town.", json_schema={"const": "Paris"})  # nothing else can be said
    parts = [part async for part in models.stream(question)]

    whole = await asyncio.to_thread(models.complete, question)
    assert "".join(part.text for part in parts if isinstance(part, Piece)) == whole.text == '"Paris"'
    assert isinstance(parts[-1], Usage)
    assert parts[-1].prompt_tokens == whole.usage.prompt_tokens > 0
    assert (whole.finish, whole.usage.is_cut, parts[-1].is_cut) == ("stop", False, False)


def test_an_answer_that_is_cut_off_says_so(models: Models) -> None:
    answer = models.complete(ask("Count from one to one hundred.", max_tokens=3))

    assert (answer.usage.completion_tokens, answer.finish, answer.usage.is_cut) == (3, "length", True)


def test_an_answer_has_the_shape_that_was_asked_for(models: Models) -> None:
    schema = {
        "type": "object",
        "properties": {"colour": {"enum": ["red", "green"]}},
        "required": ["colour"],
        "additionalProperties": False,
    }
    answer = json.loads(models.complete(ask("Give me something.", json_schema=schema, max_tokens=24)).text)

    assert answer in ({"colour": "red"}, {"colour": "green"})


async def test_the_server_says_what_it_serves(models: Models) -> None:
    assert await models.served(EMBEDDED) >= {SMOLLM2, models.embedder}
