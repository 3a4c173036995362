"""The end of a debate: all that told whose stances are whose destroyed, results made and frozen.

Every step may be done again after a kill, so the job that closes a debate is begun again until all
of them are done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from debates import charting, keeping, moderating, outcome
from debates.keeping import Run
from debates.taking import folder
from storage import conversations, debate_listeners, rewriting, stances
from storage import debates as tables
from storage.database import Database
from storage.debates import CLOSED, COUNTING, PROPOSED, RELEASED, UNREAD
from storage.happenings import Happening
from storage.marks import Marks
from storage.people import Resident

# Tables whose rows were changed by the closing, or lay in the order of answering.
TOLD_MORE = (
    *("debate_participant", "debate_stance", "debate_statement", "debate_listener"),
    *("conversation", "heard"),
)


@dataclass(frozen=True)
class DebateEnded(Happening):
    """Whoever wanted to hear of it hears of the result, and so do those who run it."""

    run: Run
    listeners: Sequence[Resident]


async def close(database: Database, marks: Marks, code: str, now: datetime) -> int:
    """Take no more stances and make the results; how many took part."""
    await _end(database, code, now)
    marks.destroy(folder(code))
    await rewriting.rewrite(database, TOLD_MORE)
    return await _freeze(database, code, now)


async def news(session: AsyncSession, code: str, now: datetime) -> Sequence[Happening]:
    """What is to be told once it is closed; nothing leads to listeners or proposers afterwards."""
    run = await keeping.run(session, code)
    if run.debate.state != CLOSED:
        return ()
    waiting = await tables.statements(session, code, (PROPOSED,))
    verdict = (UNREAD, "")
    unread = [await moderating.settle(session, None, run, one, verdict, now) for one in waiting]
    listeners = await debate_listeners.listeners(session, code)
    await debate_listeners.forget_all(session, code)
    return (*unread, DebateEnded(run, listeners))


async def _end(database: Database, code: str, now: datetime) -> None:
    async with database.writing() as session:
        await stances.keep_out(session, code)
        run = await keeping.run(session, code, locked=True)
        if run.debate.state == RELEASED:
            run.debate.state = COUNTING
            run.debate.closed_at = min(run.debate.closes_at, now)
        await stances.unmark(session, code)
        await conversations.forget_survey(session, code, debate_listeners.who_listens(code))


async def _freeze(database: Database, code: str, now: datetime) -> int:
    """Nothing is locked while the map is made: nobody takes a stance any more."""
    async with database.reading() as session:
        run = await keeping.run(session, code)
        statements = await tables.statements(session, code)
        totals = await stances.totals(session, code)
    participants = sum(people for people, _ in totals.values())
    if run.debate.state != COUNTING:
        return participants
    least = run.document.min_cell
    made = await charting.charted(database, code, [one.number for one in statements], least)
    results = outcome.publish(statements, totals, made, least, now)
    async with database.writing() as session:
        run = await keeping.run(session, code, locked=True)
        run.debate.results, run.debate.state = results.to_json(), CLOSED
    return participants
