"""Comments: one message is one comment, numbers are never given twice, and the window decides."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from plans import changing, comments, consultation, keeping
from plans.comments import (
    CONFIDENTIAL,
    CommentSettled,
    CommentTooLong,
    NoSuchComment,
    NoSuchKind,
    OwnComment,
    PersonalDataLeft,
    Unsent,
)
from plans.consultation import PUBLIC, WindowClosed, WindowNotOpen
from plans.reading import NoSuchSection
from storage import comments as tables
from storage import people
from storage import plans as plan_tables
from storage.comments import RELEASED, UNREAD, WITHDRAWN, Comment
from storage.database import Database
from storage.people import Resident
from tests.plans.test_consultation import GOOD, opened
from tests.plans.test_keeping import BUS, CARE, area, document

__all__ = ["area"]

MARCH = datetime(2027, 3, 10, 9, 0, tzinfo=UTC)
LAST = datetime(2027, 4, 5, 21, 59, 59, tzinfo=UTC)


@pytest.fixture
async def code(database: Database, area: str, now: datetime) -> str:
    """A plan whose window for the public is open in March 2027."""
    async with database.writing() as session:
        plan = await keeping.keep(session, document(CARE, BUS), now)
    await opened(database, plan, now, GOOD)
    return plan.code


async def somebody(database: Database, telegram_id: int) -> Resident:
    async with database.writing() as session:
        return await people.arrive(session, telegram_id, "cs", MARCH.date())


async def wrote(
    database: Database,
    code: str,
    text: str = "Autobus má jezdit i v sobotu.",
    *,
    message: int = 1,
    when: datetime = MARCH,
    section: str = "2",
) -> Unsent:
    async with database.reading() as session:
        place = (code, section, "factual")
        return await comments.write(session, place, text, message, "cs", when)


async def sent(database: Database, who: Resident, unsent: Unsent) -> Comment:
    async with database.writing() as session:
        return await comments.send(session, who, unsent, "telegram", MARCH)


async def released(database: Database, number: str) -> None:
    async with database.writing() as session:
        found = await tables.comment(session, number)
        assert found
        found.release, found.shown = RELEASED, found.text


async def test_one_message_is_one_comment_however_often_it_is_sent(
    database: Database, code: str
) -> None:
    jana = await somebody(database, 1)
    unsent = await wrote(database, code)
    numbers = [(await sent(database, jana, unsent)).number for _ in range(2)]
    assert numbers == ["VIZ-2027-0001", "VIZ-2027-0001"]
    assert (await sent(database, jana, await wrote(database, code, message=2))).number.endswith("2")


async def test_people_who_send_at_once_get_numbers_of_their_own(
    database: Database, code: str
) -> None:
    neighbours = [await somebody(database, n) for n in range(1, 9)]
    unsent = await wrote(database, code)
    found = await asyncio.gather(*(sent(database, one, unsent) for one in neighbours))
    assert sorted(one.number for one in found) == [f"VIZ-2027-{n:04}" for n in range(1, 9)]


async def test_a_comment_that_did_not_come_to_be_takes_no_number(
    database: Database, code: str
) -> None:
    jana = await somebody(database, 1)
    unsent = await wrote(database, code)
    with suppress(RuntimeError):
        async with database.writing() as session:
            await comments.send(session, jana, unsent, "telegram", MARCH)
            raise RuntimeError
    assert (await sent(database, jana, unsent)).number == "VIZ-2027-0001"


async def test_the_date_of_the_message_decides_to_the_second(database: Database, code: str) -> None:
    jana = await somebody(database, 1)
    in_time = await wrote(database, code, when=LAST)
    with pytest.raises(WindowClosed):
        await wrote(database, code, when=LAST + timedelta(seconds=1))
    with pytest.raises(WindowNotOpen):
        await wrote(database, code, when=datetime(2027, 2, 10, tzinfo=UTC))
    async with database.writing() as session:
        found = await comments.send(session, jana, in_time, "telegram", LAST + timedelta(minutes=5))
    assert found.received_at == LAST
    late = replace(in_time, message_id=2)
    with pytest.raises(WindowClosed):
        async with database.writing() as session:
            await comments.send(session, jana, late, "telegram", LAST + timedelta(hours=2))


async def test_a_comment_needs_a_section_and_a_kind_that_are_there(
    database: Database, code: str
) -> None:
    with pytest.raises(NoSuchSection):
        await wrote(database, code, section="99")
    with pytest.raises(NoSuchKind):
        async with database.reading() as session:
            await comments.write(session, (code, "2", "rude"), "Text", 1, "cs", MARCH)
    with pytest.raises(CommentTooLong):
        await wrote(database, code, "x" * 2501)


async def test_personal_data_has_to_be_decided_about_first(database: Database, code: str) -> None:
    jana = await somebody(database, 1)
    unsent = await wrote(database, code, "Volejte mi na 777 123 456.")
    assert unsent.personal == ("phone",)
    with pytest.raises(PersonalDataLeft):
        await sent(database, jana, unsent)
    assert "777" not in unsent.without_personal_data().text
    assert unsent.without_personal_data().personal == ()
    found = await sent(database, jana, replace(unsent, care=CONFIDENTIAL))
    assert found.confidential


async def test_a_change_keeps_what_was_said_before_and_is_read_again(
    database: Database, code: str
) -> None:
    jana, petr = await somebody(database, 1), await somebody(database, 2)
    number = (await sent(database, jana, await wrote(database, code))).number
    await released(database, number)
    async with database.writing() as session:
        for _ in range(2):
            found = await changing.change(session, jana.id, number, "I v neděli.", MARCH)
        assert (found.text, found.shown, found.release) == ("I v neděli.", "", UNREAD)
        [before] = await tables.edits(session, number)
        assert before.before["text"] == "Autobus má jezdit i v sobotu."
        with pytest.raises(NoSuchComment):
            await changing.change(session, petr.id, number, "Jinak", MARCH)
        with pytest.raises(WindowClosed):
            await changing.change(session, jana.id, number, "Pozdě", LAST + timedelta(seconds=1))


async def test_who_takes_a_comment_back_takes_the_words_and_leaves_the_number(
    database: Database, code: str
) -> None:
    jana = await somebody(database, 1)
    number = (await sent(database, jana, await wrote(database, code))).number
    async with database.writing() as session:
        await changing.change(session, jana.id, number, "I v neděli.", MARCH)
        found = await changing.withdraw(session, jana.id, number, MARCH)
        assert (found.state, found.text) == (WITHDRAWN, "")
        assert await tables.edits(session, number) == []
        with pytest.raises(CommentSettled):
            await changing.change(session, jana.id, number, "Přece jen", MARCH)
    following = await sent(database, jana, await wrote(database, code, message=2))
    assert following.number == "VIZ-2027-0002"


async def test_only_what_was_released_is_found_similar_and_joined(
    database: Database, code: str
) -> None:
    jana, petr = await somebody(database, 1), await somebody(database, 2)
    number = (await sent(database, jana, await wrote(database, code))).number
    nearly = await wrote(database, code, "Autobus by mel jezdit v sobotu", message=2)
    other = await wrote(database, code, "Chybí lavička u hřbitova.", message=3)
    elsewhere = await wrote(database, code, message=4, section="1")
    async with database.writing() as session:
        assert await comments.similar(session, nearly) == []
        with pytest.raises(NoSuchComment):
            await comments.join(session, petr.id, number, MARCH)
    await released(database, number)
    async with database.writing() as session:
        assert [one.comment.number for one in await comments.similar(session, nearly)] == [number]
        assert await comments.similar(session, other) == []
        assert await comments.similar(session, elsewhere) == []
        for _ in range(2):
            assert (await comments.join(session, petr.id, number, MARCH))[1] == 1
        with pytest.raises(OwnComment):
            await comments.join(session, jana.id, number, MARCH)


async def test_comments_stay_without_the_author_who_is_forgotten(
    database: Database, code: str
) -> None:
    jana, petr = await somebody(database, 1), await somebody(database, 2)
    number = (await sent(database, jana, await wrote(database, code))).number
    await released(database, number)
    async with database.writing() as session:
        await comments.join(session, petr.id, number, MARCH)
        for one in (jana, petr):
            await tables.forget_resident(session, one.id)
    async with database.reading() as session:
        found = await tables.comment(session, number)
        assert found
        assert (found.resident_id, found.message_id) == (None, None)
        assert found.text == "Autobus má jezdit i v sobotu."
        [nobody] = await tables.joined(session, number)
        assert nobody not in (jana.id, petr.id)


async def test_an_extended_window_takes_comments_again(database: Database, code: str) -> None:
    after = LAST + timedelta(days=1)
    async with database.writing() as session:
        plan = await plan_tables.plan(session, code)
        assert plan
        until = (after + timedelta(days=3)).date()
        await consultation.extend(session, plan, PUBLIC, until, 1, after)
    assert (await wrote(database, code, when=after)).text
