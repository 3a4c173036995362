"""The real program, killed while a village votes: whoever was shown a vote has it, and once."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest
from sqlalchemy import func, select

from bot import place_files
from contests import entering, keeping, moderating
from contests.documents import Contest
from contests.entering import Author
from contests.keeping import Runner
from storage.ballots import Ballot, BallotReceipt, Elector
from storage.contests import ACCEPTED
from storage.database import Database
from storage.marks import Marks
from tests.contests.drawing import work
from tests.handlers.village import EXAMPLES
from tests.playground.running import button_texts, playground_running
from tests.resilience.villagers import Json, Phones
from tests.test_comments_never_lost import PATIENCE_S, agreed
from tests.test_never_lost import Service

DAY = timedelta(days=1)
WORKS, VOTERS, KILLS = 3, 8, 3


@dataclass
class Voter:
    """Taps on a work again and again until the screen says that the vote is there."""

    telegram: Phones
    user: Json
    code: str
    number: int
    was_told: bool = False

    async def votes(self, note: Callable[[], None]) -> None:
        await self.telegram.start(self.user)
        while not self.was_told:
            with suppress(TimeoutError):
                await self._taps()
        note()

    async def _taps(self) -> None:
        said = await self._heard()
        data = f"ct:vote:{self.code}:{self.number}:1"
        tap = {"id": str(uuid4().int >> 70), "chat_instance": "1", "data": data}
        tap |= {"from": self.user, "message": said[-1]}
        await self.telegram.ask("POST", "/updates", {"callback_query": tap})
        async with asyncio.timeout(PATIENCE_S):
            while not self.was_told:
                await asyncio.sleep(0.1)
                newest = (await self.telegram.messages(self.user))[-1]
                labels = [one.replace("\xa0", " ") for one in button_texts(newest)]
                self.was_told = "✓ Vzít hlas zpět" in labels

    async def _heard(self) -> list[Json]:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                said = await self.telegram.messages(self.user)
                if said:
                    return said
                await asyncio.sleep(0.1)


async def voting(database: Database) -> str:
    """A contest with works to choose from, in the middle of its vote."""
    now = datetime.now(UTC)
    fields = {
        "key": "logo",
        "area": "orp-vizovice",
        "title": {"cs": "Logo"},
        "enter_from": now - 3 * DAY,
        "enter_until": now - 2 * DAY,
        "vote_from": now - DAY,
        "vote_until": now + DAY,
        "results_at": now + 2 * DAY,
    }
    staff, when = Runner(None, None), now - 3 * DAY
    async with database.writing() as session:
        await place_files.keep_areas(session, (EXAMPLES / "areas.yaml").read_text("utf-8"))
        run = await keeping.keep(session, staff, Contest.model_validate(fields), when)
        await keeping.announce(session, staff, run.code, when)
        for shape in range(WORKS):
            begun = await entering.begin(session, run.code, None, work(shape), when)
            place = (session, begun.entry.id, None)
            await entering.name(*place, f"Práce {shape}", when)
            await entering.set_authors(*place, [Author("Autor", False)], when)
            await entering.send(*place, when)
            judged = (run.code, shape + 1)
            await moderating.judge(session, staff, judged, ACCEPTED, "", when)
    return run.code


async def kept(database: Database, marks: Marks, voters: list[Voter]) -> dict[int, list[int]]:
    """What each voter has voted, found by their mark as long as the vote is open."""
    async with database.reading() as session:
        ballots = {one.mark: one.choices for one in await session.scalars(select(Ballot))}
    found = {}
    for one in voters:
        mark = marks.of(f"contest-{one.code}", str(one.user["id"]))
        if mark in ballots:
            found[one.user["id"]] = ballots[mark]
    return found


@pytest.mark.timeout(600)
async def test_no_vote_that_somebody_was_shown_is_lost_or_counted_twice(
    database_url: str, tmp_path: Path
) -> None:
    chance, database = random.Random(11), Database(database_url)
    code = await voting(database)
    marks = Marks(tmp_path / "survey-keys")
    async with playground_running() as playground, aiohttp.ClientSession() as http:
        telegram = Phones(playground.url, http)
        service = Service(tmp_path, database_url, playground.api, playground.token)
        users = [await telegram.user(first_name=f"Volič {place}") for place in range(VOTERS)]
        for user in users:
            await agreed(database, user["id"])
        voters = [Voter(telegram, user, code, chance.randint(1, WORKS)) for user in users]
        told = asyncio.Semaphore(0)
        try:
            await service.start()
            async with asyncio.TaskGroup() as group:
                for one in voters:
                    group.create_task(one.votes(told.release))
                for _ in range(KILLS):
                    await told.acquire()
                    await asyncio.sleep(chance.random() / 4)
                    await service.kill()
                    there = await kept(database, marks, voters)
                    for one in voters:
                        assert not one.was_told or there[one.user["id"]] == [one.number]
                    await service.start()
            there = await kept(database, marks, voters)
            assert there == {one.user["id"]: [one.number] for one in voters}
            async with database.reading() as session:
                for table in (Ballot, BallotReceipt, Elector):
                    count = await session.scalar(select(func.count()).select_from(table))
                    assert count == VOTERS
        finally:
            await service.kill()
            await database.close()
    assert not [line for line in service.lines if "A handler failed" in line]
