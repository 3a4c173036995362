"""What is asked past the session is what the session would have said, and sees what it wrote."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from storage import conversations, people, surveys
from storage.database import Database
from storage.lean import as_read
from storage.people import Resident
from storage.places import Area
from storage.surveys import Survey

NOW = datetime(2027, 2, 1, 10, tzinfo=UTC)
MARK = b"\x00mark\xff"
# Checking an answer takes control characters out of it; PostgreSQL would refuse the first of them.
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])
VALUES = st.recursive(
    st.none() | st.text(LETTERS, max_size=20) | st.integers(-(2**53), 2**53),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


async def opened(database: Database) -> None:
    async with database.writing() as session:
        session.add(Area(code="obec", name={"cs": "Obec"}))
        await session.flush()
        closes = NOW + timedelta(days=7)
        times = {"opens_at": NOW, "closes_at": closes, "delete_answers_at": closes}
        session.add(Survey(code="PSI", key="psi", area_code="obec", **times))


async def begun(session: Any) -> surveys.Response:
    values = {"version": 1, "resident_id": None, "channel": "telegram", "helped": False}
    return await surveys.begin_response(session, "PSI", MARK, **values, day=NOW.date())


async def test_a_row_read_past_the_session_is_the_row(database: Database) -> None:
    await opened(database)
    async with database.writing() as session:
        read = await surveys.survey_as_read(session, "PSI")
        mapped = await surveys.survey(session, "PSI")
        assert read
        assert mapped
        assert read._asdict() == {name: getattr(mapped, name) for name in read._fields}  # type: ignore[attr-defined]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(VALUES, min_size=1, max_size=4))
async def test_any_answer_comes_back_as_it_was_given(database: Database, given: list[Any]) -> None:
    async with database.reading() as session:
        known = await surveys.survey(session, "PSI")
    if known is None:
        await opened(database)
    async with database.writing() as session:
        response = await begun(session)
        for place, value in enumerate(given):
            await surveys.keep_answer(session, response.id, f"q{place}", value)
        _, kept = await surveys.response_with_answers(session, "PSI", MARK)
    assert [kept[f"q{place}"] for place in range(len(given))] == given


async def test_it_sees_what_the_session_has_not_written_yet(database: Database) -> None:
    await opened(database)
    async with database.writing() as session:
        mapped = await surveys.survey(session, "PSI")
        assert mapped
        mapped.state = surveys.RELEASED
        read = await surveys.survey_as_read(session, "PSI")
        assert read
        assert read.state == surveys.RELEASED


async def test_the_session_sees_what_was_written_past_it(database: Database) -> None:
    await opened(database)
    async with database.writing() as session:
        response = await begun(session)
        await surveys.finish_response(session, response.id)
        mapped = await surveys.response(session, "PSI", MARK)
        assert mapped
        assert mapped.finished


async def test_beginning_twice_makes_one_response(database: Database) -> None:
    await opened(database)
    async with database.writing() as session:
        first = await begun(session)
        assert (await begun(session)).id == first.id


async def test_a_refusal_sounds_the_same_and_undoes_only_its_writer(database: Database) -> None:
    await opened(database)

    async def answer_what_is_not_there() -> None:
        async with database.writing() as session:
            await people.arrive(session, 1, "cs", date(2027, 2, 1))
            await surveys.begin_response(session, "NIKDE", MARK, version=1)

    with pytest.raises(IntegrityError):
        await answer_what_is_not_there()
    async with database.writing() as session:
        assert await people.by_telegram_id(session, 1) is None


async def test_what_is_read_so_cannot_be_changed(database: Database) -> None:
    async with database.writing() as session:
        made = await people.arrive(session, 1, "cs", date(2027, 2, 1))
        made.municipality = "585939"
    async with database.writing() as session:
        known = await conversations.known(session, 1)
    assert known
    resident, stood = known
    assert (resident.id, resident.municipality, stood) == (made.id, "585939", None)
    with pytest.raises(AttributeError):
        resident.language = "en"


def test_a_row_to_read_has_every_column() -> None:
    assert as_read(Resident)._fields == tuple(Resident.model_fields)  # type: ignore[attr-defined]
