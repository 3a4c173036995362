"""Settling in a group's own chat: cards with votes, answers as replies to them, the last word."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from html import unescape
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.groups import together as group_together
from handlers.groups.cards import card_reply, card_screen
from handlers.groups.commands import GroupSaid, RepliesTo
from handlers.groups.visit import GroupVisit
from handlers.plans.settling_refusals import unseen
from handlers.plans.settling_screens import confirmed, verdict_name
from handlers.replies import Reply, Screen, alert, show
from handlers.taps import GroupVote
from outreach import group_cards, receipts
from outreach.group_cards import CARD, MatterMoved
from outreach.letters import Letter, Place, post_to_group
from outreach.notices import tell
from plans import confirming, voting
from plans.voting import Case, WrittenMeanwhile
from storage import comments
from storage import settling as tables
from storage.comments import Comment
from storage.settling import Motion

# What a message of ours is about, for replies to it.
WORDING: Final = "settle-wording:"
# Twenty messages a minute is what a group takes.
AT_ONCE: Final = 5


def group_router() -> Router:
    router = Router(name="group_settling")
    router.message.register(start, GroupSaid("settling"))
    router.message.register(reason_written, RepliesTo(CARD))
    router.message.register(wording_written, RepliesTo(WORDING))
    router.message.register(group_together.agenda, GroupSaid("agenda"))
    for prefix, hears in group_together.REPLIES.items():
        router.message.register(hears, RepliesTo(prefix))
    for act, does in ACTS.items():
        router.callback_query.register(does, GroupVote.filter(F.act == act))
    return router


async def start(_: Message, argument: str, visit: GroupVisit) -> Reply:
    """The comment of that number, or what waits longest; in their topics where there are some."""
    visit.seated()
    if argument:
        return await card_reply(visit, argument.strip().upper())
    if visit.bound.has_topics:
        return await _into_topics(visit)
    return await _next(visit, "")


async def next_one(_: CallbackQuery, callback_data: GroupVote, visit: GroupVisit) -> Reply:
    """Below: the card that was tapped stays to be voted on."""
    visit.seated()
    found = await _next(visit, callback_data.number)
    return Reply(found.screens, found.toast, found.alert, below=True)


async def vote(_: CallbackQuery, callback_data: GroupVote, visit: GroupVisit) -> Reply:
    number, wanted = callback_data.number, callback_data.value
    found = await voting.vote(visit.session, visit.seated(), number, wanted, visit.now)
    chosen = verdict_name(found, wanted, visit.words.language)
    shown = await card_screen(visit, found)
    return Reply((shown,), toast=visit.words("You are for: {verdict}", verdict=chosen))


async def reason_written(message: Message, argument: str, visit: GroupVisit) -> Reply:
    text = message.text or ""
    found = await voting.write(visit.session, visit.seated(), argument, text, "", visit.now)
    return Reply((await card_screen(visit, found),))


async def ask_wording(_: CallbackQuery, callback_data: GroupVote, visit: GroupVisit) -> Reply:
    """Telegram opens the answer of who tapped; a reply to the card itself is the reason."""
    number = callback_data.number
    await voting.case(visit.session, visit.seated(), number)
    text = visit.words(
        "{name}, write the new wording of the plan for {number} as a reply to this message. A dash "
        "takes it away.",
        name=visit.mention,
        number=number,
    )
    return Reply((Screen(text, card=f"{WORDING}{number}", asks=True),), below=True)


async def wording_written(message: Message, argument: str, visit: GroupVisit) -> Reply:
    text = message.text or ""
    found = await voting.write(visit.session, visit.seated(), argument, "", text, visit.now)
    return Reply((await card_screen(visit, found),))


async def confirm(_: CallbackQuery, callback_data: GroupVote, visit: GroupVisit) -> Reply:
    """Older cards may show another answer than the one that stands now."""
    number, seat = callback_data.number, visit.seated()
    wanted, seen = confirmed(callback_data.value)
    place = (visit.session, seat, number, wanted)
    try:
        motion = await confirming.confirm(*place, visit.now, seen=seen)
    except WrittenMeanwhile:
        shown = await card_reply(visit, number)
        return replace(shown, toast=unseen(visit.words), alert=True)
    await tell(visit.session, MatterMoved(number, seat.group_code), visit.now)
    found = await comments.comment(visit.session, number)
    assert found is not None
    publishes = await confirming.may_publish(visit.session, seat, found)
    return await _ended(visit, found, motion, publishes=publishes)


async def reopen(_: CallbackQuery, callback_data: GroupVote, visit: GroupVisit) -> Reply:
    number = callback_data.number
    seat = visit.seated()
    found = await confirming.reopen(visit.session, seat, number, visit.now)
    await tell(visit.session, MatterMoved(number, seat.group_code), visit.now)
    return Reply((await card_screen(visit, found),))


async def publish(_: CallbackQuery, callback_data: GroupVote, visit: GroupVisit) -> Reply:
    number, seat = callback_data.number, visit.seated()
    told_to = await confirming.publish(visit.session, seat, number, visit.now)
    for happened in told_to:
        await tell(visit.session, happened, visit.now)
    motion = await tables.motion(visit.session, number, seat.group_code)
    assert motion is not None
    return await _ended(visit, told_to[0].comment, motion, publishes=False)


ACTS: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    "next": next_one,
    "vote": vote,
    "wording": ask_wording,
    "confirm": confirm,
    "reopen": reopen,
    "publish": publish,
    **group_together.ACTS,
}


async def _next(visit: GroupVisit, after: str) -> Reply:
    place = (visit.session, visit.bound.code, voting.releases_of(visit.bound))
    some = await tables.queue(*place, after=after) or await tables.queue(*place)
    if not some:
        return alert(visit.words("Nothing waits for the group."))
    return await card_reply(visit, some[0].number)


async def _into_topics(visit: GroupVisit) -> Reply:
    """The oldest cards, each in the topic of its section."""
    group, seat, words = visit.bound, visit.seated(), visit.words
    releases = voting.releases_of(group)
    some = await tables.queue(visit.session, group.code, releases, AT_ONCE)
    for one in some:
        found = await voting.case(visit.session, seat, one.number)
        letter = await _letter(visit, found)
        about = f"settle:{one.number}:{visit.message_id}"
        await post_to_group(visit.session, group, about, letter, visit.now)
    if not some:
        return alert(words("Nothing waits for the group."))
    text = words.many(
        "{n} comment comes into the topic of its section.",
        "{n} comments come into the topics of their sections.",
        len(some),
    )
    return show(text)


async def _letter(visit: GroupVisit, found: Case) -> Letter:
    comment, screen = found.comment, await card_screen(visit, found)
    where = unescape(await receipts.where(visit.session, comment, visit.words.language))
    place = Place(
        card=screen.card,
        plan_code=comment.plan_code,
        section_id=comment.section_id,
        topic_name=where,
    )
    return Letter(screen.text, screen.rows, place=place)


async def _ended(visit: GroupVisit, found: Comment, motion: Motion, *, publishes: bool) -> Reply:
    text, rows = await group_cards.ended(
        visit.session, found, motion, visit.words, publishes=publishes
    )
    return show(text, *rows)
