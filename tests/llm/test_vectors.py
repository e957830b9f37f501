"""Vectors of the real embedder."""

import asyncio
import math

import pytest

from lectorium.llm import Models

TEXTS = ["How do I add an item to a list?", "Appending to lists in Python", "The history of Rome"]


def nearness(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


async def test_vectors_are_of_length_one_and_meant_the_same_is_near(models: Models) -> None:
    question, near, far = await asyncio.to_thread(models.embed, TEXTS)

    assert (models.embedder, models.dimension) == ("all-MiniLM-L6-v2", 384)
    assert [len(vector) for vector in (question, near, far)] == [384] * 3
    assert math.hypot(*question) == pytest.approx(1)
    assert nearness(question, near) > 0.5 > nearness(question, far) + 0.2
    assert await models.embed_one(TEXTS[0]) == pytest.approx(question, abs=1e-5)


def test_many_texts_keep_their_order(models: Models) -> None:
    many = models.embed([f"{number}" for number in range(70)])

    assert len(many) == 70
    assert many[66] == pytest.approx(models.embed(["66"])[0], abs=1e-5)
    assert models.embed([]) == []
