"""The list at the door: whoever holds a meeting keeps it at any time, a clerk on its days."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.meetings import day_words as told
from handlers.meetings import forms
from handlers.meetings.day import tap, turns
from handlers.meetings.day_taps import DayTap
from handlers.pages import page_of
from handlers.parties import PARTY_NAMES
from handlers.replies import Expects, Reply, show
from handlers.taps import button, go
from handlers.visit import Visit
from meetings import attendance, hall, keeping
from meetings.attendance import Listed
from meetings.hall import NotOnToday
from meetings.keeping import Held, NotYoursToHold, Organiser
from meetings.named import Person
from people import roles
from people.roles import Action
from storage import meetings as tables
from storage import people
from storage.people import Staff
from texts.formatting import escape
from texts.numbers import whole
from texts.screens import Button, Row
from texts.words import Words

WALKED_IN: Final = "day-walk-in"
PAGE_LENGTH: Final = 20
LABEL_LENGTH: Final = 40
# What a tap on a name does; `number` is an entry of this day, or of another one.
TICKS: Final = {"off": attendance.take_back, "again": attendance.again}
# "Novákovi 4" are four people.
WITH_NUMBER: Final = re.compile(r"(?P<name>.*\S)\s+(?P<people>\d{1,3})")


@dataclass(frozen=True)
class Desk:
    """The list of one day, with who keeps it."""

    held: Held
    nth: int
    keeper: Organiser
    is_clerk: bool

    @property
    def place(self) -> tuple[str, int]:
        return self.held.code, self.nth


def router() -> Router:
    router = Router(name="meeting_desk")
    router.message.register(walk_in, Awaiting(WALKED_IN))
    for act, does in {
        "desk": today,
        "list": listing,
        "tick": tick,
        "came": ask_walk_in,
        "cameas": came_as,
    }.items():
        router.callback_query.register(does, DayTap.filter(F.act == act))
    return router


def keeper(resident_id: int, granted: Sequence[Staff], held: Held, now: datetime) -> Organiser:
    """Raises NotYoursToHold, and NotOnToday for a clerk on another day."""
    area = held.meeting.area_code
    if not roles.may(granted, Action.KEEP_ATTENDANCE, area):
        raise NotYoursToHold(area)
    if not roles.may(granted, Action.HOLD_MEETINGS, area) and not hall.is_on(held, now):
        raise NotOnToday
    return Organiser(resident_id, roles.areas_for(granted, Action.KEEP_ATTENDANCE))


async def at_desk(visit: Visit, at: DayTap) -> Desk:
    """The list of a tap; without a day, of the one that is meant most likely."""
    granted = await people.roles(visit.session, visit.resident.id)
    held = await keeping.held(visit.session, at.code)
    kept_by = keeper(visit.resident.id, granted, held, visit.now)
    day = at.nth or hall.usual_day(held, visit.now)
    hall.demand_day(held, day)
    is_clerk = not roles.may(granted, Action.HOLD_MEETINGS, held.meeting.area_code)
    return Desk(held, day, kept_by, is_clerk)


async def today(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    """Meetings that are on today, for a clerk to open their lists."""
    words = visit.words
    granted = await people.roles(visit.session, visit.resident.id)
    roles.demand(granted, Action.KEEP_ATTENDANCE)
    areas = roles.areas_for(granted, Action.KEEP_ATTENDANCE)
    found = await tables.held_between(visit.session, areas, *hall.day_around(visit.now))
    rows: list[Row] = [
        (button(forms.label(one, words), DayTap(act="list", code=one.code)),)
        for one in map(keeping.read, found)
    ]
    text = words("Whose list do you keep today?") if rows else words("There is no meeting today.")
    return show(text, *rows, (go(words("Back"), "admin"),))


async def listing(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    return await _listing(visit, await at_desk(visit, callback_data), whole(callback_data.value))


async def tick(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    """Tap once: they are there; tap again: it was a mistake. `value` is which, and the page."""
    desk = await at_desk(visit, callback_data)
    kind, _between, page = callback_data.value.partition("-")
    does = TICKS.get(kind, attendance.tick)
    await does(visit.session, desk.keeper, desk.place, callback_data.number, visit.when)
    return await _listing(visit, desk, whole(page))


async def _listing(visit: Visit, desk: Desk, wanted: int = 0) -> Reply:
    words = visit.words
    every = await attendance.listed(visit.session, desk.keeper, *desk.place)
    page = page_of([one for one in every if one.name], wanted, PAGE_LENGTH)
    lines = [
        f"<b>{words('Who is there?')}</b> {told.day_of(words, desk.held, desk.nth)}",
        words("Tap a name when they come. Tap once more to take it back."),
        _nameless(words, every),
    ]
    rows: list[Row] = [(_line(one, desk, page.at),) for one in page.items]
    rows += [
        *turns(page, "list", desk.place),
        (tap(words("Somebody else has come"), "came", *desk.place),),
        (tap(words("Back"), "desk" if desk.is_clerk else "menu", *desk.place),),
    ]
    return show("\n\n".join(filter(None, lines)), *rows)


def _nameless(words: Words, every: Sequence[Listed]) -> str:
    """Those from the chat check in with their phones."""
    found = [one for one in every if not one.name]
    if not found:
        return ""
    there = sum(one.people for one in found if one.attendance)
    return words(
        "Besides, without a name from the chat: {registered}, of these there: {there}",
        registered=sum(one.people for one in found),
        there=there,
    )


def _line(one: Listed, desk: Desk, page: int) -> Button:
    many = f" ({one.people})" if one.people > 1 else ""
    sign = "☑" if one.attendance else "☐"
    label = f"{sign} {one.name[:LABEL_LENGTH]}{many}"
    if one.attendance:
        return tap(label, "tick", *desk.place, one.attendance.number, f"off-{page}")
    if one.stayed:
        return tap(label, "tick", *desk.place, one.stayed.number, f"again-{page}")
    assert one.registration
    return tap(label, "tick", *desk.place, one.registration.number, f"on-{page}")


async def ask_walk_in(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    desk = await at_desk(visit, callback_data)
    text = visit.words(
        "Who has come? Write the name. If there are more of them, add how many: “Novákovi 4”."
    )
    back: Row = (tap(visit.words("Back"), "list", *desk.place),)
    data = {"code": desk.held.code, "nth": desk.nth}
    return show(text, back, expects=Expects(WALKED_IN, data))


async def walk_in(message: Message, visit: Visit) -> Reply:
    at = DayTap(act="came", code=visit.waiting["code"], nth=visit.waiting["nth"])
    desk, person = await at_desk(visit, at), person_of(message.text or "")
    came = await attendance.walk_in(visit.session, desk.keeper, desk.place, person, visit.when)
    words = visit.words
    rows = [
        (tap(words(name), "cameas", *desk.place, came.number, party),)
        for party, name in PARTY_NAMES.items()
    ]
    rows.append((tap(words("Not said"), "list", *desk.place),))
    text = words("{name} is there. For whom do they come?", name=escape(came.name))
    return show(text, *rows)


async def came_as(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    desk, party = await at_desk(visit, callback_data), callback_data.value
    at = (visit.session, desk.keeper, desk.place)
    await attendance.say_party(*at, callback_data.number, party, visit.when)
    return await _listing(visit, desk)


def person_of(text: str) -> Person:
    """A name as it is written at the door, with how many they are."""
    with_number = WITH_NUMBER.fullmatch(" ".join(text.split()))
    if with_number:
        return Person(with_number["name"], people=int(with_number["people"]))
    return Person(text)
