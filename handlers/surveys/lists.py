"""The list of surveys in the chat: what is open now."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.commands import Said
from handlers.replies import Reply, show
from handlers.taps import Go, SurveyTap, button, go
from handlers.visit import Visit
from people import profile
from storage import surveys as tables
from surveys import library
from surveys.definitions import Definition
from texts.content import pick
from texts.screens import Row

# People who use services are often not sure whether they do.
FOR_ALL = ("public", "user")


def router() -> Router:
    router = Router(name="survey_lists")
    router.message.register(listing, Said("surveys"))
    router.callback_query.register(listing, Go.filter(F.to == "surveys"))
    return router


async def listing(_: Message | CallbackQuery, visit: Visit) -> Reply:
    """Surveys that this resident can answer now, with how far they are in each."""
    words = visit.words
    areas = await profile.areas(visit.session, visit.resident)
    opened = await library.open_in(visit.session, areas, visit.now)
    found = [(survey, asks) for survey, asks in opened if _concerns(visit, asks)]
    if not found:
        return show(words("No survey is open now."), (go(words("Home"), "home"),))
    begun = {
        one.survey_code: one.finished
        for one in await tables.turnout_of(visit.session, visit.resident.id)
    }
    rows: list[Row] = [
        (
            button(
                _mark(begun.get(survey.code)) + _title(visit, definition),
                SurveyTap(code=survey.code, act="intro"),
            ),
        )
        for survey, definition in found
    ]
    marked = any(survey.code in begun for survey, _ in found)
    text = words("<b>Surveys open now</b>")
    if marked:
        text += "\n" + words("✓ handed in, … begun")
    return show(text, *rows, (go(words("Home"), "home"),))


def _concerns(visit: Visit, definition: Definition) -> bool:
    """Surveys of providers and municipalities are listed for these; a link opens any to anybody."""
    return definition.audience in FOR_ALL or definition.audience == visit.resident.party


def _mark(finished: bool | None) -> str:
    """Before a survey's title: handed in, begun, or nothing."""
    if finished is None:
        return ""
    return "✓ " if finished else "… "


def _title(visit: Visit, definition: Definition) -> str:
    return pick(definition.title, visit.resident.language)
