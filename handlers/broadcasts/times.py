"""When a broadcast goes out: at once, at a local time, again and again, or by a survey's dates."""

import calendar
from datetime import UTC, date, datetime, time, timedelta

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from babel.dates import get_day_names, get_month_names

from handlers.awaiting import Awaiting
from handlers.broadcasts.screens import screen, step
from handlers.broadcasts.words import (
    BEFORE_MEETING,
    OFFSETS,
    REPEATS,
    meetings_of,
    surveys_of,
    when_told,
)
from handlers.replies import Expects, Reply, show
from handlers.taps import BroadcastStep
from handlers.visit import Visit
from outreach import anchors, broadcasts
from outreach.broadcasts import Changes
from storage.broadcasts import Broadcast
from storage.surveys import RELEASED
from texts.formatting import LOCALES, clock, day, escape, moment
from texts.moments import Moment, read_moment
from texts.screens import Row

HOURS = (8, 9, 10, 12, 15, 16, 17, 19)
IN_A_ROW = 4
FURTHEST = timedelta(days=366)
# Before the code of a meeting, so that it is never taken for a survey's.
OF_MEETING = "m."
DAY, MOMENT, MONTH = "%Y%m%d", "%Y%m%d%H%M", "%Y%m"


def router() -> Router:
    router = Router(name="broadcast_times")
    router.message.register(typed, Awaiting("broadcast-moment"))
    for act, handler in {
        "when": menu,
        "at-once": at_once,
        "month": month,
        "day": hours,
        "at": at,
        "repeat": repeat,
        "by": by,
        "by-at": by_at,
    }.items():
        router.callback_query.register(handler, BroadcastStep.filter(F.act == act))
    return router


