"""What is coming up, for everybody: a list, a page each, its calendar file, and open data."""

import html
import json
from collections.abc import Mapping

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.meetings.card_words import access, audience, organiser, places_told
from handlers.meetings.materials import LICENCE_NAMES
from meetings import calendars, keeping, open_data, registration
from meetings.calendars import Told
from meetings.documents import Meeting
from meetings.keeping import Held, NoSuchMeeting
from meetings.kinds import kinds_of
from meetings.registration import Left
from outreach.meeting_words import span
from people.contacts import contact
from storage import materials, minutes, places
from storage import meetings as tables
from storage.meetings import CANCELLED
from storage.places import Municipality
from texts.content import pick
from texts.numbers import whole
from texts.screens import TO_MEETING
from texts.words import Words
from web.base import home_of, web_of
from web.languages import words_for
from web.public import READ
from web.rendering import page

CALENDAR = "text/calendar; charset=utf-8"
PAGE = 30
LAST_PAGE = 1000


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/akce", methods=READ)(listing)
    routes.api_route("/akce/{code}.ics", methods=READ)(calendar)
    routes.api_route("/akce/{code}.jsonld", methods=READ)(linked)
    routes.api_route("/akce/{code}/obrazek", methods=READ)(picture)
    routes.api_route("/akce/{code}", methods=READ)(one)
    return routes


async def listing(request: Request, strana: str = "") -> Response:
    number = min(max(whole(strana, 1), 1), LAST_PAGE)
    async with web_of(request).database.reading() as session:
        known = await _coming_up(request, session, (number - 1) * PAGE)
        found = known[:PAGE]
        areas = {area.code: area for area in await places.areas(session)}
        told = [await told_to(request, session, one) for one in found]
        left = await registration.left(session, found, await web_of(request).clock.now())
    return page(
        request,
        "meetings.html",
        found=list(zip(found, told, strict=True)),
        free={one.code: _free(words_for(request), one, left) for one in found},
        areas=areas,
        number=number,
        is_last=len(known) <= PAGE,
    )


async def one(request: Request, code: str) -> Response:
    words, now = words_for(request), await web_of(request).clock.now()
    async with web_of(request).database.reading() as session:
        held = await announced(session, code)
        area = await places.area(session, held.meeting.area_code)
        told = await told_to(request, session, held)
        given = await materials.of_meeting(session, held.code)
        recorded = await minutes.minutes(session, held.code)
        left = await registration.left(session, [held], now)
    assert area is not None
    document, free = held.document, left.get(held.code, {})
    card = contact(area.settings, words.language)
    about = [
        *(access(words, document.venue) if document.venue else []),
        audience(words, document.audience),
        organiser(words, document.organiser, document.co_organiser),
    ]
    return page(
        request,
        "meeting.html",
        about=[html.unescape(one) for one in about if one],
        held=held,
        area=area,
        place=told.place,
        kind=kinds_of(area).get(held.document.kind, {}),
        when=[span(words, one) for one in document.when] or [_no_date(words, document)],
        contacts=[(area, card)] if card else [],
        link=web_of(request).chat_link(TO_MEETING + held.code),
        is_cancelled=held.meeting.state == CANCELLED,
        is_open=bool(registration.open_dates(held, now)),
        is_ahead=not all(registration.has_begun(held, nth, now) for nth in document.nths),
        is_full=bool(free) and all(one.is_full for one in free.values()),
        free=places_told(words, held, free),
        materials=given,
        licences=LICENCE_NAMES,
        has_minutes=recorded is not None and recorded.version > 0,
    )


def _no_date(words: Words, document: Meeting) -> str:
    return pick(document.when_note, words.language) or words("The date is to be set.")


def _free(words: Words, held: Held, left: Mapping[str, Mapping[int, Left]]) -> str:
    """What is free, where it is said in one sentence."""
    told = places_told(words, held, left.get(held.code, {}))
    return told[0] if len(told) == 1 else ""


async def picture(request: Request, code: str) -> Response:
    async with web_of(request).database.reading() as session:
        held = await announced(session, code)
    path = web_of(request).media / held.document.picture
    if not held.document.picture or not path.exists():
        raise HTTPException(404)
    return FileResponse(path, media_type="image/jpeg")


async def calendar(request: Request, code: str) -> Response:
    async with web_of(request).database.reading() as session:
        held = await announced(session, code)
        told = await told_to(request, session, held)
    name = f"{held.meeting.key}.ics"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    made = calendars.invitation(told)
    return Response(made, media_type=CALENDAR, headers=headers)


async def linked(request: Request, code: str) -> Response:
    """The meeting as open data."""
    async with web_of(request).database.reading() as session:
        held = await announced(session, code)
        told = await told_to(request, session, held)
        area = await places.area(session, held.meeting.area_code)
    assert area is not None
    made = json.dumps(open_data.event(told, address(request, held), area), ensure_ascii=False)
    return Response(made, media_type="application/ld+json")


async def _coming_up(request: Request, session: AsyncSession, after: int) -> list[Held]:
    """A page of what everybody may know of, and one more where there is one."""
    now = await web_of(request).clock.now()
    found = await tables.coming_up(session, None, now, PAGE + 1, after=after, public=True)
    return [keeping.read(one) for one in found]


async def announced(session: AsyncSession, code: str) -> Held:
    """One that is not announced, or not for everybody, is told from none by nobody."""
    try:
        held = await keeping.announced(session, code.upper())
    except NoSuchMeeting:
        raise HTTPException(404) from None
    if not held.document.is_public:
        raise HTTPException(404)
    return held


async def told_to(request: Request, session: AsyncSession, held: Held) -> Told:
    venue = held.document.venue
    there = await session.get(Municipality, venue.municipality) if venue else None
    named = [venue.name, venue.address, there.name if there else ""] if venue else []
    place = ", ".join(filter(None, named)) or held.document.online
    document, language = held.document, words_for(request).language
    return Told(
        held,
        title=pick(document.title, language),
        description=pick(document.description, language) if document.description else "",
        place=place,
        url=address(request, held),
    )


def address(request: Request, held: Held) -> str:
    return f"{home_of(request)}/akce/{held.code}"
