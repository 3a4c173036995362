"""Reads a plan that somebody sent as a file, and writes to them what came of it."""

import asyncio
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot import incoming
from bot.settings import Settings
from bot.work import Doing, Work
from handlers.cards import Card, refused
from handlers.plans.authoring import READ_PLAN
from handlers.plans.cards import NOT_READ, card_of, packed, problems_told, step, unpacked
from handlers.plans.files import sentences
from outreach.incoming import REFUSALS, Refusal
from outreach.letters import Letter, post
from people import roles
from people.roles import Action
from plans import defaults, keeping, running
from plans.consultation import Dates
from plans.documents import Plan
from plans.files.problems import BadPlan, Code
from plans.files.reading import SIZE_LIMIT, Read, read
from plans.files.tree import CHILDREN
from plans.running import NotYoursToRun, Runner
from storage import jobs, people
from storage.jobs import Job
from storage.people import Resident
from texts.formatting import day, escape
from texts.words import Words, later

TREES: Final = (".yaml", ".yml")
OF_PLAN: Final = re.compile(rf"^(?:plan|{'|'.join(CHILDREN)})\s*:".encode(), re.MULTILINE)
WRONG_AREA: Final = later("You do not run plans in the area {area}.")
KEY_TAKEN: Final = later(
    "A plan of this name belongs to another area. Name the file otherwise and send it again."
)
PREFIX_TAKEN: Final = later(
    "Numbers of another plan's comments begin with {prefix}. Choose other letters in the file."
)


def table(settings: Settings) -> Mapping[str, Doing]:
    return {READ_PLAN: incoming.reading(settings, take)}


def is_plan(content: bytes, name: str) -> bool:
    """Whether a YAML is a plan rather than a survey, by the names at its left edge."""
    return PurePath(name).suffix.lower() in TREES and bool(OF_PLAN.search(content))


async def take(work: Work, content: bytes) -> dict[str, Any]:
    """What came of the file: a version that only its makers see, or all that is wrong with it."""
    payload, now = work.job.payload, await work.clock.now()
    async with work.database.reading() as session:
        sender = await session.get(Resident, payload["resident"])
        if sender is None:
            return {}
        runner = await _runner(session, sender)
        own = runner.areas[0] if runner.areas and len(runner.areas) == 1 else ""
        given = await defaults.given(session, payload["name"], own)
    words = Words(sender.language)
    try:
        found = await asyncio.to_thread(read, content, payload["name"], given)
    except BadPlan as bad:
        return {"plan": "", "problems": sentences(bad.problems, words)}
    try:
        async with work.database.writing() as session:
            kept = await running.bring_in(session, runner, found.plan, now)
    except (NotYoursToRun, keeping.WrongArea, keeping.PrefixTaken) as refusal:
        return {"plan": "", "problems": [_refused(words, refusal, found.plan)]}
    return {"plan": kept.code, "notes": _notes(words, found), "dates": _dates(found.plan)}


async def _runner(session: AsyncSession, sender: Resident) -> Runner:
    held = await people.roles(session, sender.id)
    return Runner(sender.id, roles.areas_for(held, Action.RUN_PLANS))


def _refused(words: Words, refusal: Exception, plan: Plan) -> str:
    if isinstance(refusal, keeping.PrefixTaken):
        return words(PREFIX_TAKEN, prefix=plan.prefix)
    if isinstance(refusal, keeping.WrongArea):
        return words(KEY_TAKEN)
    return words(WRONG_AREA, area=plan.area)


def _notes(words: Words, found: Read) -> list[str]:
    """What is worth knowing beside what the card counts."""
    counted = (Code.SUMMARY_MISSING, Code.LANGUAGE_MISSING)
    return sentences([one for one in found.warnings if one.code not in counted], words)


def _dates(plan: Plan) -> str:
    """The dates that the file itself gives, as a button carries them."""
    window = plan.window
    return packed(Dates(window.opens, window.closes, window.hearing)) if window else ""


async def tell(session: AsyncSession, job: Job, now: datetime) -> None:
    """Write to whoever sent the file what came of it."""
    sender = await session.get(Resident, job.payload["resident"])
    if sender is None or job.state not in (jobs.DONE, jobs.FAILED):
        return
    made = await _card(session, job, sender, now)
    await post(session, sender, job.id, Letter(made.text, made.rows), now)


async def _card(session: AsyncSession, job: Job, sender: Resident, now: datetime) -> Card:
    told, words, name = job.result or {}, Words(sender.language), job.payload["name"]
    if "refused" in told:
        sentence = REFUSALS[Refusal(told["refused"])]
        return refused(words, words(sentence, name=escape(name), most=SIZE_LIMIT // 1_000_000))
    if "problems" in told:
        return problems_told(words, name, told["problems"])
    if not told.get("plan"):
        return refused(words, words(NOT_READ, name=escape(name)))
    found = await running.look(session, await _runner(session, sender), told["plan"], now)
    made = card_of(words, found, told["notes"])
    dates = unpacked(told["dates"])
    if found.window is not None or dates is None:
        return made
    label = words(
        "Open it from {first} to {last}",
        first=day(dates.opens, words.language),
        last=day(dates.closes, words.language),
    )
    return Card(made.text, ((step(label, "dates", told["plan"], told["dates"]),), *made.rows))
