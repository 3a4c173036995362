"""What grows with every resident is looked up by an index, whatever is asked of it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage import attendance, audit, ballots, comments, surveys, visits
from storage.database import Database
from storage.meetings import COMING, Registration

SPRING, SUMMER = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)
SAID: dict[str, Any] = {"meeting_code": "LIPA5", "nth": 0, "state": COMING, "said_at": SPRING}
ACCOUNT, NAMED = Registration(resident_id=7, **SAID), Registration(name="Eva", **SAID)
ASKED: list[Callable[[AsyncSession], Awaitable[object]]] = [
    lambda session: surveys.turnout_of(session, 7),
    lambda session: comments.joined_by(session, 7),
    lambda session: audit.of_subject(session, "broadcast_sent", "7"),
    lambda session: ballots.moments(session, "LIPA5"),
    lambda session: attendance.days(session, "LIPA5"),
    lambda session: attendance.filling(session, "LIPA5", (1, 1001)),
    lambda session: attendance.filled_by(session, "LIPA5", (1, 1001), ACCOUNT),
    lambda session: attendance.filled_by(session, "LIPA5", (1, 1001), NAMED),
    lambda session: visits.between(session, ["kraj"], SPRING, SUMMER),
    lambda session: visits.between(session, None, SPRING, SUMMER),
]
GROWING = ("turnout", "joined", "comment", "audit_entry", "consent", "elector", "attendance")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("ask", ASKED)
async def test_nobodys_rows_are_looked_for_among_everybodys(
    database: Database, ask: Callable[[AsyncSession], Awaitable[object]]
) -> None:
    told: list[tuple[str, Any]] = []
    async with database.reading() as session:
        connection = (await session.connection()).sync_connection
        event.listen(
            connection, "before_cursor_execute", lambda *found: told.append(found[2:4]), named=False
        )
        await ask(session)
    for statement, given in told:
        async with database.reading() as session:
            names = {f"p{place}": value for place, value in enumerate(given)}
            for name in names:
                statement = statement.replace("?", f":{name}", 1)
            plan = await session.execute(text(f"EXPLAIN QUERY PLAN {statement}"), names)
            lines = [str(row[-1]) for row in plan]
        assert not [
            line for line in lines if line.startswith(tuple(f"SCAN {one}" for one in GROWING))
        ]
