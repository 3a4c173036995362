"""A playground on a port of its own, and people in it, for any test that wants to chat."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.types import ASGIApp

from playground.accounts import BotAccount, Person
from playground.app import build
from playground.limits import NONE
from playground.state import Playground

Json = dict[str, Any]

TOKEN = "1000000001:playground-test"
BOT = BotAccount(TOKEN, "naves_bot", "Náves")
CAST = (
    Person(101, "Jana", "Nováková", "resident", "cs", started=True),
    Person(102, "Petr", "Dvořák", "coordinator", "cs", started=True),
    Person(103, "Marie", "Malá", "member", "cs", started=True),
    Person(104, "Oksana", "Kovalenko", "oksana", "uk"),
)
PATIENCE_S = 60.0
GRACE_S = 3.0


class Server(uvicorn.Server):
    """uvicorn without its signal handlers, which belong to the test runner, and without its
    pauses, which would be the longest part of a short test."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ending = asyncio.Event()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.ending.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        try:
            async with asyncio.timeout(GRACE_S):
                while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110
                    await asyncio.sleep(0.002)
        except TimeoutError:
            for task in self.server_state.tasks:
                task.cancel()
        await self.lifespan.shutdown()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    @property
    def port(self) -> int:
        port: int = self.servers[0].sockets[0].getsockname()[1]
        return port


@asynccontextmanager
async def serving(app: ASGIApp, port: int = 0) -> AsyncIterator[str]:
    """The application over real HTTP in this loop; gives its address."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        log_level="error",
        ws="none",
        lifespan="on",
    )
    server = Server(config)
    task = asyncio.get_running_loop().create_task(server.serve())
    while not server.started:
        assert not task.done(), "the server did not start"
        await asyncio.sleep(0.002)
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.ending.set()
        await task


class Telegram:
    """People's side of the chats: what a hand and an eye do in the application."""

    def __init__(self, url: str, client: httpx.AsyncClient) -> None:
        self.url = f"{url}/playground/api"
        self.client = client

    async def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        response = await self.client.request(method, self.url + path, json=body, params=query)
        assert response.is_success, f"{method} {path}: {response.status_code} {response.text}"
        return response.json()

    async def user(self, **described: Any) -> Json:
        """The person of that username, or a new one so described."""
        for known in await self.ask("GET", "/users"):
            if described.get("username") and known.get("username") == described["username"]:
                return dict(known)
        return dict(await self.ask("POST", "/users", {"first_name": "Nová"} | described))

    async def start(self, user: Json, payload: str = "") -> Json:
        return await self._act(user, "start", payload=payload)

    async def write(self, user: Json, text: str) -> Json:
        return await self._act(user, "messages", text=text)

    async def edit(self, user: Json, message: Json, text: str) -> Json:
        return await self._act(user, "edit", message_id=message["message_id"], text=text)

    async def send(self, user: Json, text: str = "", **files: tuple[str, bytes, str]) -> Json:
        """send(jana, "popisek", photo=("strom.png", content, "image/png"))"""
        form = {"from_id": str(user["id"]), "text": text}
        path = f"{self.url}/chats/{user['id']}/messages"
        response = await self.client.post(path, data=form, files=files)
        assert response.is_success, response.text
        return dict(response.json())

    async def press(self, user: Json, button: str, message: Json | None = None) -> Json:
        """Taps the button with that text or data, by default on the newest message that has it."""
        for candidate in [message] if message else reversed(await self.messages(user)):
            data = data_of(candidate, button)
            if data is not None:
                number = candidate["message_id"]
                return await self._act(user, "press", message_id=number, data=data)
        raise AssertionError(f"nothing to press: {button!r} in {await self.messages(user)}")

    async def block(self, user: Json) -> None:
        await self._act(user, "block")

    async def unblock(self, user: Json) -> None:
        await self._act(user, "unblock")

    async def resident(self) -> Json:
        return await self.user(username="resident")

    async def messages(self, user: Json, **query: Any) -> list[Json]:
        return list(await self.ask("GET", f"/chats/{user['id']}/messages", **query))

    async def last(self, user: Json) -> Json:
        """The newest message in the chat."""
        return (await self.messages(user))[-1]

    async def reply(self, user: Json, after: Json) -> Json:
        """The bot's first message after that one, waited for."""
        found = await self.until(user, after=after["message_id"])
        return next(message for message in found if message["from"]["is_bot"])

    async def until(self, user: Json, **query: Any) -> list[Json]:
        """The messages of the bot that the query asks for, as soon as there is one."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                found = await self.messages(user, wait=1, **query)
                if any(message["from"]["is_bot"] for message in found):
                    return found
                await asyncio.sleep(0.02)

    async def calls(self, method: str = "", after: int = 0) -> list[Json]:
        calls = await self.ask("GET", "/calls", after=after)
        return [call for call in calls if not method or call["method"] == method]

    async def faults(self, *faults: Json) -> None:
        await self.ask("PUT", "/faults", list(faults))

    async def clock(self, offset_s: float) -> None:
        await self.ask("PUT", "/clock", {"offset_s": offset_s})

    async def _act(self, user: Json, what: str, **body: Any) -> Json:
        body["from_id"] = user["id"]
        return dict(await self.ask("POST", f"/chats/{user['id']}/{what}", body))


def data_of(message: Json, button: str) -> str | None:
    for row in message.get("reply_markup", {}).get("inline_keyboard", []):
        for one in row:
            if button in (one["text"], one.get("callback_data")):
                data: str | None = one.get("callback_data")
                return data
    return None


def button_texts(message: Json) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


@dataclass
class Running:
    """A running playground: `api` is what a bot takes for https://api.telegram.org."""

    url: str
    playground: Playground
    telegram: Telegram
    client: httpx.AsyncClient
    token: str = TOKEN
    answered: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def api(self) -> str:
        return f"{self.url}/telegram"

    async def call(self, method: str, **parameters: Any) -> Json:
        """Calls the Bot API as a bot would; gives the whole answer, refused or not."""
        response = await self.client.post(f"{self.api}/bot{self.token}/{method}", json=parameters)
        answer = dict(response.json())
        if answer["ok"]:
            self.answered.append((method, answer["result"]))
        return answer

    async def refusal(self, method: str, **parameters: Any) -> tuple[int, str]:
        """How the call is refused."""
        answer = await self.call(method, **parameters)
        assert not answer["ok"], answer
        return answer["error_code"], answer["description"]

    async def result(self, method: str, **parameters: Any) -> Any:
        answer = await self.call(method, **parameters)
        assert answer["ok"], answer
        return answer["result"]


@asynccontextmanager
async def playground_running(
    data: Path | None = None,
    *,
    bots: Sequence[BotAccount] = (BOT,),
    cast: Sequence[Person] = CAST,
    port: int = 0,
) -> AsyncIterator[Running]:
    """Nobody is held back here: who wants Telegram's rate limits sets them."""
    app = build(data, bots=bots, cast=cast, rates=NONE)
    async with (
        serving(app, port) as url,
        httpx.AsyncClient(timeout=100, trust_env=False, verify=False) as client,
    ):
        telegram = Telegram(url, client)
        yield Running(url, app.state.playground, telegram, client, bots[0].token)
