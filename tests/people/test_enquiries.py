"""Who gets an enquiry, and who may answer it."""

from datetime import datetime

import pytest

from people import enquiries
from people.enquiries import TEXT_LENGTH, AnsweredAlready, HandedOver, NoSuchEnquiry
from people.roles import ADMINISTRATOR, COORDINATOR, MEMBER, NotAllowed
from storage import people
from storage.database import Database
from tests.people.test_roles import AREAS, granted


async def asked(
    database: Database, now: datetime, area: str | None = AREAS[0], text: str = "Dotaz"
) -> HandedOver:
    async with database.writing() as session:
        jana = await people.arrive(session, 99, "cs", now.date())
        jana.area_code = area
        return await enquiries.hand_over(session, jana, len(text), text, now)


async def test_the_coordinators_of_the_area_get_it(database: Database, now: datetime) -> None:
    near = await granted(database, 1, COORDINATOR, AREAS[0])
    await granted(database, 2, COORDINATOR, AREAS[1])
    await granted(database, 3, ADMINISTRATOR)
    await granted(database, 4, MEMBER, AREAS[0])
    assert [one.id for one in (await asked(database, now)).staff] == [near]


async def test_where_there_is_none_the_administrators_get_it(
    database: Database, now: datetime
) -> None:
    await granted(database, 2, COORDINATOR, AREAS[1])
    chief = await granted(database, 3, ADMINISTRATOR)
    assert [one.id for one in (await asked(database, now)).staff] == [chief]


async def test_without_an_area_all_who_may_answer_get_it(database: Database, now: datetime) -> None:
    able = {
        await granted(database, 1, COORDINATOR, AREAS[0]),
        await granted(database, 2, COORDINATOR, AREAS[1]),
    }
    await granted(database, 4, MEMBER, AREAS[0])
    assert {one.id for one in (await asked(database, now, area=None)).staff} == able


async def test_answering_is_for_those_of_the_area(database: Database, now: datetime) -> None:
    far = await granted(database, 2, COORDINATOR, AREAS[1])
    member = await granted(database, 4, MEMBER, AREAS[0])
    number = (await asked(database, now)).enquiry.number
    async with database.writing() as session:
        for actor in (far, member):
            with pytest.raises(NotAllowed):
                await enquiries.answer(session, actor, number, "Ano", now)
        with pytest.raises(NoSuchEnquiry):
            await enquiries.answer(session, far, number + 1, "Ano", now)


@pytest.mark.parametrize("answer", ["Ano", "x" * (TEXT_LENGTH + 400)])
async def test_the_same_answer_again_is_no_second_one(
    database: Database, now: datetime, answer: str
) -> None:
    near = await granted(database, 1, COORDINATOR, AREAS[0])
    number = (await asked(database, now)).enquiry.number
    async with database.writing() as session:
        for _ in range(2):
            told = await enquiries.answer(session, near, number, answer, now)
        assert len(told.enquiry.answer or "") <= TEXT_LENGTH
        with pytest.raises(AnsweredAlready):
            await enquiries.answer(session, near, number, "Ne", now)


async def test_what_is_cut_shows_that_it_was_cut(database: Database, now: datetime) -> None:
    found = await asked(database, now, text="x" * 4096)
    assert found.enquiry.text.endswith("…")
    assert len(found.enquiry.text) == TEXT_LENGTH
