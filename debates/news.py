"""New statements, told to those who listen: together, and at most once a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from debates import keeping
from debates.keeping import Run
from storage import debate_listeners
from storage import debates as tables
from storage.debates import Debate
from storage.happenings import Happening
from storage.people import Resident

AT_MOST_EVERY = timedelta(hours=24)


@dataclass(frozen=True)
class StatementsAdded(Happening):
    run: Run
    statements: int
    listeners: Sequence[Resident]


async def due(session: AsyncSession, now: datetime) -> list[StatementsAdded]:
    """What listeners have not heard of yet; it is taken for told from here on."""
    found = [await _of(session, run, now) for run in await keeping.running(session, None, now)]
    return [one for one in found if one is not None]


async def _of(session: AsyncSession, run: Run, now: datetime) -> StatementsAdded | None:
    if not await _unheard(session, run.debate, now):
        return None
    held = (await keeping.run(session, run.code, locked=True)).debate
    new = await _unheard(session, held, now)
    if not new:
        return None
    held.news_at = now
    listeners = await debate_listeners.listeners(session, run.code)
    return StatementsAdded(run, new, listeners) if listeners else None


async def _unheard(session: AsyncSession, debate: Debate, now: datetime) -> int:
    """How many statements listeners do not know yet; none while they have heard lately."""
    if debate.news_at is not None and debate.news_at > now - AT_MOST_EVERY:
        return 0
    return await tables.settled_since(session, debate.code, debate.news_at or debate.opens_at)
