"""What the bell and the worker do for a broadcast, done at once."""

from pathlib import Path

from bot import broadcasting, doings, incoming, settings
from bot.work import Work
from outreach import planning
from outreach.incoming import FETCH
from storage import broadcasts as tables
from storage import jobs
from storage.broadcasts import Broadcast
from storage.jobs import Job
from storage.places import Area
from tests.handlers.village import AREA, Village
from tests.programs import STRONG

ROUNDS = 4


async def newest(obec: Village) -> Broadcast:
    return max(await obec.rows(Broadcast), key=lambda one: one.id)


async def go_out(obec: Village) -> None:
    """Let what is due go out to the end."""
    for _ in range(ROUNDS):
        await begin(obec)
        await obec.post()
        await broadcasting.begin_and_end(obec.database, obec.house.rules, await obec.clock.now())


async def begin(obec: Village) -> None:
    """Freeze the recipients of what is due."""
    now = await obec.clock.now()
    await broadcasting.begin_and_end(obec.database, obec.house.rules, now)
    for one in await obec.rows(Broadcast):
        if one.state == tables.PLANNING:
            await planning.plan(obec.database, one.id, now)


async def fetch_files(obec: Village, folder: Path) -> None:
    """Do the jobs that wait for files, as the worker does."""
    read = settings.read(
        telegram_bot_token=obec.playground.token,
        telegram_api_url=obec.playground.api,
        secret_key=STRONG,
        data_dir=folder,
    )
    fetch = incoming.table(read)[FETCH]
    for job in await obec.rows(Job):
        if job.kind == FETCH and job.state == jobs.WAITING:
            result = await fetch(Work(job, obec.database, obec.clock))
            async with obec.database.writing() as session:
                await jobs.settle(session, job.id, jobs.DONE, result=result)
                settled = await jobs.job(session, job.id)
                assert settled
                await doings.tell(session, settled, await obec.clock.now())


async def approval_above(obec: Village, people: int, area_code: str = AREA) -> None:
    """Let the area ask for a second person's approval above so many recipients."""
    async with obec.database.writing() as session:
        area = await session.get(Area, area_code)
        assert area
        area.settings = {**area.settings, "approval_above": people}
