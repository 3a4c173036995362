"""The office's list of who comes and who is there: by the keyboard, without scripts, to print."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.meetings.day_papers import attendance_list
from handlers.meetings.day_words import day_of
from handlers.meetings.desk import keeper
from handlers.parties import PARTY_NAMES
from meetings import attendance, composition, hall, keeping, named
from meetings.composition import Composition
from meetings.hall import NotOnToday
from meetings.keeping import Held, NoSuchMeeting, NotYoursToHold, Organiser
from meetings.named import NAME_LENGTH, Person
from meetings.registration import MOST_PEOPLE, NEEDS_LENGTH, Promoted
from outreach.notices import tell
from people.roles import Action, areas_for, may
from people.signin import Present
from storage import meetings as tables
from storage.meetings import ANNOUNCED, WAITING
from storage.people import PARTIES
from texts.numbers import whole
from web import guard
from web.base import web_of
from web.guard import OurForm, Staffed
from web.languages import words_for
from web.public import READ
from web.refusals import EXPLAINED, said
from web.rendering import page

FORM = "/konzole/setkani/{code}/prezence"
PAGE, LAST_PAGE = 50, 10_000
FIELDS = ("name", "people", "party", "needs", "reserved")
# What the name field is called in each step, for the browser to come back to.
NOTHING = {"name": "", "people": "1", "party": "", "needs": "", "reserved": ""}


@dataclass(frozen=True)
class At:
    """One request about the list of one day."""

    request: Request
    held: Held
    nth: int
    organiser: Organiser
    now: datetime

    @property
    def place(self) -> tuple[str, int]:
        return self.held.code, self.nth

    def path(self, **more: str) -> str:
        return f"{FORM.format(code=self.held.code)}?{urlencode({'den': self.nth, **more})}"


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/konzole/prezence", methods=READ)(listing)
    routes.api_route(FORM, methods=READ)(shown)
    routes.api_route(FORM + ".pdf", methods=READ)(printed)
    routes.post(FORM)(act)
    return routes


async def listing(request: Request, staff: Staffed, strana: str = "") -> Response:
    """Announced meetings of this person's areas, the latest first; for a clerk those of today."""
    number = min(max(whole(strana, 1), 1), LAST_PAGE)
    holds = may(staff.roles, Action.HOLD_MEETINGS)
    async with web_of(request).database.reading() as session:
        if holds:
            areas = areas_for(staff.roles, Action.HOLD_MEETINGS)
            known = await tables.latest(session, areas, PAGE + 1, after=(number - 1) * PAGE)
        else:
            areas = areas_for(staff.roles, Action.KEEP_ATTENDANCE)
            today = hall.day_around(await web_of(request).clock.now())
            known = await tables.held_between(session, areas, *today)
    return page(
        request,
        "attendance_lists.html",
        found=[keeping.read(one) for one in known[:PAGE]],
        holds=holds,
        number=number,
        is_last=len(known) <= PAGE,
        form_token=guard.form_token(request),
    )


async def shown(
    request: Request, staff: Staffed, code: str, den: int = 0, hotovo: str = ""
) -> Response:
    async with web_of(request).database.reading() as session:
        at = await _at(request, session, staff, code, den)
        return await _list(session, at, NOTHING, done=hotovo)


async def printed(request: Request, staff: Staffed, code: str, den: int = 0) -> Response:
    """The list to sign; that names left the house on paper is noted."""
    async with web_of(request).database.writing() as session:
        at = await _at(request, session, staff, code, den)
        listed = await attendance.listed(session, at.organiser, *at.place)
        await attendance.note_printed(session, at.organiser, *at.place, at.now)
    made = attendance_list(words_for(request), at.held, at.nth, listed)
    name = f"{at.held.meeting.key}-prezence-{at.nth}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    content = await asyncio.to_thread(made.pdf)
    return Response(content, media_type="application/pdf", headers=headers)


async def act(request: Request, staff: Staffed, code: str, sent: OurForm, den: int = 0) -> Response:
    """One step with the list; what is refused is told, and stays typed."""
    step, number = sent.get("step", ""), _number(sent.get("number", ""))
    try:
        async with web_of(request).database.writing() as session:
            at = await _at(request, session, staff, code, den)
            for one in await _do(session, at, step, number, sent):
                await tell(session, one, at.now)
    except EXPLAINED as refusal:
        return await _refused(request, staff, code, den, sent, said(request, refusal))
    focus = f"#line-{number}" if number and step != "again" else "#name"
    return RedirectResponse(at.path(hotovo=step) + focus, status_code=303)


