"""Codes by which people without an account come back to a registration; only hashes are kept."""

import hmac

from fastapi import Request, Response

from surveys import codes
from web import cookies
from web.base import Web, web_of

# The code of the registration that this browser has opened, until it is closed.
OWN = "own-registration"
# The same for as long as it is shown in full after registering.
FRESH, FRESH_SECONDS = "new-registration", 900


def hashed(web: Web, code: str) -> str:
    return _signed(web, f"registration:{code}")


def given(request: Request) -> str:
    """The code that this browser holds; empty where it holds none."""
    return codes.read(cookies.read(request, OWN)) or ""


def fresh(request: Request) -> str:
    """The code while it is shown; empty where another has been opened since."""
    code = codes.read(cookies.read(request, FRESH)) or ""
    return code if code == given(request) else ""


def remember(response: Response, request: Request, code: str, *, fresh: bool = False) -> None:
    cookies.keep(response, request, OWN, code, None)
    if fresh:
        cookies.keep(response, request, FRESH, code, FRESH_SECONDS)


def forget(response: Response, request: Request) -> None:
    for name in (OWN, FRESH):
        cookies.drop(response, request, name)


def form_token(request: Request) -> str:
    """What forms about one's own registration carry and no other site can know."""
    code = given(request)
    return _signed(web_of(request), f"own-registration:{code}") if code else ""


def _signed(web: Web, about: str) -> str:
    return hmac.digest(web.secret_key.encode(), about.encode(), "sha256").hex()
