"""The outbox finds what is due without looking at what has gone out, and forgets in small steps."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from bot import schedule
from storage import outreach
from storage.database import Database
from storage.outreach import Letter, Outcome

MONTH = timedelta(days=31)


async def keep(database: Database, now: datetime, count: int) -> list[Letter]:
    letters = [
        Letter(about="zprava", resident_id=one, telegram_id=one, content={}, due_at=now)
        for one in range(1, count + 1)
    ]
    async with database.writing() as session:
        session.add_all(letters)
    return letters


async def left(database: Database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(Letter)) or 0


async def plan(database: Database, query: str) -> str:
    explained = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    async with database.writing() as session:
        if not database.is_sqlite:
            # The planner would rather read a whole table that is as small as in a test.
            await session.execute(text("SET LOCAL enable_seqscan = off"))
        return str((await session.execute(text(explained + query))).all())


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (
            "SELECT about FROM letter WHERE state = 'waiting' AND settled_at IS NULL "
            "AND broadcast_id = 1 AND due_at <= '2027-01-01' ORDER BY due_at LIMIT 30",
            "ix_letter_unsettled",
        ),
        (
            "SELECT about FROM letter WHERE state = 'sending' AND settled_at IS NULL "
            "AND due_at <= '2027-01-01'",
            "ix_letter_unsettled",
        ),
        (
            "SELECT about FROM letter WHERE settled_at < '2027-01-01' LIMIT 5000",
            "ix_letter_settled_at",
        ),
    ],
    ids=["due", "lost", "old"],
)
async def test_what_the_clock_asks_is_found_by_an_index(
    database: Database, query: str, index: str
) -> None:
    assert index in await plan(database, query)


async def test_letters_that_have_gone_out_are_forgotten_after_a_month_some_at_a_time(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outreach, "SOME", 2)
    letters = await keep(database, now, 8)
    async with database.writing() as session:
        await outreach.settle(session, letters[:5], Outcome.SENT, now - MONTH)
        await outreach.settle(session, letters[5:7], Outcome.SENT, now)
        assert await outreach.forget_settled(session, now - timedelta(days=30)) == 2
    await schedule.forget_letters(database, now)
    assert await left(database) == 3
