"""How replies reach the phone: edits, new messages, long texts, pictures, files, refusals."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError
from aiogram.types import Update

from bot.clock import Clock
from bot.speaking import Speaker
from bot.traffic import Traffic
from handlers.replies import Document, Menu, Reply, Screen, alert, show
from outreach.pace import Pace
from papers.charts import Bar, Chart
from people.roles import Action
from storage import people
from storage.database import Database
from tests.handlers.village import PlainSession
from tests.playground.running import Json, Running, button_texts, playground_running
from texts.screens import Button

ROW = (Button("Ankety", "go:surveys:"),)
CHART = Chart(title="Máte psa?", subtitle="n = 6", bars=(Bar("Ano", 6, "6 (100 %)"),), footnote="")

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NOW = datetime(2027, 2, 1, 11, tzinfo=UTC)


@dataclass
class Stage:
    """Jana's chat, and the speaker who answers there."""

    pg: Running
    speaker: Speaker
    jana: Json

    async def says(self, reply: Reply, tapped: Json | None = None) -> None:
        update = _tap(self.jana, tapped) if tapped else {"update_id": 1}
        await self.speaker.speak(Update.model_validate(update), self.jana["id"], reply, NOW)

    async def messages(self) -> list[Json]:
        return await self.pg.telegram.messages(self.jana)

    async def calls(self) -> list[str]:
        return [one["method"] for one in await self.pg.telegram.calls()]


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    async with playground_running() as pg:
        session = PlainSession(api=TelegramAPIServer.from_base(pg.api))
        bot = Bot(pg.token, session=session, default=DefaultBotProperties(parse_mode="HTML"))
        speaker = Speaker(bot, database, Traffic(database, Clock(), Pace()))
        yield Stage(pg, speaker, await pg.telegram.resident())
        await session.close()


def _tap(person: Json, message: Json) -> Json:
    query = {"id": "1", "from": person, "message": message, "chat_instance": "1", "data": "x"}
    return {"update_id": 1, "callback_query": query}


async def test_what_is_typed_is_answered_below(stage: Stage) -> None:
    await stage.says(show("<b>Ahoj</b>", ROW))
    await stage.says(show("Podruhé", ROW))
    assert [one["text"] for one in await stage.messages()] == ["Ahoj", "Podruhé"]


async def test_a_tap_changes_the_tapped_message(stage: Stage) -> None:
    await stage.says(show("Ahoj", ROW))
    (shown,) = await stage.messages()
    await stage.says(show("Podruhé"), shown)
    (now,) = await stage.messages()
    assert (now["text"], now["message_id"]) == ("Podruhé", shown["message_id"])
    assert button_texts(now) == []


async def test_the_same_edit_again_is_no_fault_and_no_second_message(stage: Stage) -> None:
    await stage.says(show("Ahoj", ROW))
    (shown,) = await stage.messages()
    await stage.says(show("Ahoj", ROW), shown)
    assert len(await stage.messages()) == 1


async def test_a_tapped_message_that_is_gone_is_answered_below(stage: Stage) -> None:
    await stage.says(show("Ahoj", ROW))
    (shown,) = await stage.messages()
    await stage.pg.call("deleteMessage", chat_id=stage.jana["id"], message_id=shown["message_id"])
    await stage.says(show("Podruhé"), shown)
    assert [one["text"] for one in await stage.messages()] == ["Podruhé"]


async def test_a_long_text_comes_in_pieces_with_the_buttons_last(stage: Stage) -> None:
    text = "\n\n".join(f"<b>{number}.</b> " + "slovo " * 60 for number in range(30))
    await stage.says(show(text, ROW))
    pieces = await stage.messages()
    assert len(pieces) > 2
    assert [bool(button_texts(one)) for one in pieces] == [False] * (len(pieces) - 1) + [True]


