"""Settling for members of working groups, in their own chat: queue, card, vote, last word."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.commands import Said
from handlers.days import read_day
from handlers.pages import page_of, turning
from handlers.plans import settling_answers, settling_together
from handlers.plans.settling_cards import (
    card_shown,
    group_of,
    groups_shown,
    label_of,
    opens,
    queue_shown,
    seat_of,
    step,
    to_card,
    to_queue,
)
from handlers.plans.settling_refusals import unseen
from handlers.plans.settling_screens import confirmed
from handlers.replies import Reply, show
from handlers.taps import Go, SettleTap
from handlers.visit import Visit
from outreach.group_cards import MatterMoved
from outreach.notices import tell
from plans import confirming, voting
from plans.voting import WrittenMeanwhile
from storage import comments, groups
from storage import settling as tables
from storage.comments import RECEIVED
from texts.formatting import day
from texts.numbers import KEY_DIGITS, whole
from texts.screens import Row

SHOWN: Final = 50
AGENDA_SHOWN: Final = 20


def router() -> Router:
    router = Router(name="settling")
    router.message.register(start, Said("settling"))
    router.callback_query.register(begin, Go.filter(F.to == "settling"))
    for what, does in WRITTEN.items():
        router.message.register(does, Awaiting(what))
    for act, does_tap in ACTS.items():
        router.callback_query.register(does_tap, SettleTap.filter(F.act == act))
    return router


async def start(message: Message, visit: Visit) -> Reply:
    return await groups_shown(visit)


async def begin(_: CallbackQuery, visit: Visit) -> Reply:
    return await groups_shown(visit)


async def queue(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    """`number` is the one after which to go on."""
    seat = await seat_of(visit, callback_data.group)
    return await queue_shown(visit, seat, callback_data.number)


async def agenda(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    """`number` is the page."""
    seat, wanted = await seat_of(visit, callback_data.group), read_day(callback_data.value)
    if wanted is None:
        return await queue_shown(visit, seat)
    releases = voting.releases_of(await group_of(visit, seat))
    found = await tables.on_agenda(visit.session, seat.group_code, wanted, releases)
    page = page_of(found, whole(callback_data.number), AGENDA_SHOWN)
    title = visit.words("<b>Agenda of {day}</b>", day=day(wanted, visit.words.language))
    told = visit.words.many("{n} comment", "{n} comments", len(found))
    rows: list[Row] = [(opens(seat, one.number, label_of(one)),) for one in page.items]
    rows += turning(
        page, lambda label, to: step(seat, label, "agenda", str(to), callback_data.value)
    )
    return show(f"{title}\n{told}", *rows, (to_queue(visit, seat),))


async def card(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    seat = await seat_of(visit, callback_data.group)
    return await card_shown(visit, seat, callback_data.number)


async def next_one(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    seat = await seat_of(visit, callback_data.group)
    place = (visit.session, seat.group_code, voting.releases_of(await group_of(visit, seat)))
    some = await tables.queue(*place, after=callback_data.number) or await tables.queue(*place)
    if not some:
        return await queue_shown(visit, seat)
    return await card_shown(visit, seat, some[0].number)


async def vote(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    seat, number = await seat_of(visit, callback_data.group), callback_data.number
    await voting.vote(visit.session, seat, number, callback_data.value, visit.now)
    return await card_shown(visit, seat, number)


async def confirm(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    """Whoever has not seen the answer as it stands now sees it first."""
    seat, number = await seat_of(visit, callback_data.group), callback_data.number
    wanted, seen = confirmed(callback_data.value)
    try:
        await confirming.confirm(visit.session, seat, number, wanted, visit.now, seen=seen)
    except WrittenMeanwhile:
        shown = await card_shown(visit, seat, number)
        return replace(shown, toast=unseen(visit.words), alert=True)
    await tell(visit.session, MatterMoved(number, seat.group_code), visit.now)
    words = visit.words
    found = await comments.comment(visit.session, number)
    assert found is not None
    settled = found.state != RECEIVED
    text = (
        words("Comment {number} is decided. Nobody has been told yet.", number=number)
        if settled
        else words("Comment {number} goes on to who has the last word.", number=number)
    )
    rows: list[Row] = [(step(seat, words("Next one"), "next", number),)]
    if settled and await confirming.may_publish(visit.session, seat, found):
        rows.append((step(seat, words("Publish this answer"), "publish", number),))
    if settled:
        rows.append((step(seat, words("Decide anew"), "reopen", number),))
    return show(text, *rows, (to_queue(visit, seat),))


async def reopen(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    seat, number = await seat_of(visit, callback_data.group), callback_data.number
    await confirming.reopen(visit.session, seat, number, visit.now)
    await tell(visit.session, MatterMoved(number, seat.group_code), visit.now)
    return await card_shown(visit, seat, number)


async def publish(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    seat, number = await seat_of(visit, callback_data.group), callback_data.number
    for happened in await confirming.publish(visit.session, seat, number, visit.now):
        await tell(visit.session, happened, visit.now)
    return await queue_shown(visit, seat)


async def hand_in(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    seat, number = await seat_of(visit, callback_data.group), callback_data.number
    await voting.hand_in(visit.session, seat, number, visit.now)
    return await card_shown(visit, seat, number)


async def take(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    """Prepare the answer oneself."""
    seat, number = await seat_of(visit, callback_data.group), callback_data.number
    await voting.give_to(visit.session, seat, number, seat.member_id, visit.now)
    return await card_shown(visit, seat, number)


async def choose_evaluator(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    seat, number = await seat_of(visit, callback_data.group), callback_data.number
    members = await groups.members(visit.session, seat.group_code)
    rows: list[Row] = [
        (step(seat, one.name[:SHOWN], "given", number, str(one.id)),) for one in members[:40]
    ]
    return show(visit.words("Who prepares the answer?"), *rows, (to_card(visit, seat, number),))


async def given(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    seat, number = await seat_of(visit, callback_data.group), callback_data.number
    member = whole(callback_data.value, digits=KEY_DIGITS)
    await voting.give_to(visit.session, seat, number, member, visit.now)
    return await card_shown(visit, seat, number)


async def release(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    seat, number = await seat_of(visit, callback_data.group), callback_data.number
    await voting.release(visit.session, seat, number, visit.now)
    return await card_shown(visit, seat, number)


ACTS: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    "queue": queue,
    "agenda": agenda,
    "card": card,
    "next": next_one,
    "vote": vote,
    "confirm": confirm,
    "reopen": reopen,
    "publish": publish,
    "hand-in": hand_in,
    "take": take,
    "give": choose_evaluator,
    "given": given,
    "release": release,
    **settling_answers.ACTS,
    **settling_together.ACTS,
}
WRITTEN: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    **settling_answers.WRITTEN,
    **settling_together.WRITTEN,
}
