"""Which language a visitor reads: the one they chose, else what their browser asks for."""

import re
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from texts.words import LANGUAGES, Words
from web import cookies

COOKIE = "language"
COOKIE_LASTS = 365 * 24 * 3600
PREFERENCE = re.compile(r"\s*([a-z]{2,3})(?:-[\w-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*")


def words_for(request: Request) -> Words:
    chosen = cookies.read(request, COOKIE)
    if chosen in LANGUAGES:
        return Words(chosen)
    return Words(preferred(request.headers.get("accept-language", "")))


def preferred(header: str) -> str:
    """The language the browser wants most among ours; Czech when it names none of them."""
    found = [PREFERENCE.fullmatch(part) for part in header.lower()[:500].split(",")]
    wanted = [(float(match[2] or 1), match[1]) for match in found if match]
    wanted.sort(key=lambda one: -one[0])
    ours = (language for quality, language in wanted if quality and language in LANGUAGES)
    return next(ours, "cs")


class LanguageSwitch:
    """Takes ?lang=uk off any page's address and remembers it, so that a plain link is enough."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        wanted = request.query_params.get("lang")
        answer = switch(request, wanted) if wanted in LANGUAGES else self.app
        await answer(scope, receive, send)


def switch(request: Request, language: str) -> Response:
    kept = [pair for pair in parse_qsl(request.url.query) if pair[0] != "lang"]
    # One slash only: two would lead to another host.
    path = "/" + quote(request.url.path.lstrip("/\\"))
    address = f"{path}?{urlencode(kept)}" if kept else path
    response = RedirectResponse(address, status_code=303)
    remember(response, request, language)
    return response


def remember(response: Response, request: Request, language: str) -> None:
    cookies.keep(response, request, COOKIE, language, COOKIE_LASTS)
