"""Messages that residents did not ask for: what their buttons open, and how many one wants."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from contests.keeping import NoSuchContest
from debates.keeping import NoSuchDebate
from handlers.commands import STOPS, Phrase
from handlers.contests import voting as contests
from handlers.debates import taking as debates
from handlers.meetings import upcoming as meetings
from handlers.plans import reading as plans
from handlers.profile import NEWS_NAMES
from handlers.refusals import explain
from handlers.replies import Reply, alert, show
from handlers.surveys import answering as surveys
from handlers.taps import BroadcastButton, Go, News, button, go
from handlers.visit import Visit
from meetings.keeping import NoSuchMeeting
from outreach import broadcasts
from outreach.targets import (
    CONTEST,
    DEBATE,
    MEETING,
    MEETING_CALENDAR,
    MEETING_MAP,
    PLAN,
    SURVEY,
)
from people import profile
from plans.consultation import NoSuchPlan
from storage import broadcasts as tables
from storage import people, places
from surveys.answering import SurveyClosed, SurveyNotOpenYet
from surveys.library import NoSuchSurvey
from texts.content import pick
from texts.screens import Row

# What the buttons lead to that are taps; addresses are opened by Telegram.
OPENS = {
    SURVEY: surveys.introduce,
    PLAN: plans.introduce,
    MEETING: meetings.introduce,
    CONTEST: contests.introduce,
    DEBATE: debates.introduce,
    MEETING_CALENDAR: meetings.into_calendar,
    MEETING_MAP: meetings.onto_map,
}


def router() -> Router:
    router = Router(name="news")
    router.callback_query.register(open_target, BroadcastButton.filter())
    router.callback_query.register(fewer, News.filter(F.act == "less"))
    router.callback_query.register(choose, News.filter(F.act == "set"))
    router.callback_query.register(unfollow, News.filter(F.act == "unfollow"))
    router.callback_query.register(fewer, Go.filter(F.to == "news"))
    router.message.register(asked_to_stop, Phrase(STOPS))
    return router


async def open_target(_: CallbackQuery, callback_data: BroadcastButton, visit: Visit) -> Reply:
    """What a button under a message leads to, shown below it; each person's tap counts once."""
    target = await broadcasts.tapped(
        visit.session, callback_data.broadcast, callback_data.number, visit.resident.id
    )
    if target is None:
        return alert(visit.words("This is no longer there."))
    try:
        opened = await OPENS[target.kind](visit, target.target)
    except (
        SurveyClosed,
        SurveyNotOpenYet,
        NoSuchSurvey,
        NoSuchPlan,
        NoSuchMeeting,
        NoSuchContest,
        NoSuchDebate,
    ) as refusal:
        opened = explain(refusal, visit.words) or Reply()
    return replace(opened, below=True)


async def fewer(_: CallbackQuery, callback_data: News | Go, visit: Visit) -> Reply:
    """How many messages one wants; asked under a message, the message stays."""
    broadcast_id = callback_data.broadcast if isinstance(callback_data, News) else 0
    return replace(await _choice(visit, broadcast_id), below=bool(broadcast_id))


async def asked_to_stop(_: Message, visit: Visit) -> Reply:
    return await _choice(visit, 0)


async def choose(_: CallbackQuery, callback_data: News, visit: Visit) -> Reply:
    if callback_data.value in profile.NEWS:
        await profile.set_news(visit.session, visit.resident, callback_data.value)
    return await _choice(visit, callback_data.broadcast)


async def unfollow(_: CallbackQuery, callback_data: News, visit: Visit) -> Reply:
    await people.set_topic(visit.session, visit.resident.id, callback_data.value, False)
    return await _choice(visit, callback_data.broadcast)


async def _choice(visit: Visit, broadcast_id: int) -> Reply:
    words = visit.words
    text = words(
        "<b>How many messages would you like?</b>\n\n"
        "These are invitations and news that you did not ask for. "
        "Answers to your questions always come, and so do notices required by law."
    )
    rows: list[Row] = [
        (
            button(
                f"✓ {words(name)}" if visit.resident.news == kind else words(name),
                News(act="set", value=kind, broadcast=broadcast_id),
            ),
        )
        for kind, name in NEWS_NAMES.items()
    ]
    for topic, name in (await _topics(visit, broadcast_id)).items():
        tap = News(act="unfollow", value=topic, broadcast=broadcast_id)
        rows.append((button(words("Stop following: {topic}", topic=name), tap),))
    last = (go(words("My profile"), "profile"), go(words("Home"), "home"))
    return show(text, *rows, last)


async def _topics(visit: Visit, broadcast_id: int) -> dict[str, str]:
    """Topics by which the message came to this person, and which they still follow."""
    found = await tables.broadcast(visit.session, broadcast_id) if broadcast_id else None
    if found is None:
        return {}
    chosen = {
        value
        for one in broadcasts.audience_of(found).criteria
        if one.kind == "topic" and not one.without
        for value in one.values
    }
    followed = chosen & set(await people.topics(visit.session, visit.resident.id))
    return {
        topic["id"]: pick(topic["text"], visit.words.language)
        for area in await places.areas(visit.session)
        for topic in area.settings.get("topics", ())
        if topic["id"] in followed
    }
