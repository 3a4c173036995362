"""Letters go out once each, whatever Telegram says and whoever is killed in between."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from outreach.delivery import BATCH, LEASE, MOST_ATTEMPTS, deliver
from outreach.letters import Letter, post
from outreach.sender import AskedToWait, Outcome
from storage import outreach, people
from storage.database import Database
from storage.people import Resident
from texts.screens import Button

LETTER = Letter("Dobrý den", ((Button("Ankety", "go:surveys:"),),))


class Post:
    """Says of each letter what the test wants, and sent of all others."""

    def __init__(self, *says: Outcome | Exception) -> None:
        self.says: Iterator[Outcome | Exception] = iter(says)
        self.sent: list[tuple[int, Letter]] = []

    async def send(self, chat_id: int, letter: Letter) -> Outcome:
        told = next(self.says, Outcome.SENT)
        if isinstance(told, Exception):
            raise told
        if told is Outcome.SENT:
            self.sent.append((chat_id, letter))
        return told


async def written(database: Database, now: datetime, *to: int, about: str = "zprava") -> int:
    """How many of the letters are new."""
    async with database.writing() as session:
        residents = [await people.arrive(session, one, "cs", now.date()) for one in to]
        return sum([await post(session, one, about, LETTER, now) for one in residents])


async def test_the_same_news_is_one_letter_to_each(database: Database, now: datetime) -> None:
    assert await written(database, now, 1, 2) == 2
    assert await written(database, now, 1, 2) == 0
    sender = Post()
    assert await deliver(database, sender, now) == {Outcome.SENT: 2}
    assert await deliver(database, sender, now) == {}
    assert sorted(chat for chat, _ in sender.sent) == [1, 2]
    assert sender.sent[0][1] == LETTER


async def test_a_letter_waits_until_it_is_due(database: Database, now: datetime) -> None:
    await written(database, now + timedelta(hours=1), 1)
    sender = Post()
    assert await deliver(database, sender, now) == {}
    assert await deliver(database, sender, now + timedelta(hours=1)) == {Outcome.SENT: 1}


async def test_one_batch_at_a_time(database: Database, now: datetime) -> None:
    await written(database, now, *range(1, BATCH + 6))
    sender = Post()
    assert await deliver(database, sender, now) == {Outcome.SENT: BATCH}
    assert await deliver(database, sender, now) == {Outcome.SENT: 5}


async def test_asked_to_wait_everything_waits_and_nothing_is_lost(
    database: Database, now: datetime
) -> None:
    await written(database, now, 1, 2, 3)
    sender = Post(Outcome.SENT, AskedToWait(30))
    assert await deliver(database, sender, now) == {Outcome.SENT: 1}
    assert await deliver(database, sender, now + timedelta(seconds=29)) == {}
    assert await deliver(database, sender, now + timedelta(seconds=31)) == {Outcome.SENT: 2}
    assert len({chat for chat, _ in sender.sent}) == 3


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.CHAT_GONE])
async def test_who_cannot_be_reached_is_noted_and_not_tried_again(
    database: Database, now: datetime, outcome: Outcome
) -> None:
    await written(database, now, 1)
    assert await deliver(database, Post(outcome), now) == {outcome: 1}
    assert await deliver(database, Post(), now + timedelta(days=1)) == {}
    async with database.reading() as session:
        resident = await people.by_telegram_id(session, 1)
        assert isinstance(resident, Resident)
        assert resident.blocked


async def test_a_passing_trouble_is_tried_again_ever_later_and_not_for_ever(
    database: Database, now: datetime
) -> None:
    await written(database, now, 1)
    tried = 0
    for _ in range(MOST_ATTEMPTS + 3):
        counts = await deliver(database, Post(Outcome.NOT_NOW), now)
        tried += counts.get(Outcome.NOT_NOW, 0)
        assert await deliver(database, Post(), now + timedelta(seconds=5)) == {}
        now += timedelta(seconds=10 * 2**MOST_ATTEMPTS)
    assert tried == MOST_ATTEMPTS


async def test_letters_of_a_killed_sender_go_out_when_its_lease_is_over(
    database: Database, now: datetime
) -> None:
    await written(database, now, 1)
    async with database.writing() as session:
        (letter,) = await outreach.due(session, outreach.NO_BROADCAST, now, BATCH)
        await outreach.claim(session, [letter], now + LEASE)
    assert await deliver(database, Post(), now + LEASE / 2) == {}
    assert await deliver(database, Post(), now + LEASE * 2) == {Outcome.SENT: 1}


async def test_of_a_letter_that_has_gone_out_only_the_fact_is_kept(
    database: Database, now: datetime
) -> None:
    await written(database, now, 1)
    await deliver(database, Post(), now)
    async with database.reading() as session:
        (kept,) = await session.scalars(select(outreach.Letter))
        assert (kept.state, kept.content) == (outreach.SETTLED, None)
    assert await written(database, now, 1) == 0
