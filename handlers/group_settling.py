"""Settling in a group's own chat: cards with votes, answers as replies to them, the last word."""

from collections.abc import Awaitable, Callable, Mapping
from html import unescape
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.group_commands import GroupSaid, RepliesTo
from handlers.group_visit import GroupVisit
from handlers.replies import Reply, Screen, alert, show
from handlers.settling_screens import told, verdict_name
from handlers.taps import GroupVote, button
from outreach import receipts
from outreach.letters import Letter, Place, post_to_group
from outreach.notices import tell
from plans import confirming, voting
from plans.codelists import named, verdicts_of
from plans.voting import Case
from storage import comments, places, plans
from storage import settling as tables
from storage.comments import RECEIVED, Comment
from storage.settling import Motion
from texts.content import pick
from texts.formatting import escape
from texts.screens import Button, Row, Rows

# What a message of ours is about, for replies to it.
CARD: Final = "settle:"
WORDING: Final = "settle-wording:"
# A card has to fit one message, for only then it can be changed.
LETTERS: Final = 700
# Twenty messages a minute is what a group takes.
AT_ONCE: Final = 5


def group_router() -> Router:
    router = Router(name="group_settling")
    router.message.register(start, GroupSaid("settling"))
    router.message.register(reason_written, RepliesTo(CARD))
    router.message.register(wording_written, RepliesTo(WORDING))
    for act, does in ACTS.items():
        router.callback_query.register(does, GroupVote.filter(F.act == act))
    return router


async def start(_: Message, argument: str, visit: GroupVisit) -> Reply:
    """The comment of that number, or what waits longest; in their topics where there are some."""
    visit.seated()
    if argument:
        return await _card(visit, argument.strip().upper())
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
    shown = await _screen(visit, found)
    return Reply((shown,), toast=visit.words("You are for: {verdict}", verdict=chosen))


async def reason_written(message: Message, argument: str, visit: GroupVisit) -> Reply:
    text = message.text or ""
    found = await voting.write(visit.session, visit.seated(), argument, text, "", visit.now)
    return await _again(visit, found)


async def ask_wording(_: CallbackQuery, callback_data: GroupVote, visit: GroupVisit) -> Reply:
    """Telegram opens the answer of who tapped; a reply to the card itself is the reason."""
    number = callback_data.number
    await voting.case(visit.session, visit.seated(), number)
    text = visit.words(
        "{name}, write the new wording of the plan for {number} as a reply to this message.",
        name=visit.mention,
        number=number,
    )
    return Reply((Screen(text, card=f"{WORDING}{number}", asks=True),), below=True)


async def wording_written(message: Message, argument: str, visit: GroupVisit) -> Reply:
    text = message.text or ""
    found = await voting.write(visit.session, visit.seated(), argument, "", text, visit.now)
    return await _again(visit, found)


async def confirm(_: CallbackQuery, callback_data: GroupVote, visit: GroupVisit) -> Reply:
    number, seat = callback_data.number, visit.seated()
    motion = await confirming.confirm(visit.session, seat, number, callback_data.value, visit.now)
    found = await comments.comment(visit.session, number)
    assert found is not None
    words = visit.words
    lines = [await _ended(visit, found, motion)]
    if found.state == RECEIVED:
        lines.append(words("Comment {number} goes on to who has the last word.", number=number))
        return show("\n\n".join(lines), (_button(words("Next one"), "next", number),))
    lines.append(words("Comment {number} is decided. Nobody has been told yet.", number=number))
    rows: list[Row] = [(_button(words("Decide anew"), "reopen", number),)]
    if await confirming.may_publish(visit.session, seat, found):
        rows.insert(0, (_button(words("Publish this answer"), "publish", number),))
    return show("\n\n".join(lines), *rows, (_button(words("Next one"), "next", number),))


async def reopen(_: CallbackQuery, callback_data: GroupVote, visit: GroupVisit) -> Reply:
    number = callback_data.number
    found = await confirming.reopen(visit.session, visit.seated(), number, visit.now)
    return Reply((await _screen(visit, found),))


