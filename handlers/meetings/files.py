"""Meetings from a file in the chat: sent, read, looked at, and brought in once confirmed."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import PurePath
from typing import Any, Final

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.cards import Card, fitting
from handlers.commands import UNASKED
from handlers.incoming import file_of
from handlers.meetings.dates import TYPED_DAY
from handlers.meetings.editing import EDITING
from handlers.meetings.forms import step
from handlers.meetings.running import organiser_of
from handlers.replies import Document, Expects, Reply, Screen, alert, show
from handlers.surveys.authoring import READ_FILE
from handlers.taps import MeetingStep
from handlers.visit import Visit
from meetings.bringing import DONE, Fate
from meetings.files import CALENDARS, TABLES
from meetings.kinds import kinds_of
from meetings.reading import SIZE_LIMIT
from papers.sheets import spreadsheet
from people import roles
from people.roles import Action
from storage import jobs, people, places
from storage.places import Area
from texts.content import pick
from texts.formatting import PRAGUE, escape, number
from texts.screens import Row
from texts.words import Words

READ_MEETINGS: Final = "read_meetings_file"
SENT: Final = "meeting-file"
MEGABYTE: Final = 1_000_000
TITLES_SHOWN: Final = 8
SHOWN_PROBLEMS: Final = 2500
LABEL_LENGTH: Final = 40
# What becomes of the meetings of a file once they are confirmed.
ANNOUNCE, DRAFTS = "announce", "drafts"
HEADINGS: Final = (
    "id",
    "název",
    "druh",
    "datum",
    "od",
    "do",
    "místo",
    "adresa",
    "obec",
    "bezbariérové",
    "kapacita",
    "přihlášky do",
    "témata",
    "popis",
    "všechny termíny",
    "stav",
    "důvod",
)
# What stands in the other columns of the two meetings of the template.
HALL: Final = (
    *("17:00", "18:30", "Kulturní dům", "Náves 1", "", "ano", "60", "", ""),
    *("Přijďte říct, co vám v obci chybí.", "", "", ""),
)
ROOM: Final = (
    *("9:00", "12:00", "Klubovna", "Školní 12", "", "ne", "20", "", "pece"),
    *("Stejný seminář dvakrát, vyberte si.", "ne", "", ""),
)
LATER_ON: Final = timedelta(days=28)


class MeetingsFile(Filter):
    """Holds on a document that was asked for, or that can only be a table or a calendar."""

    async def __call__(self, message: Message, visit: Visit) -> bool:
        sent = file_of(message) if message.document else None
        if sent is None:
            return False
        waiting = visit.waiting.get("what", "nothing")
        if waiting == SENT:
            return True
        suffix = PurePath(sent.name).suffix.lower()
        if waiting not in (*UNASKED, EDITING, TYPED_DAY) or suffix not in (*TABLES, *CALENDARS):
            return False
        held = await people.roles(visit.session, visit.resident.id)
        return roles.may(held, Action.HOLD_MEETINGS)


def router() -> Router:
    router = Router(name="meeting_files")
    router.message.register(receive, MeetingsFile())
    router.callback_query.register(ask_file, MeetingStep.filter(F.act == "file"))
    router.callback_query.register(send_template, MeetingStep.filter(F.act == "table"))
    router.callback_query.register(send_problems, MeetingStep.filter(F.act == "wrong"))
    router.callback_query.register(confirm, MeetingStep.filter(F.act == "bring"))
    return router


async def ask_file(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    """First for which area, where there are several."""
    words, areas = visit.words, await _areas(visit)
    back: Row = (step(words("Back"), "list"),)
    chosen = next((one for one in areas if one.code == callback_data.value), None)
    if chosen is None and len(areas) > 1:
        rows = [
            (step(pick(one.name, words.language)[:LABEL_LENGTH], "file", value=one.code),)
            for one in areas
        ]
        return show(words("For which area are the meetings?"), *rows, back)
    area = chosen or areas[0]
    text = words(
        "<b>Meetings from a file</b>\n\nSend me a table (XLSX, CSV), a calendar (ICS) or a YAML. I "
        "will say what is wrong, or show what would come of it; nothing changes until you "
        "confirm.\n\nIn a table a row is a date. The same file again changes nothing, a changed "
        "one changes the meetings with the same ids."
    )
    template: Row = (step(words("A table to begin with"), "table", value=area.code),)
    return show(text, template, back, expects=Expects(SENT, {"area": area.code}))


async def send_template(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    areas = await _areas(visit)
    area = next((one for one in areas if one.code == callback_data.value), areas[0])
    today = visit.now.astimezone(PRAGUE).date()
    document = Document("setkani.xlsx", make=partial(template, area, today))
    caption = visit.words(
        "Change it in a spreadsheet, save it and send it back to me. The two rows of one id are "
        "two dates of one seminar."
    )
    sent = {"area": area.code}
    return Reply((Screen(caption, document=document),), below=True, expects=Expects(SENT, sent))


def template(area: Area, today: date) -> bytes:
    """A table that can be sent back as it is; its dates are three weeks away and later."""
    first = today + timedelta(days=21 + (3 - today.weekday()) % 7)
    kinds = [pick(one, "cs") for one in kinds_of(area).values()]
    seminar = "seminář" if "seminář" in kinds else kinds[0]
    rows = [
        ("setkani-1", "Veřejné setkání", kinds[0], _written(first), *HALL),
        ("seminar-1", "Jak pečovat doma", seminar, _written(first), *ROOM),
        ("seminar-1", "Jak pečovat doma", seminar, _written(first + LATER_ON), *ROOM),
    ]
    return spreadsheet({"Setkání": [HEADINGS, *rows]})


def _written(one: date) -> str:
    return f"{one.day}. {one.month}. {one.year}"


async def receive(message: Message, visit: Visit) -> Reply:
    """Reading it is a job, told of by a letter; the mended file is awaited as the first one was."""
    words, sent = visit.words, file_of(message)
    assert sent is not None
    await organiser_of(visit)
    if sent.size > SIZE_LIMIT:
        most = number(SIZE_LIMIT // MEGABYTE, words.language)
        return show(words("The file is too big. At most {most} MB are possible.", most=most))
    await visit.house.allowance.take("survey_file", visit.resident.telegram_id)
    payload = {
        "file_id": sent.file_id,
        "name": sent.name,
        "resident": visit.resident.id,
        "area": visit.waiting.get("area", ""),
        "message": str(message.message_id),
    }
    await jobs.ask_for(
        visit.session,
        job_of(visit.resident.id, message.message_id),
        READ_MEETINGS,
        payload,
        visit.now,
    )
    asked_for = visit.waiting.get("what") == SENT
    return show(
        words("I am reading {name} …", name=escape(sent.name)),
        expects=Expects(SENT, {"area": payload["area"]}) if asked_for else None,
    )


async def confirm(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    """Do what the letter showed; once, however often it is tapped."""
    words = visit.words
    await organiser_of(visit)
    job = await _job(visit, callback_data.code)
    if job is None or callback_data.value not in (ANNOUNCE, DRAFTS):
        return alert(words("This is no longer there."))
    payload = {**job.payload, "keep": callback_data.value}
    await jobs.ask_for(visit.session, f"{job.id}:keep", READ_MEETINGS, payload, visit.now)
    return show(words("I am bringing the meetings in …"))


async def send_problems(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    """All that was wrong, as a list to keep beside the table."""
    job = await _job(visit, callback_data.code)
    if job is None or not job.result or "problems" not in job.result:
        return alert(visit.words("This is no longer there."))
    listed = "\n".join(job.result["problems"]).encode()
    document = Document(visit.words("problems.txt"), listed)
    return Reply((Screen(escape(job.payload["name"]), document=document),), below=True)


def job_of(resident_id: int, message_id: int | str) -> str:
    return f"{READ_MEETINGS}:{resident_id}:{message_id}"


async def _job(visit: Visit, message_id: str) -> jobs.Job | None:
    """One's own only; a YAML was taken for a survey until it was read."""
    for kind in (READ_MEETINGS, READ_FILE):
        found = await jobs.job(visit.session, f"{kind}:{visit.resident.id}:{message_id}")
        if found:
            return found
    return None


