"""New statements, told to those who listen: together, and at most once a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from debates.keeping import Run, running
from storage import debate_listeners, locking
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
    found = [await _of(session, run, now) for run in await running(session, None, now)]
    return [one for one in found if one is not None]


async def _of(session: AsyncSession, run: Run, now: datetime) -> StatementsAdded | None:
    if run.debate.news_at is not None and run.debate.news_at > now - AT_MOST_EVERY:
        return None
    since = run.debate.news_at or run.debate.opens_at
    new = [
        one
        for one in await tables.statements(session, run.code)
        if one.settled_at is not None and one.settled_at > since
    ]
    if not new:
        return None
    held = await locking.row(session, Debate, run.code)
    assert held is not None
    held.news_at = now
    listeners = await debate_listeners.listeners(session, run.code)
    return StatementsAdded(run, len(new), listeners) if listeners else None
