"""The process of the embedding model, which speaks as much of the OpenAI protocol as that needs."""

import asyncio
import hmac
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiohttp import web

from lectorium_hub.models.order import Order, receive

# A question that comes while a document is read waits for so many of its pieces.
AT_ONCE = 8
MOST_TEXTS = 256
MOST_BYTES = 8_000_000


class Embedder:
    """The model, on one thread: with two, the same work took up to thirty times as long on busy cores."""

    def __init__(self, weights: str) -> None:
        os.environ |= {
            "HF_HUB_OFFLINE": "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            "TOKENIZERS_PARALLELISM": "false",
        }
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(1)
        self._model = SentenceTransformer(weights, device="cpu", local_files_only=True)
        self._thread = ThreadPoolExecutor(1)

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Normalized vectors; several callers take turns."""
        loop = asyncio.get_running_loop()
        vectors: list[list[float]] = []
        for start in range(0, len(texts), AT_ONCE):
            vectors += await loop.run_in_executor(self._thread, self._encode, texts[start : start + AT_ONCE])
        return vectors

    def _encode(self, texts: Sequence[str]) -> list[list[float]]:
        found = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        vectors: list[list[float]] = found.tolist()
        return vectors

    def tokens(self, texts: Sequence[str]) -> int:
        """How many tokens these texts have, as far as the model reads them."""
        return sum(len(ids) for ids in self._model.tokenizer(list(texts), truncation=True)["input_ids"])


def application(embedder: Embedder, order: Order) -> web.Application:
    """One route, behind a key."""

    async def embeddings(request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.headers.get("Authorization", ""), f"Bearer {order.key}"):
            raise web.HTTPUnauthorized
        texts = _texts(await request.json())
        vectors = await embedder.embed(texts)
        data = [
            {"object": "embedding", "index": index, "embedding": vector}
            for index, vector in enumerate(vectors)
        ]
        tokens = embedder.tokens(texts)
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        return web.json_response({"object": "list", "model": order.served_name, "data": data, "usage": usage})

    app = web.Application(client_max_size=MOST_BYTES)
    app.router.add_post("/v1/embeddings", embeddings)
    return app


def _texts(body: Any) -> list[str]:
    """What is to be embedded: one text or a list of them."""
    given = body.get("input") if isinstance(body, dict) else None
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not 0 < len(texts) <= MOST_TEXTS:
        raise web.HTTPBadRequest(text=f"input is a text or a list of up to {MOST_TEXTS} texts")
    if not all(isinstance(text, str) for text in texts):
        raise web.HTTPBadRequest(text="input holds something that is no text")
    return texts


async def serve() -> None:
    """Serve until somebody ends this process."""
    order, tell = receive()
    runner = web.AppRunner(application(Embedder(order.weights), order), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    tell(f"http://127.0.0.1:{runner.addresses[0][1]}")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
