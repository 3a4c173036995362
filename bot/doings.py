"""What each kind of job does, and whom its end is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import authoring, meeting_reading, plan_authoring, row_exports
from bot.work import Doing, Work
from contests import closing as vote_closing
from handlers.meetings.files import READ_MEETINGS
from handlers.plans.authoring import READ_PLAN
from handlers.surveys.authoring import READ_FILE
from outreach import incoming, meeting_news, notices, planning, returns
from people.roles import Action, may
from storage import jobs, people
from storage import surveys as tables
from storage.jobs import Job
from storage.marks import Marks
from storage.people import Resident
from surveys import closing, library, moderation, retention, row_requests


def table(marks: Marks) -> Mapping[str, Doing]:
    async def close_survey(work: Work) -> dict[str, int]:
        code = work.job.payload["code"]
        responses = await closing.close(work.database, marks, code, await work.clock.now())
        return {"responses": responses}

    async def plan_broadcast(work: Work) -> dict[str, int]:
        broadcast_id = work.job.payload["broadcast"]
        now = await work.clock.now()
        return {"recipients": await planning.plan(work.database, broadcast_id, now)}

    async def delete_answers(work: Work) -> dict[str, int]:
        code = work.job.payload["code"]
        now = await work.clock.now()
        return {"responses": await retention.delete_answers(work.database, code, now)}

    async def tell_outcome(work: Work) -> dict[str, int]:
        code = work.job.payload["code"]
        now = await work.clock.now()
        told = await returns.tell_those_who_took_part(work.database, code, now)
        return {"letters": told}

    async def gather_written_answers(work: Work) -> dict[str, int]:
        code = work.job.payload["code"]
        return {"texts": await moderation.gather(work.database, code, await work.clock.now())}

    async def tell_followers(work: Work) -> dict[str, int]:
        told, now = work.job.payload, await work.clock.now()
        area, codes = told["area"], told["meetings"]
        return {"letters": await meeting_news.tell_followers(work.database, area, codes, now)}

    async def close_vote(work: Work) -> dict[str, int]:
        code = work.job.payload["code"]
        now = await work.clock.now()
        return {"voters": await vote_closing.close(work.database, marks, code, now)}

    return {
        "close_survey": close_survey,
        vote_closing.JOB: close_vote,
        moderation.JOB: gather_written_answers,
        returns.JOB: tell_outcome,
        meeting_news.JOB: tell_followers,
        retention.JOB: delete_answers,
        planning.JOB: plan_broadcast,
    }


async def tell(session: AsyncSession, job: Job, now: datetime) -> None:
    """Write to whom it concerns how a job has ended."""
    if job.kind == "close_survey" and job.state == jobs.DONE and job.result:
        await _survey_closed(session, job, job.result, now)
    elif job.kind == row_requests.JOB:
        await row_exports.tell(session, job, now)
    elif job.kind == READ_FILE:
        await authoring.tell(session, job, now)
    elif job.kind == READ_PLAN:
        await plan_authoring.tell(session, job, now)
    elif job.kind == READ_MEETINGS:
        await meeting_reading.tell(session, job, now)
    elif job.kind == incoming.FETCH:
        fetched = await incoming.fetched(session, job, now)
        if fetched:
            await notices.tell(session, fetched, now)


async def _survey_closed(
    session: AsyncSession, job: Job, result: Mapping[str, Any], now: datetime
) -> None:
    """Tell those who run surveys in the area; who took part is told of the results by a job."""
    code = job.payload["code"]
    survey = await library.survey(session, code)
    definition = await library.definition(session, code, survey.version)
    title = {str(language): told for language, told in definition.title.items()}
    responses = result["responses"]
    if survey.state == tables.COUNTING and survey.entry_ends_at:
        staff = await _who_may(session, survey, Action.ENTER_PAPER)
        awaited = notices.PaperAwaited(code, title, responses, survey.entry_ends_at, staff)
        await notices.tell(session, awaited, now)
        return
    staff = await _who_may(session, survey, Action.RUN_SURVEYS)
    await notices.tell(session, notices.SurveyEnded(code, title, responses, staff), now)
    await jobs.ask_for(session, f"outcome:{code}", returns.JOB, {"code": code}, now)
    await jobs.ask_for(session, f"written:{code}", moderation.JOB, {"code": code}, now)


async def _who_may(
    session: AsyncSession, survey: tables.Survey, action: Action
) -> tuple[Resident, ...]:
    found = {
        person.id: person
        for role, person in await people.staff(session)
        if may([role], action, survey.area_code)
    }
    return tuple(found.values())
