"""The room of a meeting for those who are there: in by the code at the door, ask, want, vote."""

from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.meetings import day_words as told
from handlers.meetings.after_taps import AfterTap
from handlers.meetings.day_taps import RoomTap
from handlers.profile import PARTY_NAMES
from handlers.replies import Expects, Reply, alert, show
from handlers.taps import MeetingTap, button
from handlers.visit import Visit
from meetings import doors, keeping, room
from meetings.documents import date_of
from meetings.keeping import Held
from people import muting
from storage import attendance, materials
from storage import rooms as tables
from storage.rooms import CLOSED, OPEN, RoomVote
from texts.formatting import escape, shortened
from texts.screens import Button, Row

ASKING: Final = "room-question"
UNSAID: Final = "-"
LABEL_LENGTH: Final = 60
QUESTIONS_SHOWN: Final = 10


def router() -> Router:
    router = Router(name="meeting_room")
    router.message.register(ask, Awaiting(ASKING))
    for act, does in {
        "in": come_in,
        "party": say_party,
        "ask": begin_asking,
        "asked": questions,
        "want": want,
        "vote": ballot,
        "cast": cast,
    }.items():
        router.callback_query.register(does, RoomTap.filter(F.act == act))
    return router


def tap(label: str, act: str, code: str, nth: int, number: int = 0, value: str = "") -> Button:
    return button(label, RoomTap(act=act, code=code, nth=nth, number=number, value=value))


async def rows_of(visit: Visit, held: Held) -> tuple[Row, ...]:
    """The way back into the room for who has checked in."""
    mine = await attendance.of_resident(visit.session, held.code, visit.resident.id)
    if not mine:
        return ()
    return ((tap(visit.words("Into the room"), "in", held.code, mine[-1].nth),),)


async def arrive(visit: Visit, door_code: str) -> Reply:
    """Somebody has scanned the code at the door; raises what `doors.check_in` raises."""
    came = await doors.check_in(visit.session, visit.resident, door_code, visit.when)
    if not came.asks_party:
        return await _room(visit, came.held, came.attendance.nth)
    words, code, nth = visit.words, came.held.code, came.attendance.nth
    rows: list[Row] = [
        (tap(words(name), "party", code, nth, value=party),) for party, name in PARTY_NAMES.items()
    ]
    rows.append((tap(words("Prefer not to say"), "party", code, nth, value=UNSAID),))
    text = words(
        "✓ You are here: {title}\n\nFor whom do you come? It is only counted, so that we see who "
        "is missing at the table.",
        title=told.title_of(words, came.held),
    )
    return show(text, *rows)


async def say_party(_: CallbackQuery, callback_data: RoomTap, visit: Visit) -> Reply:
    code, nth = callback_data.code, callback_data.nth
    await doors.say_party(visit.session, visit.resident.id, code, nth, callback_data.value)
    return await _room(visit, await keeping.announced(visit.session, code), nth)


async def come_in(_: CallbackQuery, callback_data: RoomTap, visit: Visit) -> Reply:
    return await _entered(visit, callback_data)


async def _entered(visit: Visit, at: RoomTap, note: str = "") -> Reply:
    """Raises NoSuchMeeting, NotThere."""
    held = await keeping.announced(visit.session, at.code)
    await doors.demand_present(visit.session, at.code, at.nth, visit.resident.id)
    return await _room(visit, held, at.nth, note)


async def _room(visit: Visit, held: Held, nth: int, note: str = "") -> Reply:
    words, code = visit.words, held.code
    found = await tables.room(visit.session, code, nth)
    vote = await room.current_vote(visit.session, (code, nth))
    asked = await room.shown(visit.session, (code, nth))
    agenda = told.programme(words, held, found.on_now if found else 0)
    day = told.day_of(words, held, nth) if held.document.has_days(date_of(nth)) else ""
    heading = (f"<b>{told.title_of(words, held)}</b>", day, words("✓ You are here."))
    lines = [
        note,
        "\n".join(filter(None, heading)),
        told.each_day(words, held, nth),
        f"{words('Programme:')}\n{agenda}" if agenda else "",
        await _vote_told(visit, vote),
    ]
    rows: list[Row] = []
    if vote and vote.state == OPEN and not await _has_voted(visit, vote):
        rows.append((tap(words("Vote now"), "vote", code, nth, vote.number),))
    rows.append((tap(words("Ask the speaker"), "ask", code, nth),))
    if asked:
        label = words.many("{n} question of others", "{n} questions of others", len(asked))
        rows.append((tap(label, "asked", code, nth),))
    if await materials.of_meeting(visit.session, code):
        rows.append((button(words("Materials"), AfterTap(act="materials", code=code)),))
    rows += [
        (tap(words("Look again"), "in", code, nth),),
        (button(words("About the meeting"), MeetingTap(act="show", code=code)),),
    ]
    return show("\n\n".join(filter(None, lines)), *rows)


