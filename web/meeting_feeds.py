"""Meetings to follow: calendars that ask again by themselves, open data, and a page to choose."""

import hashlib
import json
from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from meetings import calendars, keeping, open_data
from meetings.keeping import Held
from storage import groups, places
from storage import meetings as tables
from storage.groups import WorkingGroup
from storage.places import Area
from texts.content import pick
from texts.words import Words
from web.base import home_of, web_of
from web.languages import words_for
from web.meetings import CALENDAR, address, told_to
from web.public import READ
from web.rendering import page

LINKED = "application/ld+json"
MOST_FED = 500
WEBCAL = "webcal://"


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/akce.ics", methods=READ)(feed)
    routes.api_route("/akce.jsonld", methods=READ)(catalogue)
    # No meeting has this code: there is no O among its letters.
    routes.api_route("/akce/odber", methods=READ)(choices)
    return routes


async def feed(request: Request, uzemi: str = "", tema: str = "", skupina: str = "") -> Response:
    """A calendar of an area, a topic or a working group."""
    async with web_of(request).database.reading() as session:
        found = await _chosen(request, session, uzemi, tema, skupina)
        told = [await told_to(request, session, one) for one in found]
    name = words_for(request)("Meetings")
    return _unless_known(request, calendars.feed(told, name), CALENDAR)


async def catalogue(
    request: Request, uzemi: str = "", tema: str = "", skupina: str = ""
) -> Response:
    """The same as open data: a list of events, each whole."""
    async with web_of(request).database.reading() as session:
        found = await _chosen(request, session, uzemi, tema, skupina)
        told = [await told_to(request, session, one) for one in found]
        areas = {one.code: one for one in await places.areas(session)}
    made = [
        open_data.event(one, address(request, one.held), areas[one.held.meeting.area_code])
        for one in told
    ]
    return _unless_known(request, json.dumps(made, ensure_ascii=False).encode(), LINKED)


def _unless_known(request: Request, made: bytes, media_type: str) -> Response:
    """Calendars ask often; who has it already is told only that nothing has changed."""
    tag = f'"{hashlib.sha256(made).hexdigest()[:32]}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(made, media_type=media_type, headers={"ETag": tag})


async def _chosen(
    request: Request, session: AsyncSession, area: str, topic: str, group: str
) -> list[Held]:
    """What everybody may know of, the next ones first; a group is named with or without an area."""
    now = await web_of(request).clock.now()
    areas = [area] if area else None
    rows = await tables.coming_up(session, areas, now, MOST_FED, public=True)
    found = [keeping.read(one) for one in rows]
    return [
        one
        for one in found
        if (not topic or topic in one.document.topics)
        and (not group or group == one.document.group)
    ]


async def choices(request: Request, uzemi: str = "") -> Response:
    """Which calendars there are, each to be tapped or copied."""
    words = words_for(request)
    async with web_of(request).database.reading() as session:
        every = await places.areas(session)
        areas = [one for one in every if one.code == uzemi] or every
        of_groups = await groups.groups_of(session, [one.code for one in areas])
    named = [(pick(one.name, words.language), {"uzemi": one.code}) for one in areas]
    named += _topics(areas, words)
    named += _groups(areas, of_groups, words)
    whole: list[tuple[str, dict[str, str]]] = [] if uzemi else [(words("All meetings"), {})]
    base = home_of(request)
    feeds = [(name, _https(base, query)) for name, query in [*whole, *named]]
    shown = [(name, url, WEBCAL + url.partition("://")[2]) for name, url in feeds]
    return page(request, "meeting_feeds.html", feeds=shown)


def _groups(
    areas: Sequence[Area], found: Sequence[WorkingGroup], words: Words
) -> list[tuple[str, dict[str, str]]]:
    """With the area where there are several: groups of the same name work in each."""
    names = {one.code: pick(one.name, words.language) for one in areas}
    told = [(pick(one.name, words.language), one) for one in found if not one.sensitive]
    return [
        (
            f"{names[one.area_code]}: {name}" if len(areas) > 1 else name,
            {"uzemi": one.area_code, "skupina": one.key},
        )
        for name, one in told
    ]


def _topics(areas: Sequence[Area], words: Words) -> list[tuple[str, dict[str, str]]]:
    """With the area only where there is one: the same topic runs through all of them."""
    names = {
        str(one["id"]): pick(one["text"], words.language)
        for area in areas
        for one in area.settings.get("topics", ())
    }
    area = {"uzemi": areas[0].code} if len(areas) == 1 else {}
    return [(name, {**area, "tema": code}) for code, name in names.items()]


def _https(base: str, query: dict[str, str]) -> str:
    told = f"?{urlencode(query)}" if query else ""
    return f"{base}/akce.ics{told}"
