"""The demo as a newcomer meets it: one command, a chat page, and a restart that goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from bot import demo, demo_secrets
from bot.demo import MAIN_SURVEY
from plans import consultation, reading
from storage import plans
from storage.database import Database
from tests.programs import PATIENCE_SECONDS, Program, free_port, program

SMALL_STAGE_MB = 400
NEWCOMER = "newcomer"


@asynccontextmanager
async def demo_at(port: int, data: Path, *more: str) -> AsyncIterator[Program]:
    arguments = ("demo", "--port", str(port), "--data", str(data), "--no-open", *more)
    async with program("bot", *arguments, folder=data.parent) as running:
        yield running


class Chat:
    """What somebody sees and does on the chat page, by way of its control API."""

    def __init__(self, http: httpx.AsyncClient, user_id: int) -> None:
        self.http = http
        self.user_id = user_id
        self.path = f"/chats/{user_id}"

    async def start(self) -> None:
        told = {"from_id": self.user_id, "payload": ""}
        (await self.http.post(f"{self.path}/start", json=told)).raise_for_status()

    async def said(self) -> list[dict[str, Any]]:
        response = await self.http.get(f"{self.path}/messages", params={"after": 0})
        return [one for one in response.json() if one["from"]["is_bot"]]

    async def answer(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not (said := await self.said()):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        return said[-1]


@asynccontextmanager
async def page(port: int) -> AsyncIterator[httpx.AsyncClient]:
    url = f"http://127.0.0.1:{port}/playground/api"
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_SECONDS) as http:
        yield http


async def user(http: httpx.AsyncClient, username: str) -> int:
    users = (await http.get("/users")).json()
    found: int = next(one["id"] for one in users if one["username"] == username)
    return found


async def test_a_newcomer_chats_within_moments_and_a_restart_goes_on(tmp_path: Path) -> None:
    port, data = free_port(), tmp_path / "demo"
    async with demo_at(port, data) as running:
        assert await running.says("ready") == f"ready http://127.0.0.1:{port}/playground"
        async with page(port) as http:
            chat = Chat(http, await user(http, NEWCOMER))
            await chat.start()
            first = await chat.answer()
        assert running.peak_mb() < SMALL_STAGE_MB
        assert await running.stop() == 0
    async with demo_at(port, data) as again:
        await again.says("Going on")
        async with page(port) as http:
            assert (await Chat(http, chat.user_id).said())[0]["text"] == first["text"]
        await again.says("ready")
        assert await again.stop() == 0
    assert not [line for line in running.lines + again.lines if "Traceback" in line]


async def test_the_page_answers_while_the_bot_is_still_starting(tmp_path: Path) -> None:
    port = free_port()
    async with demo_at(port, tmp_path / "demo") as running:
        await running.says("The page answers")
        url = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_SECONDS) as http:
            start_page = await http.get("/")
            is_ready = any(line.startswith("ready") for line in running.lines)
            chat_page = await http.get("/playground")
        assert chat_page.status_code == 200
        assert is_ready or (start_page.status_code, "Spouštíme" in start_page.text) == (503, True)
        assert await running.stop() == 0
    assert not [line for line in running.lines if "Traceback" in line]


async def test_a_port_in_use_is_said_in_plain_words(tmp_path: Path) -> None:
    server = await asyncio.start_server(lambda _r, _w: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with demo_at(port, tmp_path / "demo") as running:
        assert await running.process.wait() == 2
        await running.says(f"Port {port} is taken by another program")
    server.close()


async def test_starting_over_spares_a_folder_that_no_demo_made(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "grandma.jpg").write_bytes(b"\xff\xd8")
    async with demo_at(free_port(), photos, "--fresh") as running:
        assert await running.process.wait() == 2
    assert (photos / "grandma.jpg").exists()


def test_the_residents_poll_is_open_on_whichever_day_the_demo_starts() -> None:
    for today in (date(2026, 11, 22), date(2028, 2, 29)):
        surveys = {one.key: one for one in demo.moved(demo.definitions(), today)}
        assert surveys[MAIN_SURVEY].opens < today < surveys[MAIN_SURVEY].closes


@pytest.mark.parametrize("now", [datetime(2026, 11, 22, 9, tzinfo=UTC)])
async def test_the_draft_plan_is_open_to_comments_when_the_demo_starts(
    sqlite_url: str, now: datetime
) -> None:
    database = Database(sqlite_url)
    assert await demo.fill(database, {}, now, ZoneInfo("Europe/Prague"))
    async with database.reading() as session:
        [plan] = await plans.plans_of(session, [demo.AREA])
        found = await consultation.open_window(session, plan.code, now)
        draft = await reading.draft(session, plan.code)
    await database.close()
    assert found.version == plan.public_version == 1
    assert draft.section("1.1").summary


def test_the_demos_secrets_are_its_own_and_stay(tmp_path: Path) -> None:
    made = demo_secrets.kept(tmp_path)
    assert demo_secrets.kept(tmp_path) == made
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o600
    other = tmp_path / "other"
    other.mkdir()
    assert not set(made.values()) & set(demo_secrets.kept(other).values())
