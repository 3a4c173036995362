"""The door Telegram knocks at: take an update, have it handled, and only then say so."""

import hmac
import json
from typing import Any

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from web import bodies
from web.base import Web, web_of
from web.references import new_reference

PATH = "/telegram/webhook"
BODY_LIMIT = 1_000_000
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

log = structlog.get_logger(__name__)


def router() -> APIRouter:
    routes = APIRouter()
    routes.post(PATH)(receive)
    return routes


async def receive(request: Request) -> JSONResponse:
    web = web_of(request)
    if not _is_telegram(request, web):
        return JSONResponse({}, 401)
    update = _update(await bodies.body(request, BODY_LIMIT))
    if update is None:
        return JSONResponse({}, 400)
    try:
        call = await web.respond(update)
    except Exception as error:
        # Telegram sends the update again when it hears anything but 200.
        log.error("update_failed", reference=new_reference(), exc_info=error)
        return JSONResponse({}, 500)
    # Telegram makes the call that stands in the response; its refusal would go unheard.
    return JSONResponse(call or {})


def _is_telegram(request: Request, web: Web) -> bool:
    # As bytes, because compare_digest refuses text with letters beyond ASCII.
    told = request.headers.get(SECRET_HEADER, "").encode("latin-1")
    return hmac.compare_digest(told, (web.webhook_secret or "").encode())


def _update(sent: bytes) -> dict[str, Any] | None:
    try:
        update = json.loads(sent)
    except (ValueError, RecursionError):
        return None
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        return None
    return update
