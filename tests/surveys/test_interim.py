"""Tables of a running survey: they give nobody away by what changes, and keep nobody waiting."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import col

from storage import filled_in
from storage import surveys as tables
from storage.database import Database
from storage.published_tables import PublishedTables
from storage.surveys import Answer, Response
from surveys import interim, life
from surveys.interim import count_beside, count_large
from surveys.outcome import freeze, outcome
from surveys.results.published import Published
from tests.surveys.samples import survey
from tests.surveys.test_outcome import lhota, people_answer

# Fifteen are as many as a municipality must have to be named.
LEFT_OUT = 15


@pytest.fixture
async def code(database: Database, now: datetime) -> str:
    async with database.writing() as session:
        return str(await lhota(session, now))


async def come(database: Database, code: str, people: int) -> None:
    async with database.writing() as session:
        await people_answer(session, code, people)


async def look(database: Database, code: str, now: datetime) -> Published:
    async with database.writing() as session:
        return (await outcome(session, code, now)).published


async def close(database: Database, code: str, now: datetime) -> Published:
    async with database.writing() as session:
        found = await freeze(session, code, now)
        ended = await tables.survey(session, code)
        assert ended is not None
        ended.state = tables.CLOSED
        return found


async def all_gone(database: Database, code: str) -> None:
    async with database.writing() as session:
        rows = select(col(Response.id)).where(col(Response.survey_code) == code)
        await tables.drop_responses(session, list(await session.scalars(rows)))
        kept = await session.get(PublishedTables, code)
        if kept:
            await session.delete(kept)
        again = await tables.survey(session, code)
        assert again is not None
        again.state = tables.RELEASED


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from((1, 2, 5, 14, 15, 16, 30)), min_size=1, max_size=6))
async def test_between_any_two_tables_lie_many_answers(
    database: Database, code: str, now: datetime, arrivals: list[int]
) -> None:
    """Whoever looks each time, and at what is frozen, sees nobody's answers come alone."""
    await all_gone(database, code)
    seen = []
    for people in arrivals:
        await come(database, code, people)
        seen.append((await look(database, code, now)).responses)
    seen.append((await close(database, code, now)).responses)
    told = [*dict.fromkeys(one for one in seen if one is not None)]
    assert all(later - before >= LEFT_OUT for before, later in zip(told, told[1:], strict=False))


async def test_nothing_is_told_by_municipality_before_the_end(
    database: Database, code: str, now: datetime
) -> None:
    async with database.writing() as session:
        for village in ("585939", "jinde"):
            for _ in range(60):
                response = Response(survey_code=code, version=1, finished=True)
                session.add(response)
                await session.flush()
                said = {"jezdi": "ne", "obec": village}
                session.add_all(
                    Answer(response_id=response.id, question_id=name, value=value)
                    for name, value in said.items()
                )
    running = await look(database, code, now)
    assert running.question("jezdi").by_municipality == ()
    assert {one.id for one in running.groups} == {"585939", "jinde"}
    assert len((await close(database, code, now)).question("jezdi").by_municipality) == 2


async def test_where_nothing_is_hidden_everybody_counts_at_once(
    database: Database, code: str, now: datetime
) -> None:
    open_to_all = survey(key="podniky-2027", anonymity="named", min_cell=1)
    async with database.writing() as session:
        kept = await life.keep(session, open_to_all, now)
        await life.release(session, kept.code)
    seen = []
    for _ in range(2):
        await come(database, kept.code, 1)
        seen.append((await look(database, kept.code, now)).responses)
    assert seen == [1, 2]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Awaitable[None]]], None]:
    """What happens while the answers are being counted, once."""
    real = filled_in.finished_alike

    def happens(something: Callable[[], Awaitable[None]]) -> None:
        async def counted(*about: object) -> AsyncIterator[filled_in.Alike]:
            async for alike in real(*about):  # type: ignore[arg-type]
                monkeypatch.setattr(filled_in, "finished_alike", real)
                await something()
                yield alike

        monkeypatch.setattr(filled_in, "finished_alike", counted)

    return happens


Happens = Callable[[Callable[[], Awaitable[None]]], None]


async def test_people_answer_while_a_large_survey_is_counted(
    database: Database, code: str, now: datetime, meanwhile: Happens
) -> None:
    """Held up, they would wait for the counting, and the counting for them."""
    await come(database, code, 30)

    async def somebody_answers() -> None:
        await come(database, code, 1)

    meanwhile(somebody_answers)
    assert await count_beside(database, code, now)
    found = await look(database, code, now)
    assert found.responses == 15
    async with database.reading() as session:
        assert await tables.response_counts(session, code) == (31, 31)


async def test_a_look_at_a_large_survey_counts_nothing(
    database: Database, code: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    await come(database, code, 30)
    assert (await look(database, code, now)).responses == 15
    await come(database, code, 40)
    monkeypatch.setattr(interim, "AT_ONCE", 50)
    assert (await look(database, code, now)).responses == 15
    assert await count_large(database, now) == 1
    assert (await look(database, code, now)).responses == 55
    assert await count_large(database, now) == 0


async def test_what_was_frozen_meanwhile_stays(
    database: Database, code: str, now: datetime, meanwhile: Happens
) -> None:
    await come(database, code, 30)

    async def it_closes() -> None:
        await close(database, code, now)

    meanwhile(it_closes)
    assert not await count_beside(database, code, now)
    assert (await look(database, code, now)).responses == 30


async def test_of_two_who_count_at_once_the_second_finds_nothing_to_do(
    database: Database, code: str, now: datetime, meanwhile: Happens
) -> None:
    """Otherwise there would be two tables with few answers between them."""
    await come(database, code, 30)

    async def another_counts() -> None:
        await come(database, code, 1)
        assert (await look(database, code, now)).responses == 16

    meanwhile(another_counts)
    assert not await count_beside(database, code, now)
    assert (await look(database, code, now)).responses == 16
