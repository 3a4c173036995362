"""Codes by which people without an account come back to their comments; only hashes are kept."""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fastapi import Request, Response

from plans import entering
from surveys import codes
from web import cookies
from web.base import Web, web_of
from web.respondents import Fields

# The code of the comment that this browser has opened, until it is closed.
OWN = "own-comment"
# The same for as long as it is shown in full after sending.
FRESH, FRESH_SECONDS = "new-comment", 900
# What makes everybody who joins from one browser one person.
NEIGHBOUR, NEIGHBOUR_SECONDS = "neighbour", 180 * 24 * 3600
# How long somebody may read through what is shown back; the moment it was shown at counts.
SEAL_LASTS = timedelta(hours=1)
# As many bits as an identifier of a resident has.
ID_MASK = 2**53 - 1


@dataclass(frozen=True)
class Sealed:
    """What the page shown back carries: the code to be given, and when it was shown."""

    code: str
    shown_at: datetime


def hashed(web: Web, code: str) -> str:
    return entering.hashed(web.secret_key, code)


def seal(web: Web, now: datetime) -> str:
    about = f"{codes.new_code()}.{int(now.timestamp())}"
    return f"{about}.{_signed(web, f'seal:{about}')}"


def opened(web: Web, sent: Fields, now: datetime) -> Sealed | None:
    """None when we have not made the seal, or too long ago."""
    about, _, signature = sent.get("seal", [""])[-1].rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signed(web, f"seal:{about}").encode()):
        return None
    code, _, moment = about.partition(".")
    shown_at = datetime.fromtimestamp(int(moment), UTC)
    return Sealed(code, shown_at) if now - shown_at <= SEAL_LASTS else None


def given(request: Request) -> str:
    """The code that this browser holds; empty where it holds none."""
    return codes.read(cookies.read(request, OWN)) or ""


def remember(response: Response, request: Request, code: str, *, fresh: bool = False) -> None:
    cookies.keep(response, request, OWN, code, None)
    if fresh:
        cookies.keep(response, request, FRESH, code, FRESH_SECONDS)


def form_token(request: Request) -> str:
    """What forms about one's own comment carry and no other site can know."""
    code = given(request)
    return _signed(web_of(request), f"own:{code}") if code else ""


def neighbour(web: Web, token: str) -> int:
    """A number for whoever joins from this browser, from which nobody gets back to it."""
    return int(_signed(web, f"neighbour:{token}")[:16], 16) & ID_MASK


def _signed(web: Web, about: str) -> str:
    return hmac.digest(web.secret_key.encode(), about.encode(), "sha256").hex()
