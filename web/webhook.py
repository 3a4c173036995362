"""The door Telegram knocks at: take an update, have it kept, and only then say so.

It stands before the pages, because their routing costs more than all that a tap has to do.
"""

import hmac
import json

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from web.base import Json, Web
from web.references import new_reference

PATH = "/telegram/webhook"
BODY_LIMIT = 1_000_000
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
SECRET = SECRET_HEADER.lower().encode()

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
            update = await self._read(scope, receive)
        except ClientDisconnect:
            return
        if isinstance(update, int):
            await _say(send, update, {})
        else:
            await self._handle(update, send)

    async def _read(self, scope: Scope, receive: Receive) -> Json | int:
        """The update, or the status with which it is turned away."""
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if scope["method"] != "POST":
            return 405
        # As bytes, because compare_digest refuses text with letters beyond ASCII.
        if not hmac.compare_digest(headers.get(SECRET, b""), self._secret):
            return 401
        sent = await _body(headers, receive)
        if sent is None:
            return 413
        return _update(sent) or 400

    async def _handle(self, update: Json, send: Send) -> None:
        acknowledged = False

        async def acknowledge(call: Json | None) -> None:
            """Telegram makes the call that stands in the response; its refusal goes unheard."""
            nonlocal acknowledged
            acknowledged = True
            await _say(send, 200, call or {})

        try:
            await self._respond(update, acknowledge)
        except Exception as error:
            log.error("update_failed", reference=new_reference(), exc_info=error)
            if not acknowledged:
                # Telegram sends the update again when it hears anything but 200.
                await _say(send, 500, {})


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
