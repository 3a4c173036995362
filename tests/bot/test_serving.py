"""The real program against the playground: polling and webhook, killed, restored, taken over."""

import asyncio
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from playground.app import build
from tests.playground.running import BOT, CAST, TOKEN, Telegram, serving
from tests.programs import PATIENCE_SECONDS, STRONG, Program, free_port, naves, program


@dataclass
class Village:
    """A playground, and what an operator sets to run Náves against it."""

    chats: Telegram
    folder: Path
    settings: dict[str, str]

    async def naves(self, *arguments: str) -> list[str]:
        code, said = await naves(*arguments, folder=self.folder, **self.settings)
        assert code == 0, said
        return said

    def serve(self, **more: str) -> Any:
        settings = self.settings | {"PORT": str(free_port())} | more
        return program("bot", "serve", folder=self.folder, **settings)

    async def answered(self, person: dict[str, Any], command: str) -> str:
        """What the bot says to a command, however long it takes to come up."""
        sent = await self.chats.write(person, command)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                found = await self.chats.messages(person, after=sent["message_id"], wait=1)
                said = [one for one in found if one["from"]["is_bot"]]
                if said:
                    return str(said[0].get("text", ""))


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    app = build(tmp_path / "playground", bots=[BOT], cast=CAST)
    async with serving(app) as url, httpx.AsyncClient(timeout=PATIENCE_SECONDS) as client:
        settings = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": f"{url}/telegram",
            "SECRET_KEY": STRONG,
            "DATA_DIR": str(tmp_path / "data"),
        }
        yield Village(Telegram(url, client), tmp_path, settings)


async def test_a_village_is_backed_up_while_it_runs_killed_and_restored(village: Village) -> None:
    jana = await village.chats.resident()
    file = village.folder / "backup.tar.gz"
    await village.naves("migrate")
    async with village.serve() as running:
        first = await village.answered(jana, "/start")
        assert first
        await village.naves("backup", str(file))
        await running.stop(signal.SIGKILL)
    for left in (village.folder / "data").glob("naves.db*"):
        left.unlink()
    said = await village.naves("restore", str(file))
    assert "Restored" in said[-1]
    async with village.serve() as running:
        assert await village.answered(jana, "/pomoc")
        assert await running.stop(signal.SIGTERM) == 0


async def test_telegram_delivers_by_webhook_when_there_is_a_public_address(
    village: Village,
) -> None:
    petr = await village.chats.user(username="coordinator")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    await village.naves("migrate")
    async with village.serve(PORT=str(port), PUBLIC_URL=url) as running:
        assert await village.answered(petr, "/start")
        async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_SECONDS) as http:
            assert (await http.get("/healthz")).json() == {"status": "ok"}
            forged = await http.post("/telegram/webhook", json={"update_id": 1})
        assert forged.status_code == 401
        assert await running.stop(signal.SIGTERM) == 0


async def test_when_the_process_that_polls_dies_another_takes_over(
    village: Village, postgres_url: str
) -> None:
    jana = await village.chats.resident()
    village.settings["DATABASE_URL"] = postgres_url
    await village.naves("migrate")
    async with village.serve() as first:
        assert await village.answered(jana, "/start")
        async with village.serve() as second:
            await first.stop(signal.SIGKILL)
            assert await village.answered(jana, "/pomoc")
            assert await second.stop(signal.SIGTERM) == 0


async def test_the_worker_can_be_a_process_of_its_own(village: Village) -> None:
    await village.naves("migrate")
    async with program("bot", "work", folder=village.folder, **village.settings) as worker:
        await _up(worker)
        assert await worker.stop(signal.SIGTERM) == 0


async def _up(running: Program) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not any("A worker is up." in line for line in running.lines):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
