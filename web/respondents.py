"""Who fills in the form, without an account: a sealed cookie, and forms only our pages can send.

The cookie lasts until the browser is closed, at most half a day; the code shown on each page brings
the same person back from anywhere.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, HTTPException, Request, Response

from surveys import codes, passes
from surveys.answering import Respondent
from surveys.passes import Pass
from texts.words import Words
from web import bodies, cookies, guard
from web.base import Web, web_of
from web.languages import words_for

LASTS = timedelta(hours=12)
# Nobody reads what a survey is about and agrees to it faster; programs do.
LEAST_READING = timedelta(seconds=2)
STAMP_LASTS = timedelta(hours=6)
ANSWER_LIMIT = 65_536
TURN_BYTES = 7
# A field that people neither see nor fill in.
TRAP = "leave_this_empty"

Fields = dict[str, list[str]]


class NotBegun(Exception):
    """Nobody is filling in this survey in this browser."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Here:
    """One request about one survey; `given` is None while nobody fills it in here."""

    request: Request
    web: Web
    words: Words
    code: str
    now: datetime
    given: Pass | None

    @property
    def who(self) -> Respondent:
        if self.given is None:
            raise NotBegun(self.code)
        return self.given.who

    @property
    def own_code(self) -> str:
        """The code by which this person comes back; empty for who came from the chat."""
        return codes.of(self.who)

    def path(self, *parts: str) -> str:
        return "/".join(("/a", self.code, *parts))


def turn_of(who: Respondent) -> int:
    """The key by which nobody answers twice at once: of an account the same as in the chat."""
    if who.resident_id is not None:
        return int(who.token)
    return int.from_bytes(hashlib.sha256(who.token.encode()).digest()[:TURN_BYTES])


async def here(request: Request, code: str) -> Here:
    web = web_of(request)
    now = await web.clock.now()
    upper = code.upper()
    sealed = cookies.read(request, _cookie(upper))
    given = web.passes.open(passes.BROWSER, upper, sealed, now) if sealed else None
    return Here(request, web, words_for(request), upper, now, given)


At = Annotated[Here, Depends(here)]


async def our_answer(at: At) -> Fields:
    """The fields of a form sent from a page of the person who fills it in."""
    sent = await _sent(at.request)
    check_token(at, sent)
    return sent


def check_token(at: Here, sent: Fields) -> None:
    expected = form_token(at)
    if not hmac.compare_digest(sent.get("form_token", [""])[-1].encode(), expected.encode()):
        raise HTTPException(403)


async def our_beginning(request: Request) -> Fields:
    """The fields of a form that needs nobody to be known yet."""
    return await _sent(request)


Answered = Annotated[Fields, Depends(our_answer)]
Beginning = Annotated[Fields, Depends(our_beginning)]


async def _sent(request: Request) -> Fields:
    if not guard.is_same_origin(request):
        raise HTTPException(403)
    return await bodies.fields(request, ANSWER_LIMIT)


def form_token(at: Here) -> str:
    """Bound to who fills in the form, so that no other page can answer in their name."""
    about = f"answer:{at.code}:{at.who.token}:{at.who.nth}"
    return _signed(at.web, about)


def stamp(web: Web, now: datetime) -> str:
    """When a page was shown, signed; a form sent within two seconds was not filled in by hand."""
    moment = str(int(now.timestamp()))
    return f"{moment}.{_signed(web, f'stamp:{moment}')}"


def is_by_hand(web: Web, sent: Fields, now: datetime) -> bool:
    moment, _, signature = sent.get("stamp", [""])[-1].partition(".")
    if not hmac.compare_digest(signature.encode(), _signed(web, f"stamp:{moment}").encode()):
        return False
    shown_for = now.timestamp() - int(moment)
    in_time = LEAST_READING.total_seconds() <= shown_for <= STAMP_LASTS.total_seconds()
    return in_time and TRAP not in sent


def remember(response: Response, at: Here, who: Respondent, question: str = "") -> None:
    given = Pass(who, at.now, at.now + LASTS, question)
    sealed = at.web.passes.seal(passes.BROWSER, at.code, given)
    cookies.keep(response, at.request, _cookie(at.code), sealed, None)


def forget(response: Response, request: Request, code: str) -> None:
    cookies.drop(response, request, _cookie(code))


def _cookie(code: str) -> str:
    return f"sheet-{code}"


def _signed(web: Web, about: str) -> str:
    return hmac.digest(web.secret_key.encode(), about.encode(), "sha256").hex()[:32]
