"""Who comes, registered by name by whoever holds the meeting, with what they need."""

from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.meetings import day_words as told
from handlers.meetings.day import of_day, tap, turns
from handlers.meetings.day_taps import DayTap
from handlers.meetings.desk import PAGE_LENGTH, person_of
from handlers.pages import page_of
from handlers.parties import PARTY_NAMES
from handlers.replies import Expects, Reply, show
from handlers.visit import Visit
from meetings import hall, named, registration
from meetings.keeping import Held
from meetings.named import Person
from meetings.registration import MOST_PEOPLE, Answered
from outreach.notices import tell
from storage import meetings as tables
from storage.meetings import COMING, WAITING, Registration
from storage.people import PARTIES
from texts.formatting import escape
from texts.numbers import whole
from texts.screens import Row
from texts.words import Words

ENTERED: Final = "day-enter"
NEEDED: Final = "day-needs"
LABEL_LENGTH: Final = 40


def router() -> Router:
    router = Router(name="day_people")
    router.message.register(enter, Awaiting(ENTERED))
    router.message.register(write_needs, Awaiting(NEEDED))
    for act, does in {
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
        visit.session, organiser, place, person_of(message.text or ""), visit.when
    )
    return await _one(visit, held, nth, said.registration)


async def by_name(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    """Whom the office and the web have registered, those who wait at the end."""
    held, nth, organiser = await of_day(visit, callback_data)
    words, place = visit.words, hall.place_of(held, nth)
    said = await named.on_list(visit.session, organiser, held.code, place)
    found = sorted((one for one in said if one.name), key=lambda one: one.state == WAITING)
    page = page_of(found, whole(callback_data.value), PAGE_LENGTH)
    rows: list[Row] = [(tap(_label(one), "one", held.code, nth, one.number),) for one in page.items]
    rows += [
        *turns(page, "named", (held.code, nth)),
        (tap(words("Register somebody"), "enter", held.code, nth),),
        (tap(words("Back"), "menu", held.code, nth),),
    ]
    text = words("<b>Registered by name</b>\nThose marked … wait for a place.")
    if not found:
        text = words("Nobody is registered by name yet.")
    return show(text, *rows)


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
    said = await named.strike_out(
        visit.session, organiser, held.code, callback_data.number, visit.when
    )
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
