"""What each kind of job does, and whom its end is told."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import meeting_reading, plan_reading, row_exports, sent_files
from bot.work import Doing, Telling, Work
from contests import closing as vote_closing
from debates import closing as debate_closing
from debates import keeping as debates
from debates import retention as debate_retention
from handlers.meetings.files import READ_MEETINGS
from handlers.plans.authoring import READ_PLAN
from handlers.surveys.authoring import READ_FILE
from outreach import incoming, meeting_news, notices, planning, returns
from people.roles import Action, staff_for
from storage import jobs
from storage import surveys as tables
from storage.database import Database
from storage.jobs import Job
from storage.marks import Marks
from surveys import closing as survey_closing
from surveys import library, moderation, retention, row_requests

# What a job does about the thing of one code; how many it concerned is its result.
AboutOne = Callable[[Database, str, datetime], Awaitable[int]]


def table(marks: Marks) -> Mapping[str, Doing]:
    return {
        "close_survey": _closing(survey_closing.close, marks, "responses"),
        vote_closing.JOB: _closing(vote_closing.close, marks, "voters"),
        debates.JOB: _closing(debate_closing.close, marks, "participants"),
        debate_retention.JOB: _about_one(debate_retention.delete_stances, "people"),
        moderation.JOB: _about_one(moderation.gather, "texts"),
        returns.JOB: _about_one(returns.tell_those_who_took_part, "letters"),
        retention.JOB: _about_one(retention.delete_answers, "responses"),
        meeting_news.JOB: _tell_followers,
        planning.JOB: _plan_broadcast,
    }


def _closing(
    close: Callable[[Database, Marks, str, datetime], Awaitable[int]], marks: Marks, counted: str
) -> Doing:
    async def closing(database: Database, code: str, now: datetime) -> int:
        return await close(database, marks, code, now)

    return _about_one(closing, counted)


def _about_one(do: AboutOne, counted: str) -> Doing:
    async def doing(work: Work) -> dict[str, int]:
        now = await work.clock.now()
        return {counted: await do(work.database, work.job.payload["code"], now)}

    return doing


async def _tell_followers(work: Work) -> dict[str, int]:
    told, now = work.job.payload, await work.clock.now()
    area, codes = told["area"], told["meetings"]
    return {"letters": await meeting_news.tell_followers(work.database, area, codes, now)}


async def _plan_broadcast(work: Work) -> dict[str, int]:
    broadcast_id, now = work.job.payload["broadcast"], await work.clock.now()
    return {"recipients": await planning.plan(work.database, broadcast_id, now)}


async def tell(session: AsyncSession, job: Job, now: datetime) -> None:
    """Write to whom it concerns how a job has ended."""
    telling = TOLD.get(job.kind)
    if telling:
        await telling(session, job, now)


async def _debate_closed(session: AsyncSession, job: Job, now: datetime) -> None:
    if job.state == jobs.DONE:
        for happened in await debate_closing.news(session, job.payload["code"], now):
            await notices.tell(session, happened, now)


async def _fetched(session: AsyncSession, job: Job, now: datetime) -> None:
    fetched = await incoming.fetched(session, job, now)
    if fetched:
        await notices.tell(session, fetched, now)


async def _survey_closed(session: AsyncSession, job: Job, now: datetime) -> None:
    """Tell those who run surveys in the area; who took part is told of the results by a job."""
    if job.state != jobs.DONE or not job.result:
        return
    code = job.payload["code"]
    survey = await library.survey(session, code)
    definition = await library.definition(session, code, survey.version)
    title = {str(language): told for language, told in definition.title.items()}
    responses = job.result["responses"]
    if survey.state == tables.COUNTING and survey.entry_ends_at:
        staff = await staff_for(session, Action.ENTER_PAPER, survey.area_code)
        awaited = notices.PaperAwaited(code, title, responses, survey.entry_ends_at, staff)
        await notices.tell(session, awaited, now)
        return
    staff = await staff_for(session, Action.RUN_SURVEYS, survey.area_code)
    await notices.tell(session, notices.SurveyEnded(code, title, responses, staff), now)
    await jobs.ask_for(session, f"outcome:{code}", returns.JOB, {"code": code}, now)
    await jobs.ask_for(session, f"written:{code}", moderation.JOB, {"code": code}, now)


TOLD: Mapping[str, Telling] = {
    "close_survey": _survey_closed,
    debates.JOB: _debate_closed,
    row_requests.JOB: row_exports.tell,
    READ_FILE: sent_files.tell,
    READ_PLAN: plan_reading.tell,
    READ_MEETINGS: meeting_reading.tell,
    incoming.FETCH: _fetched,
}
