"""Comments settled together, and the meeting at which a group settles them."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final

from aiogram.types import CallbackQuery, Message

from handlers.days import read_day, written_day
from handlers.plans.settling_cards import card_shown, seat_of, step, to_card
from handlers.replies import Expects, Reply, alert, show
from handlers.taps import SettleTap
from handlers.visit import Visit
from plans import referring, voting
from plans.consultation import PRAGUE
from texts.formatting import beginning, day, escape
from texts.screens import Row

SIMILAR_SHOWN: Final = 8
WEEK: Final = timedelta(days=7)


async def similar(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    seat, number = await seat_of(visit, callback_data.group), callback_data.number
    words, found = visit.words, await voting.similar(visit.session, seat, number)
    if not found:
        return alert(words("No other comment before the group says nearly the same."))
    lines = [
        f"<b>{one.number}</b> {escape(beginning(escape(one.shown), 200))}"
        for one in found[:SIMILAR_SHOWN]
    ]
    head = words(
        "<b>They say nearly the same as {number}</b>\nSettled together, each author hears of it.",
        number=number,
    )
    label = words.many("Settle {n} with it", "Settle {n} with it", len(lines))
    rows: list[Row] = [(step(seat, label, "merge", number),)]
    rows += [
        (step(seat, words("Only {number}", number=one.number), "merge", number, one.number),)
        for one in found[:SIMILAR_SHOWN]
        if len(lines) > 1
    ]
    return show("\n\n".join([head, *lines]), *rows, (to_card(visit, seat, number),))


async def merge(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    """With the one that is named, or with all that were shown."""
    seat, number = await seat_of(visit, callback_data.group), callback_data.number
    wanted = [callback_data.value] if callback_data.value else []
    found = [] if wanted else await voting.similar(visit.session, seat, number)
    others = wanted or [one.number for one in found[:SIMILAR_SHOWN]]
    await voting.merge(visit.session, seat, number, others, visit.now)
    return await card_shown(visit, seat, number)


async def part(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    seat, number = await seat_of(visit, callback_data.group), callback_data.number
    found = await voting.case(visit.session, seat, number)
    for one in found.merged:
        await voting.part(visit.session, seat, one.number, visit.now)
    return await card_shown(visit, seat, number)


async def choose_day(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    seat, number = await seat_of(visit, callback_data.group), callback_data.number
    await voting.case(visit.session, seat, number)
    today, words = visit.now.astimezone(PRAGUE).date(), visit.words
    days = [today + weeks * WEEK for weeks in range(1, 5)]
    rows: list[Row] = [
        (step(seat, day(one, words.language), "day", number, one.strftime("%Y%m%d")),)
        for one in days
    ]
    rows.append((step(seat, words("On no agenda"), "day", number, "none"),))
    expects = Expects("motion-day", {"group": seat.group_code, "number": number})
    text = words("For which meeting? Choose, or write the day: 12. 5.")
    return show(text, *rows, (to_card(visit, seat, number),), expects=expects)


async def day_chosen(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    seat, number = await seat_of(visit, callback_data.group), callback_data.number
    wanted = read_day(callback_data.value)
    await referring.put_on_agenda(visit.session, seat, number, wanted, visit.now)
    return await card_shown(visit, seat, number)


async def day_written(message: Message, visit: Visit) -> Reply:
    seat, number = await seat_of(visit, visit.waiting["group"]), visit.waiting["number"]
    wanted = written_day(message.text or "", visit.now.astimezone(PRAGUE).date())
    if wanted is None:
        expects = Expects("motion-day", {"group": seat.group_code, "number": number})
        text = visit.words("I do not understand the day. Write it like this: 12. 5. 2027")
        return show(text, (to_card(visit, seat, number),), expects=expects)
    await referring.put_on_agenda(visit.session, seat, number, wanted, visit.now)
    return await card_shown(visit, seat, number)


ACTS: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    "similar": similar,
    "merge": merge,
    "part": part,
    "when": choose_day,
    "day": day_chosen,
}
WRITTEN: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    "motion-day": day_written,
}
