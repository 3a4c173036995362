"""Reads meetings that somebody sent as a file: what would come of it, or, confirmed, doing so."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot import incoming
from bot.settings import Settings
from bot.work import Doing, Work
from handlers.cards import Card, refused
from handlers.meetings import files as cards
from handlers.meetings.files import ANNOUNCE, READ_MEETINGS
from handlers.meetings.problems import sentences
from handlers.plans.cards import NOT_READ
from meetings import bringing, files
from meetings.bringing import Compared
from meetings.entries import BadMeetings
from meetings.keeping import Organiser
from meetings.reading import SIZE_LIMIT
from outreach import notices
from outreach.incoming import REFUSALS, Refusal
from outreach.letters import Letter, post
from people import roles
from people.roles import Action
from storage import jobs, people
from storage.jobs import Job
from storage.people import Resident
from texts.formatting import escape
from texts.words import Words

MEGABYTE: Final = 1_000_000


def table(settings: Settings) -> Mapping[str, Doing]:
    return {READ_MEETINGS: incoming.reading(settings, take)}


async def take(work: Work, content: bytes) -> dict[str, Any]:
    """What the file would do, what it did, or all that is wrong with it."""
    payload, now = work.job.payload, await work.clock.now()
    async with work.database.reading() as session:
        sender = await session.get(Resident, payload["resident"])
        if sender is None:
            return {}
        organiser = await _organiser(session, sender)
        known = await bringing.known(session, organiser, payload.get("area", ""))
    try:
        entries = await asyncio.to_thread(files.read, content, payload["name"], known)
        if "keep" in payload:
            async with work.database.writing() as session:
                announce = payload["keep"] == ANNOUNCE
                brought = await bringing.bring_in(
                    session, organiser, entries, now, announce=announce
                )
                told = [await notices.tell(session, one, now) for one in brought.happened]
            return {"meetings": 1, "kept": dict(brought.fates), "told": sum(told)}
        async with work.database.reading() as session:
            compared = await bringing.compare(session, organiser, entries, now)
    except BadMeetings as bad:
        return {"meetings": 1, "problems": sentences(bad.problems, Words(sender.language))}
    return {"meetings": 1, **_told(compared)}


def _told(compared: Sequence[Compared]) -> dict[str, Any]:
    titles: dict[str, list[str]] = defaultdict(list)
    for one in compared:
        titles[one.fate].append(one.title)
    return {
        "fates": {fate: len(named) for fate, named in titles.items()},
        "titles": {fate: named[: cards.TITLES_SHOWN] for fate, named in titles.items()},
        "breaks": sum(one.breaks for one in compared),
    }


async def _organiser(session: AsyncSession, sender: Resident) -> Organiser:
    held = await people.roles(session, sender.id)
    return Organiser(sender.id, roles.areas_for(held, Action.HOLD_MEETINGS))


async def tell(session: AsyncSession, job: Job, now: datetime) -> None:
    """Write to whoever sent the file what came of it."""
    sender = await session.get(Resident, job.payload["resident"])
    if sender is None or job.state not in (jobs.DONE, jobs.FAILED):
        return
    made = _card(job, Words(sender.language))
    await post(session, sender, job.id, Letter(made.text, made.rows), now)


def _card(job: Job, words: Words) -> Card:
    told, name = job.result or {}, job.payload["name"]
    message_id = job.payload.get("message", job.id.rpartition(":")[2])
    if "refused" in told:
        sentence = REFUSALS[Refusal(told["refused"])]
        return refused(words, words(sentence, name=escape(name), most=SIZE_LIMIT // MEGABYTE))
    if "problems" in told:
        return cards.problems_card(words, name, told["problems"], message_id)
    if "kept" in told:
        return cards.kept_card(words, told, name)
    if "fates" not in told:
        return refused(words, words(NOT_READ, name=escape(name)))
    return cards.compared_card(words, told, name, message_id)