async def _areas(visit: Visit) -> list[Area]:
    organiser = await organiser_of(visit)
    every = await places.areas(visit.session)
    return [one for one in every if organiser.areas is None or one.code in organiser.areas]


def compared_card(words: Words, told: Mapping[str, Any], name: str, message_id: str) -> Card:
    """What would come of the file, to be confirmed."""
    counts = {Fate(fate): n for fate, n in told["fates"].items()}
    lines = [words("I have read {name}.", name=f"<b>{escape(name)}</b>")]
    for fate in DONE:
        lines += _listed(words, fate, counts.get(fate, 0), told["titles"].get(fate, []))
    lines += _notes(words, counts, told["breaks"])
    if not any(counts.get(fate) for fate in DONE):
        lines.append(words("Nothing would change."))
        return Card("\n\n".join(lines), ((step(words("Meetings"), "list"),),))
    lines.append(
        words("Whoever has registered is told of dates that move and of what is cancelled.")
    )
    rows = (
        (step(words("Yes, and announce them"), "bring", message_id, ANNOUNCE),),
        (step(words("Yes, new ones as drafts"), "bring", message_id, DRAFTS),),
        (step(words("No, leave it"), "list"),),
    )
    return Card("\n\n".join(lines), rows)


def _listed(words: Words, fate: Fate, count: int, titles: Sequence[str]) -> list[str]:
    if not count:
        return []
    named = [f"• {escape(title)}" for title in titles[:TITLES_SHOWN]]
    if count > len(named):
        left = count - len(named)
        named.append(words.many("… and {n} more", "… and {n} more", left))
    return ["\n".join([f"<b>{_counted(words, fate, count)}</b>", *named])]