async def publish(_: CallbackQuery, callback_data: GroupVote, visit: GroupVisit) -> Reply:
    number, seat, words = callback_data.number, visit.seated(), visit.words
    told_to = await confirming.publish(visit.session, seat, number, visit.now)
    for happened in told_to:
        await tell(visit.session, happened, visit.now)
    motion = await tables.motion(visit.session, number, seat.group_code)
    assert motion is not None
    lines = [
        await _ended(visit, told_to[0].comment, motion),
        words("The answer is published, and its author hears of it."),
    ]
    return show("\n\n".join(lines), (_button(words("Next one"), "next", number),))


ACTS: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    "next": next_one,
    "vote": vote,
    "wording": ask_wording,
    "confirm": confirm,
    "reopen": reopen,
    "publish": publish,
}


async def _next(visit: GroupVisit, after: str) -> Reply:
    place = (visit.session, visit.bound.code, voting.releases_of(visit.bound))
    some = await tables.queue(*place, after=after) or await tables.queue(*place)
    if not some:
        return alert(visit.words("Nothing waits for the group."))
    return await _card(visit, some[0].number)


async def _card(visit: GroupVisit, number: str) -> Reply:
    found = await voting.case(visit.session, visit.seated(), number)
    return Reply((await _screen(visit, found),))


async def _again(visit: GroupVisit, found: Case) -> Reply:
    """The card as it is now, below what was written."""
    return Reply((await _screen(visit, found),))


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
    comment, screen = found.comment, await _screen(visit, found)
    where = unescape(await receipts.where(visit.session, comment, visit.words.language))
    place = Place(
        card=screen.card,
        plan_code=comment.plan_code,
        section_id=comment.section_id,
        topic_name=where,
    )
    return Letter(screen.text, screen.rows, place=place)


async def _screen(visit: GroupVisit, found: Case) -> Screen:
    words, number = visit.words, found.comment.number
    lines = [await told(visit.session, words, found, LETTERS)]
    if not found.motion.merged_with:
        lines.append(words("<i>A reply to this message becomes the answer.</i>"))
    return Screen("\n\n".join(lines), _rows(visit, found), card=f"{CARD}{number}")


def _rows(visit: GroupVisit, found: Case) -> Rows:
    words, number = visit.words, found.comment.number
    if found.motion.merged_with:
        return ((_button(words("Next one"), "next", number),),)
    rows: list[Row] = []
    for one in found.verdicts:
        count = found.tally.get(one.id, 0)
        name = verdict_name(found, one.id, words.language)
        rows.append((_button(f"{name} · {count}" if count else name, "vote", number, one.id),))
    for verdict in found.leading:
        name = verdict_name(found, verdict, words.language)
        label = words("Confirm: {verdict}", verdict=name)
        rows.append((_button(label, "confirm", number, verdict),))
    wording = _button(words("New wording"), "wording", number)
    return (*rows, (wording, _button(words("Next one"), "next", number)))


async def _ended(visit: GroupVisit, found: Comment, motion: Motion) -> str:
    """What is left of a card once the vote is over."""
    words = visit.words
    plan = await plans.plan(visit.session, found.plan_code)
    area = await places.area(visit.session, plan.area_code) if plan else None
    verdict = named(verdicts_of(area), motion.verdict)
    name = pick(verdict.text, words.language) if verdict else motion.verdict
    lines = [
        f"<b>{found.number}</b>",
        await receipts.where(visit.session, found, words.language),
        words("Verdict: <b>{verdict}</b>", verdict=escape(name)),
    ]
    if motion.reason:
        lines.append(words("Reason: {reason}", reason=escape(motion.reason)))
    return "\n".join(lines)


def _button(label: str, act: str, number: str, value: str = "") -> Button:
    return button(label, GroupVote(act=act, number=number, value=value))
