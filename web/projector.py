"""The page on the wall of the room: what is on, what is being voted on, what people ask.

A script asks again every few seconds; without it the page stands still. A result is shown once a
vote is closed.
"""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.meetings.day_words import day_of, hands_told
from meetings import hall, keeping, room
from meetings.documents import date_of
from meetings.keeping import Held, NoSuchMeeting
from papers import qr
from people import signin
from people.roles import Action, may
from storage import rooms as tables
from storage.rooms import OPEN, Room
from texts.screens import TO_DOOR
from web import cookies
from web.base import web_of
from web.guard import SESSION
from web.languages import words_for
from web.public import READ
from web.rendering import page

QUESTIONS_SHOWN = 5


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/akce/{code}/platno", methods=READ)(wall)
    return routes


async def wall(request: Request, code: str, den: int = 0) -> Response:
    """`den` is the day, by its number."""
    words, now = words_for(request), await web_of(request).clock.now()
    async with web_of(request).database.reading() as session:
        held = await _seen(request, session, code)
        nth = den or hall.usual_day(held, now)
        if nth not in hall.days_of(held):
            raise HTTPException(404)
        place = (held.code, nth)
        found = await tables.room(session, *place)
        vote = await room.current_vote(session, place)
        tally = await room.tally(session, vote) if vote else None
        asked = await room.shown(session, place)
        door = await tables.room(session, held.code, date_of(nth))
        holds = await _holds(request, session, held)
    closed = tally if tally and tally.is_closed else None
    return page(
        request,
        "projector.html",
        held=held,
        nth=nth,
        date=day_of(words, held, nth),
        on_now=found.on_now if found else 0,
        opened=tally if tally and tally.vote.state == OPEN else None,
        closed=closed,
        most=max([*closed.sums, 1]) if closed else 1,
        by_hand=[hands_told(words, one) if one else "" for one in closed.hands] if closed else [],
        asked=asked[:QUESTIONS_SHOWN],
        venue=held.document.venue.name if held.document.venue else "",
        scan=_scan(request, door) if door and holds else "",
    )


def _scan(request: Request, found: Room) -> str:
    """The code of the poster at the door; only on a page that those who hold the meeting open."""
    address = web_of(request).chat_link(TO_DOOR + found.door_code)
    return qr.svg(address, fits_its_place=True).decode() if address else ""


async def _seen(request: Request, session: AsyncSession, code: str) -> Held:
    """A meeting for everybody; one that is not only by those who hold it there."""
    try:
        held = await keeping.announced(session, code.upper())
    except NoSuchMeeting:
        raise HTTPException(404) from None
    if held.document.is_public or await _holds(request, session, held):
        return held
    raise HTTPException(404)


async def _holds(request: Request, session: AsyncSession, held: Held) -> bool:
    token = cookies.read(request, SESSION)
    now = await web_of(request).clock.now()
    staff = await signin.present(session, token, now) if token else None
    return staff is not None and may(staff.roles, Action.HOLD_MEETINGS, held.meeting.area_code)
