"""The room for whoever holds the meeting: questions are read, things are put to the vote."""

import re
from collections.abc import Sequence
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.meetings import day_words as told
from handlers.meetings.day import of_day, tap
from handlers.meetings.day_taps import DayTap
from handlers.replies import Expects, Reply, show
from handlers.visit import Visit
from meetings import room
from meetings.keeping import Held
from meetings.room import NotAVote
from outreach.notices import tell
from storage import rooms as tables
from storage.rooms import ANSWERED, CLOSED, OPEN, PREPARED, REFUSED, SHOWN, RoomVote
from texts.formatting import escape, shortened
from texts.screens import Row
from texts.words import Words

PREPARING: Final = "day-vote"
COUNTING: Final = "day-hands"
LABEL_LENGTH: Final = 40
QUESTIONS_SHOWN: Final = 8
NUMBER: Final = re.compile(r"\d+")
DECISIONS: Final = {"show": SHOWN, "refuse": REFUSED, "answered": ANSWERED}
SIGNS: Final = {PREPARED: "·", OPEN: "▶", CLOSED: "✓"}


def router() -> Router:
    router = Router(name="day_room")
    router.message.register(prepare, Awaiting(PREPARING))
    router.message.register(count_hands, Awaiting(COUNTING))
    for act, does in {
        "asked": questions,
        "read": read_one,
        "decide": decide,
        "votes": votes,
        "newvote": ask_vote,
        "vote": open_card,
        "open": open_vote,
        "close": close_vote,
        "hands": ask_hands,
    }.items():
        router.callback_query.register(does, DayTap.filter(F.act == act))
    return router


