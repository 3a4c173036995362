"""The day of a meeting for whoever holds it: a menu, who is missing, papers for the door."""

from functools import partial
from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.meetings import day_words as told
from handlers.meetings.day_papers import attendance_list, door_poster
from handlers.meetings.day_taps import DayTap
from handlers.meetings.running import organiser_of
from handlers.pages import Page, page_of, turning
from handlers.replies import Document, Reply, Screen, show
from handlers.taps import MeetingStep, button, link
from handlers.visit import Visit
from meetings import attendance, composition, doors, hall, keeping, room
from meetings.keeping import Held, Organiser
from people import contacts
from storage import attendance as tables
from storage import places
from storage.meetings import CANCELLED
from texts.content import pick
from texts.formatting import shortened
from texts.numbers import whole
from texts.screens import TO_DOOR, Button, Row
from texts.words import Words

TITLE_LENGTH = 40
DAYS_SHOWN = 14


def router() -> Router:
    router = Router(name="meeting_day")
    router.callback_query.register(menu, DayTap.filter(F.act == "menu"))
    router.callback_query.register(of_parties, DayTap.filter(F.act == "parties"))
    router.callback_query.register(poster, DayTap.filter(F.act == "poster"))
    router.callback_query.register(ask_new_door, DayTap.filter(F.act == "door"))
    router.callback_query.register(new_door, DayTap.filter(F.act == "newdoor"))
    router.callback_query.register(paper_list, DayTap.filter(F.act == "paper"))
    router.callback_query.register(choose_item, DayTap.filter(F.act == "items"))
    router.callback_query.register(put_on, DayTap.filter(F.act == "item"))
    return router


def tap(label: str, act: str, code: str, nth: int = 0, number: int = 0, value: str = "") -> Button:
    return button(label, DayTap(act=act, code=code, nth=nth, number=number, value=value))


def turns(page: Page[Any], act: str, place: tuple[str, int]) -> list[Row]:
    """The ways to the other pages of what a tap shows on a day; `value` is which."""
    return turning(page, lambda label, to: tap(label, act, *place, value=str(to)))


async def of_day(visit: Visit, callback_data: DayTap) -> tuple[Held, int, Organiser]:
    """The meeting and the day of a tap; without one, the day that is meant most likely."""
    organiser = await organiser_of(visit)
    held = await keeping.held(visit.session, callback_data.code)
    organiser.demand(held.meeting.area_code)
    nth = callback_data.nth or hall.usual_day(held, visit.now)
    hall.demand_day(held, nth)
    return held, nth, organiser


