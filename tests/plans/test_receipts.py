"""Which receipts are to be changed is known by a mark, however many others there are."""

import pytest
from sqlalchemy import text

from storage import comment_receipts
from storage import comments as tables
from storage.comments import DECIDED, RELEASED, Comment, Referral
from storage.database import Database
from storage.groups import WorkingGroup
from tests.plans.test_comments import MARCH, code, sent, somebody, wrote
from tests.plans.test_keeping import area

__all__ = ["area", "code"]

TOLD = "received unread"


@pytest.fixture
async def number(database: Database, code: str) -> str:
    """A comment whose receipt tells how it stands."""
    jana = await somebody(database, 1)
    found = await sent(database, jana, await wrote(database, code))
    async with database.writing() as session:
        await comment_receipts.keep_receipt(session, found.number, 1, 77, TOLD)
    return found.number


async def due(database: Database) -> list[str]:
    async with database.reading() as session:
        found = await comment_receipts.outdated_receipts(session, 9)
    return [receipt.number for receipt, _ in found]


async def moved(database: Database, number: str, **changes: str) -> None:
    async with database.writing() as session:
        found = await tables.comment(session, number)
        assert isinstance(found, Comment)
        for name, value in changes.items():
            setattr(found, name, value)


async def test_a_receipt_is_due_once_its_comment_has_moved(database: Database, number: str) -> None:
    assert await due(database) == []
    await moved(database, number, shown="Autobus.")
    assert await due(database) == []
    await moved(database, number, release=RELEASED)
    assert await due(database) == [number]


async def test_a_receipt_is_due_once_a_group_has_its_comment_and_no_more(
    database: Database, number: str, area: str
) -> None:
    async with database.writing() as session:
        known = {"code": "SENIORI", "key": "seniori", "area_code": area, "name": {"cs": "Senioři"}}
        session.add(WorkingGroup(**known, made_at=MARCH))
        await session.flush()
        session.add(Referral(number=number, group_code="SENIORI", referred_at=MARCH))
    assert await due(database) == [number]
    async with database.writing() as session:
        known = await comment_receipts.receipt(session, number)
        assert known
        await comment_receipts.note_shown(session, known, f"{TOLD} SENIORI ", 77)
    assert await due(database) == []
    async with database.writing() as session:
        referral = await tables.referral(session, number)
        await session.delete(referral)
    assert await due(database) == [number]


async def test_what_moves_while_a_receipt_is_changed_is_told_after_it(
    database: Database, number: str
) -> None:
    await moved(database, number, release=RELEASED)
    async with database.reading() as session:
        [(looked_at, _)] = await comment_receipts.outdated_receipts(session, 9)
    await moved(database, number, state=DECIDED)
    async with database.writing() as session:
        await comment_receipts.note_shown(session, looked_at, f"received {RELEASED}", 77)
    assert await due(database) == [number]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_due_receipts_are_found_by_their_mark(database: Database, number: str) -> None:
    asked = "SELECT number FROM receipt WHERE moves != told ORDER BY number LIMIT 20"
    async with database.reading() as session:
        found = await session.execute(text(f"EXPLAIN QUERY PLAN {asked}"))
        assert "ix_receipt_due" in " ".join(str(row[-1]) for row in found)
