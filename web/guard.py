"""Who is signed in, and whether a form was really sent from our own page."""

import hmac
import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request, Response

from people import signin
from people.signin import Present, SignedIn
from web import bodies, cookies
from web.base import web_of

SESSION = "session"
VISIT = "visit"
VISIT_LASTS = 3600


class NotSignedIn(Exception):
    """The page is for staff, and there is no living session."""


async def signed_in(request: Request) -> Present:
    web = web_of(request)
    now = await web.clock.now()
    token = cookies.read(request, SESSION)
    async with web.database.reading() as session:
        found = await signin.present(session, token, now) if token else None
    if found is None:
        raise NotSignedIn
    return found


async def signed_in_or_keyed(request: Request) -> Present:
    """A program has its owner's key in the header `Authorization: Bearer …`; 401 if it is wrong."""
    way, _, key = request.headers.get("authorization", "").partition(" ")
    if way.lower() != "bearer":
        return await signed_in(request)
    web = web_of(request)
    now = await web.clock.now()
    async with web.database.reading() as session:
        found = await signin.by_key(session, key.strip(), now)
    if found is None:
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
    return found


Staffed = Annotated[Present, Depends(signed_in)]
StaffedOrKeyed = Annotated[Present, Depends(signed_in_or_keyed)]


def form_token(request: Request, visit: str = "") -> str:
    """What our forms carry and another site cannot know: bound to the session or the visit."""
    bound = cookies.read(request, SESSION) or visit or cookies.read(request, VISIT)
    key = web_of(request).secret_key.encode()
    return hmac.digest(key, f"form:{bound}".encode(), "sha256").hex() if bound else ""


async def our_form(request: Request) -> dict[str, str]:
    """The fields of a form sent from our own page; anything else is refused."""
    if not is_same_origin(request):
        raise HTTPException(403)
    fields = await bodies.form(request)
    check_token(request, fields.get("form_token", ""))
    return fields


def our_fields(limit: int, most: int) -> Callable[[Request], Awaitable[dict[str, list[str]]]]:
    """The fields of a long form sent from our own page, with all their values.

    At most so many bytes, and so many fields.
    """

    async def fields(request: Request) -> dict[str, list[str]]:
        if not is_same_origin(request):
            raise HTTPException(403)
        sent = await bodies.fields(request, limit, most)
        check_token(request, sent.get("form_token", [""])[-1])
        return sent

    return fields


def check_token(request: Request, token: str) -> None:
    """Raises when a form does not carry the token of this session or visit."""
    expected = form_token(request)
    if not expected or not hmac.compare_digest(token.encode(), expected.encode()):
        raise HTTPException(403)


OurForm = Annotated[dict[str, str], Depends(our_form)]


def is_same_origin(request: Request) -> bool:
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    return urlsplit(origin).netloc in {request.headers.get("host"), web_of(request).host} - {""}


def new_visit() -> str:
    return secrets.token_urlsafe(16)


def remember_visit(response: Response, request: Request, visit: str) -> None:
    cookies.keep(response, request, VISIT, visit, VISIT_LASTS)


def begin_session(response: Response, request: Request, signed: SignedIn) -> None:
    seconds = int(signin.SESSION_LASTS.total_seconds())
    cookies.keep(response, request, SESSION, signed.token, seconds)
    cookies.drop(response, request, VISIT)


def end_session(response: Response, request: Request) -> None:
    cookies.drop(response, request, SESSION)
