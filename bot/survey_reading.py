"""Reads a survey that somebody sent as a file, and writes to them what came of it."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.work import Work
from handlers.cards import Card, refused
from handlers.plans.cards import NOT_READ
from handlers.surveys import cards
from handlers.surveys.files import sentences
from outreach.incoming import REFUSALS, Refusal
from outreach.letters import Letter, post
from people import roles
from people.roles import Action
from storage import audit, groups, jobs, people, places, survey_pictures
from storage import surveys as tables
from storage.jobs import Job
from storage.people import Resident
from surveys import library, life, pictures
from surveys.crossings import obstacle
from surveys.definitions import LANGUAGES, Definition
from surveys.files import reading
from surveys.files.package import Package, Picture, is_package, limit, unpack
from surveys.files.problems import BadDefinition, Code, Problem
from surveys.files.reading import Known, Reading
from surveys.files.xlsform import reading as xlsform
from surveys.files.xlsform.opening import SIZE_LIMIT, is_spreadsheet, open_book
from surveys.files.xlsform.page import Defaults
from texts.formatting import escape
from texts.words import Words, later

WRITTEN: Final = (".yaml", ".yml")
WEEKS_OPEN: Final = 4
# What a spreadsheet may leave open: filled in on reading, or by the definition itself.
LEFT_OPEN: Final = ("area", "opens", "closes", "intro")
SETTINGS: Final = frozenset(
    {"anonymity", "audience", "channels", "min_cell", "unit", "paper_days", "kept_days"}
)
INTRODUCTION: Final = later("A few questions. Please write no names into your answers.")
WRONG_AREA: Final = later(
    "You do not run surveys in the area {area}. Change it on the sheet settings."
)
TAKEN: Final = later(
    "There is already a survey with form_id {key}, which cannot be changed. Choose another one."
)


async def take(work: Work, content: bytes) -> dict[str, Any]:
    """What came of the file: a draft, a version that waits for a yes, or what is wrong."""
    payload, now = work.job.payload, await work.clock.now()
    sent = await opened(payload["name"], content)
    async with work.database.reading() as session:
        sender = await session.get(Resident, payload["resident"])
        if sender is None:
            return {}
        known = Known(
            areas=[area.code for area in await places.areas(session)],
            codelists=["municipalities", *await places.codelists(session)],
            pictures=sent.names,
        )
        held = await people.roles(session, sender.id)
        allowed = roles.areas_for(held, Action.RUN_SURVEYS)
        area = next(iter((known.areas or ()) if allowed is None else allowed), "uzemi")
        defaults = defaults_for(area, sent.name, now)
    words = Words(sender.language)
    if not sent.name:
        return {"problems": sentences(sent.problems, words), "warnings": []}
    found = await read(sent.content, sent.name, defaults, known)
    if sent.problems or len(found.definitions) != 1:
        problems = (*sent.problems, *found.errors) or (_not_one(found),)
        told = sentences(_notable(found), words)
        return {"problems": sentences(problems, words), "warnings": told}
    async with work.database.writing() as session:
        (whole,) = found.definitions
        if not sent.name.lower().endswith(WRITTEN):
            whole = await _as_before(session, whole, defaults)
        kept = await _keep(session, sender, whole, sent.pictures, now)
        there = await survey_pictures.names(session, kept["code"]) if "code" in kept else set()
    return {**kept, "warnings": sentences(_notable(found, there), words)}


async def opened(name: str, content: bytes) -> Package:
    """The survey file, with its pictures where it came in a ZIP."""
    if not is_package(name):
        return Package(name, content)
    return await asyncio.to_thread(unpack, content)


def _not_one(found: Reading) -> Problem:
    return Problem(None, None, Code.NOT_ONE_SURVEY, {"surveys": len(found.definitions)})


def _notable(found: Reading, there: Collection[str] = ()) -> list[Problem]:
    """Warnings but for texts that are missing, which the card counts, and pictures that we have."""
    return [
        one
        for one in found.warnings
        if one.code != Code.TEXT_MISSING
        and not (one.code == Code.NOT_SHOWN and one.data["name"] in there)
    ]


async def read(content: bytes, name: str, defaults: Defaults, known: Known) -> Reading:
    """What the file says, whatever kind of file it is; never raises."""
    if name.lower().endswith(WRITTEN) and content and not is_spreadsheet(content):
        if len(content) > SIZE_LIMIT:
            return _unread(Problem(None, None, Code.TOO_BIG, {"limit": SIZE_LIMIT}))
        return await asyncio.to_thread(reading.examine, content, known)
    try:
        book = await open_book(content)
    except BadDefinition as unreadable:
        return _unread(*unreadable.problems)
    return await asyncio.to_thread(xlsform.read, book, defaults, known)


def _unread(*problems: Problem) -> Reading:
    return Reading((), problems)


def defaults_for(area: str, name: str, now: datetime) -> Defaults:
    """What a spreadsheet means where it says nothing."""
    opens = now.astimezone(life.PRAGUE).date() + timedelta(days=1)
    return Defaults(
        area=area,
        opens=opens,
        closes=opens + timedelta(weeks=WEEKS_OPEN),
        intro={language: Words(language)(INTRODUCTION) for language in LANGUAGES},
        name=Path(name).stem,
    )


async def _as_before(session: AsyncSession, read: Definition, defaults: Defaults) -> Definition:
    """What a spreadsheet leaves open stays as it is with the survey that it changes."""
    before = await tables.by_key(session, read.key)
    if before is None:
        return read
    asked = await library.definition(session, before.code, before.version)
    unsaid = {one for one in LEFT_OPEN if getattr(read, one) == getattr(defaults, one)}
    unsaid |= SETTINGS - read.model_fields_set
    whole = read.model_copy(update={one: getattr(asked, one) for one in unsaid})
    if "crossings" in read.model_fields_set:
        return whole
    sound = tuple(one for one in asked.crossings if obstacle(whole, one) is None)
    return whole.model_copy(update={"crossings": sound})


async def _keep(
    session: AsyncSession,
    sender: Resident,
    read: Definition,
    sent: Mapping[str, Picture],
    now: datetime,
) -> dict[str, Any]:
    """Keep a new survey or a draft's next version; a released one waits for a yes."""
    held = await people.roles(session, sender.id)
    definition, contents = await pictures.adopted(session, read, sent)
    if not roles.may(held, Action.RUN_SURVEYS, definition.area):
        return {"wrong_area": definition.area}
    before = await tables.by_key(session, definition.key)
    if before is not None and (before.state in tables.ENDED or before.area_code != definition.area):
        return {"taken": definition.key}
    if before is not None and before.state != tables.DRAFT:
        await pictures.keep(session, before, definition, contents)
        return {"code": before.code, "definition": definition.to_json()}
    survey = await life.keep(session, definition, now)
    await pictures.keep(session, survey, definition, contents)
    await audit.note(session, now, sender.id, "survey_read", survey.code)
    return {"code": survey.code}


