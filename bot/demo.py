"""What the demo begins with: example data moved to today, and a cast."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot import contest_files, group_files, meeting_files, place_files
from bot.demo_responses import answer_on_paper
from debates import changing
from debates import files as debate_files
from debates import keeping as debates
from debates.keeping import Runner
from groups import membership
from meetings import reading as meetings
from people import profile, roles
from plans import consultation, defaults, keeping
from plans.channels import CHANNELS
from plans.consultation import PUBLIC, Dates
from plans.documents import Window
from plans.files import reading as plan_files
from storage import groups, people, places
from storage.database import Database
from storage.groups import CHAIR, Member
from surveys import life
from surveys.definitions import Definition
from surveys.files.reading import read
from texts import privacy

EXAMPLES = Path(__file__).parents[1] / "examples"
# The residents' poll and the consultation opened so many days ago; other surveys keep their
# distance from the poll.
MAIN_SURVEY = "obyvatele-2027"
OPEN_FOR = timedelta(days=3)
AREA = "orp-vizovice"
MUNICIPALITY = "585939"
GROUP = "ps-seniori-zp"
EVERYWHERE = Runner(None, None)


@dataclass(frozen=True)
class Role:
    role: str
    group: str
    name: str


# Who has met Náves before, by username.
ROLES = {
    "resident": None,
    "coordinator": Role(roles.COORDINATOR, "", "Petr Dvořák"),
    "member": Role(roles.MEMBER, GROUP, "Eva Svobodová"),
}


async def fill(
    database: Database, acquainted: dict[str, int], now: datetime, zone: ZoneInfo
) -> bool:
    """Put the example data and the cast into an empty database; whether it was empty."""
    async with database.writing() as session:
        if await places.areas(session):
            return False
        await _places(session)
        example = (EXAMPLES / "groups.yaml").read_text(encoding="utf-8")
        await group_files.keep_groups(session, example, now)
        for definition in moved(definitions(), now.astimezone(zone).date()):
            survey = await life.keep(session, definition, now)
            await life.release(session, survey.code)
            if survey.key == MAIN_SURVEY:
                await answer_on_paper(session, survey, now.astimezone(zone).date())
        await _plan(session, now, zone)
        await _meetings(session, now, zone)
        await _debate(session, now, zone)
        await contest_files.keep_with_works(session, EXAMPLES / "contests.yaml", now)
        for username, telegram_id in acquainted.items():
            await _meet(session, telegram_id, ROLES[username], now)
    return True


def definitions() -> list[Definition]:
    files = sorted((EXAMPLES / "surveys").glob("*.yaml"))
    return [read(file.read_bytes()) for file in files]


def moved(some: Sequence[Definition], today: date) -> list[Definition]:
    """The surveys with their dates moved together, so that the main one is open today."""
    main = next(one for one in some if one.key == MAIN_SURVEY)
    by = today - OPEN_FOR - main.opens
    return [
        one.model_copy(update={"opens": one.opens + by, "closes": one.closes + by}) for one in some
    ]


async def _plan(session: AsyncSession, now: datetime, zone: ZoneInfo) -> None:
    """The draft plan, public and open to comments."""
    file = EXAMPLES / "plan.yaml"
    given = await defaults.given(session, file.name, AREA)
    document = plan_files.read(file.read_bytes(), file.name, given).plan
    kept = await keeping.keep(session, document, now)
    assert document.window is not None
    dates = open_now(document.window, now.astimezone(zone).date())
    await consultation.set_window(session, kept, PUBLIC, dates, CHANNELS, None, now)


async def _debate(session: AsyncSession, now: datetime, zone: ZoneInfo) -> None:
    """The debate with its days moved together, so that it is open today."""
    document = debate_files.read((EXAMPLES / "debate.yaml").read_bytes())
    by = now.astimezone(zone).date() - OPEN_FOR - document.opens
    days = {"opens": document.opens + by, "closes": document.closes + by}
    run = await changing.keep(session, EVERYWHERE, document.model_copy(update=days), now)
    await debates.release(session, EVERYWHERE, run.code, now)


async def _meetings(session: AsyncSession, now: datetime, zone: ZoneInfo) -> None:
    entries = meetings.read((EXAMPLES / "meetings.yaml").read_bytes())
    coming = meeting_files.coming(entries, now.astimezone(zone).date())
    await meeting_files.keep_entries(session, coming, now)


def open_now(window: Window, today: date) -> Dates:
    """A window's dates moved together, so that it is open today."""
    by = today - OPEN_FOR - window.opens
    later = (one + by if one else None for one in (window.hearing, window.settle_by))
    return Dates(window.opens + by, window.closes + by, *later)


async def _places(session: AsyncSession) -> None:
    await place_files.keep_areas(session, (EXAMPLES / "areas.yaml").read_text())
    await place_files.keep_municipalities(session, (EXAMPLES / "municipalities.csv").read_text())
    await place_files.keep_codelists(session, (EXAMPLES / "codelists.yaml").read_text())


async def _meet(session: AsyncSession, telegram_id: int, role: Role | None, now: datetime) -> None:
    resident = await people.arrive(session, telegram_id, "cs", now.date())
    await people.keep_consent(session, resident, privacy.VERSION, now)
    await profile.set_municipality(session, resident, MUNICIPALITY)
    if role is None:
        return
    if role.group:
        await _seat(session, resident.id, role, now)
        return
    await people.grant(
        session,
        resident.id,
        role=role.role,
        area_code=AREA,
        group_code="",
        name=role.name,
        now=now,
    )


async def _seat(session: AsyncSession, resident_id: int, role: Role, now: datetime) -> None:
    """Somebody who chairs a working group and has agreed to it."""
    group = await groups.by_key(session, AREA, role.group)
    assert group is not None
    held = Member(group_code=group.code, name=role.name, party="user", role=CHAIR, nominated_at=now)
    session.add(held)
    await membership.open_seat(session, group, held, resident_id, now)
