"""Hands a request on to a model's process, and its answer back as it comes."""

import json
import logging

from aiohttp import ClientError, ClientOSError, ClientResponse, ClientSession, ServerDisconnectedError, web

from lectorium_hub.models.standby import CannotStartError, Standby

logger = logging.getLogger(__name__)

DIED = "The model's process ended in the middle of the answer."
STREAM = "text/event-stream"


def refusal(status: int, message: str, code: str) -> web.Response:
    """An error as OpenAI's clients read it."""
    return web.json_response(_error(message, code), status=status)


async def forward(request: web.Request, standby: Standby, client: ClientSession) -> web.StreamResponse:
    """Ask the process; where it turns out to be dead, a new one, once."""
    try:
        async with standby.in_use() as address:
            try:
                return await _ask(request, client, address.url, address.key)
            except (ClientOSError, ServerDisconnectedError):  # no answer had begun: nobody has read anything
                await standby.found_dead(address)
        async with standby.in_use() as address:
            return await _ask(request, client, address.url, address.key)
    except CannotStartError as error:
        logger.warning("%s doesn't start: %s", standby.served_name, error)
        return refusal(503, "The model couldn't be started.", "model_not_started")
    except ClientError as error:
        logger.warning("%s broke off: %s", standby.served_name, error)
        return refusal(503, DIED, "broken_off")


async def _ask(request: web.Request, client: ClientSession, url: str, key: str) -> web.StreamResponse:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    async with client.post(url + request.path, data=await request.read(), headers=headers) as answer:
        if answer.content_type == STREAM:
            return await _stream(request, answer)
        return web.Response(body=await answer.read(), status=answer.status, content_type=answer.content_type)


async def _stream(request: web.Request, answer: ClientResponse) -> web.StreamResponse:
    """Every byte at once; where the process dies, an error in the stream, which every client understands."""
    response = web.StreamResponse(
        status=answer.status, headers={"Content-Type": STREAM, "Cache-Control": "no-store"}
    )
    await response.prepare(request)
    while piece := await _next_piece(answer):
        await response.write(piece)
    await response.write_eof()
    return response


async def _next_piece(answer: ClientResponse) -> bytes:
    """What came meanwhile; nothing at the end."""
    try:
        return await answer.content.readany()
    except ClientError:
        if answer.closed:
            return b""
        answer.close()
        return b"\n\ndata: " + json.dumps(_error(DIED, "broken_off")).encode() + b"\n\n"


def _error(message: str, code: str) -> dict[str, dict[str, str]]:
    return {"error": {"message": message, "type": "server_error", "code": code}}
