"""The real worker takes a broadcast from its audience to its report, killed on the way as well."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlmodel import col

from outreach import broadcasts, planning
from outreach.rules import Rules
from playground.accounts import Person
from storage import broadcasts as tables
from storage import outreach
from storage.broadcasts import Broadcast
from storage.database import Database
from storage.jobs import Job
from storage.outreach import Letter, Outcome
from storage.people import Resident
from tests.outreach.town import VIZOVICE, Town, built, scheduled
from tests.playground.running import TOKEN, Running, playground_running
from tests.programs import STRONG, Program, program
from tests.resilience.broadcasting import NOON
from texts import privacy

PEOPLE = range(10_001, 10_041)
RULES = Rules(approval_above=10**6)
LOOK_S = 0.1
PATIENCE_S = 400


@dataclass
class Scene:
    playground: Running
    database: Database
    town: Town
    settings: dict[str, str]
    folder: Path

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[Program]:
        async with program("bot", "work", folder=self.folder, **self.settings) as started:
            yield started

    async def now(self, later: timedelta = timedelta(0)) -> datetime:
        """Move the clock on from noon."""
        await self.playground.telegram.clock((NOON + later - datetime.now(UTC)).total_seconds())
        return NOON + later

    async def standing(self, number: int) -> Broadcast:
        async with self.database.reading() as session:
            found = await tables.broadcast(session, number)
            assert found
            return found

    async def until(self, number: int, is_so: Callable[[Broadcast], bool]) -> Broadcast:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                found = await self.standing(number)
                if is_so(found):
                    return found
                await asyncio.sleep(LOOK_S)

    async def until_jana_reads(self, message_id: int, text: str) -> None:
        jana = {"id": self.town.jana.telegram_id}
        async with asyncio.timeout(PATIENCE_S):
            while True:
                messages = await self.playground.telegram.messages(jana)
                (shown,) = [one for one in messages if one["message_id"] == message_id]
                if text in shown["text"].replace("\xa0", " "):
                    return
                await asyncio.sleep(LOOK_S)


@asynccontextmanager
async def scene(database_url: str, folder: Path) -> AsyncIterator[Scene]:
    cast = [Person(one, f"Soused {one}", started=True) for one in (1, *PEOPLE)]
    database = Database(database_url)
    async with playground_running(cast=cast) as playground:
        settings = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": playground.api,
            "NAVES_CLOCK_URL": f"{playground.url}/playground/api/clock",
            "SECRET_KEY": STRONG,
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
        }
        made = Scene(playground, database, await built(database, NOON, size=0), settings, folder)
        await made.now()
        try:
            yield made
        finally:
            await database.close()


async def settle(database: Database, people: range) -> None:
    keys = random.Random(7).sample(range(2**53), len(people))
    rows = [
        {
            "id": key,
            "telegram_id": one,
            "language": "cs",
            "area_code": VIZOVICE,
            "arrived_on": NOON.date(),
            "agreed_to": privacy.VERSION,
            "blocked": False,
            "news": "all",
        }
        for key, one in zip(keys, people, strict=True)
    ]
    async with database.writing() as session:
        for first in range(0, len(rows), 5000):
            await session.execute(insert(Resident), rows[first : first + 5000])


async def test_everybody_of_the_audience_hears_and_the_coordinator_watches(
    database_url: str, tmp_path: Path
) -> None:
    async with scene(database_url, tmp_path) as some:
        await settle(some.database, PEOPLE)
        watching = await some.playground.result(
            "sendMessage", chat_id=some.town.jana.telegram_id, text="Odesláno."
        )
        number = await scheduled(some.database, some.town, NOON)
        async with some.database.writing() as session:
            jana = some.town.jana
            shown = watching["message_id"]
            await broadcasts.show_in(session, jana.id, number, jana.telegram_id, shown)
        async with some.worker():
            await some.until(number, lambda one: one.state == tables.FINISHED)
            await some.until_jana_reads(shown, "40 ze 40")
        async with some.database.reading() as session:
            assert await outreach.tally(session, number) == {Outcome.SENT: 40}
        state = some.playground.playground
        for one in PEOPLE:
            chat = state.conversations.find(state.first_bot().id, one)
            assert chat
            assert len(chat.messages) == 1


async def test_at_night_everybody_sleeps_and_in_the_morning_they_are_told(
    database_url: str, tmp_path: Path
) -> None:
    async with scene(database_url, tmp_path) as some:
        await settle(some.database, PEOPLE)
        evening = await some.now(timedelta(hours=10))
        number = await scheduled(some.database, some.town, evening)
        async with some.worker():
            await some.until(number, lambda one: one.is_planned)
            await asyncio.sleep(2)
            async with some.database.reading() as session:
                assert await outreach.tally(session, number) == {}
            await some.now(timedelta(hours=21))
            await some.until(number, lambda one: one.state == tables.FINISHED)
        async with some.database.reading() as session:
            assert await outreach.tally(session, number) == {Outcome.SENT: 40}


async def test_killed_while_it_plans_everybody_has_one_letter(
    database_url: str, tmp_path: Path
) -> None:
    many = range(100_001, 140_001)
    async with scene(database_url, tmp_path) as some:
        await settle(some.database, many)
        number = await scheduled(some.database, some.town, NOON, rules=RULES)
        async with some.database.writing() as session:
            assert await planning.begin(session, number, NOON, RULES) is None
            await broadcasts.pause(session, some.town.jana.id, number, NOON)
        for minutes in (1, 2):
            async with some.worker():
                await some.until(number, lambda one: one.recipients > 0)
            await some.now(timedelta(minutes=minutes))
        async with some.worker():
            found = await some.until(number, lambda one: one.is_planned)
        assert (found.state, found.recipients) == (tables.PAUSED, len(many))
        async with some.database.reading() as session:
            written = select(func.count()).where(col(Letter.broadcast_id) == number)
            assert await session.scalar(written) == len(many)
            assert (await session.get_one(Job, f"plan:{number}")).attempts > 0
