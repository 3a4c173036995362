"""Registering for a meeting without an account: a form, then a code by which one comes back.

The form carries the sealed code that it will give, so that a form sent twice is one registration.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.meetings.card_words import left_told
from handlers.meetings.refusals import most_at_once
from handlers.meetings.screens import SAID
from handlers.profile import PARTY_NAMES
from meetings import named, registration
from meetings.keeping import Held, IsCancelled
from meetings.named import NAME_LENGTH, NameMissing, NoSuchRegistration, Person
from meetings.registration import (
    MOST_PEOPLE,
    NEEDS_LENGTH,
    Answered,
    Left,
    NoSuchDate,
    NotEnoughPlaces,
    RegistrationOver,
    TooManyPeople,
)
from outreach.meeting_words import span
from outreach.notices import tell
from storage import meetings as tables
from storage import surveys
from storage.database import take_turn
from storage.meetings import COMING, DECLINED, WAITING, Registration
from surveys import codes, library
from texts.numbers import whole
from texts.words import Words
from web import comment_codes, limits
from web.base import Web, web_of
from web.languages import words_for
from web.meetings import announced
from web.own_codes import OwnCodes
from web.public import READ
from web.rendering import page
from web.respondents import TRAP, Fields, is_by_hand, our_beginning, stamp

FIELDS = ("name", "people", "party", "needs", "nth")
OWN = OwnCodes("registration")
# The channel of a survey that has the web form.
ANSWERED_HERE = "web"
# A code's hash as the key of a turn.
TURN_LETTERS = 15
Sent = Annotated[Fields, Depends(our_beginning)]
REFUSALS = (
    *(NameMissing, NoSuchDate, NotEnoughPlaces, TooManyPeople),
    *(RegistrationOver, IsCancelled),
)


@dataclass(frozen=True)
class At:
    """One request about registering for a meeting."""

    request: Request
    web: Web
    now: datetime
    held: Held
    left: Mapping[int, Left]

    @property
    def path(self) -> str:
        return f"/akce/{self.held.code}/prihlaska"

    @property
    def open_nths(self) -> Sequence[int]:
        """The dates for which one may still register."""
        return registration.open_dates(self.held, self.now)

    def dates(self) -> Mapping[int, str]:
        """What may be chosen, in words; a meeting without dates has nothing to choose."""
        words = words_for(self.request)
        told = {nth: self.held.document.dates_of(nth) for nth in self.open_nths}
        return {nth: "; ".join(span(words, one) for one in when) for nth, when in told.items()}

    @property
    def is_full(self) -> bool:
        """Whether one could only wait, whatever date one chose."""
        return bool(self.left) and all(one.is_full for one in self.left.values())

    def free(self) -> Mapping[int, str]:
        """What is left of each date, in words; nothing where places are not counted."""
        words = words_for(self.request)
        return {nth: left_told(words, self.held, one) for nth, one in self.left.items()}


def router() -> APIRouter:
    routes = APIRouter(dependencies=[Depends(limits.form)])
    routes.api_route("/akce/{code}/prihlaska", methods=READ)(form)
    begin = [Depends(limits.form_begin)]
    routes.post("/akce/{code}/prihlaska", dependencies=begin)(register)
    routes.api_route("/akce/{code}/prihlaska/moje", methods=READ)(own)
    enter = [Depends(limits.form_code)]
    routes.post("/akce/{code}/prihlaska/moje", dependencies=enter)(open_own)
    routes.post("/akce/{code}/prihlaska/zmena")(change)
    routes.post("/akce/{code}/prihlaska/odejit")(leave)
    return routes


async def form(request: Request, code: str) -> Response:
    async with web_of(request).database.reading() as session:
        at = await _at(request, session, code)
    return _form(at, {})


async def register(request: Request, code: str, sent: Sent) -> Response:
    web = web_of(request)
    given = {name: sent.get(name, [""])[-1] for name in FIELDS}
    async with web.database.reading() as session:
        at = await _at(request, session, code)
    sealed = comment_codes.opened(web, sent, at.now)
    if sealed is None or not is_by_hand(web, sent, at.now):
        return _form(at, given, error="quick")
    receipt_hash = OWN.hashed(web, sealed.code)
    try:
        async with web.database.writing() as session:
            await take_turn(session, int(receipt_hash[:TURN_LETTERS], 16))
            place = (at.held.code, _nth(at, given))
            await named.register(session, place, _person(given), receipt_hash, at.now)
    except REFUSALS as refusal:
        return _form(at, given, error=_said(words_for(request), refusal), wrong=_field(refusal))
    answer = RedirectResponse(f"{at.path}/moje", status_code=303)
    OWN.remember(answer, request, sealed.code, fresh=True)
    return answer


async def own(request: Request, code: str, hotovo: str = "") -> Response:
    """One's own registration, or the door that asks for its code."""
    return await _own(request, code, done=hotovo)


async def open_own(request: Request, code: str, sent: Sent) -> Response:
    web = web_of(request)
    typed = codes.read(sent.get("code", [""])[-1])
    async with web.database.reading() as session:
        at = await _at(request, session, code)
        found = await _of_code(session, at, typed or "")
    if found is None or typed is None:
        return page(request, "registration_door.html", 422, held=at.held, wrong=True)
    answer = RedirectResponse(f"{at.path}/moje", status_code=303)
    OWN.remember(answer, request, typed)
    return answer


