"""Every published limit with its refusal, said by the playground word for word.

`limits.json` lies in the folder that VECTORS names. A limit that appears there is met here, or it
stands among those that are shown elsewhere or that no call can meet.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.playground.running import Json, Running

ELSEWHERE = {
    "entities.html": "test_entities.py, on all vectors",
    "media_group.empty": "test_methods.py",
    "media_group.size": "test_methods.py",
    "poll.question": "test_methods.py",
    "poll.option_text": "test_methods.py",
    "poll.options_none": "test_methods.py",
    "poll.options_many": "test_methods.py",
    "chat.kicked_group": "test_groups.py",
    "chat.kicked_supergroup": "test_groups.py",
    "chat.not_member": "test_groups.py",
    "chat.migrated": "test_groups.py",
    "chat.blocked": "test_control.py",
    "chat.never_started": "test_control.py",
    "deep_link.start": "test_control.py, where a person does it",
    "rate.429": "test_limits.py",
    "rate.chat": "test_limits.py",
    "rate.group": "test_limits.py",
    "rate.overall": "test_limits.py",
    "updates.two_pollers": "test_polling.py",
    "updates.webhook_active": "test_polling.py",
    "updates.terminated_by_setWebhook": "test_polling.py",
    "webhook.url": "test_webhooks.py",
    "webhook.http": "test_webhooks.py",
    "webhook.secret": "test_webhooks.py",
    "webhook.secret_long": "test_webhooks.py",
    "webhook.set_rate": "test_webhooks.py",
    "file.upload": "read whole before it is refused: 51 MB for one word",
    "file.download": "test_media.py, with a smaller limit",
    "chat.deactivated": "test_faults.py, ordered",
    "rate.local_flood": "messages never wait to be sent here",
}
KEYS = {"callback_data": "a"}


def inline(*rows: int, **action: Any) -> Json:
    button = {"text": "Ano", **(action or KEYS)}
    return {"inline_keyboard": [[button] * width for width in rows]}


def text(value: str = "a", **more: Any) -> tuple[str, Json]:
    return "sendMessage", {"text": value} | more


MET: dict[str, tuple[str, Json]] = {
    "text.empty": text(""),
    "text.whitespace_only": text(" \n"),
    "text.too_long": text("ž" * 4097),
    "text.raw_bytes": text("a" * 32769),
    "caption.too_long": ("sendPhoto", {"photo": "x", "caption": "a" * 1025}),
    "parse_mode.unknown": text(parse_mode="BBCode"),
    "callback_data.too_long": text(reply_markup=inline(1, callback_data="ž" * 33)),
    "callback_data.empty": text(reply_markup=inline(1, callback_data="")),
    "inline_keyboard.button_text_empty": text(reply_markup=inline(1, text="")),
    "inline_keyboard.size": text(reply_markup=inline(*[8] * 13)),
    "inline_keyboard.bad_json": text(reply_markup="{"),
    "button.url": text(reply_markup=inline(1, url="nic")),
    "callback_answer.text": (
        "answerCallbackQuery",
        {"callback_query_id": "1", "text": "a" * 201},
    ),
    "callback_answer.late_or_unknown": ("answerCallbackQuery", {"callback_query_id": "1"}),
    "file.bad_id": ("getFile", {"file_id": "nic"}),
    "location": ("sendLocation", {"longitude": 1}),
    "commands.count": (
        "setMyCommands",
        {"commands": [{"command": f"c{n}", "description": "a"} for n in range(101)]},
    ),
    "commands.name": ("setMyCommands", {"commands": [{"command": "Ž", "description": "a"}]}),
    "commands.description": (
        "setMyCommands",
        {"commands": [{"command": "a", "description": "a" * 257}]},
    ),
    "bulk_ids": ("deleteMessages", {"message_ids": list(range(101))}),
    "message.edit_same": ("editMessageText", {"text": "Dobrý den", "message_id": 2}),
    "message.edit_missing": ("editMessageText", {"text": "a", "message_id": 99}),
    "message.edit_forbidden": ("editMessageText", {"text": "a", "message_id": 1}),
    "message.delete_missing": ("deleteMessage", {"message_id": 99}),
    "message.delete_forbidden": ("deleteMessage", {"message_id": 1, "chat_id": "group"}),
    "message.reply_missing": text(reply_parameters={"message_id": 99}),
    "chat.not_found": text(chat_id=5),
    "chat.id_empty": text(chat_id=""),
    "chat_action": ("sendChatAction", {"action": "dancing"}),
    "auth.bad_token": ("getMe", {}),
    "method.unknown": ("getMoon", {}),
}


def published() -> list[Json]:
    folder = os.environ.get("VECTORS")
    if not folder:
        pytest.skip("VECTORS names no folder with limits.json: LIMITS ARE NOT COMPARED")
    found = json.loads((Path(folder) / "limits.json").read_text("utf-8"))["limits"]
    return [limit for limit in found if limit["description"]]


def test_no_published_limit_is_forgotten() -> None:
    assert {limit["key"] for limit in published()} == set(MET) | set(ELSEWHERE)


async def test_each_is_refused_as_published(pg: Running, jana: Json) -> None:
    limits = {limit["key"]: limit for limit in published()}
    await pg.telegram.write(jana, "Haló")
    await pg.result("sendMessage", chat_id=jana["id"], text="Dobrý den")
    said = {key: await refused(pg, jana, key) for key in MET}
    assert said == {key: (limits[key]["error_code"], limits[key]["description"]) for key in MET}


async def refused(pg: Running, jana: Json, key: str) -> tuple[int, str]:
    method, parameters = MET[key]
    given = {"chat_id": jana["id"]} | parameters
    if given["chat_id"] == "group":
        petr = await pg.telegram.user(username="coordinator")
        members = {"type": "group", "title": "Sousedé", "member_ids": [petr["id"]]}
        group = await pg.telegram.ask("POST", "/chats", members)
        written = {"from_id": petr["id"], "text": "Ahoj"}
        path = f"/chats/{group['id']}/messages"
        message = await pg.telegram.ask("POST", path, written)
        given |= {"chat_id": group["id"], "message_id": message["message_id"]}
    token = "1:other" if key == "auth.bad_token" else pg.token
    address = f"{pg.api}/bot{token}/{method}"
    answer = (await pg.client.post(address, json=given)).json()
    return answer.get("error_code"), answer.get("description")
