"""What happens by the clock, and how often: the bell only asks the tables what is due."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from apscheduler.events import EVENT_JOB_MAX_INSTANCES, JobSubmissionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from contests import closing, publishing
from contests import retention as contest_retention
from debates import charting as debate_charting
from debates import keeping as debate_keeping
from debates import news as debate_news
from debates import retention as debate_retention
from meetings import retention as meeting_retention
from meetings.registration import REMINDERS
from outreach import (
    digest_rounds,
    feedback_letters,
    meeting_notices,
    minutes_letters,
    notices,
    planning,
    returns,
)
from plans import consultation
from storage import broadcasts, contests, conversations, jobs, outreach, rewriting, signin
from storage import surveys as tables
from storage.database import Database
from surveys import interim, life, moderation, retention
from web.references import new_reference

log = structlog.get_logger(__name__)

# Telegram keeps an update for a day; after two nobody repeats it any more.
HEARD_FOR = timedelta(days=2)
LETTERS_FOR = timedelta(days=30)
# However long the clock process was down, this long an opened window is still news.
NEWS_FOR = timedelta(days=1)
SLOW_SECONDS = 5.0
# What was promised to people is begun again however often it has failed.
NEVER_GIVEN_UP = (
    *("close_survey", closing.JOB, planning.JOB),
    *(retention.JOB, returns.JOB, moderation.JOB),
    *(debate_keeping.JOB, debate_retention.JOB),
)

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Ring:
    """`do(now)` every so many seconds; it says how many of what it did."""

    name: str
    seconds: float
    do: Callable[[datetime], Awaitable[Counts]]


def rings(database: Database, media: Path) -> Sequence[Ring]:
    return (
        Ring("surveys", 30, partial(close_due_surveys, database)),
        Ring("tables", 60, partial(count_running, database)),
        Ring("plans", 60, partial(tell_of_windows, database)),
        Ring("contests", 30, partial(end_votes, database)),
        Ring("debates", 30, partial(close_due_debates, database)),
        Ring("debate maps", 600, partial(chart_debates, database)),
        Ring("digests", 60, partial(digest_rounds.tell_due, database, media=media)),
        Ring("meetings", 60, partial(remind_of_meetings, database)),
        Ring("feedback", 300, partial(ask_for_feedback, database)),
        Ring("forgetting", 3600, partial(forget_old, database)),
    )


async def close_due_surveys(database: Database, now: datetime) -> Counts:
    async with database.writing() as session:
        due = await life.due_to_close(session, now)
        asked = [await life.ask_to_close(session, code, now) for code in due]
        counted = await tables.due_to_count(session, now)
        asked += [await life.ask_to_count(session, code, now) for code in counted]
        ended = await retention.ask_for_due(session, now)
    return {"surveys": sum(asked), "retention": ended}


async def count_running(database: Database, now: datetime) -> Counts:
    """Tables of surveys that run and are so large that nobody should wait for their counting."""
    return {"surveys": await interim.count_large(database, now)}


async def end_votes(database: Database, now: datetime) -> Counts:
    """Votes end by their dates, and results come out by theirs; staff hear of equals once."""
    async with database.writing() as session:
        due = await contests.due_to_close(session, now)
        asked = [await _ask_to_close(session, code, now) for code in due]
        happened = await publishing.publish_due(session, now)
        letters = [await notices.tell(session, one, now) for one in happened]
    return {"votes": sum(asked), "letters": sum(letters)}


async def close_due_debates(database: Database, now: datetime) -> Counts:
    """Debates end by their dates; who listens hears of new statements, once a day at most."""
    async with database.writing() as session:
        asked = await debate_keeping.ask_for_due(session, now)
        ended = await debate_retention.ask_for_due(session, now)
        happened = await debate_news.due(session, now)
        letters = [await notices.tell(session, one, now) for one in happened]
    return {"debates": asked, "retention": ended, "letters": sum(letters)}


async def chart_debates(database: Database, _now: datetime) -> Counts:
    return {"maps": await debate_charting.chart_due(database)}


async def _ask_to_close(session: AsyncSession, code: str, now: datetime) -> bool:
    return await jobs.ask_for(session, f"vote:{code}", closing.JOB, {"code": code}, now)


async def tell_of_windows(database: Database, now: datetime) -> Counts:
    """Consultations open and close by their dates; who follows the plan, or sits in a round of it,
    hears of it once."""
    async with database.writing() as session:
        happened = (
            *await consultation.just_opened(session, now - NEWS_FOR, now),
            *await consultation.closing_tomorrow(session, now),
        )
        letters = [await notices.tell(session, one, now) for one in happened]
    return {"letters": sum(letters)}


async def remind_of_meetings(database: Database, now: datetime) -> Counts:
    """Reminders that people chose when they said that they come."""
    async with database.writing() as session:
        letters = [await meeting_notices.remind(session, one, now) for one in REMINDERS]
    return {"letters": sum(letters)}


async def ask_for_feedback(database: Database, now: datetime) -> Counts:
    """Whoever was at a meeting that is over is asked how it was, and who leads for its minutes."""
    async with database.writing() as session:
        letters = await feedback_letters.ask_due(session, now)
        minutes = await minutes_letters.ask_due(session, now)
    return {"letters": letters, "minutes": minutes}


async def forget_old(database: Database, now: datetime) -> Counts:
    """Also what SQLite's journal still holds of the deleted, and jobs that were given up."""
    async with database.writing() as session:
        await conversations.forget_heard(session, now - HEARD_FOR)
        await signin.forget_expired(session, now)
        await contest_retention.forget_old(session, now)
        begun_again = sum([await jobs.begin_again(session, kind) for kind in NEVER_GIVEN_UP])
        await broadcasts.forget_taps(session, now - LETTERS_FOR)
        await outreach.forget_pauses(session, now)
        unnamed = await meeting_retention.forget_names(session, now)
    await forget_letters(database, now)
    with suppress(rewriting.StillRead):
        await rewriting.empty_journal(database)
    return {"begun_again": begun_again, "unnamed": unnamed}


