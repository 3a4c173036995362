"""A Bot API server that nobody here wrote, and a person who chats through it with our bot.

What that server lacks is taken out of the calls on the way: parameters that it does not know, and
methods that it does not model, which are answered here.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from lo_bot_api_emulator import CONTRACT, MODELED_METHODS, LoBotApiEmulator

from playground.bell import Bell

Json = dict[str, Any]

PATIENCE_S = 240.0


class Stranger:
    """The emulator, and all that the bot has said through it."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.emulator = LoBotApiEmulator()
        self.url = ""
        self.said: list[Json] = []
        self.refused: list[Json] = []
        self.bell = Bell()

    @web.middleware
    async def in_its_words(self, request: web.Request, handler: Any) -> web.StreamResponse:
        method = request.match_info["method"]
        if method not in MODELED_METHODS:
            return web.json_response({"ok": True, "result": True})
        known = CONTRACT["methods"][method]["parameters"]
        given = {name: str(value) for name, value in (await self.fields(request)).items()}
        fields = {name: value for name, value in given.items() if name in known}
        self.emulator.read_request = self.reading(fields)
        answer: web.Response = await handler(request)
        self.note(method, fields, json.loads(answer.body or b"{}"))
        return answer

    @staticmethod
    async def fields(request: web.Request) -> Json:
        if request.content_type == "application/json":
            return {
                name: value if isinstance(value, str) else json.dumps(value)
                for name, value in (await request.json()).items()
            }
        return dict(await request.post())

    @staticmethod
    def reading(fields: Json) -> Any:
        async def read(_: web.Request) -> tuple[Json, Json]:
            return fields, {}

        return read

    def note(self, method: str, fields: Json, answer: Json) -> None:
        if not answer["ok"]:
            self.refused.append({"method": method, **answer})
        elif method in ("sendMessage", "editMessageText"):
            markup = json.loads(fields.get("reply_markup", "{}"))
            rows = markup.get("inline_keyboard", [])
            number = int(fields.get("message_id") or answer["result"]["message_id"])
            buttons = [button for row in rows for button in row]
            self.said.append({"number": number, "text": fields["text"], "buttons": buttons})
            self.bell.ring()


class Caller:
    """A person whose taps and words come to the bot through the stranger."""

    def __init__(self, stranger: Stranger, user: Json) -> None:
        self.stranger = stranger
        self.user = user
        self.chat = {"id": user["id"], "type": "private", "first_name": user["first_name"]}
        self.number = 1_000_000

    async def write(self, text: str) -> Json:
        self.number += 1
        message = self.message(self.number) | {"text": text}
        if text.startswith("/"):
            length = len(text.split()[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return await self.hear({"message": message})

    async def tap(self, label: str) -> Json:
        last = self.stranger.said[-1]
        found = [
            one["callback_data"]
            for one in last["buttons"]
            if label in one["text"].replace("\xa0", " ")
        ]
        assert found, f"no button {label!r} in {last}"
        self.number += 1
        shown = self.message(last["number"]) | {"text": last["text"]}
        tap = {"id": str(self.number), "from": self.user, "chat_instance": "1", "data": found[0]}
        return await self.hear({"callback_query": tap | {"message": shown}})

    def message(self, number: int) -> Json:
        now = int(time.time())
        return {"message_id": number, "date": now, "chat": self.chat, "from": self.user}

    async def hear(self, update: Json) -> Json:
        """What the bot says to it."""
        before = len(self.stranger.said)
        await self.stranger.emulator.enqueue_update(update, token=self.stranger.token)
        async with asyncio.timeout(PATIENCE_S):
            while len(self.stranger.said) == before:
                await self.stranger.bell.wait()
        return self.stranger.said[-1]


@asynccontextmanager
async def stranger_running(token: str) -> AsyncIterator[Stranger]:
    stranger = Stranger(token)
    app = stranger.emulator.app()
    app.middlewares.append(stranger.in_its_words)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    stranger.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield stranger
    finally:
        await runner.cleanup()