async def _vote_told(visit: Visit, vote: RoomVote | None) -> str:
    """What is being voted on, or the result of the last vote."""
    words = visit.words
    if vote is None:
        return ""
    if vote.state == CLOSED:
        outcome = told.outcome(words, await room.tally(visit.session, vote))
        return f"{words('Result of the vote:')}\n{outcome}"
    if await _has_voted(visit, vote):
        return words("You have voted. The result is seen when the vote closes.")
    return words("A vote is open: {question}", question=escape(vote.text))


async def _has_voted(visit: Visit, vote: RoomVote) -> bool:
    return await tables.has_voted(visit.session, vote.number, visit.resident.id)


async def begin_asking(_: CallbackQuery, callback_data: RoomTap, visit: Visit) -> Reply:
    muting.demand_voice(visit.resident, visit.now)
    code, nth = callback_data.code, callback_data.nth
    await doors.demand_present(visit.session, code, nth, visit.resident.id)
    text = visit.words(
        "What do you want to ask? Write it. The organiser reads it first; others see it without "
        "your name."
    )
    back: Row = (tap(visit.words("Back"), "in", code, nth),)
    return show(text, back, expects=Expects(ASKING, {"code": code, "nth": nth}))


async def ask(message: Message, visit: Visit) -> Reply:
    muting.demand_voice(visit.resident, visit.now)
    at = RoomTap(act="in", code=visit.waiting["code"], nth=visit.waiting["nth"])
    place = (at.code, at.nth)
    await room.ask(visit.session, visit.resident.id, place, message.text or "", visit.when)
    note = visit.words("Thank you. The organiser reads it and puts it to the speaker.")
    return await _entered(visit, at, note)


async def questions(_: CallbackQuery, callback_data: RoomTap, visit: Visit) -> Reply:
    return await _questions(visit, callback_data)


async def _questions(visit: Visit, at: RoomTap) -> Reply:
    """A tap says that one wants it answered too; another takes it back."""
    words, mine = visit.words, visit.resident.id
    await doors.demand_present(visit.session, at.code, at.nth, mine)
    asked = (await room.shown(visit.session, (at.code, at.nth)))[:QUESTIONS_SHOWN]
    wanted = await tables.upvoted_by(visit.session, mine, [one.number for one in asked])
    lines = [f"{n}. {escape(one.text)}" for n, one in enumerate(asked, start=1)]
    rows: list[Row] = []
    for n, one in enumerate(asked, start=1):
        sign, value = ("✓", "off") if one.number in wanted else ("▲", "on")
        label = shortened(f"{sign} {n}. ({one.upvotes}) {one.text}", LABEL_LENGTH)
        rows.append((tap(label, "want", at.code, at.nth, one.number, value),))
    rows.append((tap(words("Back"), "in", at.code, at.nth),))
    head = words("<b>Questions of others</b>\nTap those that you want answered too.")
    text = "\n\n".join([head, *lines]) if asked else words("Nobody has asked anything yet.")
    return show(text, *rows)


async def want(_: CallbackQuery, callback_data: RoomTap, visit: Visit) -> Reply:
    on = callback_data.value != "off"
    await room.support(visit.session, visit.resident.id, callback_data.number, on)
    return await _questions(visit, callback_data)


async def ballot(_: CallbackQuery, callback_data: RoomTap, visit: Visit) -> Reply:
    words, code, nth = visit.words, callback_data.code, callback_data.nth
    await doors.demand_present(visit.session, code, nth, visit.resident.id)
    vote = await tables.vote(visit.session, callback_data.number)
    if vote is None or (vote.meeting_code, vote.nth) != (code, nth):
        raise room.NoSuchVote(callback_data.number)
    if vote.state != OPEN:
        raise room.VoteNotOpen
    if await _has_voted(visit, vote):
        raise room.VotedAlready
    rows: list[Row] = [
        (tap(option, "cast", code, nth, vote.number, str(at)),)
        for at, option in enumerate(vote.options)
    ]
    rows.append((tap(words("Back"), "in", code, nth),))
    text = words(
        "<b>{question}</b>\n\nOne tap is your vote; it cannot be changed. Nobody can tell how you "
        "voted.",
        question=escape(vote.text),
    )
    return show(text, *rows)


async def cast(_: CallbackQuery, callback_data: RoomTap, visit: Visit) -> Reply:
    if not callback_data.value.isdecimal():
        return alert(visit.words("This is no longer there."))
    option = int(callback_data.value[:2])
    await room.cast(visit.session, visit.resident.id, callback_data.number, option)
    return await _entered(visit, callback_data, visit.words("✓ Your vote is counted."))
