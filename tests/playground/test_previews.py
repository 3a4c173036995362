"""Link previews: what a bot or a person writes is fetched, once, by GET, from this machine only."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from playground.bell import Bell
from tests.playground.running import PATIENCE_S, Json, Running, serving


class Door:
    """A page whose link is spent by whoever opens it first, as it should not be."""

    def __init__(self) -> None:
        self.url = ""
        self.came: list[str] = []
        self.bell = Bell()

    async def open(self, request: Request) -> Response:
        self.came.append(request.headers["user-agent"])
        self.bell.ring()
        return PlainTextResponse("vítejte", 200 if len(self.came) == 1 else 410)

    async def visited(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not self.came:
                await self.bell.wait()


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    door = Door()
    app = Starlette(routes=[Route("/once", door.open)])
    async with serving(app) as url:
        door.url = f"{url}/once"
        yield door


async def test_a_link_spent_by_get_is_spent_before_the_person_comes(
    pg: Running, jana: Json, door: Door
) -> None:
    await pg.result("sendMessage", chat_id=jana["id"], text=f"Vstupte: {door.url}")
    await door.visited()
    assert door.came == ["TelegramBot (like TwitterBot)"]
    assert (await pg.client.get(door.url)).status_code == 410


async def test_what_is_not_to_be_shown_is_not_fetched(pg: Running, jana: Json, door: Door) -> None:
    hidden = {"is_disabled": True}
    text = f"<a href='{door.url}'>Vstupte</a>"
    chat = {"chat_id": jana["id"], "parse_mode": "HTML"}
    await pg.result("sendMessage", **chat, text=text, link_preview_options=hidden)
    await pg.result("sendMessage", **chat, text="Jinam: https://obec.example/once")
    await pg.telegram.ask("PUT", "/switches", {"previews": False})
    await pg.result("sendMessage", **chat, text=text)
    await pg.telegram.ask("PUT", "/switches", {"previews": True})
    await pg.telegram.write(jana, f"🏡 {door.url}")
    await door.visited()
    async with asyncio.timeout(PATIENCE_S):
        while not (fetched := await pg.telegram.ask("GET", "/previews")):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert [(one["url"], one["status"]) for one in fetched] == [(door.url, 200)]
