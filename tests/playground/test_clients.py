"""aiogram and python-telegram-bot take the playground for Telegram."""

import asyncio
import io

import pytest
import telegram
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramNetworkError
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
)
from PIL import Image

from tests.playground.running import Json, Running


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(out, "PNG")
    return out.getvalue()


async def test_aiogram_holds_a_conversation(pg: Running, jana: Json) -> None:
    server = TelegramAPIServer.from_base(pg.api)
    async with Bot(pg.token, session=AiohttpSession(api=server)) as bot:
        assert (await bot.me()).username == "naves_bot"
        await pg.telegram.start(jana, "anketa")
        [update] = await bot.get_updates(timeout=5)
        assert update.message is not None
        assert update.message.text == "/start anketa"
        tap = InlineKeyboardButton(text="Ano", callback_data="yes")
        markup = InlineKeyboardMarkup(inline_keyboard=[[tap]])
        sent = await bot.send_message(
            jana["id"], "<b>Přijdete?</b>", parse_mode="HTML", reply_markup=markup
        )
        async with asyncio.TaskGroup() as group:
            press = group.create_task(pg.telegram.press(jana, "Ano"))
            [update] = await bot.get_updates(offset=update.update_id + 1, timeout=5)
            assert update.callback_query is not None
            await bot.answer_callback_query(update.callback_query.id, "Těšíme se")
        assert press.result()["text"] == "Těšíme se"
        await bot.edit_message_text("Hotovo", chat_id=jana["id"], message_id=sent.message_id)
        with pytest.raises(TelegramBadRequest, match="message is not modified"):
            await bot.edit_message_text("Hotovo", chat_id=jana["id"], message_id=sent.message_id)


async def test_aiogram_sends_and_changes_pictures(pg: Running, jana: Json) -> None:
    server = TelegramAPIServer.from_base(pg.api)
    async with Bot(pg.token, session=AiohttpSession(api=server)) as bot:
        green = BufferedInputFile(picture("green"), "graf.png")
        sent = await bot.send_photo(jana["id"], green, caption="Graf")
        assert sent.photo is not None
        media = InputMediaPhoto(media=BufferedInputFile(picture("red"), "b.png"), caption="Nový")
        where = {"chat_id": jana["id"], "message_id": sent.message_id}
        changed = await bot.edit_message_media(media, **where)
        assert not isinstance(changed, bool)
        assert changed.caption == "Nový"
        document = await bot.send_document(jana["id"], BufferedInputFile(b"a;b", "data.csv"))
        assert document.document is not None
        content = await bot.download(document.document)
        assert content is not None
        assert content.read() == b"a;b"


async def test_aiogram_is_told_of_troubles_in_its_own_exceptions(pg: Running, jana: Json) -> None:
    server = TelegramAPIServer.from_base(pg.api)
    async with Bot(pg.token, session=AiohttpSession(api=server)) as bot:
        await pg.telegram.block(jana)
        with pytest.raises(TelegramForbiddenError):
            await bot.send_message(jana["id"], "Haló")
        await pg.telegram.faults({"kind": "drop_after", "times": 1})
        with pytest.raises(TelegramNetworkError):
            await bot.get_me()


async def test_python_telegram_bot_sends_and_receives(pg: Running, jana: Json) -> None:
    base = {"base_url": f"{pg.api}/bot", "base_file_url": f"{pg.api}/file/bot"}
    async with telegram.Bot(pg.token, **base) as bot:
        await pg.telegram.write(jana, "Dobrý den")
        [update] = await bot.get_updates(timeout=5)
        assert update.effective_message is not None
        assert update.effective_message.text == "Dobrý den"
        tap = telegram.InlineKeyboardButton("Ano", callback_data="yes")
        markup = telegram.InlineKeyboardMarkup([[tap]])
        sent = await bot.send_message(jana["id"], "<i>Ano?</i>", "HTML", reply_markup=markup)
        assert sent.entities[0].type == "italic"
        photo = await bot.send_photo(jana["id"], picture("green"), caption="Graf")
        assert photo.photo[-1].width == 300
        document = await bot.send_document(jana["id"], b"a;b", filename="data.csv")
        assert document.document is not None
        file = await document.document.get_file()
        assert bytes(await file.download_as_bytearray()) == b"a;b"
        await bot.set_my_commands([("pomoc", "Nápověda")])
        assert [command.command for command in await bot.get_my_commands()] == ["pomoc"]
