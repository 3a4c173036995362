"""From a survey's card: ready reminders of it, prepared by one tap and sent like any message."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.broadcasts.screens import step
from handlers.broadcasts.writing import card
from handlers.replies import Reply, show
from handlers.taps import BroadcastStep, ResultsTap, button
from handlers.visit import Visit
from outreach import anchors, broadcasts, reminders
from outreach.moments import local_offset
from people import roles
from people.roles import Action
from storage import broadcasts as tables
from storage import people
from storage.broadcasts import Broadcast
from storage.surveys import Survey
from surveys import library
from texts.content import pick
from texts.formatting import escape
from texts.screens import Button, Row
from texts.words import Words, later

READY_NAMES = {
    "opens_today": later("A survey has opened"),
    "not_answered": later("A week before its end: who has not answered"),
    "half_way": later("Three days before its end: who stopped half-way"),
    "closes_tomorrow": later("A survey closes tomorrow"),
}
# A reminder that was called off may be prepared again.
GONE = (tables.VOID, tables.STOPPED)


def router() -> Router:
    router = Router(name="broadcast_reminders")
    router.callback_query.register(menu, BroadcastStep.filter(F.act == "reminders"))
    router.callback_query.register(prepare, BroadcastStep.filter(F.act == "remind"))
    return router


async def row(visit: Visit, survey: Survey) -> list[Row]:
    """The button on the survey's card, while anything is still to come."""
    held = await people.roles(visit.session, visit.resident.id)
    may_send = roles.may(held, Action.BROADCAST, survey.area_code)
    if not may_send or not [name for name in READY_NAMES if await is_to_come(visit, survey, name)]:
        return []
    return [(step(visit.words("Remind people"), "reminders", 0, survey.code),)]


async def menu(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    words = visit.words
    survey = await _survey(visit, callback_data.value)
    definition = await library.definition(visit.session, survey.code, survey.version)
    rows: list[Row] = [
        (step(words(name), "remind", 0, f"{survey.code},{key}"),)
        for key, name in READY_NAMES.items()
        if await is_to_come(visit, survey, key)
    ]
    text = words(
        "<b>Reminders of {title}</b>\nEach is prepared by one tap, goes out by itself at its "
        "moment and moves with the dates of the survey. You see about how many people get it, "
        "never who.",
        title=escape(pick(definition.title, words.language)),
    )
    return show(text, *rows, (_back(words, survey),))


async def prepare(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """The reminder as a draft; the one there is already, if it was prepared before."""
    code, _comma, name = callback_data.value.partition(",")
    survey = await _survey(visit, code)
    if name not in READY_NAMES:
        return await menu(_, BroadcastStep(act="reminders", value=code), visit)
    found = await _prepared(visit, survey, reminders.READY[name])
    actor_id = visit.resident.id
    made = found or await reminders.ready(visit.session, actor_id, code, name, visit.now)
    return await card(visit, made)


async def is_to_come(visit: Visit, survey: Survey, name: str) -> bool:
    """Whether the moment of a ready reminder is still ahead."""
    ready = reminders.READY[name]
    date = await anchors.date_of(visit.session, _anchor(survey, ready))
    if date is None:
        return False
    return local_offset(date, ready.offset_minutes, visit.house.rules.zone) > visit.now


async def _prepared(visit: Visit, survey: Survey, ready: reminders.Ready) -> Broadcast | None:
    """One reminder of a kind is enough for a survey, whoever prepared it."""
    wanted = (_anchor(survey, ready), ready.offset_minutes)
    for one in await tables.of_areas(visit.session, [survey.area_code], limit=200):
        if (one.anchor, one.offset_minutes) == wanted and one.state not in GONE:
            return await broadcasts.see(visit.session, visit.resident.id, one.id)
    return None


def _anchor(survey: Survey, ready: reminders.Ready) -> str:
    return anchors.anchor(anchors.SURVEY, survey.code, ready.date)


async def _survey(visit: Visit, code: str) -> Survey:
    held = await people.roles(visit.session, visit.resident.id)
    roles.demand(held, Action.BROADCAST)
    survey = await library.survey(visit.session, code)
    roles.demand(held, Action.BROADCAST, survey.area_code)
    return survey


def _back(words: Words, survey: Survey) -> Button:
    return button(words("Back"), ResultsTap(act="show", code=survey.code))
