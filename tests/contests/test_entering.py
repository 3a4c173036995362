"""Handing works in: it opens and ends by itself, to the second; a teacher does it for a class."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from contests import entering, moderating
from contests.entering import EnteringClosed, TooManyEntries
from storage.contests import RETURNED
from storage.database import Database
from tests.contests.drawing import work
from tests.contests.village_contest import (
    ENTERED,
    NOW,
    PETR,
    VOTING,
    VillageContest,
    announced,
    enters,
)
from tests.plans.test_keeping import area

__all__ = ["area"]

SECOND = timedelta(seconds=1)
TEACHER = 11


@pytest.fixture
async def contest(database: Database, tmp_path: Path, area: None) -> VillageContest:
    return await announced(database, tmp_path)


async def begins(contest: VillageContest, when: datetime) -> None:
    async with contest.database.writing() as session:
        await entering.begin(session, contest.code, TEACHER, work(0), when)


async def test_works_are_taken_from_the_first_second_to_the_last(contest: VillageContest) -> None:
    with pytest.raises(EnteringClosed) as early:
        await begins(contest, NOW - SECOND)
    assert early.value.opens_at == NOW
    await begins(contest, NOW)
    await begins(contest, ENTERED - SECOND)
    with pytest.raises(EnteringClosed) as late:
        await begins(contest, ENTERED)
    assert late.value.opens_at is None


async def test_what_was_returned_is_mended_until_the_vote_begins(contest: VillageContest) -> None:
    number = await enters(contest, TEACHER)
    async with contest.database.writing() as session:
        place = (contest.code, number)
        judged = await moderating.judge(session, PETR, place, RETURNED, "Bez okraje.", ENTERED)
        assert judged is not None
        mine = (session, judged.handed.entry.id, TEACHER)
        await entering.name(*mine, "S okrajem", VOTING - SECOND)
        with pytest.raises(EnteringClosed):
            await entering.name(*mine, "Pozdě", VOTING)


async def test_a_teacher_hands_in_for_a_class_and_each_child_a_few(contest: VillageContest) -> None:
    children = ("Anna", "Jan", "Ota", "Iva", "Jan", "Jan")
    numbers = [await enters(contest, TEACHER, at, name=one) for at, one in enumerate(children)]
    assert numbers == [1, 2, 3, 4, 5, 6]
    with pytest.raises(TooManyEntries) as refused:
        await enters(contest, TEACHER, 7, name="Jan")
    assert refused.value.most == 3
    assert await enters(contest, TEACHER, 7, name="Eva") == 7