async def questions(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    """Those nobody has read, then those that everybody sees."""
    held, nth, organiser = await of_day(visit, callback_data)
    words, place = visit.words, (held.code, nth)
    unread = await room.unread(visit.session, organiser, place)
    shown = await room.shown(visit.session, place)
    rows: list[Row] = [
        (tap(f"✉ {shortened(one.text, LABEL_LENGTH)}", "read", held.code, nth, one.number),)
        for one in unread[:QUESTIONS_SHOWN]
    ]
    rows += [
        (
            tap(
                f"{one.upvotes} ▲ {shortened(one.text, LABEL_LENGTH)}",
                "read",
                held.code,
                nth,
                one.number,
            ),
        )
        for one in shown[:QUESTIONS_SHOWN]
    ]
    rows += [
        (tap(words("Look again"), "asked", held.code, nth),),
        (tap(words("Back"), "menu", held.code, nth),),
    ]
    text = words(
        "<b>Questions to the speaker</b>\n✉ has not been read yet. ▲ is how many want it answered."
    )
    return show(text if unread or shown else words("Nobody has asked anything yet."), *rows)


async def read_one(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    held, nth, _organiser = await of_day(visit, callback_data)
    words = visit.words
    found = await tables.question(visit.session, callback_data.number)
    if found is None or (found.meeting_code, found.nth) != (held.code, nth):
        raise room.NoSuchQuestion(callback_data.number)
    labels = {"show": words("Let others see it"), "refuse": words("Do not show it")}
    if found.state == SHOWN:
        labels = {"answered": words("It is answered"), "refuse": words("Do not show it")}
    rows: list[Row] = [
        (tap(label, "decide", held.code, nth, found.number, value),)
        for value, label in labels.items()
    ]
    rows.append((tap(words("Back"), "asked", held.code, nth),))
    return show(f"„{escape(found.text)}“", *rows)


async def decide(query: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    _held, _nth, organiser = await of_day(visit, callback_data)
    state = DECISIONS.get(callback_data.value, "")
    await room.decide(visit.session, organiser, callback_data.number, state, visit.now)
    return await questions(query, callback_data, visit)


async def votes(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    held, nth, _organiser = await of_day(visit, callback_data)
    words = visit.words
    found = await tables.votes(visit.session, held.code, nth)
    rows: list[Row] = [(tap(words("Prepare a vote"), "newvote", held.code, nth),)]
    rows += [
        (
            tap(
                f"{SIGNS[one.state]} {shortened(one.text, LABEL_LENGTH)}",
                "vote",
                held.code,
                nth,
                one.number,
            ),
        )
        for one in found
    ]
    rows.append((tap(words("Back"), "menu", held.code, nth),))
    text = words(
        "<b>Votes</b>\nThose who are there vote in the chat, once each, and nobody can tell who "
        "voted for what. Hands in the hall are counted and added."
    )
    return show(text, *rows)


async def ask_vote(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    held, nth, _organiser = await of_day(visit, callback_data)
    words = visit.words
    text = words(
        "Write the question on the first line and each option on a line of its own, two to six:\n\n"
        "Shall we start in September?\nYes\nNo\nI abstain"
    )
    back: Row = (tap(words("Back"), "votes", held.code, nth),)
    return show(text, back, expects=Expects(PREPARING, {"code": held.code, "nth": nth}))


async def prepare(message: Message, visit: Visit) -> Reply:
    at = DayTap(act="votes", code=visit.waiting["code"], nth=visit.waiting["nth"])
    held, nth, organiser = await of_day(visit, at)
    made = await room.prepare(
        visit.session, organiser, (held.code, nth), message.text or "", visit.now
    )
    return await _card(visit, held, made)


async def open_card(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    held, _nth, _organiser = await of_day(visit, callback_data)
    return await _card(visit, held, await _vote(visit, held, callback_data.number))


async def open_vote(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    """Everybody who is there hears of it."""
    held, _nth, organiser = await of_day(visit, callback_data)
    opened = await room.open_vote(visit.session, organiser, callback_data.number, visit.now)
    if opened:
        await tell(visit.session, opened, visit.now)
    return await _card(visit, held, await _vote(visit, held, callback_data.number))


async def close_vote(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    held, _nth, organiser = await of_day(visit, callback_data)
    closed = await room.close_vote(visit.session, organiser, callback_data.number, visit.now)
    return await _card(visit, held, closed)


async def ask_hands(_: CallbackQuery, callback_data: DayTap, visit: Visit) -> Reply:
    held, nth, _organiser = await of_day(visit, callback_data)
    vote = await _vote(visit, held, callback_data.number)
    text = visit.words(
        "How many hands, or papers, were there? Write a number for each option, in this "
        "order:\n\n{options}",
        options=told.numbered(vote.options),
    )
    back: Row = (tap(visit.words("Back"), "vote", held.code, nth, vote.number),)
    kept = {"code": held.code, "nth": nth, "number": vote.number}
    return show(text, back, expects=Expects(COUNTING, kept))


async def count_hands(message: Message, visit: Visit) -> Reply:
    waiting = visit.waiting
    at = DayTap(act="vote", code=waiting["code"], nth=waiting["nth"], number=waiting["number"])
    held, _nth, organiser = await of_day(visit, at)
    hands = [int(one[:7]) for one in NUMBER.findall(message.text or "")]
    try:
        counted = await room.count_hands(visit.session, organiser, at.number, hands, visit.now)
    except NotAVote:
        vote = await _vote(visit, held, at.number)
        text = visit.words.many(
            "Write {n} number, please.", "Write {n} numbers, please.", len(vote.options)
        )
        back: Row = (tap(visit.words("Back"), "vote", at.code, at.nth, at.number),)
        return show(text, back, expects=Expects(COUNTING, dict(waiting)))
    return await _card(visit, held, counted)


async def _vote(visit: Visit, held: Held, number: int) -> RoomVote:
    """Raises NoSuchVote."""
    found = await tables.vote(visit.session, number)
    if found is None or found.meeting_code != held.code:
        raise room.NoSuchVote(number)
    return found


async def _card(visit: Visit, held: Held, vote: RoomVote) -> Reply:
    words, code, nth = visit.words, held.code, vote.nth
    tally = await room.tally(visit.session, vote)
    lines = [f"<b>{escape(vote.text)}</b>\n{told.numbered(vote.options)}"]
    if vote.state == CLOSED:
        lines = [told.outcome(words, tally)]
    lines += [_state(words, vote), _hands(words, tally.hands)]
    if vote.state == OPEN:
        lines.append(
            words.many(
                "{n} vote from phones so far.", "{n} votes from phones so far.", tally.voters
            )
        )
    rows: list[Row] = []
    if vote.state == PREPARED:
        rows.append((tap(words("Open the vote"), "open", code, nth, vote.number),))
    if vote.state == OPEN:
        rows.append((tap(words("Close the vote"), "close", code, nth, vote.number),))
    if vote.state != PREPARED:
        rows.append((tap(words("Add hands from the hall"), "hands", code, nth, vote.number),))
        rows.append((tap(words("Look again"), "vote", code, nth, vote.number),))
    rows.append((tap(words("Back"), "votes", code, nth),))
    return show("\n\n".join(filter(None, lines)), *rows)


def _state(words: Words, vote: RoomVote) -> str:
    told_as = {
        PREPARED: words("Nobody sees it yet."),
        OPEN: words("It is open. The result is seen when you close it."),
        CLOSED: words("It is closed. Everybody sees the result."),
    }
    return told_as[vote.state]


def _hands(words: Words, hands: Sequence[int]) -> str:
    if not any(hands):
        return ""
    return words("Hands in the hall: {hands}", hands=", ".join(map(str, hands)))