async def menu(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    found = await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    return await _menu(visit, found)


async def _menu(visit: Visit, found: Broadcast, note: str = "") -> Reply:
    words, at_ = visit.words, found.id
    local = visit.now.astimezone(visit.house.rules.zone)
    rows: list[Row] = [(step(words("As soon as I tap Send"), "at-once", at_),)]
    quick = []
    if local.hour < 17:
        quick.append(step(words("Today at {time}", time="17:00"), "at", at_, _at(local, 0, 17)))
    quick.append(step(words("Tomorrow at {time}", time="9:00"), "at", at_, _at(local, 1, 9)))
    rows += [
        tuple(quick),
        (step(words("Another day"), "month", at_, local.strftime(MONTH)),),
        (step(words("By a survey or a meeting"), "by", at_),),
    ]
    if found.send_at and not found.anchor:
        rows.append(
            tuple(
                step(_chosen(words(name), found.repeats == kind), "repeat", at_, kind)
                for kind, name in REPEATS.items()
            )
        )
    lines = [
        note,
        f"<b>{words('When')}:</b> {await when_told(visit, found)}",
        words("Choose, or write it, for example “24. 11. 9:30”."),
    ]
    return show(
        "\n\n".join(filter(None, lines)),
        *rows,
        (step(words("Done"), "show", at_),),
        expects=Expects("broadcast-moment", {"broadcast": at_}),
    )


async def at_once(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    return await _keep(visit, callback_data.id, None)


async def at(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """A moment chosen by buttons; one that no button offered leads back to the choice."""
    local = _read(callback_data.value, MOMENT)
    if local is None:
        return await menu(_, callback_data, visit)
    return await _keep(visit, callback_data.id, Moment(local.date(), local.time()))


async def typed(message: Message, visit: Visit) -> Reply:
    number = int(visit.waiting["broadcast"])
    found = await broadcasts.see(visit.session, visit.resident.id, number)
    today = visit.now.astimezone(visit.house.rules.zone).date()
    meant = read_moment(message.text or "", today)
    if meant is None:
        note = visit.words("I cannot find a date in that.")
        return await _menu(visit, found, note)
    if meant.clock:
        return await _keep(visit, number, meant)
    if not today <= meant.day <= today + FURTHEST:
        when = day(meant.day, visit.words.language)
        return await _menu(visit, found, visit.words("{when} cannot be chosen.", when=when))
    return _hours(visit, number, meant.day)


async def _keep(visit: Visit, number: int, meant: Moment | None) -> Reply:
    """Set the moment; a local time that the clocks leap over in spring is an hour later."""
    words, zone = visit.words, visit.house.rules.zone
    when = None
    if meant and meant.clock:
        when = datetime.combine(meant.day, meant.clock, zone).astimezone(UTC)
        if not visit.now < when <= visit.now + FURTHEST:
            found = await broadcasts.see(visit.session, visit.resident.id, number)
            note = words("{when} cannot be chosen.", when=moment(when, words.language, zone))
            return await _menu(visit, found, note)
    changes: Changes = {"send_at": when, "anchor": "", "offset_minutes": 0, "expires_at": None}
    if when is None:
        changes["repeats"] = ""
    found = await broadcasts.change(visit.session, visit.resident.id, number, visit.now, **changes)
    if when is None:
        return Reply((await screen(visit, found),))
    return await _menu(visit, found)


async def month(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """A page of the calendar."""
    words, number = visit.words, callback_data.id
    await broadcasts.see(visit.session, visit.resident.id, number)
    today = visit.now.astimezone(visit.house.rules.zone).date()
    first = _first_day(callback_data.value, today)
    locale = LOCALES[words.language]
    name = get_month_names("wide", "stand-alone", locale)[first.month]
    days = get_day_names("short", "stand-alone", locale)
    rows: list[Row] = [
        tuple(step(days[one], "month", number, first.strftime(MONTH)) for one in range(7))
    ]
    for week in calendar.Calendar().monthdatescalendar(first.year, first.month):
        if week[-1] < today:
            continue
        rows.append(
            tuple(
                step(str(one.day), "day", number, one.strftime(DAY))
                if one.month == first.month and one >= today
                else step("·", "month", number, first.strftime(MONTH))
                for one in week
            )
        )
    rows.append(tuple(_turning(number, first, today)))
    rows.append((step(words("Back"), "when", number),))
    return show(
        f"<b>{words('Which day?')}</b>\n{name} {first.year}",
        *rows,
        expects=Expects("broadcast-moment", {"broadcast": number}),
    )


async def hours(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    chosen = _read(callback_data.value, DAY)
    if chosen is None:
        return await menu(_, callback_data, visit)
    await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    return _hours(visit, callback_data.id, chosen.date())


def _hours(visit: Visit, number: int, chosen: date) -> Reply:
    words, zone = visit.words, visit.house.rules.zone
    offered = [datetime.combine(chosen, time(hour), zone) for hour in HOURS]
    buttons = [
        step(clock(one, words.language, zone), "at", number, one.strftime(MOMENT))
        for one in offered
        if one > visit.now
    ]
    rows = [tuple(buttons[at : at + IN_A_ROW]) for at in range(0, len(buttons), IN_A_ROW)]
    text = words(
        "<b>{day}</b>\nAt what time? Choose, or write it, for example “{day} 9:30”.",
        day=day(chosen, words.language),
    )
    return show(
        text,
        *rows,
        (step(words("Back"), "month", number, chosen.strftime(MONTH)),),
        expects=Expects("broadcast-moment", {"broadcast": number}),
    )


async def repeat(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    if callback_data.value not in REPEATS:
        return await menu(_, callback_data, visit)
    found = await broadcasts.change(
        visit.session,
        visit.resident.id,
        callback_data.id,
        visit.now,
        repeats=callback_data.value,
    )
    return await _menu(visit, found)


async def by(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """Surveys by whose end it may be sent; if their dates move, so does it."""
    words, number = visit.words, callback_data.id
    found = await broadcasts.see(visit.session, visit.resident.id, number)
    offered = await _anchors_of(visit, found)
    rows: list[Row] = [(step(title, "by-at", number, code),) for code, title in offered.items()]
    text = words("By what date?") if rows else words("No survey is open and no meeting comes up.")
    return show(text, *rows, (step(words("Back"), "when", number),))


async def by_at(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """The value is a survey, and once chosen how long before its end."""
    words, number = visit.words, callback_data.id
    found = await broadcasts.see(visit.session, visit.resident.id, number)
    code, _comma, chosen = callback_data.value.partition(",")
    offered = await _anchors_of(visit, found)
    if code not in offered:
        return await by(_, callback_data, visit)
    of_meeting = code.startswith(OF_MEETING)
    offsets = BEFORE_MEETING if of_meeting else OFFSETS
    if chosen not in map(str, offsets):
        rows: list[Row] = [
            (step(words(name), "by-at", number, f"{code},{minutes}"),)
            for minutes, name in offsets.items()
        ]
        text = words("When shall it go out, by “{title}”?", title=escape(offered[code]))
        return show(text, *rows, (step(words("Back"), "by", number),))
    found = await broadcasts.change(
        visit.session,
        visit.resident.id,
        number,
        visit.now,
        anchor=_anchor(code),
        offset_minutes=int(chosen),
        repeats="",
        send_at=None,
        expires_at=None,
    )
    return await _menu(visit, found)


async def _anchors_of(visit: Visit, found: Broadcast) -> dict[str, str]:
    """What it may hang on: surveys by their codes, and meetings by theirs with a sign before."""
    meetings = await meetings_of(visit, found)
    named = {OF_MEETING + code: title for code, title in meetings.items()}
    return await surveys_of(visit, found, RELEASED) | named


def _anchor(code: str) -> str:
    if code.startswith(OF_MEETING):
        return anchors.anchor(anchors.MEETING, code.removeprefix(OF_MEETING), anchors.STARTS)
    return anchors.anchor(anchors.SURVEY, code, anchors.CLOSES)


def _at(local: datetime, days: int, hour: int) -> str:
    return datetime.combine(local.date() + timedelta(days), time(hour)).strftime(MOMENT)


def _chosen(name: str, is_chosen: bool) -> str:
    return f"✓ {name}" if is_chosen else name


def _read(written: str, form: str) -> datetime | None:
    """A local time of a button; a changed app may send anything."""
    try:
        return datetime.strptime(written, form)  # noqa: DTZ007  # the zone is added where it is kept
    except ValueError:
        return None


def _first_day(written: str, today: date) -> date:
    found = _read(written, MONTH)
    first = found.date() if found else today
    return min(max(first, today), today + FURTHEST).replace(day=1)


def _turning(number: int, first: date, today: date) -> Row:
    earlier, later_ = first - timedelta(days=1), first + timedelta(days=32)
    buttons = []
    if earlier >= today.replace(day=1):
        buttons.append(step("‹", "month", number, earlier.strftime(MONTH)))
    if later_ <= today + FURTHEST:
        buttons.append(step("›", "month", number, later_.strftime(MONTH)))
    return tuple(buttons)
