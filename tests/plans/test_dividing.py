"""Comments of several points: each with a number of its own, and what they came from is known."""

from dataclasses import replace

import pytest

from plans import comments, consultation, dividing, keeping
from plans.comments import CommentSettled
from plans.running import NotYoursToRun
from plans.splitting import PointsDiffer
from storage import comment_receipts
from storage import comments as tables
from storage import plans as plan_tables
from storage.comments import RELEASED, UNREAD, Comment
from storage.database import Database
from tests.plans.test_comments import MARCH, code, released, sent, somebody, wrote
from tests.plans.test_keeping import BUS, area, document
from tests.plans.test_settling import ELSEWHERE, HERE, decided, read

__all__ = ["area", "code"]

FIRST, SECOND = "Autobus má jezdit i v sobotu ráno.", "U hřbitova chybí lavička."
BOTH = f"1. {FIRST}\n2. {SECOND}"


async def test_with_its_authors_consent_each_point_is_a_comment(
    database: Database, code: str
) -> None:
    jana = await somebody(database, 1)
    unsent = await wrote(database, code, BOTH)
    assert unsent.points == (FIRST, SECOND)
    for _ in range(2):
        await sent(database, jana, replace(unsent, split=True, proposal="Jezdí i v sobotu."))
    async with database.reading() as session:
        own = await tables.of_resident(session, jana.id)
        first, second = sorted(own, key=lambda one: one.number)
        assert (first.text, first.origin, first.proposal) == (FIRST, None, "Jezdí i v sobotu.")
        assert (second.text, second.origin, second.proposal) == (SECOND, first.number, "")
        assert await tables.of_message(session, jana.id, 1) == first


async def test_without_it_the_text_stays_whole(database: Database, code: str) -> None:
    jana = await somebody(database, 1)
    assert (await sent(database, jana, await wrote(database, code, BOTH))).text == BOTH


async def divided(database: Database, number: str) -> list[Comment]:
    async with database.writing() as session:
        happened = await dividing.divide(session, HERE, number, (FIRST, SECOND), MARCH)
        return [happened.comment, *happened.others]


async def test_staff_split_and_everybody_who_joined_has_joined_each(
    database: Database, code: str
) -> None:
    jana, petr = await somebody(database, 1), await somebody(database, 2)
    number = (await sent(database, jana, await wrote(database, code, BOTH))).number
    await released(database, number)
    async with database.writing() as session:
        await comments.join(session, petr.id, number, MARCH)
        await comment_receipts.keep_receipt(session, number, 1, 77, "received released")
    first, second = await divided(database, number)
    assert (first.number, first.text, first.release) == (number, FIRST, UNREAD)
    assert (second.origin, second.text, second.received_at) == (number, SECOND, first.received_at)
    async with database.reading() as session:
        assert await tables.joined(session, second.number) == [petr.id]
        [before] = await tables.edits(session, number)
        assert before.before["text"] == BOTH
        late = await comment_receipts.outdated_receipts(session, 9)
        assert {receipt.number: receipt.message_id for receipt, _ in late} == {
            number: 77,
            second.number: 0,
        }


async def test_a_comment_is_split_in_its_authors_words_before_it_is_decided(
    database: Database, code: str
) -> None:
    jana = await somebody(database, 1)
    number = (await sent(database, jana, await wrote(database, code, BOTH))).number
    async with database.writing() as session:
        with pytest.raises(NotYoursToRun):
            await dividing.divide(session, ELSEWHERE, number, (FIRST, SECOND), MARCH)
        for wrong in ((FIRST,), (FIRST, "Jinak."), (SECOND, FIRST)):
            with pytest.raises(PointsDiffer):
                await dividing.divide(session, HERE, number, wrong, MARCH)
    await read(database, number)
    await decided(database, number)
    async with database.writing() as session:
        with pytest.raises(CommentSettled):
            await dividing.divide(session, HERE, number, (FIRST, SECOND), MARCH)


async def test_open_comments_go_on_with_the_plan_and_keep_where_they_began(
    database: Database, code: str
) -> None:
    jana = await somebody(database, 1)
    kept = (await sent(database, jana, await wrote(database, code))).number
    gone = (await sent(database, jana, await wrote(database, code, message=2, section="1"))).number
    answered = (await sent(database, jana, await wrote(database, code, message=3))).number
    async with database.writing() as session:
        found = await tables.comment(session, answered)
        assert found
        found.state, found.release = tables.PUBLISHED, RELEASED
    async with database.writing() as session:
        plan = await keeping.keep(session, document(BUS), MARCH)
        assert plan.version == 2
        for _ in range(2):
            await consultation.publish(session, plan, MARCH)
    async with database.reading() as session:
        versions = {}
        for number in (kept, gone, answered):
            one = await tables.comment(session, number)
            assert one
            versions[number] = (one.version, one.first_version)
        plan_now = await plan_tables.plan(session, code)
        assert plan_now
        assert plan_now.public_version == 2
    assert versions == {kept: (2, 1), gone: (1, None), answered: (1, None)}
