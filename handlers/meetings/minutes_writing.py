"""Writing minutes in the chat in small steps: lines that are typed, and taps on them."""

from collections.abc import Mapping

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.awaiting import Awaiting
from handlers.days import read_day
from handlers.meetings import minutes_screens as screens
from handlers.meetings import minutes_typed
from handlers.meetings.after_taps import MinutesTap
from handlers.meetings.minutes_kept import (
    Step,
    gone,
    is_line,
    item,
    keep,
    look,
    looked_at,
    or_as_it_stands,
    says,
)
from handlers.meetings.minutes_screens import LINE, tap
from handlers.meetings.minutes_words import EXPECTED_FROM
from handlers.replies import Reply
from handlers.visit import Visit
from meetings.minutes import PARTIES, SECTIONS, How, Shown
from texts.formatting import PRAGUE


def router() -> Router:
    router = Router(name="minutes_writing")
    router.message.register(or_as_it_stands(minutes_typed.write), Awaiting(LINE))
    steps: Mapping[str, Step] = {
        "section": section,
        "line": line,
        "out": take_out,
        "open": leave_open,
        "party": set_party,
        "how": set_how,
        "role": role,
        "says": ask_role,
        "who": ask_who,
        "due": choose_day,
        "until": set_day,
        "shown": shown,
        "show-as": set_shown,
    }
    for act, does in steps.items():
        router.callback_query.register(or_as_it_stands(does), MinutesTap.filter(F.act == act))
    return router


async def section(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    found = await look(visit, callback_data.code)
    if callback_data.section not in SECTIONS:
        return gone(visit)
    return screens.section(visit.words, found, callback_data.section, at=callback_data.at)


async def line(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    found = await look(visit, callback_data.code)
    if not is_line(found, callback_data.section, callback_data.at):
        return gone(visit)
    return screens.line(visit.words, found, callback_data.section, callback_data.at)


async def take_out(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    told, found = callback_data, await looked_at(visit, callback_data)
    if not is_line(found, told.section, told.at):
        return gone(visit)
    items = getattr(found.minutes, told.section)
    left = (*items[: told.at], *items[told.at + 1 :])
    after = await keep(visit, told.code, {told.section: left}, told.revision)
    return screens.section(visit.words, after, told.section, at=told.at)


async def leave_open(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    found = await look(visit, callback_data.code)
    fields = {"rules_open": not found.minutes.rules_open}
    after = await keep(visit, callback_data.code, fields, callback_data.revision)
    return screens.section(visit.words, after, "rules")


async def set_party(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    """Of which party somebody was; the same again takes it back."""
    told, found = callback_data, await looked_at(visit, callback_data)
    if not is_line(found, "present", told.at):
        return gone(visit)
    party = "" if found.minutes.present[told.at].party == told.value else told.value
    after = await item(visit, found, "present", told.at, told.revision, party=party)
    return screens.line(visit.words, after, "present", told.at)


async def set_how(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    """Whoever was there in part was there for something, which may be written."""
    told, words = callback_data, visit.words
    found = await looked_at(visit, told)
    if not is_line(found, "present", told.at) or told.value not in set(How):
        return gone(visit)
    after = await item(visit, found, "present", told.at, told.revision, how=told.value, part="")
    if told.value != How.IN_PART:
        return screens.line(words, after, "present", told.at)
    back = tap(words("Leave it so"), "line", after, "present", told.at)
    ask = words("For which part were they there? Write it.")
    return screens.ask(after, ask, {"section": "part", "at": told.at}, back)


async def role(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    found = await look(visit, callback_data.code)
    if callback_data.value not in PARTIES:
        return gone(visit)
    return screens.role(visit.words, found, callback_data.value)


async def ask_role(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    """What a party is there for, can bring, or expects of another one (`section`)."""
    told, words = callback_data, visit.words
    found = await look(visit, told.code)
    if told.value not in PARTIES or told.section not in ("role", "brings", *PARTIES):
        return gone(visit)
    asked = {
        "role": words("What are they there for? Write it, or a dash for nothing."),
        "brings": words("What can they bring? Write it, or a dash for nothing."),
    }
    ask = asked.get(told.section) or words(
        "{what}? Write it, or a dash for nothing.", what=words(EXPECTED_FROM[told.section])
    )
    back = tap(words("Back"), "role", found, "roles", value=told.value)
    was = says(found, told.value, told.section)
    data = {"section": "roles", "party": told.value, "says": told.section, "was": was}
    return screens.ask(found, ask, data, back)


async def ask_who(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    found = await looked_at(visit, callback_data)
    if not is_line(found, callback_data.section, callback_data.at):
        return gone(visit)
    return screens.ask_who(visit.words, found, callback_data.section, callback_data.at)


async def choose_day(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    found = await looked_at(visit, callback_data)
    if not is_line(found, "tasks", callback_data.at):
        return gone(visit)
    today = visit.now.astimezone(PRAGUE).date()
    return screens.days(visit.words, found, callback_data.at, today)


async def set_day(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    told, found = callback_data, await looked_at(visit, callback_data)
    if not is_line(found, "tasks", told.at):
        return gone(visit)
    due = read_day(told.value)
    after = await item(visit, found, "tasks", told.at, told.revision, due=due)
    return screens.section(visit.words, after, "tasks")


async def shown(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    return screens.shown(visit.words, await look(visit, callback_data.code))


async def set_shown(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    if callback_data.value not in set(Shown):
        return gone(visit)
    return screens.shown(
        visit.words, await keep(visit, callback_data.code, {"shown": callback_data.value})
    )