def _counted(words: Words, fate: Fate, n: int) -> str:
    told = {
        Fate.NEW: words.many("{n} new meeting", "{n} new meetings", n),
        Fate.CHANGED: words.many("{n} meeting changed", "{n} meetings changed", n),
        Fate.CANCELLED: words.many("{n} meeting cancelled", "{n} meetings cancelled", n),
    }
    return told[fate]


def _notes(words: Words, counts: Mapping[Fate, int], breaks: int) -> list[str]:
    notes = {
        words.many("{n} stays as it is.", "{n} stay as they are.", counts.get(Fate.SAME, 0)): (
            counts.get(Fate.SAME)
        ),
        words.many(
            "{n} is over already and is left out.",
            "{n} are over already and are left out.",
            counts.get(Fate.OVER, 0),
        ): counts.get(Fate.OVER),
        words.many(
            "{n} is cancelled here and stays cancelled.",
            "{n} are cancelled here and stay cancelled.",
            counts.get(Fate.STAYS_CANCELLED, 0),
        ): counts.get(Fate.STAYS_CANCELLED),
        words.many(
            "{n} comes from here and is left out.",
            "{n} come from here and are left out.",
            counts.get(Fate.OURS, 0),
        ): counts.get(Fate.OURS),
        words.many(
            "⚠ {n} is earlier than good practice advises; its card says why.",
            "⚠ {n} are earlier than good practice advises; their cards say why.",
            breaks,
        ): breaks,
    }
    told = [sentence for sentence, count in notes.items() if count]
    return ["\n".join(told)] if told else []


def kept_card(words: Words, told: Mapping[str, Any], name: str) -> Card:
    counts = {Fate(fate): n for fate, n in told["kept"].items()}
    done = [_counted(words, fate, counts[fate]) for fate in DONE if counts.get(fate)]
    text = words("<b>Brought in from {name}:</b>", name=escape(name))
    people_told = words.many("{n} person is told.", "{n} people are told.", told["told"])
    lines = [text, ", ".join(done) or words("Nothing has changed."), people_told]
    return Card("\n".join(lines), ((step(words("Meetings"), "list"),),))


def problems_card(words: Words, name: str, told: Sequence[str], message_id: str) -> Card:
    head = words.many(
        "I have read {name}. One thing has to be mended, nothing has changed:",
        "I have read {name}. {n} things have to be mended, nothing has changed:",
        len(told),
        name=escape(name),
    )
    lines = [f"<b>{head}</b>", *fitting(words, told, SHOWN_PROBLEMS)]
    rows: list[Row] = [(step(words("The whole list as a file"), "wrong", message_id),)]
    rows.append((step(words("From a file"), "file"),))
    return Card("\n".join(lines), tuple(rows))
