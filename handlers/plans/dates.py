"""The dates of a consultation: its first day, its last one, a meeting, and making it longer."""

from calendar import Calendar
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final, Self

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from babel import dates as babel

from handlers.awaiting import Awaiting
from handlers.days import read_day, written_day
from handlers.plans import rounds as plan_rounds
from handlers.plans.authoring import card_shown, runner_of
from handlers.plans.cards import packed, rules_told, step, unpacked
from handlers.replies import Expects, Reply, show
from handlers.taps import PlanStep, RoundStep, button
from handlers.visit import Visit
from outreach import hearings
from outreach.notices import tell
from outreach.round_words import NAMES
from plans import consultation, running
from plans.consultation import INSIDE, PRAGUE, PUBLIC, Dates
from storage.plans import Consultation
from texts.formatting import LOCALES, day, weekday_day
from texts.screens import Button, Row
from texts.words import Words

COMPACT: Final = "%Y%m%d"
WEEKS: Final = (2, 3, 4, 6)
ROUND_WEEKS: Final = (1, 2, 3, 4)
LONGER: Final = (1, 2, 4)
HEARING_AFTER: Final = timedelta(days=consultation.BEFORE_HEARING)
HEARING_BEFORE: Final = timedelta(days=consultation.AFTER_HEARING)
LATEST: Final = timedelta(days=366)
WEEK: Final = timedelta(days=7)
NO_DAY: Final = "·"
TYPED_DAY: Final = "plan-day"


Event = CallbackQuery | Message


@dataclass(frozen=True)
class Wanted:
    """A day that a step asks for, and the step it leads to; `kept` is what was chosen before."""

    step: PlanStep
    leads_to: str
    earliest: date
    kept: str = ""

    def value(self, one: date) -> str:
        return "-".join(filter(None, (self.kept, _compact(one))))

    def expects(self) -> Expects:
        told = {"leads_to": self.leads_to, "earliest": _compact(self.earliest), "kept": self.kept}
        return Expects(TYPED_DAY, {"step": self.step.model_dump(), **told})

    @classmethod
    def awaited(cls, told: Mapping[str, Any], today: date) -> Self:
        step = RoundStep(**told["step"]) if "round" in told["step"] else PlanStep(**told["step"])
        return cls(step, told["leads_to"], read_day(told["earliest"]) or today, told["kept"])


def router() -> Router:
    router = Router(name="plan_dates")
    router.message.register(written, Awaiting(TYPED_DAY))
    for act, does in ACTS.items():
        router.callback_query.register(does, PlanStep.filter(F.act == act))
        router.callback_query.register(does, RoundStep.filter(F.act == act))
    return router


