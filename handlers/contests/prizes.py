"""Prizes handed over: at which meeting or where else, when and by whom."""

from datetime import date, timedelta
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from contests import briefs, keeping, prizes
from contests.briefs import PRAGUE
from contests.keeping import Run
from contests.prizes import NotHandedOver, Occasion
from handlers.awaiting import Awaiting
from handlers.contests.forms import step
from handlers.contests.results import handed_over
from handlers.contests.running import runner_of
from handlers.contests.screens import named
from handlers.contests.taps import ContestStep
from handlers.replies import Expects, Reply, show
from handlers.visit import Visit
from meetings.documents import Meeting as Document
from storage import contests as tables
from storage import meetings
from storage import prizes as kept
from storage.meetings import Meeting, MeetingDate
from texts.content import pick
from texts.formatting import escape, short_day, shortened
from texts.screens import Row

WHERE: Final = "contest-prize"
GIVER: Final = "contest-giver"
LABEL_LENGTH: Final = 48
# So long ago a meeting may have been at which a prize was handed over.
LATELY: Final = timedelta(days=120)
MEETINGS_SHOWN: Final = 5


def router() -> Router:
    router = Router(name="contest_prizes")
    router.message.register(write_where, Awaiting(WHERE))
    router.message.register(write_giver, Awaiting(GIVER))
    for act, does in ACTS.items():
        router.callback_query.register(does, ContestStep.filter(F.act == act))
    return router


async def overview(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    return await _overview(visit, await _run(visit, callback_data.code))


async def ask_where(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    """A meeting held lately by a tap, any other place in words."""
    words, code, number = visit.words, callback_data.code, callback_data.number
    run = await _run(visit, code)
    rows: list[Row] = []
    for one, at in await _lately(visit, run):
        label = f"{short_day(at.starts_at, words.language)} {_title(one, words.language)}"
        label = shortened(label, LABEL_LENGTH)
        rows.append((step(label, "prize-at", code, number, f"{one.code}.{at.nth}"),))
    rows.append((step(words("Back"), "prizes", code),))
    text = words(
        "Where was the prize handed over? Tap a meeting, or write the day, the place and who did "
        "it, each on a line:\n28. 2. 2027\nthe hall in Vizovice\nthe mayor"
    )
    return show(text, *rows, expects=Expects(WHERE, {"code": code, "number": number}))


async def ask_giver(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    """At a meeting: its day and place are known."""
    words, code, number = visit.words, callback_data.code, callback_data.number
    run = await _run(visit, code)
    found = next(
        (
            (one, at)
            for one, at in await _lately(visit, run)
            if f"{one.code}.{at.nth}" == callback_data.value
        ),
        None,
    )
    if found is None:
        return await _overview(visit, run)
    one, at = found
    held_on = at.starts_at.astimezone(PRAGUE).date()
    waits = {"code": code, "number": number, "day": held_on.isoformat(), "place": _place(one)}
    back: Row = (step(words("Back"), "prize", code, number),)
    text = words("Who handed the prize over? Write it, or a dash.")
    return show(text, back, expects=Expects(GIVER, waits))


async def write_where(message: Message, visit: Visit) -> Reply:
    told = [line.strip() for line in (message.text or "").splitlines() if line.strip()]
    at = briefs.moment_in(told[0]) if told else None
    if at is None or len(told) < 2:
        raise NotHandedOver
    giver = " ".join(told[2:])
    return await _hand_over(visit, Occasion(at.date(), told[1], giver))


async def write_giver(message: Message, visit: Visit) -> Reply:
    giver = (message.text or "").strip()
    at = Occasion(
        date.fromisoformat(visit.waiting["day"]),
        visit.waiting["place"],
        "" if giver in ("-", "–") else giver,
    )
    return await _hand_over(visit, at)


async def _hand_over(visit: Visit, at: Occasion) -> Reply:
    place = (visit.waiting["code"], visit.waiting["number"])
    run = await prizes.hand_over(visit.session, await runner_of(visit), place, at, visit.now)
    return await _overview(visit, run, visit.words("It stands in the result now."))


async def _overview(visit: Visit, run: Run, note: str = "") -> Reply:
    """Every work with a prize: handed over already, or still to be."""
    words = visit.words
    noted = await kept.handovers(visit.session, run.code)
    lines, rows = [], list[Row]()
    for number in await prizes.winning_prizes(visit.session, run):
        entry = await tables.by_number(visit.session, run.code, number)
        if entry is None:
            continue
        told = words("not handed over yet")
        if number in noted:
            told = escape(handed_over(words, noted[number]))
        lines.append(f"{named(words, entry)}: {told}")
        mark = "✓ " if number in noted else ""
        label = words("No. {number}", number=number)
        rows.append((step(f"{mark}{label}", "prize", run.code, number),))
    rows.append((step(words("Back"), "after", run.code),))
    heading = f"<b>{words('Prizes handed over')}</b>"
    return show("\n\n".join(filter(None, [note, heading, "\n".join(lines)])), *rows)


async def _lately(visit: Visit, run: Run) -> list[tuple[Meeting, MeetingDate]]:
    """Meetings of the contest's area that have begun, the newest first."""
    found = await meetings.starting_between(visit.session, visit.now - LATELY, visit.now)
    here = [(one, at) for one, at in found if one.area_code == run.contest.area_code]
    return sorted(here, key=lambda pair: pair[1].starts_at, reverse=True)[:MEETINGS_SHOWN]


def _title(one: Meeting, language: str) -> str:
    return pick(Document.model_validate(one.content).title, language)


def _place(one: Meeting) -> str:
    """What everybody will read of the meeting, in the language of the office."""
    document = Document.model_validate(one.content)
    venue = document.venue.name if document.venue else ""
    return ", ".join(filter(None, [pick(document.title, "cs"), venue]))


async def _run(visit: Visit, code: str) -> Run:
    return await keeping.of_runner(visit.session, await runner_of(visit), code)


ACTS = {"prizes": overview, "prize": ask_where, "prize-at": ask_giver}
