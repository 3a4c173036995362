"""The results of a survey for staff: each question as a chart and a table, and by municipality."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.surveys import quotas, tables
from handlers.surveys.crossing_words import CrossedTable, chart_of, crossed
from handlers.surveys.reach import reach
from handlers.surveys.stages import STAGE_NAMES
from handlers.surveys.tables import Shown, shown
from papers.charts import svg
from people.roles import Action, may
from people.signin import Present
from storage import places, surveys
from storage.places import Area
from surveys import library, moderation
from surveys.library import NoSuchSurvey
from surveys.outcome import Outcome, outcome
from texts.words import Words
from web import guard
from web.base import home_of, web_of
from web.guard import Staffed
from web.languages import words_for
from web.public import READ
from web.rendering import page

# Beside its table a chart is laid out narrow, so that its letters stay as large as the text.
CHART_WIDTH = 640


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/konzole/ankety/{code}", methods=READ)(results)
    return routes


async def results(request: Request, staff: Staffed, code: str) -> Response:
    web, words = web_of(request), words_for(request)
    now = await web.clock.now()
    async with web.database.writing() as session:
        area = await _area_seen_by(session, staff, code)
        found = await outcome(session, code, now)
        unread = await moderation.waiting(session, code)
        kinds = await quotas.told(session, words, found)
    return page(
        request,
        "survey_results.html",
        area=area,
        found=found,
        form_address=_form_address(request, found),
        runs=may(staff.roles, Action.RUN_SURVEYS, area.code),
        unread=unread,
        kinds=kinds,
        reach=reach(found, words),
        sends=any(one.is_sent or one.voice for one in found.definition.questions),
        exports=may(staff.roles, Action.EXPORT_ROWS, area.code),
        stage=library.stage(found.survey, now),
        stage_names=STAGE_NAMES,
        questions=[(question, chart(question, words)) for question in shown(found, words)],
        crossings=[(table, crossed_chart(table, words)) for table in crossed(found, words)],
        form_token=guard.form_token(request),
    )


def _form_address(request: Request, found: Outcome) -> str:
    """Where people answer on the web; empty for surveys that are not answered there."""
    if "web" not in found.definition.channels or found.is_final:
        return ""
    return f"{home_of(request)}/a/{found.survey.code}"


async def _area_seen_by(session: AsyncSession, staff: Present, code: str) -> Area:
    """The survey's area; whoever may not see it learns no more than that there is nothing."""
    try:
        survey = await library.survey(session, code)
    except NoSuchSurvey:
        raise HTTPException(404) from None
    needed = Action.RUN_SURVEYS if survey.state == surveys.DRAFT else Action.SEE_RESULTS
    area = await places.area(session, survey.area_code)
    if area is None or not may(staff.roles, needed, survey.area_code):
        raise HTTPException(404)
    return area


def crossed_chart(table: CrossedTable, words: Words) -> Markup:
    """The table beside it says the same."""
    if not table.answers:
        return Markup()
    return Markup(svg(chart_of(table, words), CHART_WIDTH, headed=False))


def chart(question: Shown, words: Words) -> Markup:
    """The picture of a question that has counts; the table beside it says the same."""
    if not question.lines or not question.answered:
        return Markup()
    # The chart escapes what it draws.
    return Markup(svg(tables.chart(question, words), CHART_WIDTH, headed=False))
