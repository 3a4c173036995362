"""Whatever a bot or a script sends, it gets an answer in the right shape, never a crash."""

import json
from random import Random
from typing import Any

import pytest

from playground.checking import spec
from playground.methods import METHODS
from tests.playground.running import Json, Running

# These wait, or end the conversation with the bot.
APART = ("getUpdates", "logOut", "close", "setWebhook")
NAMES = [name for name in spec()["methods"] if name.lower() in METHODS and name not in APART]
ODD: list[Any] = [
    "",
    0,
    -1,
    10**20,
    1.5,
    True,
    "x",
    "1e999",
    "\ud800",
    "😀" * 50,
    "<b>",
    "*",
    [],
    {},
    [1],
    ["a"],
    [None],
    [[]],
    [{}],
    {"type": []},
    {"type": "photo", "media": 1},
    {"type": "chat", "chat_id": "x"},
    {"message_id": "x"},
    {"url": "http://[::1"},
    {"inline_keyboard": [[None]]},
    {"inline_keyboard": [[{"text": 1, "url": []}]]},
    {"keyboard": [[{"text": []}]]},
    [{"type": "bold", "offset": -5, "length": 10**9}],
    [{"type": "text_link"}],
    [{"type": "document", "media": "a", "caption": 5, "parse_mode": 5}] * 2,
    [{"command": [], "description": {}}],
    [{"type": "emoji", "emoji": []}],
    [{"text": "a"}, {"text": "b"}],
]
DOORS = (
    ("POST", "/users"),
    ("POST", "/chats"),
    ("POST", "/chats/{chat}/messages"),
    ("POST", "/chats/{chat}/edit"),
    ("POST", "/chats/{chat}/start"),
    ("POST", "/chats/{chat}/vote"),
    ("POST", "/chats/{chat}/react"),
    ("POST", "/chats/{chat}/members"),
    ("POST", "/chats/{chat}/topics"),
    ("POST", "/updates"),
    ("POST", "/recording"),
    ("PUT", "/clock"),
    ("PUT", "/limits"),
    ("PUT", "/switches"),
    ("PUT", "/faults"),
)
FIELDS = [
    "text",
    "type",
    "user_id",
    "title",
    "member_ids",
    "forum",
    "bot_rights",
    "message_id",
    "option_ids",
    "emoji",
    "payload",
    "status",
    "rights",
    "until_date",
    "name",
    "first_name",
    "location",
    "venue",
    "contact",
    "chat_id",
    "offset_s",
    "chat",
    "lint",
    "kind",
    "share",
    "update_id",
    "message",
    "callback_query",
    "reply_to",
    "message_thread_id",
]


def encoded(body: Any) -> dict[str, Any]:
    return {"content": json.dumps(body), "headers": {"Content-Type": "application/json"}}


@pytest.fixture
async def chats(pg: Running, jana: Json) -> list[int]:
    """Jana's private chat and a forum, each with a message of the bot."""
    described = {"title": "Plánovači", "type": "supergroup", "forum": True}
    rights = {"bot_rights": ["can_pin_messages", "can_restrict_members", "can_manage_topics"]}
    people = {"member_ids": [jana["id"]]}
    group = await pg.telegram.ask("POST", "/chats", described | rights | people)
    for chat in (jana, group):
        await pg.result("sendPoll", chat_id=chat["id"], question="Kdy?", options=["a", "b"])
    return [jana["id"], group["id"]]


@pytest.mark.parametrize("seed", range(3))
async def test_a_bot_gets_an_answer(pg: Running, chats: list[int], seed: int) -> None:
    chance = Random(seed)
    for _ in range(300):
        name = chance.choice(NAMES)
        fields = spec()["methods"][name]["fields"]
        given = {field: chance.choice(ODD) for field in fields if chance.random() < 0.4}
        near = {"chat_id": chance.choice(chats), "message_id": 1, "user_id": chats[0]}
        given |= {field: near[field] for field in near if field in fields}
        address = f"{pg.api}/bot{pg.token}/{name}"
        answer = await pg.client.post(address, **encoded(given))
        assert answer.status_code < 500, (name, given, answer.text)
        assert "ok" in answer.json()


@pytest.mark.parametrize("seed", range(3))
async def test_a_script_gets_an_answer(pg: Running, chats: list[int], seed: int) -> None:
    chance = Random(seed)
    for _ in range(200):
        method, path = chance.choice(DOORS)
        body = {field: chance.choice(ODD) for field in chance.sample(FIELDS, 4)}
        body |= {"from_id": chats[0]} if chance.random() < 0.8 else {}
        given = [body] if path == "/faults" and chance.random() < 0.5 else body
        address = f"{pg.url}/playground/api" + path.format(chat=chance.choice(chats))
        answer = await pg.client.request(method, address, **encoded(given))
        assert answer.status_code < 500, (method, path, given, answer.text)
        answer.json()
