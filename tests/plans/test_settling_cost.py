"""What opening a card costs: the same statements by the same indexes, however many wait."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text

from plans import voting
from storage import settling as motions
from storage.comments import RELEASED, Comment, Referral
from storage.database import Database
from storage.settling import Motion
from tests.plans.test_comments import MARCH, code
from tests.plans.test_keeping import area
from tests.plans.test_voting import BOHDAN, SENIORS, number

__all__ = ["area", "code", "number"]

MANY = 2000
GROWING = ("comment", "motion", "vote", "settling_note", "referral", "settlement")


async def crowd(database: Database, code: str, many: int) -> None:
    """So many more comments before the same group."""
    async with database.writing() as session:
        for n in range(1000, 1000 + many):
            place = f"VIZ-2027-{n}"
            session.add(
                Comment(
                    number=place,
                    plan_code=code,
                    version=1,
                    section_id="2",
                    kind="factual",
                    text=f"Lavička {n} chybí.",
                    shown=f"Lavička {n} chybí.",
                    language="cs",
                    channel="web",
                    release=RELEASED,
                    received_at=MARCH,
                )
            )
            await session.flush() if n % 500 == 0 else None
        await session.flush()
        for n in range(1000, 1000 + many):
            place = f"VIZ-2027-{n}"
            session.add(Referral(number=place, group_code=SENIORS, referred_at=MARCH))
            session.add(Motion(number=place, group_code=SENIORS, opened_at=MARCH))


@contextmanager
def heard(database: Database) -> Iterator[list[tuple[str, object]]]:
    """The statements that are run meanwhile."""
    found: list[tuple[str, object]] = []
    engine = database._reader.sync_engine

    def note(_c: object, _cursor: object, said: str, values: object, *_: object) -> None:
        if said.startswith("SELECT"):
            found.append((said, values))

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


async def opening(database: Database, number: str) -> list[tuple[str, object]]:
    """The next one of the queue, and its card."""
    with heard(database) as found:
        async with database.reading() as session:
            assert await motions.queue(session, SENIORS)
            await voting.case(session, BOHDAN, number)
    return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_card_costs_the_same_beside_thousands_of_comments(
    database: Database, code: str, number: str
) -> None:
    few = await opening(database, number)
    await crowd(database, code, MANY)
    many = await opening(database, number)
    assert [said for said, _ in few] == [said for said, _ in many]
    async with database.reading() as session:
        connection = await session.connection()
        for said, values in many:
            explained = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", values)
            for step in explained:
                told = str(step[3])
                assert not any(told.startswith(f"SCAN {one}") for one in GROWING), (told, said)
                assert "TEMP B-TREE" not in told or "LIMIT" not in said, said
        assert await session.scalar(text("SELECT count(*) FROM motion")) == MANY + 1