async def change(request: Request, code: str, sent: Sent) -> Response:
    """Say it otherwise, or that one does not come after all."""
    web, step = web_of(request), sent.get("step", [""])[-1]
    token, expected = sent.get("form_token", [""])[-1], OWN.form_token(request)
    if not expected or not hmac.compare_digest(token.encode(), expected.encode()):
        raise HTTPException(403)
    given = {name: sent.get(name, [""])[-1] for name in FIELDS}
    async with web.database.reading() as session:
        at = await _at(request, session, code)
    try:
        async with web.database.writing() as session:
            said = await _say(session, at, given, DECLINED if step == "back" else COMING)
            for one in said.promoted:
                await tell(session, one, at.now)
    except NoSuchRegistration:
        return RedirectResponse(f"{at.path}/moje", status_code=303)
    except REFUSALS as refusal:
        return await _own(request, code, error=_said(words_for(request), refusal))
    return RedirectResponse(f"{at.path}/moje?hotovo={step}", status_code=303)


async def leave(request: Request, code: str, _sent: Sent) -> Response:
    """Nobody after them reads it in this browser."""
    answer = RedirectResponse(f"/akce/{code.upper()}", status_code=303)
    OWN.forget(answer, request)
    return answer


async def _say(session: AsyncSession, at: At, given: Mapping[str, str], wish: str) -> Answered:
    mine = await _of_code(session, at, OWN.given(at.request))
    if mine is None or mine.receipt_hash is None:
        raise NoSuchRegistration
    person = Person(mine.name, mine.party, mine.people, mine.needs)
    told = _person(given) if wish == COMING else person
    return await named.say_otherwise(session, mine.receipt_hash, told, wish, at.now)


async def _own(request: Request, code: str, *, done: str = "", error: str = "") -> Response:
    async with web_of(request).database.reading() as session:
        at = await _at(request, session, code)
        mine = await _of_code(session, at, OWN.given(request))
        before = await registration.before(session, mine) if mine else 0
        survey = await _survey(session, at, mine) if mine else ""
    if mine is None:
        return page(request, "registration_door.html", held=at.held, wrong=False)
    return page(
        request,
        "registration_own.html",
        422 if error else 200,
        held=at.held,
        mine=mine,
        said=SAID[mine.state],
        before=before,
        survey=survey,
        dates=[span(words_for(request), one) for one in at.held.document.dates_of(mine.nth)],
        changeable=registration.may_answer(at.held, mine.nth, mine, at.now),
        would_wait=registration.would_wait(at.held, at.left.get(mine.nth), mine),
        fresh=OWN.fresh(request),
        form_token=OWN.form_token(request),
        done=done,
        error=error,
        **_offered(),
    )


async def _survey(session: AsyncSession, at: At, mine: Registration) -> str:
    """The code of the short questions for who comes, while they can be answered on the web.

    Nothing leads from there to the registration: whoever answers begins as anybody else.
    """
    if mine.state not in (COMING, WAITING):
        return ""
    found = await surveys.by_key(session, at.held.document.survey)
    if found is None or not library.is_open(found, at.now):
        return ""
    asked = await library.definition(session, found.code, found.version)
    return found.code if ANSWERED_HERE in asked.channels else ""


def _form(at: At, given: Mapping[str, str], *, error: str = "", wrong: str = "name") -> Response:
    return page(
        at.request,
        "registration_form.html",
        422 if error else 200,
        at=at,
        held=at.held,
        given={**dict.fromkeys(FIELDS, ""), **given},
        error=error,
        wrong=wrong,
        seal=comment_codes.seal(at.web, at.now),
        stamp=stamp(at.web, at.now),
        trap=TRAP,
        link=at.web.chat_link("m_" + at.held.code),
        **_offered(),
    )


def _offered() -> dict[str, Any]:
    return {
        "parties": PARTY_NAMES,
        "most": MOST_PEOPLE,
        "name_length": NAME_LENGTH,
        "needs_length": NEEDS_LENGTH,
    }


def _nth(at: At, given: Mapping[str, str]) -> int:
    """The date that was chosen; the only one where there is no choice. Raises NoSuchDate."""
    nths = at.held.document.nths
    if len(nths) == 1:
        return nths[0]
    if not given["nth"].isdecimal() or int(given["nth"][:3]) not in nths:
        raise NoSuchDate(given["nth"])
    return int(given["nth"][:3])


def _person(given: Mapping[str, str]) -> Person:
    needs = given["needs"].replace("\r\n", "\n")
    return Person(given["name"], given["party"], whole(given["people"], 1), needs)


def _field(refusal: Exception) -> str:
    """Which field the words lead to."""
    if isinstance(refusal, NotEnoughPlaces | TooManyPeople):
        return "people"
    return "nth" if isinstance(refusal, NoSuchDate) else "name"


def _said(words: Words, refusal: Exception) -> str:
    match refusal:
        case NameMissing():
            return words("Write a name, so that the office knows whom it expects.")
        case NoSuchDate():
            return words("Choose one of the dates.")
        case NotEnoughPlaces():
            return words.many(
                "There is only {n} place.", "There are only {n} places.", refusal.left
            )
        case TooManyPeople():
            return most_at_once(refusal, words)
        case IsCancelled():
            return words("The meeting is cancelled.")
    return words("Registration is over.")


async def _of_code(session: AsyncSession, at: At, code: str) -> Registration | None:
    if not code:
        return None
    found = await tables.of_receipt(session, OWN.hashed(at.web, code))
    return found if found and found.meeting_code == at.held.code else None


async def _at(request: Request, session: AsyncSession, code: str) -> At:
    web, held = web_of(request), await announced(session, code)
    now = await web.clock.now()
    left = await registration.left(session, [held], now)
    return At(request, web, now, held, left.get(held.code, {}))
