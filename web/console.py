"""The staff's first page: the surveys of their areas and how many people have answered."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from groups import membership
from handlers.surveys.stages import STAGE_NAMES
from outreach.round_words import NAMES as ROUND_NAMES
from people.roles import Action, areas_for, may
from people.signin import Present
from plans import rounds
from storage import places, surveys
from storage.surveys import Survey
from surveys import library
from surveys.definitions import Definition
from surveys.library import Stage
from texts.words import later
from web import comment_entry, guard, office
from web.base import web_of
from web.guard import Staffed
from web.public import READ
from web.rendering import page

ROLE_NAMES = {
    "administrator": later("Administrator"),
    "coordinator": later("Coordinator"),
    "member": later("Member of a working group"),
    "clerk": later("Clerk who enters paper"),
}


@dataclass(frozen=True)
class Line:
    survey: Survey
    definition: Definition
    stage: Stage
    finished: int


@dataclass(frozen=True)
class ByHand:
    """A survey whose questionnaires can be entered now."""

    survey: Survey
    definition: Definition


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/konzole", methods=READ)(console)
    return routes


async def console(request: Request, staff: Staffed) -> Response:
    web = web_of(request)
    now = await web.clock.now()
    async with web.database.reading() as session:
        areas = {area.code: area for area in await places.areas(session)}
        lines = await _lines(session, staff, now)
        by_hand = await _by_hand(session, staff, now)
        commented = await comment_entry.plans_to_enter(session, staff, now)
        queues = await office.plans_read(session, staff)
        drafts = await rounds.plans_of(session, staff.resident_id, now)
        sits = bool(await membership.seats(session, staff.resident_id))
    return page(
        request,
        "console.html",
        areas=areas,
        lines=lines,
        by_hand=by_hand,
        commented=commented,
        round_names=ROUND_NAMES,
        queues=queues,
        sees_results=may(staff.roles, Action.SEE_RESULTS),
        settles=may(staff.roles, Action.SETTLE),
        sits=sits,
        holds_meetings=may(staff.roles, Action.HOLD_MEETINGS),
        keeps_attendance=may(staff.roles, Action.KEEP_ATTENDANCE),
        drafts=drafts,
        stage_names=STAGE_NAMES,
        roles=staff.roles,
        role_names=ROLE_NAMES,
        form_token=guard.form_token(request),
    )


async def _by_hand(session: AsyncSession, staff: Present, now: datetime) -> list[ByHand]:
    if not may(staff.roles, Action.ENTER_PAPER):
        return []
    areas = areas_for(staff.roles, Action.ENTER_PAPER)
    return [ByHand(*one) for one in await library.entered_in(session, areas, now)]


async def _lines(session: AsyncSession, staff: Present, now: datetime) -> list[Line]:
    seen = areas_for(staff.roles, Action.SEE_RESULTS)
    ran = areas_for(staff.roles, Action.RUN_SURVEYS)
    found = await surveys.surveys_of(session, seen, (surveys.RELEASED, *surveys.ENDED))
    found += await surveys.surveys_of(session, ran, (surveys.DRAFT,))
    return [await _line(session, survey, now) for survey in found]


async def _line(session: AsyncSession, survey: Survey, now: datetime) -> Line:
    definition = await library.definition(session, survey.code, survey.version)
    _, finished = await surveys.response_counts(session, survey.code)
    return Line(survey, definition, library.stage(survey, now), finished)
