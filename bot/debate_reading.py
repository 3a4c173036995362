"""Reads a debate that somebody sent as a file: a draft, a change of what runs, or what is wrong."""

import asyncio
from datetime import datetime
from pathlib import PurePath
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.work import Work
from debates import changing, files
from debates.documents import Debate
from debates.files import Code, NotADebate, Problem
from debates.keeping import Runner
from handlers.cards import Card
from handlers.debates import problems
from handlers.debates.refusals import REFUSALS
from handlers.debates.taps import DebateStep
from handlers.taps import button
from outreach.letters import Letter, post
from people import roles
from people.roles import Action
from storage import jobs, people, places
from storage.jobs import Job
from storage.people import Resident
from texts.content import pick
from texts.formatting import escape
from texts.words import Words

WRITTEN: Final = (".yaml", ".yml")


def is_debate(content: bytes, name: str) -> bool:
    return PurePath(name).suffix.lower() in WRITTEN and files.is_debate(content)


async def take(work: Work, content: bytes) -> dict[str, Any]:
    """What came of the file, for the letter about it."""
    payload, now = work.job.payload, await work.clock.now()
    async with work.database.reading() as session:
        sender = await session.get(Resident, payload["resident"])
        if sender is None:
            return {}
        runner = await _runner(session, sender)
        known = [area.code for area in await places.areas(session)]
    words = Words(sender.language)
    mine = known if runner.areas is None else list(runner.areas)
    try:
        document = await asyncio.to_thread(_read, content, mine, known)
        async with work.database.writing() as session:
            run = await changing.keep(session, runner, document, now)
    except NotADebate as refusal:
        return {"debate": "", "problems": problems.sentences(refusal.problems, words)}
    except tuple(REFUSALS) as refusal:
        return {"debate": "", "problems": [REFUSALS[type(refusal)](refusal, words).toast]}
    return {"debate": run.code, "title": dict(document.title), "asked": len(document.statements)}


def _read(content: bytes, mine: list[str], known: list[str]) -> Debate:
    """In the sender's area unless it names another; raises NotADebate."""
    document = files.read(content, mine[0] if mine else "")
    if document.area not in known:
        raise NotADebate([Problem("area", Code.UNKNOWN)])
    return document


async def _runner(session: AsyncSession, sender: Resident) -> Runner:
    held = await people.roles(session, sender.id)
    return Runner(sender.id, roles.areas_for(held, Action.RUN_DEBATES))


async def tell(session: AsyncSession, job: Job, now: datetime) -> None:
    """Write to whoever sent the file what came of it."""
    sender = await session.get(Resident, job.payload["resident"])
    if sender is None or job.state != jobs.DONE:
        return
    made = _card(job, Words(sender.language))
    await post(session, sender, job.id, Letter(made.text, made.rows), now)


def _card(job: Job, words: Words) -> Card:
    told = job.result or {}
    if "problems" in told:
        return problems.card(words, job.payload["name"], told["problems"])
    text = words.many(
        "The debate “{title}” is kept, with {n} statement.",
        "The debate “{title}” is kept, with {n} statements.",
        told["asked"],
        title=escape(pick(told["title"], words.language)),
    )
    shown = button(words("Show the debate"), DebateStep(act="card", code=told["debate"]))
    return Card(text, ((shown,),))
