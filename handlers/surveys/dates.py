"""The dates of a survey, set in the chat: its first day, its last one, and paper after the end."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.days import written_day
from handlers.replies import Expects, Reply, alert, show
from handlers.surveys import automatic as survey_automatic
from handlers.surveys.authoring import note, run_by, shown
from handlers.surveys.cards import day_of, entry_days, step
from handlers.taps import Author
from handlers.visit import Visit
from surveys import authoring, library, life
from texts.screens import Row

Event = CallbackQuery | Message

# Weeks that a survey may be open, as buttons.
WEEKS: Final = (2, 3, 4, 6, 8)
# Days for which paper may be entered after the end, as buttons.
ENTRY_DAYS: Final = (0, 3, 7, 14, 21, 28)


def router() -> Router:
    router = Router(name="survey_dates")
    router.message.register(written, Awaiting("survey_day"))
    router.callback_query.register(choose_opening, Author.filter(F.act == "opens"))
    router.callback_query.register(choose_closing, Author.filter(F.act == "closes"))
    router.callback_query.register(plan, Author.filter(F.act == "plan"))
    router.callback_query.register(choose_entry, Author.filter(F.act == "paper"))
    router.callback_query.register(plan_entry, Author.filter(F.act == "entry"))
    return router


async def choose_opening(_: Event, callback_data: Author, visit: Visit) -> Reply:
    words = visit.words
    survey, asked = await run_by(visit, callback_data.code)
    if library.stage(survey, visit.now) == library.Stage.OPEN:
        # What is open already can only close on another day.
        running = callback_data.model_copy(update={"value": asked.opens.isoformat()})
        return await choose_closing(_, running, visit)
    rows: list[Row] = [
        (step(day_of(words, one), "closes", callback_data.code, one.isoformat()),)
        for one in _openings(life.today(visit.now))
    ]
    rows.append((step(words("Back"), "card", callback_data.code),))
    text = words("On which day shall the survey open? Choose one, or write it, as 24. 11. 2027.")
    return _awaiting(show(text, *rows), callback_data.code)


def _openings(today: date) -> list[date]:
    """Today, tomorrow, the next two Mondays and the first of the next two months."""
    monday = today + timedelta(days=7 - today.weekday())
    month = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    later = (month + timedelta(days=32)).replace(day=1)
    week = timedelta(days=7)
    return sorted({today, today + timedelta(days=1), monday, monday + week, month, later})


async def choose_closing(_: Event, callback_data: Author, visit: Visit) -> Reply:
    words = visit.words
    await run_by(visit, callback_data.code)
    opens = _parsed(callback_data.value)
    if opens is None:
        return await choose_opening(_, callback_data, visit)
    rows: list[Row] = []
    begins = max(opens, life.today(visit.now))
    for weeks in WEEKS:
        closes = begins + timedelta(weeks=weeks) - timedelta(days=1)
        label = words.many(
            "{n} week, to {day}", "{n} weeks, to {day}", weeks, day=day_of(words, closes)
        )
        value = f"{opens.isoformat()}_{closes.isoformat()}"
        rows.append((step(label, "plan", callback_data.code, value),))
    rows.append((step(words("Back"), "card", callback_data.code),))
    text = words(
        "It opens on {day}. How long shall it be open? Choose, or write the last day.",
        day=day_of(words, opens),
    )
    return _awaiting(show(text, *rows), callback_data.code, opens.isoformat())


def _awaiting(reply: Reply, code: str, opens: str = "") -> Reply:
    """The screen, with a written day awaited; with `opens`, it is the last one."""
    return replace(reply, expects=Expects("survey_day", {"code": code, "opens": opens}))


async def written(message: Message, visit: Visit) -> Reply:
    """A day that stands on no button."""
    words, code, opens = visit.words, visit.waiting["code"], visit.waiting["opens"]
    meant = written_day(message.text or "", life.today(visit.now))
    if meant is None:
        text = words("I need a day here, for example 24. 11. 2027.")
        again = show(text, (step(words("Back"), "card", code),))
        return _awaiting(again, code, opens)
    if not opens:
        tap = Author(act="closes", code=code, value=meant.isoformat())
        return await choose_closing(message, tap, visit)
    tap = Author(act="plan", code=code, value=f"{opens}_{meant.isoformat()}")
    return await plan(message, tap, visit)


def _parsed(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


async def plan(_: Event, callback_data: Author, visit: Visit) -> Reply:
    words = visit.words
    await run_by(visit, callback_data.code)
    first, _between, last = callback_data.value.partition("_")
    opens, closes = _parsed(first), _parsed(last)
    if opens is None or closes is None:
        return await choose_opening(_, callback_data, visit)
    try:
        survey = await authoring.plan(visit.session, callback_data.code, opens, closes, visit.now)
    except (authoring.DatesDoNotFit, life.NotADraft):
        return alert(words("These dates are no longer possible. Please choose others."))
    await survey_automatic.keep_up(visit, survey)
    await note(visit, "survey_planned", survey)
    return await shown(visit, *await run_by(visit, survey.code))


async def choose_entry(_: Event, callback_data: Author, visit: Visit) -> Reply:
    words = visit.words
    survey, asked = await run_by(visit, callback_data.code)
    rows: list[Row] = [
        (step(entry_days(words, days), "entry", survey.code, str(days)),)
        for days in ENTRY_DAYS
        if days != asked.paper_days
    ]
    text = words(
        "Paper often comes by post when the survey is over. How long shall it be entered after "
        "the end? Only then are the results counted. Now: {days}.",
        days=entry_days(words, asked.paper_days),
    )
    return show(text, *rows, (step(words("Back"), "card", survey.code),))


async def plan_entry(_: Event, callback_data: Author, visit: Visit) -> Reply:
    words = visit.words
    await run_by(visit, callback_data.code)
    if callback_data.value not in map(str, ENTRY_DAYS):
        return await choose_entry(_, callback_data, visit)
    try:
        survey = await authoring.plan_entry(
            visit.session, callback_data.code, int(callback_data.value), visit.now
        )
    except life.NotADraft:
        return alert(words("The survey has changed meanwhile, so this is no longer possible."))
    await note(visit, "survey_planned", survey)
    return await shown(visit, *await run_by(visit, survey.code))
