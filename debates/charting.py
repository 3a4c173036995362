"""Making the map of a debate, in a thread: while it runs, so that what divides is asked sooner."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from debates import keeping
from storage import debates as tables
from storage import stances
from storage.database import Database
from storage.debates import Debate

if TYPE_CHECKING:
    from debates.mapping import Map

# A map of fewer people says nothing; it is made anew once so many stances more are there.
FEWEST_PEOPLE = 15
GROWN = 1.2


async def chart_due(database: Database) -> int:
    """Make the maps anew of debates that run and have grown; how many."""
    async with database.reading() as session:
        codes = await stances.open_debates(session)
    return sum([await _chart(database, code) for code in codes])


async def charted(database: Database, code: str, numbers: Sequence[int], smallest: int) -> "Map":
    async with database.reading() as session:
        said = [one async for one in stances.all_of(session, code)]
    return await asyncio.to_thread(_mapped, said, numbers, smallest)


def _mapped(said: Sequence[tuple[int, int, int]], numbers: Sequence[int], smallest: int) -> "Map":
    # numpy takes a process that makes no map a quarter of its memory more.
    from debates import mapping

    return mapping.mapped(said, numbers, smallest)


async def _chart(database: Database, code: str) -> bool:
    async with database.reading() as session:
        run = await keeping.run(session, code)
        totals = await stances.totals(session, code)
        numbers = [one.number for one in await tables.statements(session, code)]
    people = sum(people for people, _ in totals.values())
    said = sum(said for _, said in totals.values())
    if people < FEWEST_PEOPLE or said < GROWN * run.debate.mapped:
        return False
    made = await charted(database, code, numbers, run.document.min_cell)
    async with database.writing() as session:
        await _keep(session, code, made, said)
    return True


async def _keep(session: AsyncSession, code: str, made: "Map", said: int) -> None:
    """The debate before its statements, as everybody holds them who changes both."""
    await session.execute(update(Debate).where(col(Debate.code) == code).values(mapped=said))
    await tables.keep_extremity(session, code, made.extremity)
