"""Who comes, kept by whoever holds the meeting: registering by name, ticking off, walking in."""

import re
from collections.abc import Sequence
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.meetings import day_words as told
from handlers.meetings.day import of_day, tap
from handlers.meetings.day_taps import DayTap
from handlers.parties import PARTY_NAMES
from handlers.replies import Expects, Reply, show
from handlers.visit import Visit
from meetings import attendance, hall, named, registration
from meetings.attendance import Listed
from meetings.keeping import Held
from meetings.named import Person
from meetings.registration import MOST_PEOPLE, Answered
from outreach.notices import tell
from storage import meetings as tables
from storage.meetings import COMING, WAITING, Registration
from storage.people import PARTIES
from texts.formatting import escape
from texts.numbers import whole
from texts.screens import Button, Row
from texts.words import Words

ENTERED: Final = "day-enter"
WALKED_IN: Final = "day-walk-in"
NEEDED: Final = "day-needs"
PAGE_LENGTH: Final = 20
LABEL_LENGTH: Final = 40
# "Novákovi 4" are four people.
WITH_NUMBER: Final = re.compile(r"(?P<name>.*\S)\s+(?P<people>\d{1,3})")


def router() -> Router:
    router = Router(name="day_people")
    router.message.register(enter, Awaiting(ENTERED))
    router.message.register(walk_in, Awaiting(WALKED_IN))
    router.message.register(write_needs, Awaiting(NEEDED))
    for act, does in {
        "list": listing,
        "tick": tick,
        "came": ask_walk_in,
        "cameas": came_as,
        "enter": ask_name,
        "named": by_name,
        "one": open_one,
        "party": set_party,
        "people": set_people,
        "needs": ask_needs,
        "reserve": set_reserved,
        "strike": strike_out,
    }.items():
        router.callback_query.register(does, DayTap.filter(F.act == act))
    return router


