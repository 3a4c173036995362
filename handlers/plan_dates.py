"""The dates of a consultation: its first day, its last one, a meeting, and making it longer."""

from calendar import Calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery
from babel import dates as babel

from handlers.plan_authoring import card_shown, runner_of
from handlers.plan_cards import packed, read_day, rules_told, step, unpacked
from handlers.replies import Reply, show
from handlers.taps import PlanStep
from handlers.visit import Visit
from outreach.notices import tell
from plans import consultation, running
from plans.consultation import PRAGUE, Dates
from plans.running import Overview
from texts.formatting import LOCALES, day
from texts.screens import Row
from texts.words import Words

COMPACT: Final = "%Y%m%d"
WEEKS: Final = (2, 3, 4, 6)
LONGER: Final = (1, 2, 4)
HEARING_AFTER: Final = timedelta(days=consultation.BEFORE_HEARING)
HEARING_BEFORE: Final = timedelta(days=consultation.AFTER_HEARING)
LATEST: Final = timedelta(days=366)
WEEK: Final = timedelta(days=7)
NO_DAY: Final = "·"


@dataclass(frozen=True)
class Month:
    """A page of the calendar under the step `act`; `kept` is what was chosen before."""

    code: str
    act: str
    first: date
    earliest: date
    kept: str = ""

    def turned(self, to: date) -> str:
        return "-".join(filter(None, (self.kept, _compact(to))))


def router() -> Router:
    router = Router(name="plan_dates")
    for act, does in {
        "opens": choose_opening,
        "closes": choose_closing,
        "meets": choose_meeting,
        "dates": confirm,
        "set": set_dates,
        "longer": choose_longer,
        "until": confirm_longer,
        "extend": extend,
    }.items():
        router.callback_query.register(does, PlanStep.filter(F.act == act))
    return router


