"""Making the files of rows that staff asked for, telling them, and deleting the files in time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.schedule import Counts, Ring
from bot.work import Doing, Work
from handlers.surveys import row_words
from outreach import notices
from storage.database import Database
from storage.jobs import Job
from storage.people import Resident
from surveys import library, row_requests
from texts.words import Words


def doings(folder: Path) -> Mapping[str, Doing]:
    async def export_rows(work: Work) -> dict[str, Any]:
        asked = work.job.payload
        wish = row_words.wish(Words(asked["language"]), (asked["format"],))
        now = await work.clock.now()
        return await row_requests.make(work.database, folder, wish, asked, now, work.progress)

    return {row_requests.JOB: export_rows}


def rings(database: Database, folder: Path) -> Sequence[Ring]:
    return (Ring("row files", 3600, partial(_forget_old, database, folder)),)


async def _forget_old(database: Database, folder: Path, now: datetime) -> Counts:
    return {"files": await row_requests.forget_old(database, folder, now)}


async def tell(session: AsyncSession, job: Job, now: datetime) -> None:
    """Whoever asked hears that the file is ready, and where; the file itself stays with us."""
    person = await session.get(Resident, job.payload["actor"])
    if person is None or job.result is None:
        return
    survey = await library.survey(session, job.payload["code"])
    definition = await library.definition(session, survey.code, survey.version)
    ready = notices.RowsReady(
        code=survey.code,
        title={str(language): told for language, told in definition.title.items()},
        asked_at=job.asked_at,
        format=job.payload["format"],
        person=person,
    )
    await notices.tell(session, ready, now)
