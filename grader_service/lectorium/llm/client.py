"""The models, by the `openai` SDK."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from typing import Any

from openai import AsyncOpenAI, AsyncStream, OpenAI
from openai.types import CompletionUsage, CreateEmbeddingResponse
from openai.types.chat import ChatCompletionChunk

from lectorium.llm.contract import Answer, Ask, BrokenOff, Endpoints, ModelRefused, Piece, Usage
from lectorium.llm.endpoints import Endpoint, connect, connect_async
from lectorium.llm.errors import FAILURES, translated

EMBEDDED_AT_ONCE = 64


class OpenAIModels:
    """Speaks to each endpoint with a client of its own, made when it is first asked."""

    def __init__(
        self,
        endpoints: Mapping[str, Endpoint],
        *,
        embedder: str,
        embedder_endpoint: str,
        dimension: int,
        seconds: float,
    ) -> None:
        self.endpoints: Endpoints = {name: each.organizations for name, each in endpoints.items()}
        self.embedder = embedder
        self.dimension = dimension
        self._embedder_endpoint = embedder_endpoint
        self._known = endpoints
        self._seconds = seconds
        self._clients: dict[str, OpenAI] = {}
        self._async_clients: dict[str, AsyncOpenAI] = {}

    async def stream(self, ask: Ask) -> AsyncGenerator[Piece | Usage, None]:
        """Yield pieces, then the usage."""
        client, request = self._async_client(ask.endpoint), _request(ask, self._endpoint(ask.endpoint))
        try:
            chunks = await client.chat.completions.create(
                **request, stream=True, stream_options={"include_usage": True}
            )
        except FAILURES as error:
            raise translated(error, ask.endpoint) from error
        async with chunks:
            async for part in _parts(chunks, ask.endpoint):
                yield part

    def complete(self, ask: Ask) -> Answer:
        """Wait for the whole answer."""
        client, request = self._client(ask.endpoint), _request(ask, self._endpoint(ask.endpoint))
        try:
            done = client.chat.completions.create(**request, stream=False)
        except FAILURES as error:
            raise translated(error, ask.endpoint) from error
        choice = done.choices[0]
        usage = _usage(done.usage, choice.finish_reason)
        return Answer(choice.message.content or "", usage, choice.finish_reason)

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Embed in batches."""
        client = self._client(self._embedder_endpoint)
        vectors: list[list[float]] = []
        for start in range(0, len(texts), EMBEDDED_AT_ONCE):
            batch = list(texts[start : start + EMBEDDED_AT_ONCE])
            try:
                answer = client.embeddings.create(input=batch, model=self.embedder, encoding_format="float")
            except FAILURES as error:
                raise translated(error, self._embedder_endpoint) from error
            vectors += self._vectors(answer, len(batch))
        return vectors

    async def embed_one(self, text: str) -> list[float]:
        """Embed one text."""
        client = self._async_client(self._embedder_endpoint)
        try:
            answer = await client.embeddings.create(
                input=[text], model=self.embedder, encoding_format="float"
            )
        except FAILURES as error:
            raise translated(error, self._embedder_endpoint) from error
        return self._vectors(answer, 1)[0]

    async def served(self, endpoint: str) -> frozenset[str]:
        """Ask for the list."""
        client = self._async_client(endpoint)
        try:
            return frozenset([each.id async for each in client.models.list()])
        except FAILURES as error:
            raise translated(error, endpoint) from error

    def close(self) -> None:
        """Close what was opened; no connection outlives its request anyway."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()
        self._async_clients.clear()

    def _client(self, name: str) -> OpenAI:
        if name not in self._clients:
            self._clients[name] = connect(self._endpoint(name), self._seconds)
        return self._clients[name]

    def _async_client(self, name: str) -> AsyncOpenAI:
        if name not in self._async_clients:
            self._async_clients[name] = connect_async(self._endpoint(name), self._seconds)
        return self._async_clients[name]

    def _endpoint(self, name: str) -> Endpoint:
        if name not in self._known:
            known = ", ".join(self._known) or "none"
            reason = f"no endpoint is called {name!r} in the settings; there are: {known}"
            raise ModelRefused(reason)
        return self._known[name]

    def _vectors(self, answer: CreateEmbeddingResponse, count: int) -> list[list[float]]:
        """The vectors in order, each of length one."""
        vectors = [each.embedding for each in sorted(answer.data, key=lambda each: each.index)]
        if len(vectors) != count or any(len(vector) != self.dimension for vector in vectors):
            reason = (
                f"{self.embedder} gave {len(vectors)} vectors for {count} texts, or not of {self.dimension}"
            )
            raise ModelRefused(reason)
        return [_of_length_one(vector) for vector in vectors]


def _request(ask: Ask, endpoint: Endpoint) -> dict[str, Any]:
    request: dict[str, Any] = {
        "model": ask.served_name,
        "messages": [{"role": each.role, "content": each.content} for each in ask.messages],
        "temperature": ask.temperature,
        endpoint.tokens_field: ask.max_tokens,
    }
    if ask.seed is not None:
        request["seed"] = ask.seed
    if ask.json_schema is not None:
        schema = {"name": "answer", "schema": ask.json_schema, "strict": True}
        request["response_format"] = {"type": "json_schema", "json_schema": schema}
    return request


async def _parts(chunks: AsyncStream[ChatCompletionChunk], endpoint: str) -> AsyncIterator[Piece | Usage]:
    """Pieces and usage; raises where the stream ends before the answer does."""
    finish: str | None = None
    told: CompletionUsage | None = None
    try:
        async for chunk in chunks:
            for choice in chunk.choices:
                finish = choice.finish_reason or finish
                if choice.delta.content:
                    yield Piece(choice.delta.content)
            told = chunk.usage or told
    except FAILURES as error:
        raise BrokenOff(str(translated(error, endpoint))) from error
    if finish is None:
        reason = f"{endpoint}: the stream ended without an end of the answer"
        raise BrokenOff(reason)
    yield _usage(told, finish)


def _usage(told: CompletionUsage | None, finish: str) -> Usage:
    read, written = (told.prompt_tokens, told.completion_tokens) if told else (0, 0)
    return Usage(read, written, is_cut=finish == "length")


def _of_length_one(vector: list[float]) -> list[float]:
    length = math.hypot(*vector)
    return [number / length for number in vector] if length else vector
