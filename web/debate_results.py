"""What came of a debate on the web, for everybody: pages, pictures, files, data for machines."""

from functools import partial

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession

from debates import exporting
from debates.outcome import NotCounted, Outcome, outcome
from handlers.debates import outcome_words
from handlers.debates import tables as debate_tables
from papers import charts
from web import kept_files
from web.base import home_of, web_of
from web.debates import Here, debate_page, here
from web.kept_files import Kept
from web.languages import words_for
from web.public import READ
from web.results import TYPES

# Narrower than in the chat, so that the letters stay large on a phone.
CHART_WIDTH = 760


def router() -> APIRouter:
    routes = APIRouter(prefix="/d")
    routes.api_route("/{code}/vysledky", methods=READ)(results)
    routes.api_route("/{code}/vysledky.json", methods=READ)(for_machines)
    routes.api_route("/{code}/vysledky.csv", methods=READ)(as_csv)
    routes.api_route("/{code}/vysledky.xlsx", methods=READ)(as_xlsx)
    routes.api_route("/{code}/vysledky.png", methods=READ)(picture)
    return routes


async def results(request: Request, code: str) -> Response:
    """Until the end the page says when it will be there."""
    words = words_for(request)
    async with web_of(request).database.reading() as session:
        at = await here(session, request, code)
        found = await _counted(session, at)
    if found is None:
        return debate_page(at, "debate_later.html")
    chart = outcome_words.chart(found, words)
    least = found.results.min_cell
    return debate_page(
        at,
        "debate_results.html",
        found=found,
        results=found.results,
        took_part=outcome_words.took_part(found, words),
        shown={
            one.number: outcome_words.shown(one, least, words) for one in found.results.statements
        },
        groups=[
            (
                outcome_words.group_told(one, words),
                [outcome_words.stand_told(found, stand, words) for stand in one.stands_for],
            )
            for one in found.results.groups
        ],
        chart=Markup(charts.svg(chart, CHART_WIDTH, headed=False)) if chart else None,
        home=home_of(request),
    )


async def for_machines(request: Request, code: str) -> Response:
    return JSONResponse(exporting.to_json(await _ended(request, code)))


async def as_csv(request: Request, code: str) -> Response:
    found = await _ended(request, code)
    content = exporting.to_csv(found, words_for(request).language)
    headers = {"Content-Disposition": f'attachment; filename="{found.run.document.key}.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


async def as_xlsx(request: Request, code: str) -> Response:
    words, found = words_for(request), await _ended(request, code)
    source = found.run.document, found.results, words.language
    kept = Kept(source, "xlsx", partial(debate_tables.workbook, found, words))
    name = f"{found.run.document.key}.xlsx"
    return await kept_files.answer(request, kept, TYPES["xlsx"], name)


async def picture(request: Request, code: str) -> Response:
    """To be passed on, and shown by others beside a link to the page."""
    chart = outcome_words.chart(await _ended(request, code), words_for(request))
    if chart is None:
        raise HTTPException(404)
    kept = Kept(chart, "png", partial(charts.png, chart))
    return await kept_files.answer(request, kept, "image/png")


async def _ended(request: Request, code: str) -> Outcome:
    """404 for what has not ended."""
    async with web_of(request).database.reading() as session:
        found = await _counted(session, await here(session, request, code))
    if found is None:
        raise HTTPException(404)
    return found


async def _counted(session: AsyncSession, at: Here) -> Outcome | None:
    try:
        return await outcome(session, at.code)
    except NotCounted:
        return None
