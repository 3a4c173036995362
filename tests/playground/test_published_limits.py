"""Every published limit with its refusal, said by the playground word for word.

`limits.json` lies in the folder that VECTORS names. A limit that appears there is met here, or it
stands among those that are shown elsewhere or that no call can meet. Those that are published
without a refusal hold too, in words that are not all Telegram's.
"""

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from playground import media, polling
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
    "rate.paid": "test_limits.py",
    "updates.limit": "test_refusals.py",
    "updates.timeout": "test_refusals.py, and test_polling.py for who asks in haste",
    "updates.ttl": "test_polling.py",
    "file.link_ttl": "test_media.py: as long as the file is kept",
    "webhook.max_connections": "test_webhooks.py",
    "webhook.order": "test_webhooks.py",
    "webhook.retry": "test_webhooks.py",
    "webhook.reply": "test_webhooks.py",
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


def quiz(explanation: str) -> tuple[str, Json]:
    asked = {"question": "Kolik?", "options": ["1", "2"], "type": "quiz", "correct_option_ids": [0]}
    return "sendPoll", asked | {"explanation": explanation}


def described(description: str) -> tuple[str, Json]:
    return "sendPoll", {"question": "?", "options": ["1"], "description": description}


def copying(copied: str) -> tuple[str, Json]:
    return text(reply_markup=inline(1, copy_text={"text": copied}))


def hinting(placeholder: str) -> tuple[str, Json]:
    return text(reply_markup={"keyboard": [["Ano"]], "input_field_placeholder": placeholder})


def card(vcard: str) -> tuple[str, Json]:
    return "sendContact", {"phone_number": "1", "first_name": "Jana", "vcard": vcard}


# Published without a refusal: what just fits, what does not, and what is said then.
UNWORDED: dict[str, list[tuple[tuple[str, Json], tuple[str, Json], str]]] = {
    "copy_text": [(copying("ž" * 256), copying("ž" * 257), "BUTTON_COPY_TEXT_INVALID")],
    "reply_keyboard.placeholder": [
        (hinting("ž" * 64), hinting("ž" * 65), "input field placeholder is too long")
    ],
    "poll.explanation": [
        (quiz("ž" * 200), quiz("ž" * 201), "quiz explanation length must not exceed 200"),
        (
            quiz("a\nb\nc"),
            quiz("a\nb\nc\nd"),
            "quiz explanation must have at most 2 line feeds",
        ),
    ],
    "poll.description": [
        (
            described("ž" * 1024),
            described("ž" * 1025),
            "poll description length must not exceed 1024",
        )
    ],
    "contact.vcard": [(card("a" * 2048), card("ž" * 1025), "vCard is too long")],
}
SHOWN_BELOW = {"entities.max", "photo.upload", "poll.open_period", "updates.response_size"}


def published() -> list[Json]:
    folder = os.environ.get("VECTORS")
    if not folder:
        pytest.skip("VECTORS names no folder with limits.json: LIMITS ARE NOT COMPARED")
    found = json.loads((Path(folder) / "limits.json").read_text("utf-8"))["limits"]
    return list(found)


def test_no_published_limit_is_forgotten() -> None:
    met = set(MET) | set(UNWORDED) | SHOWN_BELOW
    assert {limit["key"] for limit in published()} == met | set(ELSEWHERE)


async def test_each_is_refused_as_published(pg: Running, jana: Json) -> None:
    limits = {limit["key"]: limit for limit in published()}
    await pg.telegram.write(jana, "Haló")
    await pg.result("sendMessage", chat_id=jana["id"], text="Dobrý den")
    said = {key: await refused(pg, jana, key) for key in MET}
    assert said == {key: (limits[key]["error_code"], limits[key]["description"]) for key in MET}


@pytest.mark.parametrize("key", UNWORDED)
async def test_what_fits_passes_and_no_more(pg: Running, jana: Json, key: str) -> None:
    for (method, fitting), (_, exceeding), said in UNWORDED[key]:
        await pg.result(method, chat_id=jana["id"], **fitting)
        answer = await pg.refusal(method, chat_id=jana["id"], **exceeding)
        assert answer == (400, f"Bad Request: {said}")


async def test_a_hundred_entities_are_kept(pg: Running, jana: Json) -> None:
    method, parameters = text("<b>a</b> " * 120, parse_mode="HTML")
    sent = await pg.result(method, chat_id=jana["id"], **parameters)
    assert len(sent["entities"]) == 100


async def test_a_poll_is_open_for_a_month_at_most(pg: Running, jana: Json) -> None:
    asked = {"question": "Kdy?", "options": ["Ráno"], "open_period": 10**9}
    sent = await pg.result("sendPoll", chat_id=jana["id"], **asked)
    assert sent["poll"]["open_period"] == 2_628_000
    assert sent["poll"]["close_date"] == sent["date"] + 2_628_000


@pytest.mark.parametrize(
    ("sides", "refused"),
    [
        ((2000, 100), ""),
        ((2001, 100), "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        ((9000, 1000), ""),
        ((9000, 1001), "Bad Request: PHOTO_INVALID_DIMENSIONS"),
    ],
)
async def test_a_photo_has_its_shape(
    pg: Running, jana: Json, sides: tuple[int, int], refused: str
) -> None:
    answer = await sent_photo(pg, jana, sides)
    assert answer.get("description", "") == refused


async def test_a_photo_has_its_weight(
    pg: Running, jana: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert media.LARGEST_PHOTO_BYTES == 10 << 20
    monkeypatch.setattr(media, "LARGEST_PHOTO_BYTES", 10)
    answer = await sent_photo(pg, jana, (200, 100))
    assert (answer["error_code"], answer["description"]) == (413, "Request Entity Too Large")


async def sent_photo(pg: Running, jana: Json, sides: tuple[int, int]) -> Json:
    out = io.BytesIO()
    Image.new("L", sides).save(out, "PNG")
    form, photo = {"chat_id": str(jana["id"])}, {"photo": out.getvalue()}
    address = f"{pg.api}/bot{pg.token}/sendPhoto"
    return dict((await pg.client.post(address, data=form, files=photo)).json())


async def test_updates_come_in_answers_of_bounded_size(
    pg: Running, jana: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert polling.LARGEST_ANSWER_BYTES == 4 << 20
    monkeypatch.setattr(polling, "LARGEST_ANSWER_BYTES", 5_000)
    for _ in range(3):
        await pg.telegram.write(jana, "ž" * 1_000)
    first, second = await pg.result("getUpdates")
    [third] = await pg.result("getUpdates", offset=second["update_id"] + 1)
    assert third["update_id"] == first["update_id"] + 2


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
