"""Who came to meetings, on a page and as files, for those who hold them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.meetings.count_files import (
    csv_of,
    party_name,
    people_told,
    public_rows,
    workbook_of,
)
from handlers.meetings.counts import kind_names, sure
from meetings.counting import Counted, Period, count
from meetings.keeping import NotYoursToHold, Organiser
from people import roles
from people.roles import Action
from people.signin import Present
from storage import audit, places
from storage.places import Area
from texts.formatting import PRAGUE
from web import guard
from web.base import web_of
from web.guard import Staffed
from web.languages import words_for
from web.public import READ
from web.rendering import page
from web.results import TYPES

CSV: Final = "text/csv; charset=utf-8"
LONGEST_DAYS: Final = 10 * 366


@dataclass(frozen=True)
class Asked:
    """What was counted, with the areas that can be chosen and the names of kinds."""

    found: Counted
    areas: list[Area]
    kinds: Mapping[str, str]


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/konzole/ucast", methods=READ)(shown)
    routes.api_route("/konzole/ucast.{format}", methods=READ)(download)
    return routes


async def shown(
    request: Request, staff: Staffed, od: str = "", do: str = "", uzemi: str = ""
) -> Response:
    words = words_for(request)
    async with web_of(request).database.reading() as session:
        asked = await _asked(request, session, staff, (od, do, uzemi))
    found = asked.found
    return page(
        request,
        "meeting_counts.html",
        found=found,
        areas=asked.areas,
        chosen=uzemi,
        kinds=asked.kinds,
        party_name=lambda party: party_name(words, party),
        people_told=lambda one: people_told(words, one),
        sure=sure(words, found.whole),
        public=public_rows(words, found),
        form_token=guard.form_token(request),
    )


async def download(
    request: Request, staff: Staffed, format: str, od: str = "", do: str = "", uzemi: str = ""
) -> Response:
    """Noted as an export; a table goes out line by line."""
    if format not in ("csv", "xlsx"):
        raise HTTPException(404)
    web, words = web_of(request), words_for(request)
    async with web.database.writing() as session:
        asked = await _asked(request, session, staff, (od, do, uzemi))
        period = asked.found.period
        told = {"first": period.first.isoformat(), "last": period.last.isoformat()}
        now = await web.clock.now()
        subject = uzemi or "all"
        await audit.note(session, now, staff.resident_id, "attendance_exported", subject, **told)
    name = f"ucast-{period.first}-{period.last}.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if format == "csv":
        lines = csv_of(words, asked.found, asked.kinds)
        return StreamingResponse(lines, media_type=CSV, headers=headers)
    made = await asyncio.to_thread(workbook_of, words, asked.found, asked.kinds)
    return Response(made, media_type=TYPES[format], headers=headers)


async def _asked(
    request: Request, session: AsyncSession, staff: Present, told: tuple[str, str, str]
) -> Asked:
    """Of one area, or of all in which they hold meetings; others are not told from none."""
    if not roles.may(staff.roles, Action.HOLD_MEETINGS):
        raise HTTPException(404)
    organiser = Organiser(staff.resident_id, roles.areas_for(staff.roles, Action.HOLD_MEETINGS))
    today = (await web_of(request).clock.now()).astimezone(PRAGUE).date()
    try:
        found = await count(session, organiser, told[2], _period(told[0], told[1], today))
    except NotYoursToHold:
        raise HTTPException(404) from None
    every = await places.areas(session)
    own = [one for one in every if organiser.areas is None or one.code in organiser.areas]
    return Asked(found, own, await kind_names(session, words_for(request)))


def _period(first: str, last: str, today: date) -> Period:
    """The half-year that runs, unless two days that fit are told."""
    try:
        told = Period(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return Period.half_year(today)
    fits = 0 <= (told.last - told.first).days <= LONGEST_DAYS and told.last < date.max
    return told if fits else Period.half_year(today)
