"""Polling acknowledges only what has been handled, in order for each resident."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as some

from bot import polling

TOKEN = "42:abc"
ANA, BEDRICH = 7001, 7002


def tap(number: int, person: int) -> dict[str, Any]:
    return {"update_id": number, "callback_query": {"id": str(number), "from": {"id": person}}}


class Telegram:
    """A small Bot API server that keeps updates until they are acknowledged."""

    def __init__(self, *updates: Any) -> None:
        self.updates = list(updates)
        self.refusals: list[web.Response] = []
        self.offsets: list[int] = []
        self.came = asyncio.Event()

    async def answer(self, request: web.Request) -> web.Response:
        assert request.match_info["token"] == TOKEN
        if request.match_info["method"] == "deleteWebhook":
            return web.json_response({"ok": True, "result": True})
        if self.refusals:
            return self.refusals.pop(0)
        asked = await request.json()
        self.offsets.append(asked["offset"])
        self.updates = [one for one in self.updates if _number(one) >= asked["offset"]]
        if not self.updates and asked["timeout"]:
            await self.came.wait()
        return web.json_response({"ok": True, "result": self.updates[: asked["limit"]]})


def _number(one: Any) -> int:
    return one["update_id"] if isinstance(one, dict) and "update_id" in one else 10**9


def refusal(code: int, **parameters: Any) -> web.Response:
    told = {"ok": False, "error_code": code, "description": "…", "parameters": parameters}
    return web.json_response(told, status=code)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "SHORTEST_WAIT", 0.01)
    monkeypatch.setattr(polling, "REFUSED_WAIT", 0.01)


@asynccontextmanager
async def served(telegram: Telegram) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", telegram.answer)
    runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        telegram.came.set()
        await runner.cleanup()


@asynccontextmanager
async def polled(telegram: Telegram, feed: polling.Feed) -> AsyncIterator[polling.Polling]:
    async with served(telegram) as url, asyncio.TaskGroup() as group:
        made = polling.Polling(url, TOKEN, feed, asyncio.Event())
        group.create_task(made.run())
        yield made
        made.stop()


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_an_update_is_acknowledged_after_it_was_handled() -> None:
    telegram = Telegram(tap(5, ANA), tap(6, ANA))
    may_end, offsets_meanwhile = asyncio.Event(), []

    async def feed(update: dict[str, Any]) -> None:
        await may_end.wait()
        offsets_meanwhile.append(list(telegram.offsets))

    async with polled(telegram, feed):
        await until(lambda: telegram.offsets == [0])
        may_end.set()
        await until(lambda: telegram.offsets == [0, 7])
    assert offsets_meanwhile == [[0], [0]]


async def test_residents_go_in_parallel_and_each_in_order() -> None:
    telegram = Telegram(*(tap(number, 7000 + number % 5) for number in range(40)))
    heard: dict[int, list[int]] = defaultdict(list)
    busy: list[int] = []
    most = 0

    async def feed(update: dict[str, Any]) -> None:
        nonlocal most
        person = update["callback_query"]["from"]["id"]
        assert person not in busy
        busy.append(person)
        most = max(most, len(busy))
        await asyncio.sleep(0.002)
        heard[person].append(update["update_id"])
        busy.remove(person)

    async with polled(telegram, feed):
        await until(lambda: telegram.offsets[-1:] == [40])
    assert most == 5
    assert all(numbers == sorted(numbers) for numbers in heard.values())
    assert sum(map(len, heard.values())) == 40


async def test_what_could_not_be_handled_comes_again_and_the_rest_is_not_repeated() -> None:
    telegram = Telegram(tap(1, ANA), tap(2, BEDRICH), tap(3, ANA))
    heard: list[int] = []

    async def feed(update: dict[str, Any]) -> None:
        heard.append(update["update_id"])
        if heard.count(1) == 1 and update["update_id"] == 1:
            raise ConnectionError("the database is away")

    async with polled(telegram, feed):
        await until(lambda: telegram.offsets[-1:] == [4])
    assert telegram.offsets[1] == 1
    assert sorted(heard) == [1, 1, 2, 3]
    assert heard.index(3) > 1


async def test_an_update_that_makes_no_sense_is_passed_over() -> None:
    telegram = Telegram("nonsense", {"update_id": 8, "unknown": True}, tap(9, ANA))
    heard: list[int] = []

    async def feed(update: dict[str, Any]) -> None:
        heard.append(update["update_id"])

    async with polled(telegram, feed):
        await until(lambda: telegram.offsets[-1:] == [10])
    assert heard == [8, 9]


@pytest.mark.parametrize("code", [401, 404, 409, 500, 502])
async def test_after_a_refusal_it_asks_again(code: int) -> None:
    telegram = Telegram(tap(1, ANA))
    telegram.refusals = [refusal(code), web.Response(status=502, text="<html>")]
    heard: list[int] = []

    async def feed(update: dict[str, Any]) -> None:
        heard.append(update["update_id"])

    async with polled(telegram, feed):
        await until(lambda: telegram.offsets == [0, 2])
    assert heard == [1]


async def test_it_waits_as_long_as_telegram_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    telegram = Telegram(tap(1, ANA))
    telegram.refusals = [refusal(429, retry_after=0.05)]

    async def feed(update: dict[str, Any]) -> None:
        return

    loop = asyncio.get_running_loop()
    started = loop.time()
    async with polled(telegram, feed):
        await until(lambda: telegram.offsets == [0, 2])
    assert loop.time() - started >= 0.05


async def test_stopping_waits_for_what_is_being_handled() -> None:
    telegram = Telegram(tap(1, ANA))
    begun, ended = asyncio.Event(), []

    async def feed(update: dict[str, Any]) -> None:
        begun.set()
        await asyncio.sleep(0.05)
        ended.append(update["update_id"])

    async with polled(telegram, feed) as running:
        await begun.wait()
        running.stop()
    assert ended == [1]
    assert telegram.offsets[-1] == 2


@given(some.lists(some.integers(min_value=1, max_value=6)))
def test_lanes_hold_every_update_once_in_order(people: list[int]) -> None:
    updates = [tap(number, person) for number, person in enumerate(people)]
    lanes = polling.by_resident(updates)
    assert len(lanes) == len(set(people))
    assert all(lane == [one for one in updates if one in lane] for lane in lanes)
    assert sum(map(len, lanes)) == len(updates)
