"""What has become of a plan, for everybody: approved evaluations, as pages and files."""

import asyncio

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.plans.evaluation_report import report
from handlers.plans.evaluation_screens import FORMATS, GRADES, chart
from papers.charts import svg
from plans import evaluation
from plans.evaluation import NoSuchEvaluation, Sheet
from storage import places
from texts.content import pick
from web.base import web_of
from web.languages import words_for
from web.public import READ
from web.rendering import page
from web.results import TYPES
from web.surveys import CHART_WIDTH


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/p/{code}/hodnoceni/{period}.{format}", methods=READ)(download)
    routes.api_route("/p/{code}/hodnoceni/{period}", methods=READ)(one)
    return routes


async def one(request: Request, code: str, period: str) -> Response:
    web, words = web_of(request), words_for(request)
    async with web.database.reading() as session:
        found = await _approved(session, code, period)
        area = await places.area(session, found.plan.area_code)
    # The chart escapes what it draws.
    drawn = Markup(svg(chart(words, found), CHART_WIDTH, headed=False))
    return page(
        request,
        "evaluation.html",
        found=found,
        area=area,
        chart=drawn,
        highest=evaluation.by_highest(found),
        grades=GRADES,
        formats=FORMATS,
    )


async def download(request: Request, code: str, period: str, format: str) -> Response:
    words = words_for(request)
    if format not in FORMATS:
        raise HTTPException(404)
    async with web_of(request).database.reading() as session:
        found = await _approved(session, code, period)
        area = await places.area(session, found.plan.area_code)
    made = report(found, words, pick(area.name, words.language) if area else "")
    content = await asyncio.to_thread(getattr(made, format))
    # Periods may hold a dash that headers cannot.
    name = f"{found.plan.key}-{period.replace('–', '-')}.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=TYPES[format], headers=headers)


async def _approved(session: AsyncSession, code: str, period: str) -> Sheet:
    """One that is not approved is told from none by nobody."""
    try:
        found = await evaluation.sheet(session, code.upper(), period)
    except NoSuchEvaluation:
        raise HTTPException(404) from None
    if not found.is_approved:
        raise HTTPException(404)
    return found
