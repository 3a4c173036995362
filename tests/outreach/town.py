"""A district to write to: Jana and Karel coordinate Vizovice, Zora Zlín; others live there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from outreach import broadcasts
from outreach.broadcasts import Changes
from outreach.rules import Rules
from people.roles import ADMINISTRATOR, COORDINATOR
from storage import people
from storage.broadcasts import Broadcast
from storage.database import Database
from storage.people import Resident
from storage.places import Area
from surveys import life
from surveys.definitions import Definition, Question
from texts import privacy

VIZOVICE, ZLIN = "orp-vizovice", "orp-zlin"
RULES = Rules(approval_above=100)


@dataclass
class Town:
    jana: Resident
    karel: Resident
    zora: Resident
    olga: Resident
    residents: Sequence[Resident]
    strangers: Sequence[Resident]


async def built(database: Database, now: datetime, size: int = 3) -> Town:
    """So many residents in Vizovice, five in Zlín; Olga is the administrator of everything."""
    async with database.writing() as session:
        names = {"cs": "ORP"}
        session.add_all([Area(code=VIZOVICE, name=names), Area(code=ZLIN, name=names)])
        await session.flush()
        residents = [await settled(session, 100 + n, VIZOVICE, now) for n in range(size)]
        strangers = [await settled(session, 10 + n, ZLIN, now) for n in range(5)]
        return Town(
            await staff(session, 1, VIZOVICE, now),
            await staff(session, 2, VIZOVICE, now),
            await staff(session, 3, ZLIN, now),
            await staff(session, 4, "", now),
            residents,
            strangers,
        )


async def settled(session: AsyncSession, number: int, area: str, now: datetime) -> Resident:
    person = await people.arrive(session, number, "cs", now.date())
    person.area_code, person.agreed_to = area, privacy.VERSION
    await session.flush()
    return person


async def staff(session: AsyncSession, number: int, area: str, now: datetime) -> Resident:
    person = await people.arrive(session, number, "cs", now.date())
    role = COORDINATOR if area else ADMINISTRATOR
    held = {"role": role, "area_code": area, "group_code": "", "name": "Jana Ukázková"}
    await people.grant(session, person.id, **held, now=now)
    return person


async def written(
    session: AsyncSession, town: Town, now: datetime, changes: Changes | None = None
) -> Broadcast:
    """Jana's draft to Vizovice."""
    made = await broadcasts.draft(session, town.jana.id, VIZOVICE, now)
    told: Changes = {"texts": {"cs": "Přijďte <b>v úterý</b>."}, **(changes or {})}
    return await broadcasts.change(session, town.jana.id, made.id, now, **told)


async def scheduled(
    database: Database,
    town: Town,
    now: datetime,
    changes: Changes | None = None,
    rules: Rules = RULES,
) -> int:
    async with database.writing() as session:
        made = await written(session, town, now, changes)
        await broadcasts.send(session, town.jana.id, made.id, now, rules)
        return made.id


async def survey(session: AsyncSession, opens: date, closes: date, now: datetime) -> str:
    """A released survey of Vizovice."""
    definition = Definition(
        key=f"potreby-{opens:%Y%m%d}-{closes:%Y%m%d}",
        title={"cs": "Potřeby"},
        intro={"cs": "Jedna otázka."},
        area=VIZOVICE,
        opens=opens,
        closes=closes,
        anonymity="anonymous",
        languages=("cs",),
        questions=(Question(id="q1", type="text", text={"cs": "Co vám chybí?"}),),
    )
    kept = await life.keep(session, definition, now)
    await life.release(session, kept.code)
    return kept.code
