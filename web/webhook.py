"""The door Telegram knocks at: take an update, have it handled, and only then say so.

It stands before the pages, because their routing costs more than all that a tap has to do.
"""

import hmac
import json
from typing import Any

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from web.base import Web
from web.references import new_reference

PATH = "/telegram/webhook"
BODY_LIMIT = 1_000_000
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
SECRET = SECRET_HEADER.lower().encode()

Json = dict[str, Any]

log = structlog.get_logger(__name__)


class Deliveries:
    def __init__(self, pages: ASGIApp, web: Web) -> None:
        self._pages = pages
        self._respond = web.respond
        self._secret = (web.webhook_secret or "").encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._pages(scope, receive, send)
            return
        try:
            status, call = await self._answer(scope, receive)
        except ClientDisconnect:
            return
        await _say(send, status, call)

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, Json]:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if scope["method"] != "POST":
            return 405, {}
        # As bytes, because compare_digest refuses text with letters beyond ASCII.
        if not hmac.compare_digest(headers.get(SECRET, b""), self._secret):
            return 401, {}
        sent = await _body(headers, receive)
        if sent is None:
            return 413, {}
        update = _update(sent)
        return await self._handled(update) if update else (400, {})

    async def _handled(self, update: Json) -> tuple[int, Json]:
        try:
            # Telegram makes the call that stands in the response; its refusal would go unheard.
            return 200, await self._respond(update) or {}
        except Exception as error:
            # Telegram sends the update again when it hears anything but 200.
            log.error("update_failed", reference=new_reference(), exc_info=error)
            return 500, {}


async def _body(headers: dict[bytes, bytes], receive: Receive) -> bytes | None:
    """The whole body; None as soon as it is announced, or turns out, to be too large."""
    announced = headers.get(b"content-length", b"0")
    if not announced.isdigit() or int(announced[:20]) > BODY_LIMIT:
        return None
    read = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        read += message.get("body", b"")
        if len(read) > BODY_LIMIT:
            return None
        if not message.get("more_body"):
            return bytes(read)


def _update(sent: bytes) -> Json | None:
    try:
        update = json.loads(sent)
    except (ValueError, RecursionError):
        return None
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        return None
    return update


async def _say(send: Send, status: int, call: Json) -> None:
    body = json.dumps(call).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
