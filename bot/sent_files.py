"""Reads a file that somebody sent as what it is, and writes to them what came of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot import debate_reading, incoming, meeting_reading, plan_reading, survey_reading
from bot.settings import Settings
from bot.work import Doing, Telling, Work
from handlers.surveys.authoring import READ_FILE
from meetings.files import is_meetings
from storage.jobs import Job


@dataclass(frozen=True)
class Kind:
    """What a file may bring: how its content and name tell, who reads it and tells of it."""

    is_it: Callable[[bytes, str], bool]
    take: Callable[[Work, bytes], Awaitable[dict[str, Any]]]
    tell: Telling


# By what their results name; a file that is none of them is a survey.
KINDS: Final[Mapping[str, Kind]] = {
    "plan": Kind(plan_reading.is_plan, plan_reading.take, plan_reading.tell),
    "meetings": Kind(is_meetings, meeting_reading.take, meeting_reading.tell),
    "debate": Kind(debate_reading.is_debate, debate_reading.take, debate_reading.tell),
}


def table(settings: Settings) -> Mapping[str, Doing]:
    return {READ_FILE: incoming.reading(settings, take)}


async def take(work: Work, content: bytes) -> dict[str, Any]:
    """What came of the file, for the letter about it."""
    name = work.job.payload["name"]
    for kind in KINDS.values():
        if kind.is_it(content, name):
            return await kind.take(work, content)
    return await survey_reading.take(work, content)


async def tell(session: AsyncSession, job: Job, now: datetime) -> None:
    """Write to whoever sent the file what came of it."""
    result = job.result or {}
    for name, kind in KINDS.items():
        if name in result:
            return await kind.tell(session, job, now)
    return await survey_reading.tell(session, job, now)
