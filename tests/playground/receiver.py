"""A bot's webhook that remembers what came and answers as it is told."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.bell import Bell
from tests.playground.running import PATIENCE_S, serving

Json = dict[str, Any]
Answering = Callable[[Json], Awaitable[Response]]


async def nothing(_: Json) -> Response:
    return JSONResponse({})


class Receiver:
    def __init__(self, url: str) -> None:
        self.url = url
        self.came: list[Json] = []
        self.secrets: list[str] = []
        self.answering: Answering = nothing
        self.bell = Bell()

    async def hear(self, request: Request) -> Response:
        update = await request.json()
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""))
        self.came.append(update)
        self.bell.ring()
        return await self.answering(update)

    async def until(self, count: int) -> list[Json]:
        async with asyncio.timeout(PATIENCE_S):
            while len(self.came) < count:
                await self.bell.wait()
        return self.came

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.came if "message" in update]


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver("")
    app = Starlette(routes=[Route("/hook", receiver.hear, methods=["POST"])])
    async with serving(app) as url:
        receiver.url = f"{url}/hook"
        yield receiver