async def choose_opening(_: Event, callback_data: PlanStep, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    await running.newest(visit.session, await runner_of(visit), code)
    today = _today(visit)
    wanted = Wanted(callback_data, "closes", today)
    if callback_data.value:
        return _calendar(words, wanted, _first_of(callback_data.value, today))
    monday = today + timedelta(days=7 - today.weekday())
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    rows: list[Row] = [
        (_onwards(callback_data, _day(words, one), "closes", _compact(one)),)
        for one in sorted({today, today + timedelta(days=1), monday, monday + WEEK, first})
    ]
    rows.append((_onwards(callback_data, words("Another day"), "opens", _compact(today)),))
    rows.append((_to_card(callback_data, words("Back")),))
    text = words(
        "On which day shall the consultation open? From then on everybody can read this version, "
        "and it cannot be changed any more."
    )
    if round_of(callback_data) in INSIDE:
        text = words(
            "On which day shall the round open? From then on its members can read this version and "
            "nobody else can. It cannot be changed any more."
        )
    return _choice(words, wanted, text, rows)


async def choose_closing(_: Event, callback_data: PlanStep, visit: Visit) -> Reply:
    """`value` is the first day, and behind it the month of a calendar for the last."""
    words, code = visit.words, callback_data.code
    await running.newest(visit.session, await runner_of(visit), code)
    first, _between, month = callback_data.value.partition("-")
    opens = read_day(first)
    if opens is None:
        return await choose_opening(_, _again(callback_data, "opens"), visit)
    # Only the public meets about the draft.
    next_act = "dates" if round_of(callback_data) in INSIDE else "meets"
    wanted = Wanted(callback_data, next_act, opens, first)
    if month:
        return _calendar(words, wanted, _first_of(month, opens))
    rows: list[Row] = []
    for weeks in ROUND_WEEKS if round_of(callback_data) in INSIDE else WEEKS:
        closes = opens + weeks * WEEK - timedelta(days=1)
        label = words.many(
            "{n} week, to {day}", "{n} weeks, to {day}", weeks, day=_day(words, closes)
        )
        value = packed(Dates(opens, closes))
        rows.append((_onwards(callback_data, label, next_act, value),))
    other = f"{first}-{first}"
    rows.append((_onwards(callback_data, words("Another day"), "closes", other),))
    rows.append((_onwards(callback_data, words("Back"), "opens"),))
    text = words("It opens on {day}. Until when are comments taken?", day=_day(words, opens))
    return _choice(words, wanted, text, rows)


async def choose_meeting(_: Event, callback_data: PlanStep, visit: Visit) -> Reply:
    """`value` are both days, and behind them the month of a calendar for the meeting."""
    words, code = visit.words, callback_data.code
    await running.newest(visit.session, await runner_of(visit), code)
    dates = unpacked(callback_data.value)
    if dates is None:
        return await choose_opening(_, PlanStep(act="opens", code=code), visit)
    both = packed(Dates(dates.opens, dates.closes))
    wanted = Wanted(callback_data, "dates", dates.opens, both)
    if dates.hearing:
        return _calendar(words, wanted, dates.hearing.replace(day=1))
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
    return _choice(words, wanted, text, rows)


async def confirm(_: Event, callback_data: PlanStep, visit: Visit) -> Reply:
    """The dates once more, with every rule that they break and the day that would do."""
    words, code = visit.words, callback_data.code
    draft = await running.newest(visit.session, await runner_of(visit), code)
    asked = unpacked(callback_data.value)
    if asked is None:
        return await choose_opening(_, _again(callback_data, "opens"), visit)
    round_ = round_of(callback_data)
    if round_ == PUBLIC and asked.hearing is None:
        asked = replace(asked, hearing=await hearings.day_of(visit.session, code))
    dates, broken = await running.checked(visit.session, code, round_, asked, visit.now)
    lines = [
        *([words(NAMES[round_])] if round_ in INSIDE else []),
        words(
            "Comments from {first} to {last}",
            first=_day(words, dates.opens),
            last=_day(words, dates.closes),
        ),
    ]
    if dates.hearing:
        lines.append(words("Public meeting: {day}", day=_day(words, dates.hearing)))
    if round_ in INSIDE:
        lines.append(await plan_rounds.readers_told(visit, code, round_))
    lines += [f"⚠️ {sentence}" for sentence in rules_told(words, broken)]
    rows: list[Row] = []
    if not any(one.strict for one in broken):
        label = words("Open it all the same") if broken else words("Yes, open it")
        value = f"{draft.version.number}-{packed(dates)}"
        rows.append((_onwards(callback_data, label, "set", value),))
    rows.append((_onwards(callback_data, words("Choose other days"), "opens"),))
    rows.append((_to_card(callback_data, words("Back")),))
    return show("\n\n".join(lines), *rows)


async def set_dates(_: CallbackQuery, callback_data: PlanStep, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    number, _between, days = callback_data.value.partition("-")
    dates = unpacked(days)
    if dates is None or not number.isdecimal():
        return await choose_opening(_, _again(callback_data, "opens"), visit)
    place, round_ = (await runner_of(visit), code, int(number)), round_of(callback_data)
    await running.open_window(visit.session, *place, dates, visit.now, round_)
    await hearings.keep_day(visit.session, code)
    if round_ in INSIDE:
        note = words("It opens and closes by itself. Its members will be told.")
        return await plan_rounds.rounds_shown(visit, code, note)
    note = words("It opens and closes by itself. Who follows the plan will be told.")
    return await card_shown(visit, code, note)


async def choose_longer(_: Event, callback_data: PlanStep, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    found = await running.look(visit.session, await runner_of(visit), code, visit.now)
    window = found.window_of(round_of(callback_data))
    if window is None:
        raise consultation.WindowNotOpen(None)
    last = consultation.last_day(window)
    begins = max(last, _today(visit))
    wanted = Wanted(callback_data, "until", max(last + timedelta(days=1), begins))
    if callback_data.value:
        return _calendar(words, wanted, _first_of(callback_data.value, begins))
    rows: list[Row] = []
    for weeks in LONGER:
        until = begins + weeks * WEEK
        label = words.many(
            "by {n} week, to {day}", "by {n} weeks, to {day}", weeks, day=_day(words, until)
        )
        rows.append((_onwards(callback_data, label, "until", _compact(until)),))
    rows.append((_onwards(callback_data, words("Another day"), "longer", _compact(begins)),))
    rows.append((_to_card(callback_data, words("Back")),))
    text = words(
        "Comments are taken until {day}. How much longer shall it be?\n\n"
        "To end earlier is not possible: people have been promised this day.",
        day=_day(words, last),
    )
    return _choice(words, wanted, text, rows)


async def confirm_longer(_: Event, callback_data: PlanStep, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    found = await running.look(visit.session, await runner_of(visit), code, visit.now)
    until, round_ = read_day(callback_data.value), round_of(callback_data)
    window = found.window_of(round_)
    if until is None or window is None:
        return await choose_longer(_, _again(callback_data, "longer"), visit)
    told = words("Its members will be told.")
    if round_ not in INSIDE:
        told = words.many(
            "{n} person who follows the plan will be told.",
            "{n} people who follow the plan will be told.",
            found.followers,
        )
    return show(
        f"{_longer(words, window, until)}\n\n{told}",
        (_onwards(callback_data, words("Yes, make it longer"), "extend", callback_data.value),),
        (_onwards(callback_data, words("Back"), "longer"),),
    )


def _longer(words: Words, window: Consultation, until: date) -> str:
    last = consultation.last_day(window)
    return words(
        "Comments will be taken until {until} instead of {last}. This cannot be taken back.",
        until=_day(words, until),
        last=_day(words, last),
    )


async def extend(_: CallbackQuery, callback_data: PlanStep, visit: Visit) -> Reply:
    code, until = callback_data.code, read_day(callback_data.value)
    if until is None:
        return await choose_longer(_, _again(callback_data, "longer"), visit)
    runner, round_ = await runner_of(visit), round_of(callback_data)
    extended = await running.extend(visit.session, runner, code, until, visit.now, round_)
    await tell(visit.session, extended, visit.now)
    if round_ in INSIDE:
        return await plan_rounds.rounds_shown(visit, code, visit.words("The round is longer now."))
    return await card_shown(visit, code, visit.words("The consultation is longer now."))


async def written(message: Message, visit: Visit) -> Reply:
    """A day that stands on no button; why it will not do is told above the same choice."""
    today = _today(visit)
    wanted = Wanted.awaited(visit.waiting, today)
    meant = written_day(message.text or "", today)
    note = _unfit(visit.words, wanted, meant, today)
    if meant is None or note:
        reply = await ACTS[wanted.step.act](message, wanted.step, visit)
        return _noted(reply, note)
    told = {"act": wanted.leads_to, "value": wanted.value(meant)}
    return await ACTS[wanted.leads_to](message, wanted.step.model_copy(update=told), visit)


def _unfit(words: Words, wanted: Wanted, meant: date | None, today: date) -> str:
    """Why it cannot be that day; empty where it can."""
    if meant is None:
        return words("I cannot find a day in that.")
    told, earliest = weekday_day(meant, words.language), max(wanted.earliest, today)
    if meant < today:
        return words("{day} is over already.", day=told)
    if meant < earliest:
        return words(
            "{day} is too early. It can be {earliest} at the earliest.",
            day=told,
            earliest=_day(words, earliest),
        )
    if meant > earliest + LATEST:
        return words("{day} is too far ahead.", day=told)
    return ""


def _noted(reply: Reply, note: str) -> Reply:
    screens = [replace(one, text=f"{note}\n\n{one.text}") for one in reply.screens]
    return replace(reply, screens=tuple(screens))


def _choice(words: Words, wanted: Wanted, text: str, rows: Sequence[Row]) -> Reply:
    return show(f"{text}\n\n{_hint(words)}", *rows, expects=wanted.expects())


def _hint(words: Words) -> str:
    return words("Tap a day or write it, for example “20. 3.” or “next Tuesday”.")


def _calendar(words: Words, wanted: Wanted, first: date) -> Reply:
    """One month; its days lead to the next step with what they mean there."""
    locale, tap = LOCALES[words.language], wanted.step
    here = wanted.value(first)
    names = babel.get_day_names("short", "stand-alone", locale)
    rows: list[Row] = [tuple(_onwards(tap, names[one], tap.act, here) for one in range(7))]
    for week in Calendar().monthdatescalendar(first.year, first.month):
        if week[-1] < wanted.earliest:
            continue
        rows.append(
            tuple(
                _onwards(tap, str(one.day), wanted.leads_to, wanted.value(one))
                if one.month == first.month and one >= wanted.earliest
                else _onwards(tap, NO_DAY, tap.act, here)
                for one in week
            )
        )
    before = (first - timedelta(days=1)).replace(day=1)
    turns = [("›", _first_of(_compact(first + timedelta(days=31)), first))]
    if before >= wanted.earliest.replace(day=1):
        turns.insert(0, ("‹", before))
    rows.append(tuple(_onwards(tap, sign, tap.act, wanted.value(to)) for sign, to in turns))
    rows.append((_to_card(tap, words("Back")),))
    name = babel.format_skeleton("yMMMM", first, locale=locale)
    text = f"<b>{words('Which day?')}</b>\n{name}\n\n{_hint(words)}"
    return show(text, *rows, expects=wanted.expects())


def round_of(tap: PlanStep) -> str:
    """Whose dates a step is about."""
    return tap.round if isinstance(tap, RoundStep) and tap.round in INSIDE else PUBLIC


def _onwards(tap: PlanStep, label: str, act: str, value: str = "") -> Button:
    """Another step about the same round of the same plan."""
    return button(label, tap.model_copy(update={"act": act, "value": value}))


def _again(tap: PlanStep, act: str) -> PlanStep:
    return tap.model_copy(update={"act": act, "value": ""})


def _to_card(tap: PlanStep, label: str) -> Button:
    """Back to where the round, or the plan, is told of."""
    return step(label, "rounds" if round_of(tap) in INSIDE else "card", tap.code)


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


ACTS: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    "opens": choose_opening,
    "closes": choose_closing,
    "meets": choose_meeting,
    "dates": confirm,
    "set": set_dates,
    "longer": choose_longer,
    "until": confirm_longer,
    "extend": extend,
}