async def forget_letters(database: Database, now: datetime) -> None:
    """Some at a time, so that others can write in between."""
    forgotten = True
    while forgotten:
        async with database.writing() as session:
            forgotten = bool(await outreach.forget_settled(session, now - LETTERS_FOR))


@asynccontextmanager
async def ringing(some: Sequence[Ring], clock: Clock, zone: ZoneInfo) -> AsyncIterator[None]:
    """The bell rings inside; a ring that is still being answered is not rung again."""
    scheduler = AsyncIOScheduler(timezone=zone)
    answering: set[asyncio.Task[None] | None] = set()
    scheduler.add_listener(_say_late, EVENT_JOB_MAX_INSTANCES)
    for one in some:
        scheduler.add_job(
            partial(_answer_noted, answering, one, clock),
            "interval",
            seconds=one.seconds,
            id=one.name,
            name=one.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            replace_existing=True,
            next_run_time=datetime.now(zone),
        )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.pause()
        await asyncio.gather(*(task for task in answering if task))
        scheduler.shutdown(wait=False)


async def _answer_noted(
    answering: set[asyncio.Task[None] | None], ring: Ring, clock: Clock
) -> None:
    """Answer so that stopping can wait for it: a letter half sent would be sent again."""
    task = asyncio.current_task()
    answering.add(task)
    try:
        await answer(ring, clock)
    finally:
        answering.discard(task)


async def answer(ring: Ring, clock: Clock) -> None:
    started = time.monotonic()
    try:
        counts = await ring.do(await clock.now())
    except Exception:
        log.exception("A ring failed.", ring=ring.name, reference=new_reference())
        return
    elapsed = time.monotonic() - started
    say = log.error if elapsed > SLOW_SECONDS else log.info if any(counts.values()) else log.debug
    say("The bell rang.", ring=ring.name, ms=round(elapsed * 1000), **counts)


def _say_late(event: JobSubmissionEvent) -> None:
    log.debug("A ring is still being answered.", ring=event.job_id)