async def choose_opening(_: CallbackQuery, callback_data: PlanStep, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    await running.newest(visit.session, await runner_of(visit), code)
    today = _today(visit)
    if callback_data.value:
        month = Month(code, "opens", _first_of(callback_data.value, today), today)
        return _calendar(visit.words, month, "closes", _compact)
    monday = today + timedelta(days=7 - today.weekday())
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    rows: list[Row] = [
        (step(_day(words, one), "closes", code, _compact(one)),)
        for one in sorted({today, today + timedelta(days=1), monday, monday + WEEK, first})
    ]
    rows.append((step(words("Another day"), "opens", code, _compact(today)),))
    rows.append((step(words("Back"), "card", code),))
    text = words(
        "On which day shall the consultation open? From then on everybody can read this version, "
        "and it cannot be changed any more."
    )
    return show(text, *rows)


async def choose_closing(_: CallbackQuery, callback_data: PlanStep, visit: Visit) -> Reply:
    """`value` is the first day, and behind it the month of a calendar for the last."""
    words, code = visit.words, callback_data.code
    await running.newest(visit.session, await runner_of(visit), code)
    first, _between, month = callback_data.value.partition("-")
    opens = read_day(first)
    if opens is None:
        return await choose_opening(_, PlanStep(act="opens", code=code), visit)
    if month:
        shown = Month(code, "closes", _first_of(month, opens), opens, first)
        return _calendar(words, shown, "meets", lambda one: packed(Dates(opens, one)))
    rows: list[Row] = []
    for weeks in WEEKS:
        closes = opens + weeks * WEEK - timedelta(days=1)
        label = words.many(
            "{n} week, to {day}", "{n} weeks, to {day}", weeks, day=_day(words, closes)
        )
        rows.append((step(label, "meets", code, packed(Dates(opens, closes))),))
    rows.append((step(words("Another day"), "closes", code, f"{first}-{first}"),))
    rows.append((step(words("Back"), "opens", code),))
    text = words("It opens on {day}. Until when are comments taken?", day=_day(words, opens))
    return show(text, *rows)


async def choose_meeting(_: CallbackQuery, callback_data: PlanStep, visit: Visit) -> Reply:
    """`value` are both days, and behind them the month of a calendar for the meeting."""
    words, code = visit.words, callback_data.code
    await running.newest(visit.session, await runner_of(visit), code)
    dates = unpacked(callback_data.value)
    if dates is None:
        return await choose_opening(_, PlanStep(act="opens", code=code), visit)
    both = packed(Dates(dates.opens, dates.closes))
    if dates.hearing:
        shown = Month(code, "meets", dates.hearing.replace(day=1), dates.opens, both)
        return _calendar(words, shown, "dates", lambda one: f"{both}-{_compact(one)}")
    rows: list[Row] = [(step(words("There is none"), "dates", code, both),)]
    earliest, latest = dates.opens + HEARING_AFTER, dates.closes - HEARING_BEFORE
    rows += [
        (step(_day(words, one), "dates", code, f"{both}-{_compact(one)}"),)
        for one in sorted({earliest, latest})
        if earliest <= one <= latest
    ]
    rows.append((step(words("Another day"), "meets", code, f"{both}-{both[:8]}"),))
    rows.append((step(words("Back"), "closes", code, both[:8]),))
    text = words(
        "Is there a public meeting about the draft? On which day? The draft should lie out 14 days "
        "before it, and comments should be taken 14 days after it."
    )
    return show(text, *rows)


async def confirm(_: CallbackQuery, callback_data: PlanStep, visit: Visit) -> Reply:
    """The dates once more, with every rule that they break and the day that would do."""
    words, code = visit.words, callback_data.code
    draft = await running.newest(visit.session, await runner_of(visit), code)
    asked = unpacked(callback_data.value)
    if asked is None:
        return await choose_opening(_, PlanStep(act="opens", code=code), visit)
    dates, broken = running.checked(asked, visit.now)
    lines = [
        words(
            "Comments from {first} to {last}",
            first=_day(words, dates.opens),
            last=_day(words, dates.closes),
        )
    ]
    if dates.hearing:
        lines.append(words("Public meeting: {day}", day=_day(words, dates.hearing)))
    lines += [f"⚠️ {sentence}" for sentence in rules_told(words, broken)]
    rows: list[Row] = []
    if not any(one.strict for one in broken):
        label = words("Open it all the same") if broken else words("Yes, open it")
        value = f"{draft.version.number}-{packed(dates)}"
        rows.append((step(label, "set", code, value),))
    rows.append((step(words("Choose other days"), "opens", code),))
    rows.append((step(words("Back"), "card", code),))
    return show("\n\n".join(lines), *rows)


async def set_dates(_: CallbackQuery, callback_data: PlanStep, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    number, _between, days = callback_data.value.partition("-")
    dates = unpacked(days)
    if dates is None or not number.isdecimal():
        return await choose_opening(_, PlanStep(act="opens", code=code), visit)
    runner = await runner_of(visit)
    await running.open_window(visit.session, runner, code, int(number), dates, visit.now)
    note = words("It opens and closes by itself. Who follows the plan will be told.")
    return await card_shown(visit, code, note)


async def choose_longer(_: CallbackQuery, callback_data: PlanStep, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    found = await running.look(visit.session, await runner_of(visit), code, visit.now)
    if found.window is None:
        raise consultation.WindowNotOpen(None)
    last = consultation.last_day(found.window)
    begins = max(last, _today(visit))
    if callback_data.value:
        first = _first_of(callback_data.value, begins)
        shown = Month(code, "longer", first, max(last + timedelta(days=1), begins))
        return _calendar(words, shown, "until", _compact)
    rows: list[Row] = []
    for weeks in LONGER:
        until = begins + weeks * WEEK
        label = words.many(
            "by {n} week, to {day}", "by {n} weeks, to {day}", weeks, day=_day(words, until)
        )
        rows.append((step(label, "until", code, _compact(until)),))
    rows.append((step(words("Another day"), "longer", code, _compact(begins)),))
    rows.append((step(words("Back"), "card", code),))
    text = words(
        "Comments are taken until {day}. How much longer shall it be?\n\n"
        "To end earlier is not possible: people have been promised this day.",
        day=_day(words, last),
    )
    return show(text, *rows)


async def confirm_longer(_: CallbackQuery, callback_data: PlanStep, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    found = await running.look(visit.session, await runner_of(visit), code, visit.now)
    until = read_day(callback_data.value)
    if until is None or found.window is None:
        return await choose_longer(_, PlanStep(act="longer", code=code), visit)
    return show(
        _longer(words, found, until),
        (step(words("Yes, make it longer"), "extend", code, callback_data.value),),
        (step(words("Back"), "longer", code),),
    )


def _longer(words: Words, found: Overview, until: date) -> str:
    assert found.window is not None
    last = consultation.last_day(found.window)
    text = words(
        "Comments will be taken until {until} instead of {last}. This cannot be taken back.",
        until=_day(words, until),
        last=_day(words, last),
    )
    told = words.many(
        "{n} person who follows the plan will be told.",
        "{n} people who follow the plan will be told.",
        found.followers,
    )
    return f"{text}\n\n{told}"


async def extend(_: CallbackQuery, callback_data: PlanStep, visit: Visit) -> Reply:
    code, until = callback_data.code, read_day(callback_data.value)
    if until is None:
        return await choose_longer(_, PlanStep(act="longer", code=code), visit)
    runner = await runner_of(visit)
    extended = await running.extend(visit.session, runner, code, until, visit.now)
    await tell(visit.session, extended, visit.now)
    return await card_shown(visit, code, visit.words("The consultation is longer now."))


def _calendar(words: Words, shown: Month, leads_to: str, value: Callable[[date], str]) -> Reply:
    """One month; its days lead to the next step with what they mean there."""
    locale, code = LOCALES[words.language], shown.code
    here = shown.turned(shown.first)
    names = babel.get_day_names("short", "stand-alone", locale)
    rows: list[Row] = [tuple(step(names[one], shown.act, code, here) for one in range(7))]
    for week in Calendar().monthdatescalendar(shown.first.year, shown.first.month):
        rows.append(
            tuple(
                step(str(one.day), leads_to, code, value(one))
                if one.month == shown.first.month and one >= shown.earliest
                else step(NO_DAY, shown.act, code, here)
                for one in week
            )
        )
    before = (shown.first - timedelta(days=1)).replace(day=1)
    after = _first_of(_compact(shown.first + timedelta(days=31)), shown.first)
    turns = [("›", after)]
    if before >= shown.earliest.replace(day=1):
        turns.insert(0, ("‹", before))
    rows.append(tuple(step(sign, shown.act, code, shown.turned(to)) for sign, to in turns))
    rows.append((step(words("Back"), "card", code),))
    name = babel.format_skeleton("yMMMM", shown.first, locale=locale)
    return show(f"<b>{words('Which day?')}</b>\n{name}", *rows)


def _first_of(written: str, otherwise: date) -> date:
    """The first day of the month in which a written day lies, within a year of another."""
    wanted = read_day(written) or otherwise
    return min(max(wanted, otherwise.replace(day=1)), otherwise + LATEST).replace(day=1)


def _today(visit: Visit) -> date:
    return visit.now.astimezone(PRAGUE).date()


def _compact(one: date) -> str:
    return one.strftime(COMPACT)


def _day(words: Words, one: date) -> str:
    return day(one, words.language)
