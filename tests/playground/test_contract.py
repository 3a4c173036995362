"""The playground's contract over real HTTP: what outside scripts rely on."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.playground.running import Running, playground_running

BUTTONS = {"inline_keyboard": [[{"text": "Ano", "callback_data": "yes"}]]}


@pytest.fixture
async def pg() -> AsyncIterator[Running]:
    async with playground_running() as running:
        yield running


async def test_the_bot_introduces_itself(pg: Running) -> None:
    me = await pg.result("getMe")
    assert me["is_bot"]
    assert me["username"] == "naves_bot"


async def test_what_jana_writes_comes_to_the_bot_and_its_answer_to_her(pg: Running) -> None:
    jana = await pg.telegram.user(username="resident")
    written = await pg.telegram.write(jana, "Dobrý den")
    [update] = await pg.result("getUpdates")
    assert update["message"]["text"] == "Dobrý den"
    assert update["message"]["chat"]["id"] == jana["id"]
    await pg.result("sendMessage", chat_id=jana["id"], text="<b>Dobrý</b> den", parse_mode="HTML")
    reply = await pg.telegram.reply(jana, written)
    assert reply["text"] == "Dobrý den"
    assert reply["entities"] == [{"type": "bold", "offset": 0, "length": 5}]


async def test_a_tap_waits_for_the_bots_answer(pg: Running) -> None:
    jana = await pg.telegram.user(username="resident")
    await pg.result("sendMessage", chat_id=jana["id"], text="Přijdete?", reply_markup=BUTTONS)
    async with asyncio.TaskGroup() as group:
        press = group.create_task(pg.telegram.press(jana, "Ano"))
        [update] = await pg.result("getUpdates", timeout=5)
        query = update["callback_query"]
        assert query["data"] == "yes"
        await pg.result("answerCallbackQuery", callback_query_id=query["id"], text="Děkujeme")
    assert press.result() == {
        "answered": True,
        "text": "Děkujeme",
        "show_alert": False,
        "url": None,
    }
