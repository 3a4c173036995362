"""A broadcast on its way from a real worker to a playground full of people, both of which fail."""

import asyncio
import math
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from playground.accounts import Person
from storage import broadcasts, outreach
from storage.broadcasts import Broadcast
from storage.columns import random_id
from storage.database import Database
from storage.outreach import Letter, Outcome
from storage.people import Resident
from tests.playground.running import TOKEN, Json, Running, playground_running
from tests.programs import STRONG, Program, program

FIRST_PERSON = 10_001
# A Monday at noon, when nobody is to be spared.
NOON = datetime(2027, 2, 1, 11, 0, tzinfo=UTC)
LEADS = "This process leads."
IS_UP = "A worker is up."
LOOK_S = 0.1


@dataclass
class Broadcasting:
    playground: Running
    database: Database
    number: int
    recipients: int
    folder: Path
    settings: dict[str, str]
    workers: list[Program] = field(default_factory=list)
    _stacks: list[AsyncExitStack] = field(default_factory=list)

    async def start_worker(self) -> Program:
        stack = AsyncExitStack()
        started = program("bot", "work", folder=self.folder, **self.settings)
        worker = await stack.enter_async_context(started)
        self.workers.append(worker)
        self._stacks.append(stack)
        return worker

    async def kill(self, worker: Program) -> None:
        """SIGKILL: no time to say or keep anything."""
        await self._stacks[self.workers.index(worker)].aclose()

    async def kill_all(self) -> None:
        for stack in self._stacks:
            await stack.aclose()

    @property
    def arrived(self) -> Counter[int]:
        """How many messages of ours lie in each person's chat."""
        state = self.playground.playground
        bot = state.first_bot()
        people = range(FIRST_PERSON, FIRST_PERSON + self.recipients)
        chats = {one: state.conversations.find(bot.id, one) for one in people}
        return Counter({one: len(chat.messages) for one, chat in chats.items() if chat})

    async def move(self, state: str) -> None:
        """Pause it or let it go on."""
        async with self.database.writing() as session:
            found = await broadcasts.held(session, self.number)
            assert found
            found.state = state

    async def until_up(self, worker: Program) -> None:
        await self._until(lambda: any(IS_UP in line for line in worker.lines))

    async def until_arrived(self, share: float) -> None:
        """Wait until so many of the people have the message, or everything has ended."""
        wanted = math.floor(self.recipients * share)
        await self._until(lambda: sum(map(bool, self.arrived.values())) >= wanted)

    async def until_settled(self) -> dict[Outcome, int]:
        """Wait for the last letter; the tally."""
        await self._until(lambda: False)
        async with self.database.reading() as session:
            return await outreach.tally(session, self.number)

    async def unsettled(self) -> int:
        async with self.database.reading() as session:
            tally = await outreach.tally(session, self.number)
        return self.recipients - sum(tally.values())

    async def calls(self, status: int) -> int:
        """How many messages were answered so."""
        calls = await self.playground.telegram.calls("sendMessage")
        return sum(one["status"] == status for one in calls)

    async def _until(self, is_so: Callable[[], bool]) -> None:
        while not is_so() and await self.unsettled():  # noqa: ASYNC110  # the worker is elsewhere
            await asyncio.sleep(LOOK_S)


@asynccontextmanager
async def broadcasting(
    database_url: str,
    folder: Path,
    recipients: int,
    *faults: Json,
    limits: Json | None = None,
    **settings: str,
) -> AsyncIterator[Broadcasting]:
    people = range(FIRST_PERSON, FIRST_PERSON + recipients)
    cast = [Person(one, f"Soused {one}", started=True) for one in people]
    async with playground_running(cast=cast) as playground:
        await playground.telegram.clock((NOON - datetime.now(UTC)).total_seconds())
        await playground.telegram.faults(*faults)
        if limits:
            await playground.telegram.ask("PUT", "/limits", limits)
        database = Database(database_url)
        scene = Broadcasting(
            playground,
            database,
            await write_broadcast(database, people),
            recipients,
            folder,
            {
                "TELEGRAM_BOT_TOKEN": TOKEN,
                "TELEGRAM_API_URL": playground.api,
                "NAVES_CLOCK_URL": f"{playground.url}/playground/api/clock",
                "SECRET_KEY": STRONG,
                "DATA_DIR": str(folder),
                "DATABASE_URL": database_url,
                **settings,
            },
        )
        try:
            yield scene
        finally:
            await scene.kill_all()
            await database.close()


async def write_broadcast(database: Database, people: range) -> int:
    """A broadcast to all of them that is on its way, as planning leaves it."""
    async with database.writing() as session:
        made = Broadcast(
            area_code="",
            author_id=1,
            state=broadcasts.SENDING,
            texts={"cs": "Přijďte v úterý do sokolovny."},
            recipients=len(people),
            is_planned=True,
            made_at=NOON,
            expires_at=NOON + timedelta(days=7),
        )
        session.add(made)
        await session.flush()
        keys = {one: random_id() for one in people}
        residents = [_resident(keys[one], one) for one in people]
        letters = [_letter(made.id, keys[one], one) for one in people]
        await session.execute(insert(Resident), residents)
        await session.execute(insert(Letter), letters)
        return made.id


def _resident(key: int, telegram_id: int) -> dict[str, Any]:
    arrived = {"arrived_on": NOON.date(), "blocked": False, "news": "all"}
    return {"id": key, "telegram_id": telegram_id, "language": "cs", **arrived}


def _letter(number: int, key: int, telegram_id: int) -> dict[str, Any]:
    return {
        "about": f"broadcast:{number}",
        "resident_id": key,
        "broadcast_id": number,
        "telegram_id": telegram_id,
        "unasked": True,
        "due_at": NOON - timedelta(minutes=1),
    }


def leads(worker: Program) -> bool:
    return any(LEADS in line for line in worker.lines)
