"""What a visitor reads when something went wrong, in their language and without our details."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storage.database import is_full
from texts.words import later
from web.bodies import NUL
from web.guard import NotSignedIn
from web.references import new_reference
from web.rendering import page

RETRY_SECONDS = "60"
UNKNOWN = 500
# What happened, and what the visitor can do about it.
TOLD = {
    400: (
        later("We could not read what your browser sent"),
        later("Please go back and try it once more."),
    ),
    401: (
        later("This key is not valid"),
        later("Please make a new one on the page of the digest."),
    ),
    403: (
        later("This cannot be done from here"),
        later("The page may have been open for too long. Please go back, reload it and try again."),
    ),
    404: (
        later("There is nothing at this address"),
        later("The link may be old or mistyped. You can start again from the first page."),
    ),
    405: (
        later("This page cannot be used in this way"),
        later("You can start again from the first page."),
    ),
    413: (
        later("You sent more than we can take"),
        later("Please send less at once."),
    ),
    429: (
        later("That was too fast for us"),
        later("Please wait a minute and try again."),
    ),
    500: (
        later("We are sorry, something went wrong on our side"),
        later("If it happens again, please tell us this code:"),
    ),
    503: (
        later("We are sorry, this is not possible right now"),
        later("Please try again in a minute."),
    ),
}

log = structlog.get_logger(__name__)


def install(app: FastAPI) -> None:
    app.add_exception_handler(AnyHTTPException, refused)
    app.add_exception_handler(RequestValidationError, nothing_there)
    app.add_exception_handler(NotSignedIn, not_signed_in)


async def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, AnyHTTPException)
    return told(request, error.status_code, headers=error.headers)


async def nothing_there(request: Request, _error: Exception) -> Response:
    """What stands in the address is not what belongs there."""
    return told(request, 404)


async def not_signed_in(request: Request, _error: Exception) -> Response:
    return page(request, "not_signed_in.html", 403)


def told(request: Request, status: int, reference: str = "", headers: object = None) -> Response:
    heading, advice = TOLD.get(status, TOLD[UNKNOWN])
    answer = page(
        request, "error.html", status, heading=heading, advice=advice, reference=reference
    )
    if isinstance(headers, dict):
        answer.headers.update(headers)
    return answer


class PlainAddresses:
    """Has nothing at addresses with a zero byte, which no text of ours holds or may hold."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _has_nul(scope):
            await told(Request(scope), 404)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _has_nul(scope: Scope) -> bool:
    return NUL in scope["path"] or b"%00" in scope["query_string"]


class Apologies:
    """Turns what nobody expected into a page with a reference that is found in the log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def send_noticing(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_noticing)
        except ClientDisconnect:
            return
        except Exception as error:
            if scope["type"] != "http" or begun:
                raise
            await apology(Request(scope), error)(scope, receive, send)


def apology(request: Request, error: Exception) -> Response:
    reference = new_reference()
    # The route and not the address, which may hold a sign-in token.
    route = getattr(request.scope.get("route"), "path", "")
    log.error("page_failed", reference=reference, route=route, exc_info=error)
    if _passes(error):
        return told(request, 503, headers={"Retry-After": RETRY_SECONDS})
    return told(request, UNKNOWN, reference)


def _passes(error: Exception) -> bool:
    """Whether waiting may help: the database cannot be reached, or the disk is full."""
    unreachable = isinstance(error, (OperationalError, InterfaceError, ConnectionError))
    return unreachable or (isinstance(error, DBAPIError) and is_full(error))
