"""When a meeting is: a calendar and a clock to tap, several dates, several days, none yet."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.meetings import calendar, editing, forms
from handlers.meetings.calendar import Spot
from handlers.meetings.rule_words import sentences
from handlers.replies import Reply, alert
from handlers.taps import MeetingStep
from handlers.visit import Visit
from meetings import taken
from meetings.documents import DATES_LIMIT, When
from meetings.keeping import Held
from meetings.kinds import template_of
from meetings.local_time import NoSuchTime, on_clocks
from meetings.rules import rules_of
from storage import places
from texts.formatting import PRAGUE, weekday_day
from texts.moments import Moment, read_clock, read_dated
from texts.words import Words

TYPED_DAY: Final = "meeting-day"
TYPED_CLOCK: Final = "meeting-clock"
TYPED_NOTE: Final = "meeting-when-note"
WEEK: Final = timedelta(days=7)
LONGEST: Final = timedelta(days=30)


def router() -> Router:
    router = Router(name="meeting_dates")
    router.message.register(typed_day, Awaiting(TYPED_DAY))
    router.message.register(typed_clock, Awaiting(TYPED_CLOCK))
    router.message.register(typed_note, Awaiting(TYPED_NOTE))
    steps = {
        "when": overview,
        "day": choose_day,
        "hour": choose_hour,
        "at": set_start,
        "last": choose_length,
        "ends": set_end,
        "until": choose_last_day,
        "till": choose_last_hour,
        "over": set_last_hour,
        "drop": drop,
        "week": add_in_a_week,
        "all": set_one_for_all,
        "unset": ask_note,
        "none": set_none,
    }
    for act, does in steps.items():
        router.callback_query.register(does, MeetingStep.filter(F.act == act))
    return router


async def overview(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    return await dates(visit, await editing.held_of(visit, callback_data.code))


async def dates(visit: Visit, held: Held) -> Reply:
    """The dates there are; the calendar at once where there is none."""
    if not held.document.when:
        return await days(visit, held, Spot(1))
    return editing.stays(visit, held, calendar.dates(visit.words, held))


async def choose_day(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    return await days(visit, held, Spot.read(callback_data.value))


async def days(visit: Visit, held: Held, spot: Spot, note: str = "") -> Reply:
    rules = await rules_of(visit.session, held.document)
    reply = calendar.days(visit.words, held, spot, rules, _today(visit), note)
    return _awaits(visit, held, reply, TYPED_DAY, spot, "at")


async def typed_day(message: Message, visit: Visit) -> Reply:
    """A day that was written, and maybe the hour with it."""
    held = await editing.held_of(visit, visit.waiting["code"])
    spot, act = Spot.read(visit.waiting["spot"]), str(visit.waiting["act"])
    if _is_dropped(held, spot, act):
        return await editing.card(visit, held)
    meant = read_dated(message.text or "", _today(visit))
    return await _told(visit, held, spot, act, meant)


def _is_dropped(held: Held, spot: Spot, act: str) -> bool:
    """Whether the date whose end is written has been taken away by a colleague."""
    return act == "over" and len(held.document.when) < spot.nth


async def _told(visit: Visit, held: Held, spot: Spot, act: str, meant: Moment | None) -> Reply:
    if act == "over":
        return await _last_day_told(visit, held, spot, meant)
    note = _unfit(visit.words, meant, _today(visit))
    if meant is None or note:
        return await days(visit, held, spot, note)
    named = Spot(spot.nth, meant.day)
    if meant.clock is None:
        return await _hour(visit, held, named)
    return await _clock_told(visit, held, named, act, meant.clock)


def _unfit(words: Words, meant: Moment | None, today: date) -> str:
    """Why a meeting cannot be on that day; empty where it can."""
    if meant is None:
        return words("I cannot find a day in that.")
    if meant.day < today:
        return words("{day} is over already.", day=weekday_day(meant.day, words.language))
    if meant.day > today + calendar.LATEST:
        return words("{day} is too far ahead.", day=weekday_day(meant.day, words.language))
    return ""


async def _last_day_told(visit: Visit, held: Held, spot: Spot, meant: Moment | None) -> Reply:
    words, starts = visit.words, held.document.when[spot.nth - 1].start.astimezone(PRAGUE).date()
    if meant is None:
        return _last_days(visit, held, spot, words("I cannot find a day in that."))
    if meant.day < starts:
        return _last_days(
            visit, held, spot, words("It would end before it begins. Choose a later time.")
        )
    if meant.day > starts + LONGEST:
        return _last_days(visit, held, spot, words("That is too long."))
    named = Spot(spot.nth, meant.day)
    if meant.clock is None:
        return _awaits(
            visit, held, calendar.hours(words, held, named, "over", ""), TYPED_CLOCK, named, "over"
        )
    return await _clock_told(visit, held, named, "over", meant.clock)


async def choose_hour(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    """A day that breaks a rule is asked about before."""
    held = await editing.held_of(visit, callback_data.code)
    return await _hour(visit, held, Spot.read(callback_data.value))


async def _hour(visit: Visit, held: Held, spot: Spot) -> Reply:
    words = visit.words
    if spot.day is None:
        return await days(visit, held, spot)
    warned = await _warned(visit, held, spot)
    if warned:
        return warned
    area = await places.area(visit.session, held.meeting.area_code)
    usual = template_of(area, held.document.kind).starts
    reply = calendar.hours(words, held, spot, "at", usual)
    return _awaits(visit, held, reply, TYPED_CLOCK, spot, "at")


async def _warned(visit: Visit, held: Held, spot: Spot) -> Reply | None:
    """The rules that the day breaks, unless they are passed over already."""
    assert spot.day is not None
    rules = await rules_of(visit.session, held.document)
    broken = rules.broken(spot.day, _today(visit))
    if not broken or spot.accepted:
        return None
    told = sentences(visit.words, rules, broken)
    reply = calendar.warning(visit.words, held, spot, told)
    return _awaits(visit, held, reply, TYPED_DAY, spot, "at")


async def set_start(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    """The day and the hour are chosen; how long it takes is asked next."""
    held = await editing.held_of(visit, callback_data.code)
    spot = Spot.read(callback_data.value)
    return await _begins(visit, held, spot, spot.moment)


async def _begins(visit: Visit, held: Held, spot: Spot, starts: datetime | None) -> Reply:
    if starts is None or starts <= visit.now:
        return alert(visit.words("That is over already. Choose a later time."))
    known = list(held.document.when)
    at = min(spot.nth, len(known) + 1) - 1
    before = known[at] if at < len(known) else None
    lasts = before.end - before.start if before else await _usual_length(visit, held)
    others = [one for one in known if one is not before]
    if any(one.start == starts for one in others):
        return alert(visit.words("There is such a date already."))
    made = When(start=starts, end=starts + lasts)
    if before is None and len(known) == DATES_LIMIT:
        return alert(visit.words("There are too many dates."))
    await _demand_order(visit, held, others, made, at + 1)
    ordered = sorted([*others, made], key=lambda one: one.start)
    nth = ordered.index(made) + 1

    async def then(visit: Visit, after: Held) -> Reply:
        return await _lengths(visit, after, nth)

    fields: dict[str, Any] = {"when": ordered, "when_note": {}}
    until = held.document.registration_until
    if until and known:
        fields["registration_until"] = until + (ordered[0].start - known[0].start)
    return await editing.changed(visit, held, fields, then)


async def _demand_order(
    visit: Visit, held: Held, others: Sequence[When], made: When, nth: int
) -> None:
    """Who has chosen one of several dates keeps that one, so its number cannot change."""
    stands = sum(one.start < made.start for one in others) + 1
    if stands != nth:
        await taken.demand_free_from(visit.session, held.code, min(stands, nth))


async def _usual_length(visit: Visit, held: Held) -> timedelta:
    if held.document.when:
        last = held.document.when[-1]
        return last.end - last.start
    area = await places.area(visit.session, held.meeting.area_code)
    return template_of(area, held.document.kind).lasts


async def choose_length(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    return await _lengths(visit, held, Spot.read(callback_data.value).nth)


async def _lengths(visit: Visit, held: Held, nth: int) -> Reply:
    return editing.stays(visit, held, calendar.lengths(visit.words, held, nth))


async def set_end(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    spot, _between, minutes = callback_data.value.rpartition("_")
    nth = Spot.read(spot + "_").nth
    if len(held.document.when) < nth or not minutes.isdecimal():
        return await editing.card(visit, held)
    starts = held.document.when[nth - 1].start
    lasts = timedelta(minutes=min(int(minutes), 24 * 60))
    return await _ends(visit, held, nth, starts + lasts)


async def choose_last_day(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    spot = Spot.read(callback_data.value)
    if len(held.document.when) < spot.nth:
        return await editing.card(visit, held)
    return _last_days(visit, held, spot)


def _last_days(visit: Visit, held: Held, spot: Spot, note: str = "") -> Reply:
    reply = calendar.last_days(visit.words, held, spot, note)
    return _awaits(visit, held, reply, TYPED_DAY, spot, "over")


async def choose_last_hour(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    spot = Spot.read(callback_data.value)
    if spot.day is None or len(held.document.when) < spot.nth:
        return await editing.card(visit, held)
    reply = calendar.hours(visit.words, held, spot, "over", "")
    return _awaits(visit, held, reply, TYPED_CLOCK, spot, "over")


async def set_last_hour(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    spot = Spot.read(callback_data.value)
    if len(held.document.when) < spot.nth or spot.moment is None:
        return await editing.card(visit, held)
    return await _ends(visit, held, spot.nth, spot.moment)


async def _ends(visit: Visit, held: Held, nth: int, ends: datetime) -> Reply:
    one = held.document.when[nth - 1]
    if ends <= one.start:
        return alert(visit.words("It would end before it begins. Choose a later time."))
    if ends - one.start > LONGEST:
        return alert(visit.words("That is too long."))
    changed = [*held.document.when]
    changed[nth - 1] = When(start=one.start, end=ends)
    then = dates if len(changed) > 1 else None
    return await editing.changed(visit, held, {"when": changed}, then)


async def typed_clock(message: Message, visit: Visit) -> Reply:
    """A time of day that was written, or another day with it."""
    held, text = await editing.held_of(visit, visit.waiting["code"]), message.text or ""
    spot, act = Spot.read(visit.waiting["spot"]), str(visit.waiting["act"])
    if _is_dropped(held, spot, act):
        return await editing.card(visit, held)
    clock, meant = read_clock(text), read_dated(text, _today(visit))
    if clock:
        return await _clock_told(visit, held, spot, act, clock)
    if meant:
        return await _told(visit, held, spot, act, meant)
    note = visit.words("I cannot find a time in that.")
    again = calendar.hours(visit.words, held, spot, act, "", note)
    return _awaits(visit, held, again, TYPED_CLOCK, spot, act)


async def _clock_told(visit: Visit, held: Held, spot: Spot, act: str, clock: time) -> Reply:
    """In autumn one hour comes twice, in spring one never."""
    words = visit.words
    assert spot.day is not None
    try:
        moment = on_clocks(spot.day, clock)
    except NoSuchTime:
        note = words("The clocks go forward in that night, and there is no such time.")
        again = calendar.hours(words, held, spot, act, "", note)
        return _awaits(visit, held, again, TYPED_CLOCK, spot, act)
    warned = await _warned(visit, held, replace(spot, moment=moment)) if act == "at" else None
    if warned:
        return warned
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        return editing.stays(visit, held, calendar.which_hour(words, held, spot, act, moment))
    if act == "at":
        reply = await _begins(visit, held, spot, moment)
    else:
        reply = await _ends(visit, held, spot.nth, moment)
    return reply if reply.screens else _awaits(visit, held, reply, TYPED_CLOCK, spot, act)


def _awaits(visit: Visit, held: Held, reply: Reply, what: str, spot: Spot, act: str) -> Reply:
    """The screen, with a written day or a written time awaited."""
    return replace(reply, expects=editing.asks(visit, held, what, spot=spot.told, act=act))


async def drop(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    nth = Spot.read(callback_data.value).nth
    left = [one for at, one in enumerate(held.document.when, start=1) if at != nth]
    if len(left) == len(held.document.when):
        return await dates(visit, held)
    await taken.demand_free_from(visit.session, held.code, nth)
    return await editing.changed(visit, held, {"when": left}, dates)


async def add_in_a_week(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    """The last date once more, on the same day of the next week by the clocks of Prague."""
    held = await editing.held_of(visit, callback_data.code)
    known = held.document.when
    if not known or len(known) == DATES_LIMIT:
        return await dates(visit, held)
    last = known[-1]
    made = When(start=last.start.astimezone(PRAGUE) + WEEK, end=last.end.astimezone(PRAGUE) + WEEK)
    return await editing.changed(visit, held, {"when": [*known, made]}, dates)


async def set_one_for_all(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    fields: Mapping[str, Any] = {"one_for_all": callback_data.value == "1"}
    return await editing.changed(visit, held, fields, dates)


async def ask_note(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    words = visit.words
    held = await editing.held_of(visit, callback_data.code)
    text = words(
        "The date is to be set. When will it be known? Write a sentence that people will see, "
        "for example “after the holidays”."
    )
    rows = (
        (forms.step(words("Nobody knows yet"), "none", held.code),),
        editing.back_to(words, held, "when"),
    )
    return editing.ask(visit, held, text, TYPED_NOTE, *rows)


async def typed_note(message: Message, visit: Visit) -> Reply:
    held = await editing.held_of(visit, visit.waiting["code"])
    note = {"cs": (message.text or "").strip()}
    return await editing.changed(visit, held, {"when": [], "when_note": note})


async def set_none(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    return await editing.changed(visit, held, {"when": [], "when_note": {}})


def _today(visit: Visit) -> date:
    return visit.now.astimezone(PRAGUE).date()