async def _do(
    session: AsyncSession, at: At, step: str, number: int, sent: Mapping[str, str]
) -> tuple[Promoted, ...]:
    """Who has moved up because of it."""
    match step:
        case "here":
            await attendance.tick(session, at.organiser, at.place, number, at.now)
        case "again":
            await attendance.again(session, at.organiser, at.place, number, at.now)
        case "back":
            entry = _number(sent.get("entry", ""))
            await attendance.take_back(session, at.organiser, at.place, entry, at.now)
        case "came":
            await attendance.walk_in(session, at.organiser, at.place, _person(sent), at.now)
        case "enter":
            place = (at.held.code, hall.place_of(at.held, at.nth))
            reserved = "reserved" in sent
            said = await named.enter(
                session, at.organiser, place, _person(sent), at.now, reserved=reserved
            )
            return said.promoted
        case "strike":
            gone = await named.strike_out(session, at.organiser, at.held.code, number, at.now)
            return gone.promoted
        case _:
            raise HTTPException(400)
    return ()


async def _refused(
    request: Request,
    staff: Present,
    code: str,
    den: int,
    sent: Mapping[str, str],
    told: str,
) -> Response:
    async with web_of(request).database.reading() as session:
        at = await _at(request, session, staff, code, den)
        given = {**NOTHING, **{name: sent[name] for name in FIELDS if name in sent}}
        return await _list(session, at, given, error=told)


async def _list(
    session: AsyncSession,
    at: At,
    given: Mapping[str, str],
    *,
    done: str = "",
    error: str = "",
) -> Response:
    code, words = at.held.code, words_for(at.request)
    place = hall.place_of(at.held, at.nth)
    said = await named.on_list(session, at.organiser, code, place)
    listed = await attendance.listed(session, at.organiser, code, at.nth)
    dates = {one: day_of(words, at.held, one) for one in hall.days_of(at.held)}
    return page(
        at.request,
        "attendance.html",
        422 if error else 200,
        at=at,
        held=at.held,
        dates=dates if len(dates) > 1 else {},
        date=dates[at.nth],
        listed=[one for one in listed if one.name],
        nameless=sum(one.people for one in listed if not one.name),
        nameless_there=sum(one.people for one in listed if not one.name and one.attendance),
        waiting=[one for one in said if one.state == WAITING and one.name],
        bars=await _bars(session, at),
        parties=PARTY_NAMES,
        given=given,
        done=done,
        error=error,
        form_token=guard.form_token(at.request),
        most=MOST_PEOPLE,
        name_length=NAME_LENGTH,
        needs_length=NEEDS_LENGTH,
    )


async def _bars(session: AsyncSession, at: At) -> list[dict[str, Any]]:
    """Parties of those registered and, once somebody is there, of those."""
    code, nth = at.place
    registered = await composition.of_registered(session, at.organiser, code, nth)
    there = await composition.of_present(session, at.organiser, code, nth)
    found = {"registered": registered, "there": there}
    return [_drawn(which, one) for which, one in found.items() if one.total]


def _drawn(which: str, found: Composition) -> dict[str, Any]:
    most = max(found.people.values())
    lines = [
        (party, found.people[party], 100 * found.people[party] // most)
        for party in (*PARTIES, "")
        if found.people.get(party)
    ]
    return {"which": which, "lines": lines, "missing": found.missing}


async def _at(request: Request, session: AsyncSession, staff: Present, code: str, den: int) -> At:
    """Only for who keeps the list there; others are told from none by nothing."""
    now = await web_of(request).clock.now()
    try:
        held = await keeping.held(session, code.upper())
        kept_by = keeper(staff.resident_id, staff.roles, held, now)
    except (NoSuchMeeting, NotYoursToHold, NotOnToday):
        raise HTTPException(404) from None
    nth = den or hall.usual_day(held, now)
    if held.meeting.state != ANNOUNCED or nth not in hall.days_of(held):
        raise HTTPException(404)
    return At(request, held, nth, kept_by, now)


def _person(sent: Mapping[str, str]) -> Person:
    people = sent.get("people", "")
    return Person(
        name=sent.get("name", ""),
        party=sent.get("party", ""),
        people=int(people[:4]) if people.isdecimal() else 1,
        needs=sent.get("needs", "").replace("\r\n", "\n"),
    )


def _number(told: str) -> int:
    return int(told[:15]) if told.isdecimal() else 0
