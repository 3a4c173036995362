"""The settlement table of a plan to take away: for all, and the working one for who settles."""

import asyncio
from datetime import datetime
from typing import Final

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from groups import membership
from handlers.plans.annex_words import written
from people.roles import Action, may
from people.signin import Present
from plans import rounds
from plans.annex import Annex, annex
from plans.consultation import NoSuchPlan
from plans.reading import Draft
from storage import audit, plans
from storage.plans import Plan
from web.base import web_of
from web.guard import Staffed
from web.languages import words_for
from web.public import READ

TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Laying out a long table takes a core; the next one waits.
ONE_AT_A_TIME: Final = asyncio.Semaphore(1)


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/p/{code}/vyporadani.{format}", methods=READ)(published)
    routes.api_route("/konzole/plany/{code}/vyporadani.{format}", methods=READ)(working)
    return routes


async def published(request: Request, code: str, format: str) -> Response:
    async with web_of(request).database.reading() as session:
        plan = await plans.plan(session, code.upper())
        if format not in TYPES or plan is None or plan.public_version is None:
            raise HTTPException(404)
        found = await annex(session, plan.code)
    return await _file(request, found, format)


async def working(request: Request, staff: Staffed, code: str, format: str) -> Response:
    web = web_of(request)
    async with web.database.writing() as session:
        plan = await plans.plan(session, code.upper())
        if format not in TYPES or plan is None:
            raise HTTPException(404)
        office = may(staff.roles, Action.READ_COMMENTS, plan.area_code)
        seats = await membership.seats(session, staff.resident_id)
        settles = any(seat.area_code == plan.area_code and seat.votes for seat, _ in seats)
        now = await web.clock.now()
        reader = None if office else await _reader(session, staff, plan, now)
        if not office and not (settles and reader):
            raise HTTPException(404)
        found = await annex(session, plan.code, everything=True, for_office=office, reader=reader)
        detail = {"format": format, "everything": True}
        await audit.note(session, now, staff.resident_id, "annex_made", plan.code, **detail)
    return await _file(request, found, format)


async def _reader(session: AsyncSession, staff: Present, plan: Plan, now: datetime) -> Draft | None:
    """What a member of a group reads; None where they may not read the plan yet."""
    try:
        return await rounds.draft_for(session, plan.code, staff.resident_id, now)
    except NoSuchPlan:
        return None


async def _file(request: Request, found: Annex, format: str) -> Response:
    made = written(found, words_for(request), await web_of(request).clock.now())
    async with ONE_AT_A_TIME:
        content = await asyncio.to_thread(getattr(made, format))
    name = f"{found.plan.key}-vyporadani.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=TYPES[format], headers=headers)
