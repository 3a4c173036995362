"""What is not kept for good: works that did not win, and names, a while after the result."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from contests import publishing
from storage import audit, judging, slips
from storage import contests as tables

KEPT_FOR = timedelta(days=90)


async def forget_old(session: AsyncSession, now: datetime) -> int:
    """Delete works and names of contests that ended long ago; how many contests.

    Winning works stay with their authors, because the licence is theirs to give and the prize
    theirs to claim; so do numbers, titles and the result.
    """
    forgotten = 0
    for contest in await tables.ended_before(session, now - KEPT_FOR):
        told = await publishing.result(session, contest.code)
        winners = set(told["winners"]) if told else set()
        gone = [
            one
            for one in await tables.entries(session, contest.code, tables.EVERY)
            if one.number not in winners or one.number is None
        ]
        ids = [one.id for one in gone]
        await tables.forget_content(session, ids)
        for one in gone:
            one.look, one.resident_id, one.receipt_hash = "", None, None
        await judging.clear(session, contest.code)
        await slips.clear(session, contest.code)
        contest.is_cleared = True
        await audit.note(session, now, None, "contest_cleared", contest.code)
        forgotten += 1
    await session.flush()
    return forgotten
