"""While people vote: who has come. Once they have: votes from elsewhere, equals, the result."""

from collections.abc import Mapping, Sequence
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from contests import judging, keeping, publishing, signals, slips, voting
from contests.counting import Standing
from contests.documents import Origin
from contests.judging import Seat
from contests.publishing import ENTERED, BadCount
from contests.recounting import written
from contests.signals import Came, Sign, Signal
from handlers.awaiting import Awaiting
from handlers.contests.forms import step
from handlers.contests.rules import ORIGINS
from handlers.contests.running import runner_of
from handlers.contests.screens import slips_told, title, voices_told
from handlers.contests.taps import ContestStep
from handlers.replies import Document, Expects, Reply, Screen, alert, show
from handlers.tapping import meant
from handlers.visit import Visit
from outreach.notices import tell
from storage.people import Resident
from texts.formatting import clock, escape
from texts.screens import Row
from texts.words import Words

VOTES: Final = "contest-votes"
TIE: Final = "contest-tie"
EXCLUDING: Final = "contest-exclude"
ELECTORS_SHOWN: Final = 20


def router() -> Router:
    router = Router(name="contest_counting")
    router.message.register(write_votes, Awaiting(VOTES))
    router.message.register(write_tie, Awaiting(TIE))
    router.message.register(exclude, Awaiting(EXCLUDING))
    for act, does in ACTS.items():
        router.callback_query.register(does, ContestStep.filter(F.act == act))
    return router


