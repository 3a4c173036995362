"""A conversation is saved and played again; what a bot says differently comes out."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from playground.recording import replay
from tests.playground.running import Json, Running

YES = {"inline_keyboard": [[{"text": "Ano", "callback_data": "yes"}]]}


class Parrot:
    """A small bot: greets whoever starts, thanks whoever taps, repeats what is written."""

    def __init__(self, pg: Running) -> None:
        self.pg = pg
        self.greeting = "<b>Přijdete?</b>"

    async def run(self) -> None:
        offset = 0
        while True:
            for update in await self.pg.result("getUpdates", offset=offset, timeout=10):
                offset = update["update_id"] + 1
                await self.hear(update)

    async def hear(self, update: Json) -> None:
        if tap := update.get("callback_query"):
            place = {"chat_id": tap["from"]["id"], "message_id": tap["message"]["message_id"]}
            await self.pg.result("editMessageText", text="Děkujeme", **place)
            await self.pg.result("answerCallbackQuery", callback_query_id=tap["id"])
            return
        message = update["message"]
        said = {"text": self.greeting, "parse_mode": "HTML", "reply_markup": YES}
        if not message["text"].startswith("/start"):
            said = {"text": f"č. {message['message_id']}: {message['text']}"}
        await self.pg.result("sendMessage", chat_id=message["chat"]["id"], **said)


@pytest.fixture
async def parrot(pg: Running) -> AsyncIterator[Parrot]:
    parrot = Parrot(pg)
    task = asyncio.get_running_loop().create_task(parrot.run())
    yield parrot
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def recorded(pg: Running, jana: Json) -> Json:
    """Start, tap, write: six steps."""
    await pg.telegram.ask("POST", "/recording", {"chat_id": jana["id"]})
    started = await pg.telegram.start(jana, "anketa")
    await pg.telegram.reply(jana, started)
    await pg.telegram.press(jana, "Ano")
    written = await pg.telegram.write(jana, "Dobrý den")
    await pg.telegram.reply(jana, written)
    return dict(await pg.telegram.ask("GET", "/recording", chat_id=jana["id"]))


async def test_a_recording_tells_who_did_and_said_what(
    pg: Running, jana: Json, parrot: Parrot
) -> None:
    steps = (await recorded(pg, jana))["steps"]
    assert [step.get("do") or step["bot"] for step in steps] == [
        "start",
        "says",
        "press",
        "edits",
        "messages",
        "says",
    ]
    assert steps[1] == {
        "bot": "says",
        "text": "Přijdete?",
        "formatting": [["bold", 0, 9]],
        "media": "",
        "buttons": [["Ano"]],
        "keys": [],
    }


async def test_the_same_bot_says_the_same_to_somebody_else(
    pg: Running, jana: Json, parrot: Parrot
) -> None:
    recording = await recorded(pg, jana)
    petr = await pg.telegram.user(username="coordinator")
    found = await replay(recording, pg.telegram, petr["id"], ignoring=[r"č\. \d+"])
    assert found == []


async def test_a_bot_that_changed_its_words_is_found_out(
    pg: Running, jana: Json, parrot: Parrot
) -> None:
    recording = await recorded(pg, jana)
    parrot.greeting = "<b>Nepřijdete?</b>"
    petr = await pg.telegram.user(username="coordinator")
    found = await replay(recording, pg.telegram, petr["id"], ignoring=[r"č\. \d+"])
    [difference] = found
    assert difference.recorded is not None
    assert difference.said is not None
    assert (difference.recorded["text"], difference.said["text"]) == ("Přijdete?", "Nepřijdete?")


async def test_silence_is_a_difference_too(pg: Running, jana: Json) -> None:
    steps = [{"person": 1, "do": "messages", "text": "Haló"}, {"bot": "says", "text": "Ano?"}]
    found = await replay({"steps": steps}, pg.telegram, jana["id"], patience_s=0.1)
    assert [(one.recorded, one.said) for one in found] == [(steps[1], None)]
