"""What came of surveys, for everybody: only closed ones, only what has passed the gate."""

import asyncio

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.survey_report import FORMATS, report
from handlers.survey_tables import shown
from storage import places, surveys
from surveys import library
from surveys.library import NoSuchSurvey
from surveys.outcome import Outcome, outcome
from texts.content import pick
from web.base import web_of
from web.languages import words_for
from web.public import READ
from web.rendering import page
from web.surveys import chart

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/vysledky", methods=READ)(listing)
    routes.api_route("/vysledky/{code}.{format}", methods=READ)(download)
    routes.api_route("/vysledky/{code}", methods=READ)(results)
    return routes


async def listing(request: Request) -> Response:
    async with web_of(request).database.reading() as session:
        areas = {area.code: area for area in await places.areas(session)}
        closed = await surveys.surveys_of(session, None, (surveys.CLOSED,))
        ended = [(one, await library.definition(session, one.code, one.version)) for one in closed]
    return page(request, "results_list.html", ended=ended[::-1], areas=areas)


async def results(request: Request, code: str) -> Response:
    web, words = web_of(request), words_for(request)
    async with web.database.reading() as session:
        found = await _ended(session, request, code)
        area = await places.area(session, found.survey.area_code)
    return page(
        request,
        "public_results.html",
        found=found,
        area=area,
        formats=FORMATS,
        questions=[(question, chart(question, words)) for question in shown(found, words)],
    )


async def download(request: Request, code: str, format: str) -> Response:
    words = words_for(request)
    if format not in FORMATS:
        raise HTTPException(404)
    async with web_of(request).database.reading() as session:
        found = await _ended(session, request, code)
        area = await places.area(session, found.survey.area_code)
    if found.published.responses is None or area is None:
        raise HTTPException(404)
    made = report(found, words, pick(area.name, words.language))
    content = await asyncio.to_thread(getattr(made, format))
    name = f"{found.survey.key}.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=TYPES[format], headers=headers)


async def _ended(session: AsyncSession, request: Request, code: str) -> Outcome:
    """The frozen results; a survey that has not closed is told from none by nobody."""
    try:
        survey = await library.survey(session, code.upper())
    except NoSuchSurvey:
        raise HTTPException(404) from None
    if survey.state != surveys.CLOSED:
        raise HTTPException(404)
    return await outcome(session, survey.code, await web_of(request).clock.now())