async def turnout(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    """How many have voted, and what about it is worth a look; never how it stands."""
    words, code = visit.words, callback_data.code
    came, found = await signals.signals(visit.session, await runner_of(visit), code, visit.when)
    used = await slips.used(visit.session, code)
    told = [
        words.many("{n} person has voted.", "{n} people have voted.", len(came)),
        slips_told(words, used),
        words("How it stands nobody sees before the vote is over."),
        *(_signal_told(words, one) for one in found),
    ]
    rows: list[Row] = [
        (step(_elector_label(words, one), "elector", code, value=one.alias),)
        for one in _worth_a_look(found)
    ]
    rows.append((step(words("Back"), "card", code),))
    return show("\n\n".join(filter(None, told)), *rows)


def _signal_told(words: Words, signal: Signal) -> str:
    count = len(signal.electors)
    told = {
        Sign.BURST: words.many(
            "⚠ {n} new account voted within ten minutes.",
            "⚠ {n} new accounts voted within ten minutes.", count,
        ),
        Sign.HASTE: words.many(
            "⚠ {n} person voted within a minute of their arrival.",
            "⚠ {n} people voted within a minute of their arrival.", count,
        ),
        Sign.LINK: words.many(
            "⚠ {n} person came by one link: {link}", "⚠ {n} people came by one link: {link}",
            count, link=escape(signal.link),
        ),
    }  # fmt: skip
    told_plainly = words("It need not be unfair: a class that votes together looks the same.")
    return f"{told[signal.sign]} {told_plainly}"


def _worth_a_look(found: Sequence[Signal]) -> list[Came]:
    seen = {one.alias: one for signal in found for one in signal.electors}
    return list(seen.values())[:ELECTORS_SHOWN]


def _elector_label(words: Words, came: Came) -> str:
    voted = clock(came.voted_at, words.language)
    return words("{alias}, voted at {clock}", alias=came.alias, clock=voted)


async def ask_exclude(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    text = words(
        "Why shall the vote of {alias} be excluded? Write the reason. It stands in the result, "
        "without the person, and they will read it. What they voted nobody sees.",
        alias=callback_data.value,
    )
    back: Row = (step(words("Back"), "turnout", code),)
    waits = {"code": code, "alias": callback_data.value}
    return show(text, back, expects=Expects(EXCLUDING, waits))


async def exclude(message: Message, visit: Visit) -> Reply:
    words, code, runner = visit.words, visit.waiting["code"], await runner_of(visit)
    came, _ = await signals.signals(visit.session, runner, code, visit.when)
    chosen = next((one for one in came if one.alias == visit.waiting["alias"]), None)
    if chosen is None:
        raise voting.NoSuchElector(visit.waiting["alias"])
    person = await visit.session.get(Resident, chosen.resident_id)
    if person is None:
        raise voting.NoSuchElector(visit.waiting["alias"])
    elector = (person.id, str(person.telegram_id))
    happened = await voting.exclude(
        visit.session, visit.house.marks, runner, code, elector, message.text or "", visit.when
    )
    if happened:
        await tell(visit.session, happened, visit.now)
    back: Row = (step(words("Back"), "turnout", code),)
    return show(words("The vote is excluded, and the person is told."), back)


async def count(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    return await _count(visit, callback_data.code)


async def ask_votes(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    """Votes that people counted, all works at once: a line for each."""
    words, code = visit.words, callback_data.code
    origin = meant(Origin, callback_data.value)
    stands = await publishing.preview(visit.session, await runner_of(visit), code, visit.when)
    first = stands.places[0].number if stands.places else 1
    text = words(
        "Write what was counted {origin}: for each work a line with its number, a colon and the "
        "votes, like\n{number}: 31",
        origin=words(ORIGINS[origin]), number=first,
    )  # fmt: skip
    back: Row = (step(words("Back"), "count", code),)
    return show(text, back, expects=Expects(VOTES, {"code": code, "origin": origin.value}))


async def write_votes(message: Message, visit: Visit) -> Reply:
    """All lines are kept or none: a line that does not fit refuses the whole message."""
    code, origin = visit.waiting["code"], Origin(visit.waiting["origin"])
    runner, told = await runner_of(visit), counted_in(message.text or "")
    await publishing.enter_counted(visit.session, runner, code, origin, told, visit.now)
    return await _count(visit, code, visit.words("The votes are entered."))


def counted_in(text: str) -> Mapping[int, int]:
    """Lines of “3: 31”, votes by work; raises BadCount, also where a work stands twice."""
    found: dict[int, int] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        entry, _, votes = line.partition(":")
        if not (entry.strip().isdecimal() and votes.strip().isdecimal()):
            raise BadCount
        if int(entry) in found:
            raise BadCount
        found[int(entry)] = int(votes)
    if not found:
        raise BadCount
    return found


async def ask_tie(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    """A group has decided: which of the equals goes first, and why."""
    words, code = visit.words, callback_data.code
    stands = await publishing.preview(visit.session, await runner_of(visit), code, visit.when)
    if not stands.undecided:
        return alert(words("These works are not equal."))
    equals = stands.undecided[0]
    first = callback_data.number
    if first not in equals:
        rows: list[Row] = [
            (step(words("No. {number}", number=one), "decide", code, one),) for one in equals
        ]
        back: Row = (step(words("Back"), "count", code),)
        return show(words("Which of the equal works goes first?"), *rows, back)
    text = words("Who has decided so, and why? Write a sentence; it stands in the result.")
    waits = {"code": code, "order": [first]}
    return show(text, (step(words("Back"), "count", code),), expects=Expects(TIE, waits))


async def write_tie(message: Message, visit: Visit) -> Reply:
    code, order = visit.waiting["code"], visit.waiting["order"]
    await publishing.decide(
        visit.session, await runner_of(visit), code, order, message.text or "", visit.now
    )
    return await _count(visit, code)


async def ask_publish(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    text = words("Shall the result be published now? Authors and voters are told. It then stays.")
    return show(
        text,
        (step(words("Yes, publish it"), "publish", code),),
        (step(words("Back"), "count", code),),
    )


async def publish(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    happened = await publishing.publish(visit.session, await runner_of(visit), code, visit.now)
    told = await tell(visit.session, happened, visit.now) if happened else 0
    text = words("The result is out.")
    if told:
        text = words.many(
            "The result is out. {n} person is told.",
            "The result is out. {n} people are told.",
            told,
        )
    return show(text, (step(words("Back"), "card", code),))


async def ballot_file(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    """Everything anybody needs to count again, with nothing of who voted."""
    words, code = visit.words, callback_data.code
    await keeping.of_runner(visit.session, await runner_of(visit), code)
    content = written(await publishing.ballot_file(visit.session, code))
    text = words(
        "The ballots, without anybody's name. Count them again with: naves recount {name}",
        name=f"listky-{code}.json",
    )
    document = Document(f"listky-{code}.json", content)
    rows: tuple[Row, ...] = ((step(words("Back"), "count", code),),)
    return Reply((Screen(text, rows, document=document),), below=True)


async def _count(visit: Visit, code: str, note: str = "") -> Reply:
    words, runner = visit.words, await runner_of(visit)
    stands = await publishing.preview(visit.session, runner, code, visit.when)
    found = await keeping.of_runner(visit.session, runner, code)
    seats = await judging.jury(visit.session, found)
    used = await slips.used(visit.session, code)
    told = [
        note,
        f"<b>{title(found.document, words)}</b>",
        *_standing_told(words, stands),
        slips_told(words, used),
        _jury_told(words, seats),
    ]
    rows: list[Row] = [(step(words("Slips from the box"), "box", code),)] if used else []
    rows += [
        (step(words("Votes {origin}", origin=words(ORIGINS[origin])), "votes", code,
              value=origin.value),)
        for origin in ENTERED
    ]  # fmt: skip
    if stands.undecided:
        rows.append((step(words("Decide between equals"), "decide", code),))
    else:
        rows.append((step(words("Publish the result"), "ask-publish", code),))
    rows.append((step(words("Ballots as a file"), "file", code),))
    rows.append((step(words("Back"), "card", code),))
    return show("\n\n".join(filter(None, told)), *rows)


def _jury_told(words: Words, seats: Sequence[Seat]) -> str:
    """Who of the jury counts; points of an unfinished sheet do not."""
    if not seats:
        return ""
    whole = [escape(one.juror.name) for one in seats if one.is_whole]
    left = [escape(one.juror.name) for one in seats if not one.is_whole]
    told = [
        words("Of the jury count: {names}.", names=", ".join(whole)) if whole else "",
        words("Not every work was given points by: {names}. Their points do not count.",
              names=", ".join(left)) if left else "",
    ]  # fmt: skip
    return " ".join(filter(None, told))


def _standing_told(words: Words, stands: Standing) -> list[str]:
    places = [
        words(
            "{place}. No. {number} ({points})", place=one.place, number=one.number,
            points=", ".join(
                f"{words(ORIGINS[origin])} {points}" for origin, points in one.points.items()
            ),
        )
        for one in stands.places
    ]  # fmt: skip
    return [
        words("Nobody but those who count sees this before the result is out."),
        "\n".join(places) or words("There are no votes yet."),
        voices_told(words, stands.voices),
        *(
            words("Works {numbers} are equal. Decide between them first.",
                  numbers=", ".join(map(str, equals)))
            for equals in stands.undecided
        ),
    ]  # fmt: skip


ACTS = {
    "turnout": turnout,
    "elector": ask_exclude,
    "count": count,
    "votes": ask_votes,
    "decide": ask_tie,
    "ask-publish": ask_publish,
    "publish": publish,
    "file": ballot_file,
}
