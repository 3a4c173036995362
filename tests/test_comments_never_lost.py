"""The real program, killed at any moment while people comment on a plan.

A number that somebody has read stands in the tables with their words, and nothing stands there
twice: neither a comment nor a number.
"""

import asyncio
import random
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from sqlalchemy import select

from bot import place_files
from plans import consultation, keeping
from plans.consultation import PRAGUE, PUBLIC
from storage import people
from storage.comments import Comment
from storage.database import Database
from storage.plans import Consultation
from tests.handlers.test_plans import draft
from tests.playground.running import playground_running
from tests.resilience.villagers import Json, Phones, taps_of
from tests.test_never_lost import EXAMPLES, OFTEN, Service
from texts import privacy

NUMBER = re.compile(r"VIZ-\d{4}-\d{4}")
SECTION, KIND = "1.3", "addition"
# A busy machine takes a minute to start the program again.
PATIENCE_S = 90.0
TRIES = 4


@dataclass
class Neighbour:
    """Somebody with so many things to say; `told` is what they were given a number for."""

    telegram: Phones
    user: Json
    code: str
    told: dict[str, str] = field(default_factory=dict)

    async def comments(self, times: int, after_each: Callable[[], None]) -> None:
        await self.telegram.start(self.user, f"p_{self.code}")
        await self._until(bool)
        for nth in range(times):
            await self._says(f"Souseda {self.user['id']} trápí věc číslo {nth}.", after_each)

    async def _says(self, text: str, after_each: Callable[[], None]) -> None:
        """Kind, words, sending; each step again when nothing has come of it."""
        for _ in range(TRIES):
            with suppress(TimeoutError):
                await self._taps(f"cm:kind:{self.code}:{SECTION}:{KIND}")
                after_each()
                before = (await self.telegram.write(self.user, text))["message_id"]
                shown = await self._until(_send_of, before)
                after_each()
                while _send_of(shown):
                    await self._presses(shown, _send_of(shown))
                    shown = await self._now(shown)
                after_each()
                for number in NUMBER.findall(shown["text"])[:1]:
                    self.told[number] = text
                    return
        raise AssertionError(f"nothing ever came of {text!r}")

    async def _taps(self, data: str) -> None:
        """A tap on an earlier screen."""
        shown = (await self.telegram.messages(self.user))[-1]
        tap: Json = {"id": str(uuid4().int >> 70), "chat_instance": "1", "data": data}
        tap |= {"from": self.user, "message": shown}
        await self.telegram.ask("POST", "/updates", {"callback_query": tap})
        await self._until(lambda one: "hlasovou" in one.get("text", ""))

    async def _presses(self, shown: Json, data: str) -> None:
        pressed = {
            "from_id": self.user["id"],
            "message_id": shown["message_id"],
            "data": data,
        }
        with suppress(TimeoutError, AssertionError):
            async with asyncio.timeout(5):
                await self.telegram.ask("POST", f"/chats/{self.user['id']}/press", pressed)

    async def _now(self, shown: Json) -> Json:
        said = await self.telegram.messages(self.user)
        return next(one for one in said if one["message_id"] == shown["message_id"])

    async def _until(self, meant: Callable[[Json], Any], after: int = 0) -> Json:
        """The newest message of the bot that is meant, once it has come."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                said = await self.telegram.messages(self.user)
                newest = next((one for one in reversed(said) if one["from"]["is_bot"]), None)
                if newest and newest["message_id"] > after and meant(newest):
                    return newest
                await asyncio.sleep(0.1)


def _send_of(message: Json) -> str:
    return next((one.data for one in taps_of(message) if one.data.startswith("cm:send:")), "")


async def opened(database: Database) -> str:
    """The example's plan, with comments taken since yesterday."""
    now = datetime.now(UTC)
    today = now.astimezone(PRAGUE).date()
    async with database.writing() as session:
        areas = (EXAMPLES / "areas.yaml").read_text(encoding="utf-8")
        municipalities = (EXAMPLES / "municipalities.csv").read_text(encoding="utf-8")
        await place_files.keep_areas(session, areas)
        await place_files.keep_municipalities(session, municipalities)
        plan = await keeping.keep(session, draft(), now)
        await consultation.publish(session, plan, now)
        session.add(
            Consultation(
                plan_code=plan.code,
                round=PUBLIC,
                version=plan.version,
                opens_at=consultation.starts(today - timedelta(1)),
                closes_at=consultation.ends(today + timedelta(9)),
                channels=["telegram"],
            )
        )
        return plan.code


async def agreed(database: Database, telegram_id: int) -> None:
    now = datetime.now(UTC)
    async with database.writing() as session:
        made = await people.arrive(session, telegram_id, "cs", now.date())
        await people.keep_consent(session, made, privacy.VERSION, now)


async def kept(database: Database) -> dict[str, str]:
    async with database.reading() as session:
        return {one.number: one.text for one in await session.scalars(select(Comment))}


async def killed(
    service: Service,
    database: Database,
    neighbours: list[Neighbour],
    times: int,
    kills: int,
    chance: random.Random,
) -> None:
    """All comment at once while the program is killed again and again."""
    steps = 0

    def note_step() -> None:
        nonlocal steps
        steps += 1

    whole = 3 * times * len(neighbours)
    moments = sorted(chance.randint(whole // 10, whole * 8 // 10) for _ in range(kills))
    await service.start()
    async with asyncio.TaskGroup() as group:
        doing = [group.create_task(one.comments(times, note_step)) for one in neighbours]
        for moment in moments:
            while steps < moment and not all(one.done() for one in doing):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await asyncio.sleep(chance.random() * 0.1)
            await service.kill()
            there = await kept(database)
            for one in neighbours:
                assert one.told.items() <= there.items()
            await service.start()


@pytest.mark.parametrize(
    ("size", "times", "kills"),
    [
        pytest.param(5, 2, 1, id="short", marks=pytest.mark.timeout(600)),
        pytest.param(40, 5, 5, id="long", marks=[pytest.mark.soak, pytest.mark.timeout(1700)]),
    ],
)
async def test_no_comment_that_got_a_number_is_lost_or_doubled(
    database_url: str, tmp_path: Path, size: int, times: int, kills: int
) -> None:
    database = Database(database_url)
    code = await opened(database)
    async with playground_running() as playground, aiohttp.ClientSession() as http:
        telegram = Phones(playground.url, http)
        service = Service(tmp_path, database_url, playground.api, playground.token)
        service.settings |= {"LIMIT_COMMENTS": OFTEN}
        neighbours = []
        for place in range(size):
            user = await telegram.user(first_name=f"Soused {place}")
            await agreed(database, user["id"])
            neighbours.append(Neighbour(telegram, user, code))
        try:
            await killed(service, database, neighbours, times, kills, random.Random(size))
        finally:
            await service.kill()
        there = await kept(database)
        await database.close()
    told = [pair for one in neighbours for pair in one.told.items()]
    assert len(told) == size * times
    assert dict(told).items() <= there.items()
    assert max(Counter(there.values()).values()) == 1
    assert sorted(there) == sorted(f"{number}" for number, _ in told)
    assert not [line for line in service.lines if "A handler failed" in line]
