"""A conversation is saved and played again; what a bot says differently comes out."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

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
            message = tap["message"]
            place = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
            await self.pg.result("editMessageText", text="Děkujeme", **place)
            await self.pg.result("answerCallbackQuery", callback_query_id=tap["id"])
            return
        message = update.get("message", {})
        if "text" not in message:
            return
        said = {"text": self.greeting, "parse_mode": "HTML", "reply_markup": YES}
        if not message["text"].startswith("/start"):
            said = {"text": f"č. {message['message_id']}: {message['text']}"}
        if "message_thread_id" in message:
            said["message_thread_id"] = message["message_thread_id"]
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
        "message_id": steps[0]["made"] + 1,
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


async def act(pg: Running, group: Json, user: Json, what: str, **body: Any) -> Json:
    body["from_id"] = user["id"]
    return dict(await pg.telegram.ask("POST", f"/chats/{group['id']}/{what}", body))


async def said_last(pg: Running, group: Json, after: Json) -> Json:
    """What the bot said after that message, waited for."""
    found = await pg.telegram.until(group, after=after["message_id"])
    return next(message for message in found if message["from"]["is_bot"])


async def recorded_in_a_forum(pg: Running) -> Json:
    """Petr asks in a topic, Jana answers the bot there, taps, votes, and is made a leader."""
    petr, jana = await pg.telegram.user(username="coordinator"), await pg.telegram.resident()
    ids = [petr["id"], jana["id"]]
    group = await pg.telegram.ask(
        "POST",
        "/chats",
        {"title": "Plánovači", "type": "supergroup", "forum": True, "member_ids": ids},
    )
    old = await act(pg, group, petr, "topics", name="Doprava")
    await pg.telegram.ask("POST", "/recording", {"chat_id": group["id"]})
    new = await act(pg, group, petr, "topics", name="Zeleň")
    thread = {"message_thread_id": old["message_thread_id"]}
    started = await act(pg, group, petr, "messages", text="/start", **thread)
    question = await said_last(pg, group, started)
    reply = {"reply_to": question["message_id"], "text": "Přijdu"}
    written = await act(pg, group, jana, "messages", **thread, **reply)
    await said_last(pg, group, written)
    await act(pg, group, jana, "press", message_id=question["message_id"], data="yes")
    in_new = {"message_thread_id": new["message_thread_id"]}
    written = await act(pg, group, jana, "messages", text="/strom", **in_new)
    await said_last(pg, group, written)
    await act(pg, group, petr, "members", user_id=jana["id"], status="administrator")
    await act(pg, group, jana, "react", message_id=question["message_id"], emoji="👍")
    return dict(await pg.telegram.ask("GET", "/recording", chat_id=group["id"]))


async def test_a_group_is_set_up_again_and_hears_the_same(pg: Running, parrot: Parrot) -> None:
    recording = await recorded_in_a_forum(pg)
    assert [one["user"]["first_name"] for one in recording["people"]] == ["Petr", "Jana"]
    assert [topic["name"] for topic in recording["topics"]] == ["Doprava"]
    found = await replay(recording, pg.telegram, ignoring=[r"č\. \d+"])
    assert found == []
    groups = [chat for chat in await pg.telegram.ask("GET", "/chats") if chat["id"] < 0]
    assert [chat["title"] for chat in groups] == ["Plánovači", "Plánovači"]
    first, second = [await texts(pg, group) for group in groups]
    assert second == first
    assert sorted(groups[1]["statuses"].values()) == sorted(groups[0]["statuses"].values())


async def texts(pg: Running, group: Json) -> list[str]:
    found = await pg.telegram.ask("GET", f"/chats/{group['id']}/messages")
    return [re.sub(r"č\. \d+", "č.", one["text"]) for one in found if "text" in one]


async def test_a_bot_that_says_otherwise_in_a_group_is_found_out(
    pg: Running, parrot: Parrot
) -> None:
    recording = await recorded_in_a_forum(pg)
    parrot.greeting = "Kdy?"
    [difference] = await replay(recording, pg.telegram, ignoring=[r"č\. \d+"])
    assert difference.said is not None
    assert difference.said["text"] == "Kdy?"


async def test_without_a_person_somebody_new_plays_a_private_talk(
    pg: Running, jana: Json, parrot: Parrot
) -> None:
    recording = await recorded(pg, jana)
    before = len(await pg.telegram.ask("GET", "/users"))
    assert await replay(recording, pg.telegram, ignoring=[r"č\. \d+"]) == []
    assert len(await pg.telegram.ask("GET", "/users")) == before + 1