async def listing(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    held, nth, _organiser = await of_day(visit, callback_data)
    page = whole(callback_data.value)
    return await _listing(visit, held, nth, page)


async def tick(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    """Tap once: they are there; tap again: it was a mistake. `value` is the page and which."""
    held, nth, organiser = await of_day(visit, callback_data)
    kind, _between, page = callback_data.value.partition("-")
    if kind == "off":
        await attendance.take_back(visit.session, organiser, callback_data.number, visit.when)
    else:
        place = (held.code, nth)
        await attendance.tick(visit.session, organiser, place, callback_data.number, visit.when)
    return await _listing(visit, held, nth, whole(page))


async def _listing(visit: Visit, held: Held, nth: int, page: int, note: str = "") -> Reply:
    words, code = visit.words, held.code
    organiser = (await of_day(visit, DayTap(act="list", code=code, nth=nth)))[2]
    every = await attendance.listed(visit.session, organiser, code, nth)
    by_name = [one for one in every if one.name]
    page = min(page, max(len(by_name) - 1, 0) // PAGE_LENGTH)
    shown = by_name[page * PAGE_LENGTH : (page + 1) * PAGE_LENGTH]
    lines = [
        note,
        f"<b>{words('Who is there?')}</b> {told.day_of(words, held, nth)}",
        words("Tap a name when they come. Tap once more to take it back."),
        _nameless(words, every),
    ]
    rows: list[Row] = [(_line(one, held, nth, page),) for one in shown]
    rows += [
        _turns(held, nth, page, len(by_name)),
        (tap(words("Somebody else has come"), "came", code, nth),),
        (tap(words("Back"), "menu", code, nth),),
    ]
    return show("\n\n".join(filter(None, lines)), *filter(None, rows))


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


def _line(one: Listed, held: Held, nth: int, page: int) -> Button:
    many = f" ({one.people})" if one.people > 1 else ""
    sign = "☑" if one.attendance else "☐"
    label = f"{sign} {one.name[:LABEL_LENGTH]}{many}"
    if one.attendance:
        return tap(label, "tick", held.code, nth, one.attendance.number, f"off-{page}")
    assert one.registration
    return tap(label, "tick", held.code, nth, one.registration.number, f"on-{page}")


def _turns(held: Held, nth: int, page: int, total: int) -> Row:
    turns = []
    if page:
        turns.append(tap("‹", "list", held.code, nth, value=str(page - 1)))
    if (page + 1) * PAGE_LENGTH < total:
        turns.append(tap("›", "list", held.code, nth, value=str(page + 1)))
    return tuple(turns)


async def ask_walk_in(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    held, nth, _organiser = await of_day(visit, callback_data)
    text = visit.words(
        "Who has come? Write the name. If there are more of them, add how many: “Novákovi 4”."
    )
    back: Row = (tap(visit.words("Back"), "list", held.code, nth),)
    return show(text, back, expects=Expects(WALKED_IN, {"code": held.code, "nth": nth}))


async def walk_in(message: Message, visit: Visit) -> Reply:
    at = DayTap(act="came", code=visit.waiting["code"], nth=visit.waiting["nth"])
    held, nth, organiser = await of_day(visit, at)
    person = _person(message.text or "")
    came = await attendance.walk_in(visit.session, organiser, (held.code, nth), person, visit.when)
    words = visit.words
    rows = [
        (tap(words(name), "cameas", held.code, nth, came.number, party),)
        for party, name in PARTY_NAMES.items()
    ]
    rows.append((tap(words("Not said"), "list", held.code, nth),))
    text = words("{name} is there. For whom do they come?", name=escape(came.name))
    return show(text, *rows)


async def came_as(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    held, nth, organiser = await of_day(visit, callback_data)
    number, party = callback_data.number, callback_data.value
    await attendance.say_party(visit.session, organiser, number, party, visit.when)
    return await _listing(visit, held, nth, 0)


async def ask_name(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    held, nth, _organiser = await of_day(visit, callback_data)
    text = visit.words(
        "Whom shall I register? Write the name. If there are more of them, add how many: "
        "“Novákovi 4”."
    )
    back: Row = (tap(visit.words("Back"), "menu", held.code, nth),)
    return show(text, back, expects=Expects(ENTERED, {"code": held.code, "nth": nth}))


async def enter(message: Message, visit: Visit) -> Reply:
    at = DayTap(act="enter", code=visit.waiting["code"], nth=visit.waiting["nth"])
    held, nth, organiser = await of_day(visit, at)
    place = (held.code, hall.place_of(held, nth))
    said = await named.enter(
        visit.session, organiser, place, _person(message.text or ""), visit.when
    )
    return await _one(visit, held, nth, said.registration)


async def by_name(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    """Whom the office and the web have registered, those who wait at the end."""
    held, nth, organiser = await of_day(visit, callback_data)
    words, place = visit.words, hall.place_of(held, nth)
    said = await named.on_list(visit.session, organiser, held.code, place)
    page = whole(callback_data.value)
    found = [one for one in said if one.name]
    found.sort(key=lambda one: one.state == WAITING)
    shown = found[page * PAGE_LENGTH : (page + 1) * PAGE_LENGTH]
    rows: list[Row] = [(tap(_label(one), "one", held.code, nth, one.number),) for one in shown]
    turns = []
    if page:
        turns.append(tap("‹", "named", held.code, nth, value=str(page - 1)))
    if (page + 1) * PAGE_LENGTH < len(found):
        turns.append(tap("›", "named", held.code, nth, value=str(page + 1)))
    rows += [
        tuple(turns),
        (tap(words("Register somebody"), "enter", held.code, nth),),
        (tap(words("Back"), "menu", held.code, nth),),
    ]
    text = words("<b>Registered by name</b>\nThose marked … wait for a place.")
    if not found:
        text = words("Nobody is registered by name yet.")
    return show(text, *filter(None, rows))


def _label(one: Registration) -> str:
    many = f" ({one.people})" if one.people > 1 else ""
    return f"{'… ' if one.state == WAITING else ''}{one.name[:LABEL_LENGTH]}{many}"


async def open_one(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    held, nth, _organiser = await of_day(visit, callback_data)
    return await _one(visit, held, nth, await _found(visit, held, callback_data.number))


async def set_party(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    held, nth, _organiser = await of_day(visit, callback_data)
    mine = await _found(visit, held, callback_data.number)
    if callback_data.value:
        party = callback_data.value if callback_data.value in PARTIES else ""
        person = Person(mine.name, party, mine.people, mine.needs)
        return await _changed(visit, callback_data, person, mine.from_reserved)
    words = visit.words
    rows = [
        (tap(words(name), "party", held.code, nth, mine.number, party),)
        for party, name in PARTY_NAMES.items()
    ]
    rows.append((tap(words("Not said"), "party", held.code, nth, mine.number, "-"),))
    rows.append((tap(words("Back"), "one", held.code, nth, mine.number),))
    return show(words("For whom do they come?"), *rows)


async def set_people(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    held, nth, _organiser = await of_day(visit, callback_data)
    mine = await _found(visit, held, callback_data.number)
    if callback_data.value.isdecimal():
        person = Person(mine.name, mine.party, int(callback_data.value), mine.needs)
        return await _changed(visit, callback_data, person, mine.from_reserved)
    numbers = [
        tap(
            ("✓ " if n == mine.people else "") + str(n),
            "people",
            held.code,
            nth,
            mine.number,
            str(n),
        )
        for n in range(1, MOST_PEOPLE + 1)
    ]
    back: Row = (tap(visit.words("Back"), "one", held.code, nth, mine.number),)
    text = visit.words("How many of them come?")
    return show(text, tuple(numbers[:3]), tuple(numbers[3:]), back)


async def ask_needs(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    held, nth, _organiser = await of_day(visit, callback_data)
    words, number = visit.words, callback_data.number
    back: Row = (tap(words("Back"), "one", held.code, nth, number),)
    text = words("What do they need? An interpreter, a ride … Write it.")
    kept = {"code": held.code, "nth": nth, "number": number}
    return show(text, back, expects=Expects(NEEDED, kept))


async def write_needs(message: Message, visit: Visit) -> Reply:
    waiting = visit.waiting
    at = DayTap(act="one", code=waiting["code"], nth=waiting["nth"], number=waiting["number"])
    held, _nth, _organiser = await of_day(visit, at)
    mine = await _found(visit, held, at.number)
    person = Person(mine.name, mine.party, mine.people, message.text or "")
    return await _changed(visit, at, person, mine.from_reserved)


async def set_reserved(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    """Move them to one of the office's own places, or back among all others."""
    held, _nth, _organiser = await of_day(visit, callback_data)
    mine = await _found(visit, held, callback_data.number)
    person = Person(mine.name, mine.party, mine.people, mine.needs)
    return await _changed(visit, callback_data, person, not mine.from_reserved)


async def strike_out(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    held, nth, organiser = await of_day(visit, callback_data)
    said = await named.strike_out(visit.session, organiser, callback_data.number, visit.when)
    return await _one(visit, held, nth, (await _told(visit, said)).registration)


async def _changed(visit: Visit, at: DayTap, person: Person, reserved: bool) -> Reply:
    held, nth, organiser = await of_day(visit, at)
    said = await named.change(
        visit.session, organiser, at.number, person, visit.when, reserved=reserved
    )
    return await _one(visit, held, nth, (await _told(visit, said)).registration)


async def _told(visit: Visit, said: Answered) -> Answered:
    for one in said.promoted:
        await tell(visit.session, one, visit.now)
    return said


async def _found(visit: Visit, held: Held, number: int) -> Registration:
    """Raises NoSuchRegistration."""
    found = await visit.session.get(Registration, number)
    if found is None or found.meeting_code != held.code or found.resident_id is not None:
        raise named.NoSuchRegistration
    return found


async def _one(visit: Visit, held: Held, nth: int, mine: Registration) -> Reply:
    words, code = visit.words, held.code
    before = await registration.before(visit.session, mine)
    state = words(told.STATE_NAMES[mine.state])
    if mine.state == WAITING and before:
        state += f" ({words.many('{n} before them', '{n} before them', before)})"
    lines = [
        f"<b>{escape(mine.name)}</b> · {state}",
        told.people_told(words, mine.people),
        told.party_name(words, mine.party),
        words("Needs: {needs}", needs=escape(mine.needs)) if mine.needs else "",
        words("Has one of our own places.") if mine.from_reserved else "",
        words("Registered on the web.") if mine.channel == tables.WEB else "",
    ]
    rows = [
        *_changes(words, held, nth, mine),
        (tap(words("Register somebody else"), "enter", code, nth),),
        (tap(words("Back"), "named", code, nth),),
    ]
    return show("\n".join(filter(None, lines)), *rows)


def _changes(words: Words, held: Held, nth: int, mine: Registration) -> list[Row]:
    """What can be said otherwise; of who does not come, only that they come after all."""
    code, number = held.code, mine.number
    if mine.state not in (COMING, WAITING):
        people = str(mine.people)
        return [(tap(words("They come after all"), "people", code, nth, number, people),)]
    rows: list[Row] = [
        (
            tap(words("Of which party"), "party", code, nth, number),
            tap(words("How many"), "people", code, nth, number),
        ),
        (tap(words("Needs"), "needs", code, nth, number),),
    ]
    if held.document.reserved:
        label = words("Give one of our own places")
        if mine.from_reserved:
            label = words("Take our own place back")
        rows.append((tap(label, "reserve", code, nth, number),))
    rows.append((tap(words("They do not come"), "strike", code, nth, number),))
    return rows


def _person(text: str) -> Person:
    with_number = WITH_NUMBER.fullmatch(" ".join(text.split()))
    if with_number:
        return Person(with_number["name"], people=int(with_number["people"]))
    return Person(text)