async def tell(session: AsyncSession, job: Job, now: datetime) -> None:
    """Write to whoever sent the file what came of it."""
    sender = await session.get(Resident, job.payload["resident"])
    if sender is None or job.state not in (jobs.DONE, jobs.FAILED):
        return
    made = await _card(session, job, Words(sender.language))
    await post(session, sender, job.id, Letter(made.text, made.rows), now)


async def _card(session: AsyncSession, job: Job, words: Words) -> Card:
    told, name = job.result or {}, escape(job.payload["name"])
    message_id = job.id.rpartition(":")[2]
    if "refused" in told:
        sentence = REFUSALS[Refusal(told["refused"])]
        return refused(words, words(sentence, name=name, most=limit(name) // 1_000_000))
    if "problems" in told:
        problems, noted = told["problems"], told["warnings"]
        return cards.problems_told(words, job.payload["name"], problems, noted, message_id)
    if "wrong_area" in told:
        return refused(words, words(WRONG_AREA, area=escape(told["wrong_area"])))
    if "taken" in told:
        return refused(words, words(TAKEN, key=escape(told["taken"])))
    if "definition" in told:
        definition = Definition.from_json(told["definition"])
        return cards.pending(words, told["code"], definition, message_id)
    if "code" not in told:
        return refused(words, words(NOT_READ, name=name))
    survey = await library.survey(session, told["code"])
    definition = await library.definition(session, survey.code, survey.version)
    area = await places.area(session, survey.area_code)
    group = await groups.by_key(session, survey.area_code, definition.working_group)
    return cards.card_of(words, survey, definition, area, group, notes=told["warnings"])
