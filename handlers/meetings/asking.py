"""A question about a meeting before it is held: to the coordinator, who sees which one is meant."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers import enquiries
from handlers.awaiting import Awaiting
from handlers.meetings import upcoming as meetings
from handlers.meetings.screens import tap
from handlers.replies import Expects, Reply, show
from handlers.taps import MeetingTap
from handlers.visit import Visit
from meetings.keeping import Held
from people import muting
from texts.content import pick
from texts.formatting import day, escape

ASKING = "meeting-question"


def router() -> Router:
    router = Router(name="meeting_asking")
    router.message.register(asked, Awaiting(ASKING))
    router.callback_query.register(ask, MeetingTap.filter(F.act == "ask"))
    return router


async def ask(_: CallbackQuery, callback_data: MeetingTap, visit: Visit) -> Reply:
    muting.demand_voice(visit.resident, visit.now)
    held = (await meetings.shown_to(visit, callback_data.code)).held
    text = visit.words(
        "<b>{meeting}</b>\n\nWrite what you want to ask. I will pass it to the coordinator.",
        meeting=escape(pick(held.document.title, visit.resident.language)),
    )
    back = tap(visit.words("Back"), "show", held.code)
    return show(text, (back,), expects=Expects(ASKING, {"code": held.code}))


async def asked(message: Message, visit: Visit) -> Reply:
    """Before it stands the meeting, in the language of the office."""
    held = (await meetings.shown_to(visit, visit.waiting["code"])).held
    back = tap(visit.words("Back"), "show", held.code)
    text = f"{_named(held)}\n{message.text}"
    return await enquiries.hand_over(visit, message.message_id, text, held.meeting.area_code, back)


def _named(held: Held) -> str:
    title, when = pick(held.document.title, "cs"), held.document.when
    return f"{title} ({day(when[0].start, 'cs')}):" if when else f"{title}:"
