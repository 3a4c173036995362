"""What came of surveys, for everybody: only closed ones, only what has passed the gate."""

from typing import NamedTuple

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from handlers.surveys.crossing_words import crossed
from handlers.surveys.report import FORMATS, report
from handlers.surveys.sharing import card
from handlers.surveys.tables import shown
from storage import places
from storage.ended import ended, how_many
from storage.places import Area
from surveys import library, readers
from surveys.library import NoSuchSurvey
from surveys.outcome import Outcome
from texts.content import pick
from web import kept_files
from web.base import home_of, web_of
from web.kept_files import Kept
from web.languages import words_for
from web.public import READ
from web.rendering import page
from web.results_json import document
from web.surveys import chart, crossed_chart

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ON_A_PAGE = 25


class Ended(NamedTuple):
    """The frozen results of a closed survey, with its area."""

    found: Outcome
    area: Area


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/vysledky", methods=READ)(listing)
    routes.api_route("/vysledky/{code}.json", methods=READ)(for_machines)
    routes.api_route("/vysledky/{code}.png", methods=READ)(picture)
    routes.api_route("/vysledky/{code}.{format}", methods=READ)(download)
    routes.api_route("/vysledky/{code}", methods=READ)(results)
    return routes


async def listing(request: Request, strana: int = 1) -> Response:
    at = max(1, min(strana, 10_000))
    async with web_of(request).database.reading() as session:
        areas = {area.code: area for area in await places.areas(session)}
        found = await ended(session, after=(at - 1) * ON_A_PAGE, most=ON_A_PAGE)
        total = await how_many(session)
        told = [(one, await library.definition(session, one.code, one.version)) for one in found]
    pages = max(1, -(-total // ON_A_PAGE))
    if at > pages:
        raise HTTPException(404)
    return page(request, "results_list.html", ended=told, areas=areas, at=at, pages=pages)


async def results(request: Request, code: str) -> Response:
    """The address stands on receipts, so it says when to come back while the survey runs."""
    words, web = words_for(request), web_of(request)
    now = await web.clock.now()
    async with web.database.reading() as session:
        running = await readers.running(session, code.upper(), now)
    if running:
        return page(request, "results_later.html", survey=running.survey, asked=running.definition)
    found, area = await _ended(request, code)
    return page(
        request,
        "public_results.html",
        found=found,
        area=area,
        formats=FORMATS,
        home=home_of(request),
        questions=[(question, chart(question, words)) for question in shown(found, words)],
        crossings=[(table, crossed_chart(table, words)) for table in crossed(found, words)],
    )


async def download(request: Request, code: str, format: str) -> Response:
    words = words_for(request)
    if format not in FORMATS:
        raise HTTPException(404)
    found, area = await _with_answers(request, code)
    made = report(found, words, pick(area.name, words.language))
    kept = Kept(made, format, getattr(made, format))
    return await kept_files.answer(request, kept, TYPES[format], f"{found.survey.key}.{format}")


async def picture(request: Request, code: str) -> Response:
    """To be passed on, and shown by others beside a link to the page."""
    words = words_for(request)
    found, area = await _with_answers(request, code)
    made = card(found, words, pick(area.name, words.language), home_of(request))
    if made is None:
        raise HTTPException(404)
    return await kept_files.answer(request, Kept(made, "png", made.png), "image/png")


async def for_machines(request: Request, code: str) -> Response:
    found, area = await _ended(request, code)
    return JSONResponse(document(found, area))


async def _with_answers(request: Request, code: str) -> Ended:
    found, area = await _ended(request, code)
    if found.published.responses is None:
        raise HTTPException(404)
    return Ended(found, area)


async def _ended(request: Request, code: str) -> Ended:
    """Of a survey that has not closed there is nothing to take away."""
    now = await web_of(request).clock.now()
    async with web_of(request).database.reading() as session:
        try:
            found = await readers.for_everybody(session, code.upper(), now)
        except NoSuchSurvey:
            raise HTTPException(404) from None
        area = await places.area(session, found.survey.area_code)
    if area is None:
        raise HTTPException(404)
    return Ended(found, area)
