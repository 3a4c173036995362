"""The real program, killed at any moment while people answer: nothing lost, nothing twice.

What people were told is compared with what the database holds, after each kill and at the end.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from sqlalchemy import func, select

from bot import place_files
from storage import people
from storage import surveys as tables
from storage.database import Database
from storage.enquiries import Enquiry
from storage.marks import Marks
from storage.surveys import Response, Turnout
from surveys import life
from surveys.files.reading import read
from tests.playground.running import playground_running
from tests.programs import STRONG, Program, free_port, program
from tests.resilience.villagers import Phones, Villager

EXAMPLES = Path(__file__).parents[1] / "examples"
# So many times a villager taps or writes on the way through.
STEPS = 18
# How long a tap that was acknowledged may wait for its screen after a kill, on a busy machine.
PROMISE_S = 400
AWAY = {"kind": "drop_before", "method": "editMessageText"}
# When many answer at once each waits longer before tapping again, or taps pile up.
PATIENCE_EACH_S = 0.05
OFTEN = "1000000/minute"


class Service:
    """`naves serve`, started and killed as often as one likes."""

    def __init__(self, folder: Path, database_url: str, telegram_url: str, token: str) -> None:
        self.folder = folder
        self.settings = {
            "TELEGRAM_BOT_TOKEN": token,
            "TELEGRAM_API_URL": telegram_url,
            "SECRET_KEY": STRONG,
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "PORT": str(free_port()),
            "LIMIT_TAPS": OFTEN,
            "LIMIT_MESSAGES": OFTEN,
            "LIMIT_ENQUIRIES": OFTEN,
        }
        self.lines: list[str] = []
        self._stack = AsyncExitStack()
        self._running: Program | None = None

    def deliver_to_us(self) -> None:
        self.settings["PUBLIC_URL"] = f"http://127.0.0.1:{self.settings['PORT']}"

    async def start(self) -> None:
        started = program("bot", "serve", folder=self.folder, **self.settings)
        self._running = await self._stack.enter_async_context(started)

    async def kill(self) -> None:
        """SIGKILL: no time to say or keep anything."""
        assert self._running is not None
        await self._stack.aclose()
        self.lines += self._running.lines


@dataclass
class Story:
    service: Service
    database: Database
    code: str
    villagers: list[Villager]
    chance: random.Random
    steps: int = 0
    kills: int = 0

    @property
    def marks(self) -> Marks:
        return Marks(self.service.folder / "survey-keys")

    def note_step(self) -> None:
        self.steps += 1

    async def told_play(self, kills: int) -> None:
        """All take part at once while the program is killed again and again at any moment."""
        await self.service.start()
        async with asyncio.TaskGroup() as group:
            doing = [group.create_task(one.takes_part(self.note_step)) for one in self.villagers]
            for moment in self._moments(kills):
                await self._reached(moment, doing)
                await self.service.kill()
                await self.compare()
                await self.service.start()
        await asyncio.gather(*(one.looks_again() for one in self.villagers))
        await self.service.kill()

    def _moments(self, kills: int) -> list[int]:
        whole = STEPS * sum(one.responses for one in self.villagers)
        return sorted(self.chance.randint(whole // 10, whole * 9 // 10) for _ in range(kills))

    async def _reached(self, moment: int, doing: list[asyncio.Task[None]]) -> None:
        while self.steps < moment and not all(one.done() for one in doing):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await asyncio.sleep(self.chance.random() * 0.1)

    async def compare(self) -> None:
        """Whatever anybody was told stands in the tables."""
        for villager in self.villagers:
            for nth in range(1, villager.responses + 1):
                await self._compare(villager, nth)

    async def _compare(self, villager: Villager, nth: int) -> None:
        response, kept = await self._kept(villager, nth)
        told = villager.told
        answers = {asked: value for (one, asked), value in told.answers.items() if one == nth}
        assert {asked: _alike(kept.get(asked)) for asked in answers} == {
            asked: _alike(value) for asked, value in answers.items()
        }
        for one, asked, option in told.ticks:
            assert one != nth or option in kept[asked]
        if nth in told.receipts:
            mark = self.marks.of(self.code, str(villager.id), nth)
            assert told.receipts[nth] == {self.marks.receipt(self.code, mark)}
            assert response is not None
            assert response.finished

    async def _kept(self, villager: Villager, nth: int) -> tuple[Response | None, dict[str, Any]]:
        mark = self.marks.of(self.code, str(villager.id), nth)
        async with self.database.reading() as session:
            response = await tables.response(session, self.code, mark)
            kept = await tables.answers(session, response.id) if response else {}
        return response, kept

    async def all_is_there_once(self) -> None:
        await self.compare()
        for villager in self.villagers:
            assert not villager.told.apologies
            for nth in range(1, villager.responses + 1):
                _, kept = await self._kept(villager, nth)
                meant = {asked: v for (one, asked), v in villager.meant.items() if one == nth}
                assert {k: _alike(v) for k, v in kept.items()} == {
                    k: _alike(v) for k, v in meant.items()
                }
        asking = [one for one in self.villagers if one.asks]
        numbers = [number for one in asking for number in one.told.enquiries]
        responses = sum(one.responses for one in self.villagers)
        receipts = [each for one in self.villagers for each in one.told.receipts.values()]
        assert len(set.union(*receipts)) == responses
        assert await self._count(Response) == responses
        assert await self._count(Turnout) == len(self.villagers)
        assert await self._count(people.Consent) == len(self.villagers)
        # Who waited too long may have written the question twice, and then has two numbers.
        assert all(one.told.enquiries for one in asking)
        assert await self._count(Enquiry) == len(set(numbers))

    async def _count(self, table: Any) -> int:
        async with self.database.reading() as session:
            return await session.scalar(select(func.count()).select_from(table)) or 0


def _alike(value: Any) -> Any:
    """Ticks in any order; a scale's point as it was tapped."""
    return sorted(value) if isinstance(value, list) else str(value)


