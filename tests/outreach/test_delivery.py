"""Letters go out once each, whatever Telegram says and whoever is killed in between."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from outreach.claiming import LEASE
from outreach.delivery import PAUSES, Delivery, Now, deliver
from outreach.letters import Letter, post, post_to_all
from outreach.pace import EVERYBODY
from outreach.rules import Rules
from outreach.sender import AskedToWait, Moved, NobodyKnows, NotNow
from storage import broadcasts, outreach, people
from storage.broadcasts import Broadcast
from storage.database import Database
from storage.outreach import Outcome
from storage.people import Resident
from storage.places import Area
from texts.screens import Button

LETTER = Letter("Dobrý den", ((Button("Ankety", "go:surveys:"),),))
LONG = timedelta(days=1)


class Post:
    """Says of each letter what the test wants, and sent of all others."""

    def __init__(self, *says: Outcome | Exception, room: int = 1000) -> None:
        self.says: Iterator[Outcome | Exception] = iter(says)
        self.sent: list[tuple[int, Letter]] = []
        self.halted: dict[int, float] = {}
        self._refused: dict[int, float] = {}
        self._room = room

    def room(self) -> int:
        return self._room

    def halt(self, seconds: float, chat_id: int) -> None:
        self.halted[chat_id] = seconds

    def refused(self) -> dict[int, float]:
        told, self._refused = self._refused, {}
        return told

    async def send(self, chat_id: int, letter: Letter) -> Outcome:
        told = next(self.says, Outcome.SENT)
        if isinstance(told, AskedToWait):
            self._refused[chat_id] = told.seconds
        if isinstance(told, Exception):
            raise told
        if told is Outcome.SENT:
            self.sent.append((chat_id, letter))
        return told

    @property
    def chats(self) -> list[int]:
        return sorted(chat for chat, _ in self.sent)


async def written(database: Database, now: datetime, *to: int, about: str = "zprava") -> int:
    """How many of the letters are new."""
    async with database.writing() as session:
        residents = [await people.arrive(session, one, "cs", now.date()) for one in to]
        return sum([await post(session, one, about, LETTER, now) for one in residents])


async def broadcast(database: Database, now: datetime, *to: int, unasked: bool = True) -> int:
    """One that goes out to these, who all read Czech."""
    async with database.writing() as session:
        made = Broadcast(
            area_code="",
            author_id=1,
            state=broadcasts.SENDING,
            texts={"cs": "Přijďte", "uk": "Приходьте"},
            recipients=len(to),
            made_at=now,
        )
        session.add(made)
        await session.flush()
        for one in to:
            resident = await people.arrive(session, one, "cs", now.date())
            letter = outreach.Letter(
                about=f"broadcast:{made.id}",
                resident_id=resident.id,
                broadcast_id=made.id,
                telegram_id=one,
                unasked=unasked,
                due_at=now,
            )
            session.add(letter)
        return made.id


async def tally(database: Database, broadcast_id: int) -> dict[Outcome, int]:
    async with database.reading() as session:
        return await outreach.tally(session, broadcast_id)


async def rows(database: Database) -> list[outreach.Letter]:
    async with database.reading() as session:
        return list(await session.scalars(select(outreach.Letter)))


async def change(database: Database, telegram_id: int, **wishes: object) -> None:
    async with database.writing() as session:
        resident = await people.by_telegram_id(session, telegram_id)
        assert resident
        for name, value in wishes.items():
            setattr(resident, name, value)


async def test_the_same_news_is_one_letter_to_each(database: Database, now: datetime) -> None:
    assert await written(database, now, 1, 2) == 2
    assert await written(database, now, 1, 2) == 0
    sender = Post()
    assert await deliver(database, sender, now) == {Outcome.SENT: 2}
    assert await deliver(database, sender, now) == {}
    assert sender.chats == [1, 2]
    assert sender.sent[0][1] == LETTER


async def test_a_letter_waits_until_it_is_due(database: Database, now: datetime) -> None:
    await written(database, now + timedelta(hours=1), 1)
    sender = Post()
    assert await deliver(database, sender, now) == {}
    assert await deliver(database, sender, now + timedelta(hours=1)) == {Outcome.SENT: 1}


async def test_what_nobody_asked_for_waits_for_a_decent_hour(
    database: Database, now: datetime
) -> None:
    """Staff are people too; what they asked for comes at any hour."""
    midnight, morning = now.replace(hour=23), now.replace(hour=7) + timedelta(days=1)
    async with database.writing() as session:
        session.add(Area(code="orp-vizovice", name={}, settings={"quiet_hours": "22:00-6:00"}))
        staff = [await people.arrive(session, one, "cs", now.date()) for one in (1, 2, 3)]
        for one, quiet_in in zip(staff, ("", "orp-vizovice", None), strict=True):
            await post(session, one, "konec", LETTER, now, quiet_in=quiet_in)
    sender = Post()
    assert await deliver(database, sender, midnight) == {Outcome.SENT: 1}
    assert sender.chats == [3]
    assert await deliver(database, sender, morning - timedelta(hours=2)) == {Outcome.SENT: 1}
    assert await deliver(database, sender, morning) == {Outcome.SENT: 1}
    assert sender.chats == [1, 2, 3]


async def test_the_same_news_to_many_is_written_once_to_each(
    database: Database, now: datetime
) -> None:
    async with database.writing() as session:
        some = [await people.arrive(session, one, "cs", now.date()) for one in range(1, 8)]
        for new in (7, 0):
            wrote = await post_to_all(session, some, "okno", lambda one: LETTER, now)
            assert wrote == new
        assert await post_to_all(session, [], "okno", lambda one: LETTER, now) == 0
    sender = Post()
    assert await deliver(database, sender, now) == {Outcome.SENT: 7}
    assert sender.sent[0][1] == LETTER


async def test_no_more_are_claimed_than_there_is_room_for(
    database: Database, now: datetime
) -> None:
    await written(database, now, *range(1, 21))
    await Delivery(database, Post(room=7), _at(now), Rules()).turn()
    states = [row.state for row in await rows(database)]
    assert states.count(outreach.SENDING) == 7
    assert states.count(outreach.WAITING) == 13


async def test_a_chat_that_is_refused_waits_alone(database: Database, now: datetime) -> None:
    await written(database, now, 1, 2, 3)
    sender = Post(AskedToWait(30))
    first = await deliver(database, sender, now)
    assert first == {Outcome.SENT: 2, "asked_to_wait": 1}
    await written(database, now, 1, 4, about="jina")
    assert await deliver(database, sender, now + timedelta(seconds=29)) == {Outcome.SENT: 2}
    assert len(sender.halted) == 1
    assert await deliver(database, sender, now + timedelta(seconds=31)) == {Outcome.SENT: 1}


async def test_with_a_second_one_everything_waits_and_nothing_is_lost(
    database: Database, now: datetime
) -> None:
    await written(database, now, 1, 2, 3)
    sender = Post(Outcome.SENT, AskedToWait(30), AskedToWait(28))
    assert await deliver(database, sender, now) == {Outcome.SENT: 1, "asked_to_wait": 2}
    await written(database, now, 4)
    assert await deliver(database, sender, now + timedelta(seconds=27)) == {}
    assert sorted(sender.halted.values()) == pytest.approx([1, 3])
    assert await deliver(database, sender, now + timedelta(seconds=31)) == {Outcome.SENT: 3}
    assert sender.chats == [1, 2, 3, 4]


async def test_a_pause_that_another_process_was_asked_for_is_obeyed(
    database: Database, now: datetime
) -> None:
    await written(database, now, 1)
    async with database.writing() as session:
        await outreach.pause(session, EVERYBODY, now + timedelta(seconds=60), now)
        await outreach.pause(session, EVERYBODY, now + timedelta(seconds=10), now)
    assert await deliver(database, Post(), now + timedelta(seconds=30)) == {}
    assert await deliver(database, Post(), now + timedelta(seconds=60)) == {Outcome.SENT: 1}


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.DEACTIVATED, Outcome.CHAT_GONE])
async def test_who_cannot_be_reached_is_noted_and_not_tried_again(
    database: Database, now: datetime, outcome: Outcome
) -> None:
    await written(database, now, 1)
    assert await deliver(database, Post(outcome), now) == {outcome: 1}
    assert await deliver(database, Post(), now + LONG) == {}
    async with database.reading() as session:
        resident = await people.by_telegram_id(session, 1)
        assert isinstance(resident, Resident)
        assert resident.blocked


async def test_a_passing_trouble_is_tried_again_ever_later_and_not_for_ever(
    database: Database, now: datetime
) -> None:
    await written(database, now, 1)
    for pause in PAUSES:
        assert await deliver(database, Post(NotNow()), now) == {}
        assert await deliver(database, Post(), now + pause / 2) == {}
        now += pause
    assert await deliver(database, Post(NotNow()), now) == {Outcome.GAVE_UP: 1}
    assert await deliver(database, Post(), now + LONG) == {}


async def test_where_nobody_knows_it_is_tried_once_more_and_said(
    database: Database, now: datetime
) -> None:
    first = await broadcast(database, now, 1)
    assert await deliver(database, Post(NobodyKnows()), now) == {}
    assert await deliver(database, Post(), now + LONG / 24) == {Outcome.SENT_AGAIN: 1}
    assert await tally(database, first) == {Outcome.SENT_AGAIN: 1}
    second = await broadcast(database, now, 2)
    for end in ({}, {Outcome.UNCERTAIN: 1}, {}):
        assert await deliver(database, Post(NobodyKnows()), now) == end
        now += timedelta(minutes=1)
    assert await tally(database, second) == {Outcome.UNCERTAIN: 1}


async def test_a_letter_that_may_have_gone_out_is_not_said_to_have_failed(
    database: Database, now: datetime
) -> None:
    number = await broadcast(database, now, 1)
    await deliver(database, Post(NobodyKnows()), now)
    for _ in range(len(PAUSES) + 1):
        now += max(PAUSES)
        await deliver(database, Post(NotNow()), now)
    assert await tally(database, number) == {Outcome.UNCERTAIN: 1}


async def test_a_group_that_moved_is_written_to_where_it_is_now(
    database: Database, now: datetime
) -> None:
    await written(database, now, -5)
    sender = Post(Moved(-1005))
    assert await deliver(database, sender, now) == {Outcome.SENT: 1}
    assert sender.chats == [-1005]


async def test_letters_of_a_killed_sender_go_out_when_its_lease_is_over(
    database: Database, now: datetime
) -> None:
    number = await broadcast(database, now, 1, 2)
    await Delivery(database, Post(room=1), _at(now), Rules()).turn()
    assert await deliver(database, Post(), now + LEASE / 2) == {Outcome.SENT: 1}
    assert await deliver(database, Post(), now + LEASE * 2) == {Outcome.SENT_AGAIN: 1}
    assert await tally(database, number) == {Outcome.SENT: 1, Outcome.SENT_AGAIN: 1}


async def test_a_letter_that_kills_twice_is_not_tried_for_ever(
    database: Database, now: datetime
) -> None:
    number = await broadcast(database, now, 1)
    for _ in range(2):
        await Delivery(database, Post(), _at(now), Rules()).turn()
        now += LEASE * 2
    assert await deliver(database, Post(), now) == {}
    assert await tally(database, number) == {Outcome.UNCERTAIN: 1}


async def test_who_was_slow_changes_nothing_that_another_has_settled(
    database: Database, now: datetime
) -> None:
    number = await broadcast(database, now, 1)
    slow = Delivery(database, Post(Outcome.BLOCKED), _at(now), Rules())
    await slow.turn()
    later = now + LEASE * 2
    assert await deliver(database, Post(), later) == {Outcome.SENT_AGAIN: 1}
    await asyncio.sleep(0)
    await slow.turn()
    assert await tally(database, number) == {Outcome.SENT_AGAIN: 1}


async def test_what_takes_long_keeps_its_lease(database: Database, now: datetime) -> None:
    await written(database, now, 1)
    answer = asyncio.Event()

    class Slow(Post):
        async def send(self, chat_id: int, letter: Letter) -> Outcome:
            await answer.wait()
            return Outcome.SENT

    moment = now

    async def clock() -> datetime:
        return moment

    slow = Delivery(database, Slow(), clock, Rules())
    for _ in range(4):
        await slow.turn()
        moment += LEASE * 0.7
        assert await deliver(database, Post(), moment) == {}
    answer.set()
    await asyncio.sleep(0)
    await slow.turn()
    assert slow.counts == {Outcome.SENT: 1}


async def test_stopping_waits_for_what_is_under_way(database: Database, now: datetime) -> None:
    await written(database, now, *range(1, 10))
    sender = Post()
    delivery = Delivery(database, sender, _at(now), Rules())
    await delivery.turn()
    delivery.stop()
    async with asyncio.timeout(30):
        await delivery.run()
    assert {row.outcome for row in await rows(database)} == {Outcome.SENT}


async def test_a_mistake_of_ours_loses_no_letter_and_stops_no_other(
    database: Database, now: datetime
) -> None:
    await written(database, now, 1, 2)
    sender = Post(ZeroDivisionError())
    assert await deliver(database, sender, now) == {Outcome.SENT: 1}
    assert await deliver(database, sender, now + LONG) == {Outcome.SENT_AGAIN: 1}
    assert sender.chats == [1, 2]


async def test_what_cannot_be_written_keeps_nothing_else_from_going_out(
    database: Database, now: datetime
) -> None:
    await written(database, now, 1, 2)
    async with database.writing() as session:
        (broken,) = await outreach.due(session, outreach.NO_BROADCAST, now, 1)
        broken.content = {"text": "Dobrý den", "rows": [[{"unheard": "of"}]]}
    assert await deliver(database, Post(), now) == {Outcome.SENT: 1}
    async with database.writing() as session:
        (mended,) = await outreach.due(session, outreach.NO_BROADCAST, now + LONG, 1)
        mended.content = LETTER.to_json()
    assert await deliver(database, Post(), now + LONG) == {Outcome.SENT: 1}


async def test_a_database_that_fails_meanwhile_forgets_no_outcome(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await broadcast(database, now, 1)
    sender = Post()
    delivery = Delivery(database, sender, _at(now), Rules())
    await delivery.turn()
    await asyncio.sleep(0)
    with monkeypatch.context() as full:
        full.setattr(database, "_has_room", lambda: False)
        with pytest.raises(OSError, match="space"):
            await delivery.turn()
    await delivery.turn()
    assert await tally(database, number) == {Outcome.SENT: 1}
    assert sender.chats == [1]


async def test_of_a_letter_that_has_gone_out_only_the_fact_is_kept(
    database: Database, now: datetime
) -> None:
    await written(database, now, 1)
    await deliver(database, Post(), now)
    (kept,) = await rows(database)
    assert (kept.state, kept.outcome, kept.content) == (outreach.SETTLED, Outcome.SENT, None)
    assert await written(database, now, 1) == 0


async def test_each_reads_the_broadcast_in_their_language(
    database: Database, now: datetime
) -> None:
    await broadcast(database, now, 1, 2)
    await change(database, 2, language="uk")
    sender = Post()
    await deliver(database, sender, now)
    texts = {chat: letter.text for chat, letter in sender.sent}
    assert texts == {1: "Přijďte", 2: "Приходьте"}


async def test_notices_go_first_and_broadcasts_share_what_is_left(
    database: Database, now: datetime
) -> None:
    for one in (100, 200, 300):
        await broadcast(database, now, *range(one, one + 30))
    await written(database, now, 1, 2)
    sender = Post(room=14)
    await Delivery(database, sender, _at(now), Rules()).turn()
    await asyncio.sleep(0)
    assert [chat // 100 for chat in sender.chats] == [0, 0] + [1] * 4 + [2] * 4 + [3] * 4


async def test_who_has_muted_or_had_enough_is_spared_and_counted(
    database: Database, now: datetime
) -> None:
    rules = Rules(unasked_a_week=1)
    await broadcast(database, now, 1)
    await deliver(database, Post(), now, rules)
    number = await broadcast(database, now, 1, 2, 3)
    await change(database, 2, news="none")
    sender = Post()
    await deliver(database, sender, now, rules)
    assert sender.chats == [3]
    assert await tally(database, number) == {Outcome.MUTED: 1, Outcome.SENT: 1}
    await deliver(database, sender, now + timedelta(days=7, hours=1), rules)
    assert sender.chats == [1, 3]


async def test_who_leaves_meanwhile_stays_in_the_count(database: Database, now: datetime) -> None:
    number = await broadcast(database, now, 1, 2)
    async with database.writing() as session:
        gone = await people.by_telegram_id(session, 1)
        assert gone
        await outreach.forget_resident(session, gone.id)
        await people.forget(session, gone.id)
    await deliver(database, Post(), now)
    assert await tally(database, number) == {Outcome.FORGOTTEN: 1, Outcome.SENT: 1}


def _at(now: datetime) -> Now:
    async def moment() -> datetime:
        return now

    return moment