async def test_over_a_typed_message_a_short_sentence_becomes_a_message(stage: Stage) -> None:
    await stage.says(alert("Zvolte 1 < 2"))
    assert (await stage.messages())[0]["text"] == "Zvolte 1 < 2"


async def test_over_a_tap_it_pops_up_and_fits(stage: Stage) -> None:
    await stage.says(show("Ahoj", ROW))
    (shown,) = await stage.messages()
    await stage.says(alert("dlouze " * 60), shown)
    assert (await stage.messages())[0]["text"] == "Ahoj"
    (call,) = await stage.pg.telegram.calls("answerCallbackQuery")
    assert len(call["parameters"]["text"]) == 200


async def test_a_chart_is_a_picture_that_later_charts_replace(stage: Stage) -> None:
    await stage.says(show("Ahoj", ROW))
    (shown,) = await stage.messages()
    await stage.says(Reply((Screen("<b>Psi</b>", (ROW,), chart=CHART),)), shown)
    picture = (await stage.messages())[-1]
    assert picture["photo"]
    assert picture["caption"] == "Psi"
    await stage.says(Reply((Screen("Kočky", (ROW,), chart=CHART),)), picture)
    after = (await stage.messages())[-1]
    assert (after["message_id"], after["caption"]) == (picture["message_id"], "Kočky")
    await stage.says(show("Zpět", ROW), after)
    assert (await stage.messages())[-1]["text"] == "Zpět"


async def test_a_chart_with_much_text_is_followed_by_the_text(stage: Stage) -> None:
    await stage.says(Reply((Screen("slovo " * 250, (ROW,), chart=CHART),)))
    picture, text = await stage.messages()
    assert picture["photo"]
    assert button_texts(text) == ["Ankety"]


async def test_a_file_comes_with_its_caption(stage: Stage) -> None:
    await stage.says(Reply((Screen("Ke čtení", document=Document("naves.txt", b"Ahoj")),)))
    (sent,) = await stage.messages()
    assert sent["document"]["file_name"] == "naves.txt"
    assert sent["caption"] == "Ke čtení"


async def test_who_has_blocked_us_is_noted(stage: Stage, database: Database, now: Any) -> None:
    async with database.writing() as session:
        await people.arrive(session, stage.jana["id"], "cs", now.date())
    await stage.pg.telegram.block(stage.jana)
    await stage.says(show("Ahoj"))
    async with database.reading() as session:
        known = await people.by_telegram_id(session, stage.jana["id"])
        assert known
        assert known.blocked


async def test_a_text_that_telegram_refuses_stops_nobody(stage: Stage) -> None:
    await stage.says(Reply((Screen("<b>nedokončené"), Screen("Ahoj"))))
    assert [one["text"] for one in await stage.messages()] == ["Ahoj"]


async def test_telegram_out_of_reach_is_told_so_that_the_update_comes_again(stage: Stage) -> None:
    await stage.pg.telegram.faults({"kind": "drop_before", "method": "sendMessage"})
    with pytest.raises(TelegramNetworkError):
        await stage.says(show("Ahoj"))


async def test_a_menu_that_cannot_be_changed_stops_nobody(stage: Stage) -> None:
    await stage.pg.telegram.faults({"kind": "500", "method": "setMyCommands"})
    menu = Menu(stage.jana["id"], "cs", powers=frozenset(Action))
    await stage.says(Reply((Screen("Vítejte"),), menus=(menu,)))
    assert (await stage.messages())[0]["text"] == "Vítejte"


async def test_staff_have_a_menu_of_their_own_in_their_language(stage: Stage) -> None:
    await stage.says(Reply(menus=(Menu(stage.jana["id"], "en", powers=frozenset(Action)),)))
    assert "admin" in str((await stage.pg.telegram.calls("setMyCommands"))[-1]["parameters"])
    await stage.says(Reply(menus=(Menu(stage.jana["id"], "en"),)))
    assert (await stage.calls())[-1] == "deleteMyCommands"
