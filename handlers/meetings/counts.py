"""Who came to meetings, counted for those who hold them: a half-year in the chat, and as files."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.meetings.count_files import csv_of, party_name, people_told, workbook_of
from handlers.meetings.forms import step
from handlers.meetings.running import organiser_of
from handlers.replies import Document, Reply, Screen, alert, show
from handlers.taps import MeetingStep
from handlers.visit import Visit
from meetings.counting import Audience, Counted, Period, count
from meetings.kinds import kinds_of
from storage import audit, places
from texts.content import pick
from texts.formatting import PRAGUE, day, escape, number
from texts.screens import Row
from texts.words import Words

COMPACT: Final = "%Y%m%d"
MEETINGS_SHOWN: Final = 10


def router() -> Router:
    router = Router(name="meeting_counts")
    router.callback_query.register(show_counts, MeetingStep.filter(F.act == "came"))
    router.callback_query.register(send_csv, MeetingStep.filter(F.act == "came-csv"))
    router.callback_query.register(send_workbook, MeetingStep.filter(F.act == "came-xlsx"))
    return router


async def show_counts(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    words, period = visit.words, _period(visit, callback_data.value)
    found = await count(visit.session, await organiser_of(visit), "", period)
    rows: list[Row] = [
        (
            step("‹ " + _short(period.before), "came", value=_packed(period.before)),
            step(_short(period.after) + " ›", "came", value=_packed(period.after)),
        )
    ]
    if found.by_meeting:
        told = _packed(period)
        rows.append((step("CSV", "came-csv", value=told), step("XLSX", "came-xlsx", value=told)))
    return show(told_of(words, found), *rows, (step(words("Back"), "list"),))


async def send_csv(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    found, kinds = await _counted(visit, callback_data.value)
    make = partial(_csv, visit.words, found, kinds)
    return await _sent(visit, found, Document(_name(found, "csv"), make=make))


async def send_workbook(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    found, kinds = await _counted(visit, callback_data.value)
    make = partial(workbook_of, visit.words, found, kinds)
    return await _sent(visit, found, Document(_name(found, "xlsx"), make=make))


def _csv(words: Words, found: Counted, kinds: Mapping[str, str]) -> bytes:
    return b"".join(csv_of(words, found, kinds))


async def _counted(visit: Visit, value: str) -> tuple[Counted, Mapping[str, str]]:
    organiser = await organiser_of(visit)
    found = await count(visit.session, organiser, "", _period(visit, value))
    return found, await kind_names(visit.session, visit.words)


async def kind_names(session: AsyncSession, words: Words) -> Mapping[str, str]:
    return {
        kind: pick(texts, words.language)
        for area in await places.areas(session)
        for kind, texts in kinds_of(area).items()
    }


async def _sent(visit: Visit, found: Counted, document: Document) -> Reply:
    if not found.by_meeting:
        return alert(visit.words("Nobody is recorded for this time."))
    period = found.period
    told = {"first": period.first.isoformat(), "last": period.last.isoformat()}
    await audit.note(visit.session, visit.now, visit.resident.id, "attendance_exported", "", **told)
    caption = visit.words("Who came, {period}", period=_long(visit.words, period))
    return Reply((Screen(caption, document=document),), below=True)


def told_of(words: Words, found: Counted) -> str:
    head = words("<b>Who came, {period}</b>", period=_long(words, found.period))
    if not found.by_meeting:
        return f"{head}\n\n{words('Nobody is recorded for this time.')}"
    summary = "\n".join(
        [
            words.many("{n} meeting", "{n} meetings", len(found.by_meeting)),
            words.many("{n} visit", "{n} visits", found.whole.visits),
            words("Different people: {people}", people=people_told(words, found.whole)),
        ]
    )
    parties = [
        words(
            "• {party}: {people} people, {visits} visits",
            party=party_name(words, party),
            people=people_told(words, one),
            visits=number(one.visits, words.language),
        )
        for party, one in found.by_party.items()
    ]
    return "\n\n".join(
        [head, summary, "\n".join(parties), _meetings(words, found), sure(words, found.whole)]
    )


def _meetings(words: Words, found: Counted) -> str:
    shown = found.by_meeting[:MEETINGS_SHOWN]
    told = [
        f"• {day(one.began, words.language)} "
        f"{escape(pick(one.held.document.title, words.language))}: "
        f"{number(one.whole.visits, words.language)}"
        for one in shown
    ]
    if len(found.by_meeting) > len(shown):
        left = len(found.by_meeting) - len(shown)
        told.append(words.many("… and {n} more", "… and {n} more", left))
    return "\n".join([words("Visits by meeting:"), *told])


def sure(words: Words, whole: Audience) -> str:
    """How far the number of people can be relied upon."""
    told = words(
        "How sure it is: by an account {accounts}, by a name {names}, without a name {unnamed}.",
        accounts=number(whole.accounts, words.language),
        names=number(whole.names, words.language),
        unnamed=number(whole.unnamed, words.language),
    )
    by_name = words(
        "The same name in one area is one person here; who came once with a phone and once on "
        "paper is here twice."
    )
    nameless = words("Who came without a name may have come more often; hence the range.")
    days = words("Several days of one meeting are one visit.")
    parts = [
        told,
        by_name if whole.names else "",
        nameless if whole.least < whole.most else "",
        days,
    ]
    return " ".join(filter(None, parts))


def _period(visit: Visit, value: str) -> Period:
    """The half-year with this day in it, otherwise the one that runs."""
    today = visit.now.astimezone(PRAGUE).date()
    try:
        named = date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except (ValueError, OverflowError):
        named = today
    return Period.half_year(named if abs((named - today).days) < 40 * 365 else today)


def _packed(period: Period) -> str:
    return period.first.strftime(COMPACT)


def _short(period: Period) -> str:
    return f"{period.first.month}–{period.last.month}/{period.first.year}"


def _long(words: Words, period: Period) -> str:
    language = words.language
    return f"{day(period.first, language)} – {day(period.last, language)}"


def _name(found: Counted, suffix: str) -> str:
    return f"ucast-{found.period.first:%Y-%m-%d}-{found.period.last:%Y-%m-%d}.{suffix}"
