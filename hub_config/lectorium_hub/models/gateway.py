"""The OpenAI protocol on one port: `python -m lectorium_hub.models.gateway`.

It knows from the settings where it listens and which key it asks for (``llm_embedded_url``), holds no
state, and hands each request to the process of its model.
"""

import argparse
import hmac
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import unquote, urlsplit

from aiohttp import ClientSession, ClientTimeout, web

from lectorium.kit.settings import Settings
from lectorium_hub.models.relay import forward, refusal
from lectorium_hub.models.shelf import Shelf
from lectorium_hub.stack.home import Home

HEALTH = "/health"
MOST_BYTES = 8_000_000
# What an answer may pause: llama.cpp shows that it lives every 30 s.
PAUSE_SECONDS = 300
STOP_SECONDS = 1.0
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SHELF = web.AppKey("shelf", Shelf)
CLIENT = web.AppKey("client", ClientSession)


def application(shelf: Shelf, key: str) -> web.Application:
    """The gateway to the models of a shelf, for those who have the key."""

    @web.middleware
    async def admit(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.headers.get("Authorization", "")
        if request.path != HEALTH and not hmac.compare_digest(given.encode(), f"Bearer {key}".encode()):
            return refusal(401, "The API key is wrong or missing.", "invalid_api_key")
        return await handler(request)

    app = web.Application(client_max_size=MOST_BYTES, middlewares=[admit])
    app[SHELF] = shelf
    app.cleanup_ctx.append(_with_client)
    app.router.add_get(HEALTH, _health)
    app.router.add_get("/v1/models", _models)
    app.router.add_post("/v1/chat/completions", _forwarded)
    app.router.add_post("/v1/embeddings", _forwarded)
    return app


async def _with_client(app: web.Application) -> AsyncIterator[None]:
    """One client towards the models' processes; they end with us."""
    timeout = ClientTimeout(total=None, sock_read=PAUSE_SECONDS)
    async with ClientSession(timeout=timeout, trust_env=False, auto_decompress=False) as client:
        app[CLIENT] = client
        yield
    await app[SHELF].close()


async def _health(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def _models(request: web.Request) -> web.Response:
    """What could be asked for, and what is in memory."""
    loaded = request.app[SHELF].loaded()
    data = [
        {"id": name, "object": "model", "owned_by": "lectorium", "loaded": name in loaded}
        for name in request.app[SHELF].names()
    ]
    return web.json_response({"object": "list", "data": data})


async def _forwarded(request: web.Request) -> web.StreamResponse:
    try:
        body = await request.json()
    except ValueError:
        return refusal(400, "The body is no JSON.", "invalid_json")
    name = body.get("model") if isinstance(body, dict) else None
    found = request.app[SHELF].find(name, embeds=request.path.endswith("/embeddings"))
    if found is None:
        return refusal(404, f"There is no model {name!r} for this here.", "model_not_found")
    return await forward(request, found, request.app[CLIENT])


def main() -> None:
    """Listen until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bind", default="127.0.0.1", help="the address to listen on")
    arguments = parser.parse_args()
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO, stream=sys.stderr)
    settings = Settings()
    parts = urlsplit(settings.llm_embedded_url)
    if not parts.port or not parts.password or settings.home is None:
        sys.exit("The gateway needs LECTORIUM_HOME, and llm_embedded_url with a port and a key.")
    shelf = Shelf(
        Home(settings.home).models, idle_seconds=settings.llm_idle_seconds, threads=settings.llm_threads
    )
    app = application(shelf, unquote(parts.password))
    # Who goes away wants no more of an answer.
    web.run_app(
        app,
        host=arguments.bind,
        port=parts.port,
        access_log=None,
        print=None,
        handler_cancellation=True,
        shutdown_timeout=STOP_SECONDS,
    )


if __name__ == "__main__":
    main()
