"""Crossed tables in the chat, one a screen: for staff, and for everybody once they are frozen."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.replies import Reply, Screen, show
from handlers.surveys.crossing_words import chart_of, crossed, told
from handlers.surveys.readers import reader_of
from handlers.taps import OutcomeTap, ResultsTap, button
from handlers.visit import Visit
from surveys import readers
from surveys.outcome import Outcome
from texts.screens import Button, Row
from texts.words import Words


def router() -> Router:
    router = Router(name="survey_crossings")
    router.callback_query.register(for_staff, ResultsTap.filter(F.act == "crossed"))
    router.callback_query.register(for_everybody, OutcomeTap.filter(F.act == "crossed"))
    return router


async def for_staff(_: CallbackQuery, callback_data: ResultsTap, visit: Visit) -> Reply:
    code, at = callback_data.code, callback_data.page
    found = await readers.for_staff(visit.session, await reader_of(visit), code, visit.now)
    back = button(visit.words("Back"), ResultsTap(act="show", code=code))
    return _page(visit.words, found, at, ResultsTap(act="crossed", code=code), back)


async def for_everybody(_: CallbackQuery, callback_data: OutcomeTap, visit: Visit) -> Reply:
    code, at = callback_data.code, callback_data.page
    found = await readers.for_everybody(visit.session, code, visit.now)
    back = button(visit.words("Back"), OutcomeTap(act="page", code=code))
    return _page(visit.words, found, at, OutcomeTap(act="crossed", code=code), back)


def _page(
    words: Words, found: Outcome, at: int, tap: ResultsTap | OutcomeTap, back: Button
) -> Reply:
    """Nought is the list of tables to choose from, then one table a screen."""
    tables = crossed(found, words)
    if not tables:
        return show(words("There are no crossed tables."), (back,))
    if not 0 < at <= len(tables):
        rows: list[Row] = [(button(one.title(words), _turned(tap, one.place)),) for one in tables]
        return show(words("<b>Crossed tables</b>\nWhich one?"), *rows, (back,))
    table = tables[at - 1]
    picture = chart_of(table, words) if table.answers else None
    turning: list[Row] = [_turning(tap, at, len(tables)), (button(words("Back"), _turned(tap, 0)),)]
    return Reply((Screen(told(table, words), tuple(turning), chart=picture),))


def _turned(tap: ResultsTap | OutcomeTap, page: int) -> ResultsTap | OutcomeTap:
    return tap.model_copy(update={"page": page})


def _turning(tap: ResultsTap | OutcomeTap, at: int, total: int) -> Row:
    return (
        button("‹", _turned(tap, (at - 2) % total + 1)),
        button(f"{at}/{total}", _turned(tap, at)),
        button("›", _turned(tap, at % total + 1)),
    )
