"""Voices: kept under a number, written down by staff, counted once their authors agree."""

from datetime import timedelta

import pytest

from plans import changing, comments, settling, voices
from plans.comments import CommentSettled, NoSuchComment
from plans.running import NotYoursToRun
from plans.voices import COUNT_AFTER, REMIND_AFTER, TooSoonToCount, Waiting
from storage import comment_files
from storage import comments as tables
from storage.audit import newest
from storage.comments import RECEIVED, WITHDRAWN, Comment
from storage.database import Database
from storage.people import Resident
from tests.plans.test_comments import LAST, MARCH, code, somebody
from tests.plans.test_keeping import area
from tests.plans.test_settling import ELSEWHERE, HERE, REFUSED

__all__ = ["area", "code"]

HEARD = "Autobus má jezdit i v sobotu."
VOICE = ("abc.ogg", b"OggS")


async def spoke(database: Database, code: str, who: Resident, message: int = 1) -> Comment:
    async with database.writing() as session:
        return await voices.record(session, who, (code, "2", "factual"), VOICE, message, MARCH)


async def written_down(database: Database, number: str) -> None:
    async with database.writing() as session:
        await voices.write_down(session, HERE, number, HEARD, MARCH)


async def test_a_voice_has_a_number_at_once_and_counts_once_its_author_agrees(
    database: Database, code: str
) -> None:
    jana = await somebody(database, 1)
    numbers = {(await spoke(database, code, jana)).number for _ in range(2)}
    assert numbers == {"VIZ-2027-0001"}
    [number] = numbers
    async with database.writing() as session:
        assert await settling.next_unread(session, HERE, code) is None
        with pytest.raises(CommentSettled):
            await voices.confirm(session, jana, number, MARCH)
        assert await voices.voice(session, HERE, number) == b"OggS"
        with pytest.raises(NotYoursToRun):
            await voices.voice(session, ELSEWHERE, number)
        found = await voices.next_spoken(session, HERE, code)
        assert found
        assert found.number == number
    await written_down(database, number)
    async with database.writing() as session:
        assert await voices.next_spoken(session, HERE, code) is None
        for _ in range(2):
            found = await voices.confirm(session, jana, number, MARCH)
        assert (found.state, found.text, found.language) == (RECEIVED, HEARD, "cs")
        assert await settling.next_unread(session, HERE, code) == found


async def test_the_author_corrects_what_was_heard(database: Database, code: str) -> None:
    jana, petr = await somebody(database, 1), await somebody(database, 2)
    number = (await spoke(database, code, jana)).number
    await written_down(database, number)
    async with database.writing() as session:
        with pytest.raises(NoSuchComment):
            await voices.confirm(session, petr, number, MARCH)
        found = await voices.confirm(session, jana, number, MARCH, "I v neděli.")
        assert found.text == "I v neděli."
        with pytest.raises(CommentSettled):
            await voices.write_down(session, HERE, number, "Jinak", MARCH)


async def test_a_voice_is_neither_released_nor_settled_before_it_is_read(
    database: Database, code: str
) -> None:
    number = (await spoke(database, code, await somebody(database, 1))).number
    async with database.writing() as session:
        with pytest.raises(CommentSettled):
            await settling.release(session, HERE, number, tables.RELEASED, MARCH)
        with pytest.raises(settling.NotReadYet):
            await settling.settle(session, HERE, number, REFUSED, MARCH)


async def test_a_voice_is_taken_back_at_any_time_and_goes(database: Database, code: str) -> None:
    jana = await somebody(database, 1)
    number = (await spoke(database, code, jana)).number
    async with database.writing() as session:
        await changing.withdraw(session, jana.id, number, LAST + timedelta(days=9))
        assert await comment_files.file(session, number, comment_files.VOICE) is None
        with pytest.raises(CommentSettled):
            await voices.write_down(session, HERE, number, HEARD, MARCH)


async def test_who_does_not_answer_is_reminded_once_and_may_be_counted_after_a_week(
    database: Database, code: str
) -> None:
    number = (await spoke(database, code, await somebody(database, 1))).number
    await written_down(database, number)
    soon, late = MARCH + REMIND_AFTER, MARCH + COUNT_AFTER
    async with database.writing() as session:
        assert await voices.to_remind(session, soon - timedelta(seconds=1)) == []
        assert [one.again for one in await voices.to_remind(session, soon)] == [True]
        assert await voices.to_remind(session, late) == []
        with pytest.raises(TooSoonToCount):
            await voices.count_unanswered(session, HERE, number, soon)
        assert await voices.waiting(session, HERE, code, soon) == Waiting(0, 0)
        assert await voices.waiting(session, HERE, code, late) == Waiting(0, 1)
        found = await voices.next_unanswered(session, HERE, code, late)
        assert found
        await voices.count_unanswered(session, HERE, number, late)
        assert (found.state, found.text) == (RECEIVED, HEARD)
        noted = [one.action for one in await newest(session, 5)]
        assert "comment_counted_unanswered" in noted


@pytest.mark.parametrize("heard", [False, True])
async def test_a_forgotten_author_takes_the_voice_with_them(
    database: Database, code: str, heard: bool
) -> None:
    jana = await somebody(database, 1)
    number = (await spoke(database, code, jana)).number
    if heard:
        await written_down(database, number)
    async with database.writing() as session:
        await comment_files.forget_resident(session, jana.id)
        await tables.forget_resident(session, jana.id)
    async with database.reading() as session:
        found = await tables.comment(session, number)
        assert found
        assert found.state == WITHDRAWN
        assert await comment_files.file(session, number, comment_files.VOICE) is None
        assert await comment_files.transcript(session, number) is None


async def test_a_photo_goes_with_its_comment(database: Database, code: str) -> None:
    jana = await somebody(database, 1)
    async with database.writing() as session:
        for name in ("old.jpg", "new.jpg"):
            place = (session, jana.id, comment_files.PHOTO, name)
            await comment_files.keep_unsent(*place, name.encode(), MARCH)
        unsent = await comments.write(session, (code, "2", "factual"), HEARD, 1, "cs", MARCH)
        with_photo = comments.Unsent.from_json({**unsent.to_json(), "photo": "new.jpg"})
        number = (await comments.send(session, jana, with_photo, "telegram", MARCH)).number
        kept = await comment_files.file(session, number, comment_files.PHOTO)
        assert kept
        assert (kept.content, kept.resident_id, kept.shown) == (b"new.jpg", None, False)
        await comment_files.keep_unsent(session, jana.id, comment_files.PHOTO, "x", b"x", MARCH)
        await comment_files.drop_left(session, MARCH + timedelta(days=1))
        assert await comment_files.file(session, number, comment_files.PHOTO)
        await changing.withdraw(session, jana.id, number, MARCH)
        assert await comment_files.file(session, number, comment_files.PHOTO) is None
