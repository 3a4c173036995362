"""Beside many comments nothing takes more statements than beside a few; each finds its index."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from plans import comments, letter_answers, reading, register, settling, voices
from plans.reading import Draft
from storage import comment_receipts
from storage import comments as tables
from storage.comments import RELEASED, UNREAD, Comment
from storage.database import Database
from tests.plans.test_comments import MARCH, code, wrote
from tests.plans.test_keeping import area
from tests.plans.test_settling import HERE

__all__ = ["area", "code"]

Asked = Callable[[AsyncSession, Draft], Awaitable[object]]

ASKED: list[Asked] = [
    lambda session, draft: tables.released_count(session, draft.plan.code, "2"),
    lambda session, draft: tables.released(session, draft.plan.code, "2", 5, 5),
    lambda session, draft: register.page(session, draft.plan, None, 1),
    lambda session, draft: register.page(session, draft.plan, "2", 2),
    lambda session, draft: settling.queue(session, HERE, draft.plan.code),
    lambda session, draft: settling.next_unread(session, HERE, draft.plan.code),
    lambda session, draft: settling.next_unsettled(session, HERE, draft.plan.code),
    lambda session, draft: voices.waiting(session, HERE, draft.plan.code, MARCH),
    lambda session, draft: comment_receipts.outdated_receipts(session, 20),
    lambda session, draft: letter_answers.waiting(session, HERE, draft.plan.code),
    lambda session, draft: tables.of_resident(session, 7),
    lambda session, draft: tables.of_code(session, "x"),
    lambda session, draft: tables.of_message(session, 7, 1),
    lambda session, draft: tables.split_from(session, "VIZ-2027-0007"),
]


async def said(database: Database, code: str, first: int, last: int) -> None:
    async with database.writing() as session:
        rows = [
            Comment(
                number=f"VIZ-2027-{n:04}",
                plan_code=code,
                version=1,
                section_id="2" if n % 3 else "1",
                kind="factual",
                text=f"Věc číslo {n}",
                shown=f"Věc číslo {n}" if n % 2 else "",
                language="cs",
                channel="telegram",
                resident_id=n,
                message_id=1,
                release=RELEASED if n % 2 else UNREAD,
                received_at=MARCH + timedelta(seconds=n),
            ).model_dump()
            for n in range(first, last)
        ]
        await session.execute(insert(Comment), rows)


async def statements(database: Database, code: str, ask: Asked) -> list[str]:
    found: list[str] = []

    def note(*told: Any) -> None:
        found.append(told[2])

    async with database.reading() as session:
        draft = await reading.draft(session, code)
        connection = (await session.connection()).sync_connection
        event.listen(connection, "before_cursor_execute", note)
        await ask(session, draft)
        event.remove(connection, "before_cursor_execute", note)
    return found


@pytest.mark.parametrize("ask", ASKED)
async def test_many_comments_take_as_many_statements_as_a_few(
    database: Database, code: str, ask: Asked
) -> None:
    await said(database, code, 1, 40)
    few = await statements(database, code, ask)
    await said(database, code, 40, 1500)
    assert len(await statements(database, code, ask)) == len(few)


async def test_similar_ones_are_looked_for_among_a_bounded_number(
    database: Database, code: str
) -> None:
    await said(database, code, 1, 1500)
    unsent = await wrote(database, code, "Věc číslo 5")
    async with database.reading() as session:
        found = await comments.similar(session, unsent)
    assert len(found) <= comments.MOST_SIMILAR


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("ask", ASKED)
async def test_no_comment_is_looked_for_among_all_of_them(
    database: Database, code: str, ask: Asked
) -> None:
    await said(database, code, 1, 300)
    for told in await statements(database, code, ask):
        async with database.reading() as session:
            given = {f"p{place}": "x" for place in range(told.count("?"))}
            for name in given:
                told = told.replace("?", f":{name}", 1)
            plan = await session.execute(text(f"EXPLAIN QUERY PLAN {told}"), given)
            lines = [str(row[-1]) for row in plan]
        scanned = [line for line in lines if line.startswith(("SCAN comment", "SCAN receipt"))]
        assert not [line for line in scanned if "INDEX" not in line], told
        assert "LIMIT" not in told or not [one for one in lines if "TEMP B-TREE FOR ORDER" in one]
