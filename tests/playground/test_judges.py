"""Clients and a server that nobody here wrote: they take the playground for Telegram, and the
bot that was made on the playground runs its poll elsewhere too."""

import asyncio
import json
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import telebot
from telebot import apihelper

from storage import filled_in, people
from storage.database import Database
from surveys import life
from surveys.definitions import Definition
from tests.handlers.village import VIZOVICE, settle
from tests.playground.running import TOKEN, Json, Running
from tests.playground.stranger import Caller, stranger_running
from tests.programs import STRONG, free_port, program
from texts import privacy
from texts.words import Words

GRAMMY = "grammy@1.46.0"
SCRIPT = Path(__file__).parent / "grammy.mjs"
CZECH = Words("cs")


async def test_pytelegrambotapi_takes_it_for_telegram(
    pg: Running, jana: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apihelper, "API_URL", pg.api + "/bot{0}/{1}")
    await pg.telegram.write(jana, "Dobrý den")
    said = await asyncio.to_thread(talk_by_telebot, pg.token, jana["id"])
    assert said == "Dobrý den"
    texts = [message.get("text") for message in await pg.telegram.messages(jana)]
    assert texts == ["Dobrý den", "Přijdete?", None, None]


def talk_by_telebot(token: str, chat_id: int) -> str:
    bot = telebot.TeleBot(token, threaded=False)
    assert bot.get_me().username == "naves_bot"
    [update] = bot.get_updates(timeout=5)
    markup = telebot.types.InlineKeyboardMarkup()
    markup.add(telebot.types.InlineKeyboardButton("Ano", callback_data="yes"))
    sent = bot.send_message(chat_id, "*Přijdete*?", parse_mode="MarkdownV2", reply_markup=markup)
    assert sent.entities[0].type == "bold"
    with pytest.raises(apihelper.ApiTelegramException, match="message is not modified"):
        bot.edit_message_text(
            "Přijdete?", chat_id, sent.id, entities=sent.entities, reply_markup=markup
        )
    poll = bot.send_poll(chat_id, "Kdy?", ["Ráno", "Večer"])
    assert bot.stop_poll(chat_id, poll.message_id).is_closed
    assert bot.send_venue(chat_id, 49.6, 17.2, "Radnice", "Náměstí 1").venue.title == "Radnice"
    text = update.message.text
    assert isinstance(text, str)
    return text


@pytest.fixture(scope="session")
def node_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with grammY in it, installed by npm; where there is no network it does not judge."""
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up("there is no Node: GRAMMY DOES NOT JUDGE THE PLAYGROUND")
    folder = tmp_path_factory.mktemp("grammy")
    install = [
        str(npm),
        "install",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--silent",
        "--fetch-retries=1",
        GRAMMY,
    ]
    try:
        subprocess.run(install, cwd=folder, capture_output=True, check=True, timeout=100)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failed:
        pytest.skip(f"npm does not install: GRAMMY DOES NOT JUDGE THE PLAYGROUND: {failed}")
    shutil.copy(SCRIPT, folder)
    return folder


async def test_grammy_takes_it_for_telegram(pg: Running, jana: Json, node_folder: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        "node",
        *(SCRIPT.name, pg.api, pg.token, str(jana["id"])),
        cwd=node_folder,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert (await process.stdout.readline()).decode().strip() == "listening"
    started = await pg.telegram.start(jana, "anketa")
    question = await pg.telegram.reply(jana, started)
    assert question["entities"][0]["type"] == "bold"
    heard = await pg.telegram.press(jana, "Ano")
    assert heard["text"] == "Děkujeme"
    seen = json.loads((await process.stdout.read()).decode())
    assert await process.wait() == 0
    assert seen == {
        "payload": "anketa",
        "data": "yes",
        "refusal": "Bad Request: message text is empty",
        "album": 2,
        "poll": "Kdy?",
        "file": "a;b",
    }


SHORT = {
    "key": "lavicky",
    "title": {"cs": "Lavičky"},
    "intro": {"cs": "Dvě otázky."},
    "area": "orp-vizovice",
    "anonymity": "anonymous",
    "languages": ["cs"],
    "questions": [
        {
            "id": "kde",
            "type": "single",
            "text": {"cs": "Kde chybí lavička?"},
            "required": True,
            "options": [
                {"id": "reka", "text": {"cs": "U řeky"}},
                {"id": "hrbitov", "text": {"cs": "U hřbitova"}},
            ],
        },
        {"id": "proc", "type": "text", "text": {"cs": "Proč?"}, "max_length": 100},
    ],
}


async def opened(database: Database, user_id: int) -> str:
    """A short survey open today, and somebody who has agreed to the notice."""
    await settle(database)
    now = datetime.now(UTC)
    dates = {"opens": now - timedelta(days=2), "closes": now + timedelta(days=2)}
    written = SHORT | {name: moment.date().isoformat() for name, moment in dates.items()}
    async with database.writing() as session:
        definition = Definition.model_validate_json(json.dumps(written))
        kept = await life.keep(session, definition, now)
        survey = await life.release(session, kept.code)
        made = await people.arrive(session, user_id, "cs", now.date())
        made.municipality = VIZOVICE
        await people.keep_consent(session, made, privacy.VERSION, now)
        return survey.code


async def test_the_bot_runs_its_poll_on_a_server_that_nobody_here_wrote(
    sqlite_url: str, tmp_path: Path
) -> None:
    jana = {"id": 5001, "is_bot": False, "first_name": "Jana", "language_code": "cs"}
    database = Database(sqlite_url)
    code = await opened(database, 5001)
    async with stranger_running(TOKEN) as stranger:
        settings = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": stranger.url,
            "SECRET_KEY": STRONG,
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": sqlite_url,
            "PORT": str(free_port()),
        }
        async with program("bot", "serve", folder=tmp_path, **settings) as running:
            caller = Caller(stranger, jana)
            await caller.write(f"/start s_{code}")
            assert "Kde chybí lavička?" in (await caller.tap(CZECH("Begin")))["text"]
            assert "Proč?" in (await caller.tap("U řeky"))["text"]
            await caller.write("Chodí se tam & sedí")
            await caller.tap(CZECH("Hand in"))
            assert await running.stop() == 0
        assert stranger.refused == []
    async with database.reading() as session:
        [answers] = [answers async for _, answers in filled_in.every_response(session, code)]
    await database.close()
    assert answers == {"kde": "reka", "proc": "Chodí se tam & sedí"}