async def menu(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    held, nth, organiser = await of_day(visit, callback_data)
    words, code = visit.words, held.code
    registered = await composition.of_registered(visit.session, organiser, code, nth)
    there = (await tables.present(visit.session, code, nth))[1]
    unread = len(await room.unread(visit.session, organiser, (code, nth)))
    lines = [
        f"<b>{told.title_of(words, held)}</b>",
        told.day_of(words, held, nth),
        words.many("{n} person is registered.", "{n} people are registered.", registered.total),
        words.many("{n} person is there.", "{n} people are there.", there),
    ]
    rows: list[Row] = [
        (tap(words("Tick off who has come"), "list", code, nth),),
        *(_ahead(words, held, nth, unread) if held.meeting.state != CANCELLED else ()),
        (tap(words("By party"), "parties", code, nth),),
        (tap(words("Attendance list to sign"), "paper", code, nth),),
        *_pages(visit, held, nth),
        *_days(visit, held, nth, callback_data.value),
        (button(words("Back"), MeetingStep(act="card", code=code)),),
    ]
    return show("\n".join(filter(None, lines)), *rows)


def _ahead(words: Words, held: Held, nth: int, unread: int) -> list[Row]:
    """For what is yet to be, or is on: who comes, and all that happens in the room."""
    code = held.code
    questions = words("Questions to the speaker") + (f" ({unread})" if unread else "")
    rows: list[Row] = [
        (tap(words("Register somebody"), "enter", code, nth),),
        (tap(words("Registered by name"), "named", code, nth),),
        (tap(questions, "asked", code, nth), tap(words("Votes"), "votes", code, nth)),
    ]
    if held.document.programme:
        rows.append((tap(words("What is on now"), "items", code, nth),))
    rows.append((tap(words("Poster for the door"), "poster", code, nth),))
    return rows


def _pages(visit: Visit, held: Held, nth: int) -> list[Row]:
    """Pages for a bigger screen: one for the wall, one for the office."""
    home = visit.house.public_url
    if not visit.house.has_form or held.meeting.state == CANCELLED:
        return []
    words, asked = visit.words, f"?den={nth}"
    return [
        (
            link(words("Page for the projector"), f"{home}/akce/{held.code}/platno{asked}"),
            link(words("List on the web"), f"{home}/konzole/setkani/{held.code}/prezence{asked}"),
        )
    ]


def _days(visit: Visit, held: Held, nth: int, wanted: str) -> list[Row]:
    """The other days, on the page that is wanted, or that on which the day is."""
    days = hall.days_of(held)
    if len(days) < 2:
        return []
    page = page_of(days, whole(wanted, days.index(nth) // DAYS_SHOWN), DAYS_SHOWN)
    buttons = [
        tap(
            ("✓ " if one == nth else "") + told.short_day_of(visit.words, held, one),
            "menu",
            held.code,
            one,
        )
        for one in page.items
    ]
    rows: list[Row] = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    return rows + turns(page, "menu", (held.code, nth))


async def of_parties(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    """A bar for each party: registered before, there on the day; and who is missing."""
    held, nth, organiser = await of_day(visit, callback_data)
    words, code = visit.words, held.code
    registered = await composition.of_registered(visit.session, organiser, code, nth)
    there = await composition.of_present(visit.session, organiser, code, nth)
    now = there if there.total else registered
    lines = [
        f"<b>{words('Registered')}</b>\n{told.bars(words, registered)}",
        told.missing(words, registered),
    ]
    if there.total:
        lines += [
            f"<b>{words('There')}</b>\n{told.bars(words, there)}",
            told.missing(words, there),
        ]
    subtitle = words("There") if there.total else words("Registered")
    title = pick(held.document.title, words.language)
    drawn = told.chart(words, title, subtitle, now) if now.total else None
    back: Row = (tap(words("Back"), "menu", code, nth),)
    return Reply((Screen("\n\n".join(filter(None, lines)), (back,), chart=drawn),))


async def poster(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    """A page to print; its code checks people in on the day and opens the room."""
    held, nth, organiser = await of_day(visit, callback_data)
    found = await doors.open_door(visit.session, organiser, held.code, nth, visit.now)
    area = await places.area(visit.session, held.meeting.area_code)
    assert area is not None
    words = visit.words
    made = door_poster(
        words,
        held,
        nth,
        organiser=pick(area.name, words.language),
        contact=contacts.contact(area.settings, words.language),
        address=visit.house.deep_link(TO_DOOR + found.door_code),
    )
    text = words(
        "Print it and hang it at the door. Whoever scans it on the day with their phone is checked "
        "in. On other days the code does nothing."
    )
    rows: tuple[Row, ...] = (
        (tap(words("Make a new code"), "door", held.code, nth),),
        (tap(words("Back"), "menu", held.code, nth),),
    )
    file = Document(f"{held.meeting.key}-vchod-{nth}.pdf", make=made.pdf)
    return Reply((Screen(text, rows, document=file),), below=True)


async def ask_new_door(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    held, nth, _organiser = await of_day(visit, callback_data)
    words, code = visit.words, held.code
    text = words("A new code ends the old one: posters that hang already stop working. Shall I?")
    return Reply(
        (
            Screen(
                text,
                (
                    (tap(words("Yes, make a new code"), "newdoor", code, nth),),
                    (tap(words("Back"), "menu", code, nth),),
                ),
            ),
        ),
        below=True,
    )


async def new_door(query: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    held, nth, organiser = await of_day(visit, callback_data)
    await doors.change_door(visit.session, organiser, held.code, nth, visit.now)
    return await poster(query, callback_data, visit)


async def paper_list(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    held, nth, organiser = await of_day(visit, callback_data)
    listed = await attendance.listed(visit.session, organiser, held.code, nth)
    await attendance.note_printed(visit.session, organiser, held.code, nth, visit.now)
    made = attendance_list(visit.words, held, nth, listed)
    file = Document(f"{held.meeting.key}-prezence-{nth}.pdf", make=partial(made.pdf))
    text = visit.words("The list to sign. There are empty lines for those who are not on it.")
    back: Row = (tap(visit.words("Back"), "menu", held.code, nth),)
    return Reply((Screen(text, (back,), document=file),), below=True)


async def choose_item(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    """Which part of the programme is on, as everybody in the room sees it."""
    held, nth, organiser = await of_day(visit, callback_data)
    await doors.open_room(visit.session, organiser, held.code, nth, visit.now)
    return await _items(visit, held, nth, organiser)


async def put_on(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    held, nth, organiser = await of_day(visit, callback_data)
    item = callback_data.number if callback_data.number <= len(held.document.programme) else 0
    await room.put_on(visit.session, organiser, (held.code, nth), item)
    return await _items(visit, held, nth, organiser)


async def _items(visit: Visit, held: Held, nth: int, organiser: Organiser) -> Reply:
    words = visit.words
    found = await room.room_of(visit.session, organiser, (held.code, nth))
    on_now = found.on_now if found else 0
    rows: list[Row] = [
        (
            tap(
                ("▶ " if at == on_now else "")
                + shortened(pick(item.title, words.language), TITLE_LENGTH),
                "item",
                held.code,
                nth,
                at,
            ),
        )
        for at, item in enumerate(held.document.programme, start=1)
    ]
    rows += [
        (tap(words("Nothing now"), "item", held.code, nth),),
        (tap(words("Back"), "menu", held.code, nth),),
    ]
    return show(words("What is on now? Everybody in the room and on the projector sees it."), *rows)