@asynccontextmanager
async def story(
    database_url: str, folder: Path, size: int, seed: int, *, webhook: bool
) -> AsyncIterator[Story]:
    chance = random.Random(seed)
    async with playground_running() as playground, _phones(playground.url, size) as telegram:
        playground.playground.webhooks.first_pause_s = 0.2
        service = Service(folder, database_url, playground.api, playground.token)
        if webhook:
            service.deliver_to_us()
        database = Database(database_url)
        code = await _open_survey(database)
        patience_s = 5 + size * PATIENCE_EACH_S
        villagers = [
            await _villager(telegram, code, chance, place, patience_s) for place in range(size)
        ]
        try:
            yield Story(service, database, code, villagers, chance)
        finally:
            await service.kill()
            await database.close()


@asynccontextmanager
async def _phones(url: str, size: int) -> AsyncIterator[Phones]:
    """One connection for each villager and some to spare."""
    connector = aiohttp.TCPConnector(limit=size + 10, keepalive_timeout=2)
    async with aiohttp.ClientSession(connector=connector) as http:
        yield Phones(url, http)


async def _villager(
    telegram: Phones, code: str, chance: random.Random, place: int, patience_s: float
) -> Villager:
    """Some also fill in for somebody else, some also ask the coordinator."""
    user = await telegram.user(first_name=f"Soused {place}")
    own = random.Random(chance.random())
    responses, asks = 2 if place % 5 == 1 else 1, place % 4 == 2
    return Villager(
        telegram, user, code, own, responses=responses, asks=asks, patience_s=patience_s
    )


async def _open_survey(database: Database) -> str:
    """The residents' poll of the examples, open today."""
    today = datetime.now(UTC).date()
    dates = {"opens": today - timedelta(days=3), "closes": today + timedelta(days=9)}
    source = yaml.safe_load((EXAMPLES / "surveys" / "obyvatele-2027.yaml").read_text("utf-8"))
    async with database.writing() as session:
        areas = (EXAMPLES / "areas.yaml").read_text(encoding="utf-8")
        municipalities = (EXAMPLES / "municipalities.csv").read_text(encoding="utf-8")
        await place_files.keep_areas(session, areas)
        await place_files.keep_municipalities(session, municipalities)
        definition = read(yaml.safe_dump({**source, **dates}))
        kept = await life.keep(session, definition, datetime.now(UTC))
        return (await life.release(session, kept.code)).code


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
@pytest.mark.parametrize(
    ("size", "kills"),
    [
        pytest.param(8, 1, id="short"),
        pytest.param(200, 4, id="long", marks=[pytest.mark.soak, pytest.mark.timeout(1700)]),
    ],
)
async def test_killed_at_any_moment_it_loses_and_doubles_nothing(
    database_url: str, tmp_path: Path, webhook: bool, size: int, kills: int
) -> None:
    async with story(database_url, tmp_path, size, seed=size + kills, webhook=webhook) as told:
        await told.told_play(kills)
        await told.all_is_there_once()
        assert not [line for line in told.service.lines if "A handler failed" in line]


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(8, id="short"),
        pytest.param(200, id="long", marks=[pytest.mark.soak, pytest.mark.timeout(900)]),
    ],
)
async def test_killed_between_keeping_and_showing_it_shows_it_when_started_again(
    database_url: str, tmp_path: Path, size: int
) -> None:
    async with story(database_url, tmp_path, size, seed=size, webhook=True) as told:
        await told.service.start()
        taps = await asyncio.gather(*(one.comes_to_a_question() for one in told.villagers))
        phones = told.villagers[0].telegram
        await phones.faults(AWAY)
        going = zip(told.villagers, taps, strict=True)
        shown = await asyncio.gather(*(one.taps_unseeing(tap) for one, tap in going))
        await told.service.kill()
        await phones.faults()
        await told.service.start()
        waiting = zip(told.villagers, shown, strict=True)
        async with asyncio.timeout(PROMISE_S):
            await asyncio.gather(*(one.waits_for_another(seen) for one, seen in waiting))
        await asyncio.gather(*(one.takes_part(told.note_step) for one in told.villagers))
        await told.service.kill()
        await told.all_is_there_once()
