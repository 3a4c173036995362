"""As a program of its own it serves any bots; a restart goes on where it was, even after a kill."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx

from tests.playground.receiver import receiving
from tests.playground.running import TOKEN, Json, Telegram, playground_running
from tests.programs import PATIENCE_SECONDS, free_port

YES = {"inline_keyboard": [[{"text": "Ano", "callback_data": "yes"}]]}


async def test_people_messages_and_numbers_survive(tmp_path: Path) -> None:
    async with playground_running(tmp_path) as pg:
        jana = await pg.telegram.resident()
        eva = await pg.telegram.user(first_name="Eva", username="eva")
        await pg.telegram.clock(3600)
        await pg.telegram.write(jana, "Nevyřízená")
        await pg.result("setMyCommands", commands=[{"command": "a", "description": "A"}])
        await pg.result("sendMessage", chat_id=jana["id"], text="Přijdete?", reply_markup=YES)
        await pg.telegram.send(jana, document=("a.txt", b"ahoj", "text/plain"))
        before = await pg.telegram.messages(jana)
        await pg.telegram.block(eva)
    async with playground_running(tmp_path) as pg:
        assert await pg.telegram.user(username="eva") == eva
        assert await pg.telegram.messages(jana) == before
        assert await pg.result("getMyCommands") == [{"command": "a", "description": "A"}]
        assert (await pg.telegram.ask("GET", "/clock"))["offset_s"] == 3600
        assert (await pg.call("sendMessage", chat_id=eva["id"], text="a"))["error_code"] == 403
        first, second, third = await pg.result("getUpdates")
        assert first["message"]["text"] == "Nevyřízená"
        file = await pg.result("getFile", file_id=second["message"]["document"]["file_id"])
        address = f"{pg.api}/file/bot{pg.token}/{file['file_path']}"
        assert (await pg.client.get(address)).text == "ahoj"
        written = await pg.telegram.write(jana, "Další")
        assert written["message_id"] == before[-1]["message_id"] + 1
        assert written["seq"] > before[-1]["seq"]
        [fourth] = await pg.result("getUpdates", offset=-1)
        assert fourth["update_id"] == third["update_id"] + 1


async def test_a_webhook_goes_on_after_a_restart(tmp_path: Path) -> None:
    async with receiving() as receiver:
        async with playground_running(tmp_path) as pg:
            await pg.result("setWebhook", url=receiver.url, secret_token="tajne")
        async with playground_running(tmp_path) as pg:
            jana = await pg.telegram.resident()
            await pg.telegram.write(jana, "Jste tam?")
            await receiver.until(1)
            assert receiver.secrets == ["tajne"]


async def test_a_tap_from_before_the_restart_can_still_be_answered(tmp_path: Path) -> None:
    async with playground_running(tmp_path) as pg:
        jana = await pg.telegram.resident()
        query = {"id": "77", "from": jana, "chat_instance": "1", "data": "yes"}
        await pg.telegram.ask("POST", "/updates", {"callback_query": query})
    async with playground_running(tmp_path) as pg:
        assert await pg.result("answerCallbackQuery", callback_query_id="77")


@asynccontextmanager
async def program(data: Path, port: int, *more: str) -> AsyncIterator[tuple[Telegram, int]]:
    """The playground as its own process, as `python -m playground` starts it."""
    options = ["--port", str(port), "--token", TOKEN, "--data", str(data), *more]
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "playground", *options)
    url = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(timeout=PATIENCE_SECONDS, trust_env=False) as client:
        try:
            await answering(client, url)
            yield Telegram(url, client), process.pid
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def answering(client: httpx.AsyncClient, url: str) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                await client.get(f"{url}/playground")
                return
            except httpx.TransportError:
                await asyncio.sleep(0.1)


async def test_nothing_told_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    port = free_port()
    told: list[Json] = []
    async with program(tmp_path, port) as (telegram, pid):
        oksana = await telegram.user(username="newcomer")
        for number in range(30):
            told.append(await telegram.write(oksana, f"Zpráva {number}"))
        os.kill(pid, signal.SIGKILL)
    async with program(tmp_path, port) as (telegram, _):
        assert await telegram.messages(oksana) == told
        api = f"http://127.0.0.1:{port}/telegram/bot{TOKEN}"
        updates = (await telegram.client.get(f"{api}/getUpdates")).json()["result"]
        texts = [update["message"]["text"] for update in updates]
        assert texts == [message["text"] for message in told]


async def test_alone_it_serves_several_bots_with_telegrams_limits(tmp_path: Path) -> None:
    port, other = free_port(), "1000000002:other"
    more = ("--token", other, "--username", "prvni_bot", "--username", "druhy_bot")
    async with program(tmp_path, port, *more) as (telegram, _):

        async def call(token: str, method: str, **parameters: object) -> Json:
            address = f"http://127.0.0.1:{port}/telegram/bot{token}/{method}"
            return dict((await telegram.client.post(address, json=parameters)).json())

        names = [(await call(token, "getMe"))["result"]["username"] for token in (TOKEN, other)]
        assert names == ["prvni_bot", "druhy_bot"]
        assert (await call("1000000003:nobody", "getMe"))["error_code"] == 401
        oksana = await telegram.user(username="newcomer")
        await telegram.write(oksana, "Haló")
        said = [await call(TOKEN, "sendMessage", chat_id=oksana["id"], text="a") for _ in range(12)]
        assert 429 in [one.get("error_code") for one in said]
        silent = await call(other, "sendMessage", chat_id=oksana["id"], text="a")
        assert silent["description"] == "Forbidden: bot can't initiate conversation with a user"
