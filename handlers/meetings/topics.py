"""Meetings by topic, by municipality and those that one has joined; following a topic."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.meetings import screens
from handlers.meetings import upcoming as meetings
from handlers.pages import page_of, turning
from handlers.profile import demand_consent
from handlers.replies import Reply, alert, show
from handlers.taps import MeetingTap, go
from handlers.titles import topic_names
from handlers.visit import Visit
from meetings.joined import joined
from meetings.keeping import Held
from people import profile
from storage import meetings as tables
from storage import people
from texts.formatting import escape
from texts.screens import Row

MOST_LISTED: Final = 40


def router() -> Router:
    router = Router(name="meeting_topics")
    steps: dict[str, Callable[..., Awaitable[Reply]]] = {
        "topics": by_topic,
        "about": about,
        "turn": follow_in_list,
        "follow": follow_on_card,
        "drop": stop_following,
        "here": in_my_municipality,
        "mine": that_i_joined,
    }
    for act, does in steps.items():
        router.callback_query.register(does, MeetingTap.filter(F.act == act))
    return router


async def by_topic(_: CallbackQuery, visit: Visit) -> Reply:
    """The topics of one's areas, how many meetings each has, and which one follows."""
    words = visit.words
    found = await meetings.coming_up(visit)
    followed = await people.topics(visit.session, visit.resident.id)
    rows: list[Row] = []
    for topic, name in (await _names(visit)).items():
        count = sum(topic in one.document.topics for one in found)
        mark = "🔔 " if topic in followed else ""
        rows.append((screens.tap(f"{mark}{name} ({count})", "about", "", 0, topic),))
    text = words("<b>Meetings by topic</b>\n🔔 marks the topics that you follow.")
    if not rows:
        text = words("There are no topics here yet.")
    return show(text, *rows, (go(words("Back"), "meetings"),))


async def about(_: CallbackQuery, callback_data: MeetingTap, visit: Visit) -> Reply:
    return await _about(visit, callback_data.value)


async def _about(visit: Visit, topic: str) -> Reply:
    words, names = visit.words, await _names(visit)
    if topic not in names:
        return alert(words("This is no longer there."))
    found = [one for one in await meetings.coming_up(visit) if topic in one.document.topics]
    follows = topic in await people.topics(visit.session, visit.resident.id)
    head = f"<b>{escape(names[topic])}</b>"
    told = words("Nothing is announced about it near you now.") if not found else ""
    hears = words("You follow it: I write to you when a meeting about it is announced near you.")
    label = words("Stop following") if follows else words("Follow this topic")
    text = "\n\n".join(filter(None, [head, told, hears if follows else ""]))
    return show(
        text,
        *await _rows(visit, found),
        (screens.tap(("🔕 " if follows else "🔔 ") + label, "turn", "", 0, topic),),
        (screens.tap(words("Back"), "topics", ""),),
    )


async def follow_in_list(_: CallbackQuery, callback_data: MeetingTap, visit: Visit) -> Reply:
    note = await _turn(visit, callback_data.value)
    reply = await _about(visit, callback_data.value)
    return Reply(reply.screens, note or reply.toast, reply.alert or bool(note))


async def follow_on_card(_: CallbackQuery, callback_data: MeetingTap, visit: Visit) -> Reply:
    """From the card of a meeting, whose area is then taken for one's own where none was told."""
    shown = await meetings.shown_to(visit, callback_data.code)
    await profile.concern(visit.session, visit.resident, shown.area.code)
    note = await _turn(visit, callback_data.value)
    reply = screens.card(visit, await meetings.shown_to(visit, callback_data.code))
    return Reply(reply.screens, note, bool(note))


async def stop_following(_: CallbackQuery, callback_data: MeetingTap, visit: Visit) -> Reply:
    """From a letter, which stays as it is."""
    await people.set_topic(visit.session, visit.resident.id, callback_data.value, False)
    return alert(visit.words("You do not follow this topic any more."))


async def in_my_municipality(_: CallbackQuery, visit: Visit) -> Reply:
    words = visit.words
    home = visit.resident.municipality
    found = [
        one
        for one in await meetings.coming_up(visit)
        if one.document.venue and one.document.venue.municipality == home
    ]
    text = words("<b>In your municipality</b>")
    if not found:
        text = words("Nothing is announced in your municipality now.")
    return show(text, *await _rows(visit, found), (go(words("Back"), "meetings"),))


async def that_i_joined(_: CallbackQuery, callback_data: MeetingTap, visit: Visit) -> Reply:
    """Also those of other areas and of groups, and what is over with all that came after it."""
    words = visit.words
    found = await joined(visit.session, visit.resident.id, visit.when)
    page = page_of(found, callback_data.nth, screens.PAGE)
    rows = await _rows(visit, page.items)
    rows += turning(page, lambda label, at: screens.tap(label, "mine", "", at))
    text = words("<b>My meetings</b>\nWhat comes is first, what has been stands below.")
    if not found:
        text = words("You have joined no meeting yet.")
    return show(text, *rows, (go(words("Back"), "meetings"),))


async def _turn(visit: Visit, topic: str) -> str:
    """Follow a topic, or follow it no more; what there is to say of it."""
    await demand_consent(visit)
    if topic not in await _names(visit):
        return visit.words("This is no longer there.")
    follows = topic in await people.topics(visit.session, visit.resident.id)
    await people.set_topic(visit.session, visit.resident.id, topic, not follows)
    if follows:
        return ""
    if visit.resident.news == "none":
        return visit.words(
            "You follow it, but you have chosen to get no messages. Change it under /profil."
        )
    return visit.words("I write to you when a meeting about it is announced near you.")


async def _rows(visit: Visit, found: Sequence[Held]) -> list[Row]:
    said = await tables.of_resident(visit.session, visit.resident.id)
    mine = {one.meeting_code: one.state for one in said}
    return screens.meeting_rows(visit.words, found[:MOST_LISTED], mine)


async def _names(visit: Visit) -> dict[str, str]:
    return await topic_names(visit, await profile.areas(visit.session, visit.resident))
