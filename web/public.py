"""Pages for everybody: what Náves is, what it keeps, and how usable it is for whom."""

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from contests import keeping as contests
from debates import keeping as debates
from handlers.contests.screens import stage_line
from handlers.surveys.lengths import questions_told
from meetings import keeping
from people.contacts import Contact, contact
from storage import meetings, places
from storage.contests import ANNOUNCED, contests_of
from storage.places import Area
from surveys import library
from texts import privacy
from web.base import web_of
from web.languages import words_for
from web.plans_out import plans_out
from web.rendering import page

READ = ["GET", "HEAD"]
# Meetings on the first page; all of them are a tap away.
SOONEST = 3


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/", methods=READ)(start)
    routes.api_route("/soukromi", methods=READ)(privacy_notice)
    routes.api_route("/pristupnost", methods=READ)(accessibility)
    return routes


def health() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/healthz", methods=READ)(healthz)
    return routes


async def start(request: Request) -> Response:
    web, words = web_of(request), words_for(request)
    now = await web.clock.now()
    async with web.database.reading() as session:
        areas = await places.areas(session)
        opened = await library.open_in(session, None, now)
        out = await plans_out(session, now)
        running = await debates.running(session, None, now)
        coming = await meetings.coming_up(session, None, now, SOONEST, public=True)
        held = [contests.read(one) for one in await contests_of(session, None, (ANNOUNCED,))]
    return page(
        request,
        "start.html",
        opened=opened,
        length=partial(questions_told, words),
        plans=out,
        debates=running,
        contests=[(one, stage_line(words, one, now)) for one in held],
        meetings=[keeping.read(one) for one in coming],
        areas={area.code: area for area in areas},
        chat_link=web.chat_link,
        contacts=_contacts(request, areas),
    )


async def privacy_notice(request: Request) -> Response:
    sections = privacy.notice(words_for(request))
    contacts = await _all_contacts(request)
    return page(
        request, "privacy.html", sections=sections, version=privacy.VERSION, contacts=contacts
    )


async def accessibility(request: Request) -> Response:
    return page(request, "accessibility.html", contacts=await _all_contacts(request))


async def healthz(request: Request) -> Response:
    """For whoever watches the machine: well means that the database answers too."""
    well = await web_of(request).database.answers()
    return JSONResponse({"status": "ok" if well else "no database"}, 200 if well else 503)


Contacts = list[tuple[Area, Contact]]


async def _all_contacts(request: Request) -> Contacts:
    async with web_of(request).database.reading() as session:
        return _contacts(request, await places.areas(session))


def _contacts(request: Request, areas: list[Area]) -> Contacts:
    language = words_for(request).language
    found = [(area, contact(area.settings, language)) for area in areas]
    return [(area, card) for area, card in found if card]
