"""What Telegram refuses, in Telegram's words, and what it lets pass."""

import io
from typing import Any

import pytest
from PIL import Image

from tests.playground.running import Json, Running


def buttons(*rows: list[Json]) -> Json:
    return {"inline_keyboard": list(rows)}


def button(text: str = "Ano", **action: Any) -> Json:
    return {"text": text, **(action or {"callback_data": "a"})}


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "ž" * 4097}, "message is too long"),
        ({"text": "ž" * 20_000}, "text is too long"),
        ({"text": "a", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        (
            {"text": "<b>a", "parse_mode": "html"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            {"text": "a", "entities": [{"type": "bold"}]},
            "can't parse MessageEntity: Can't find field \"offset\"",
        ),
        ({"text": "a", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "a", "reply_markup": "[]"}, "object expected as reply markup"),
        (
            {"text": "a", "reply_markup": buttons([button(callback_data="ž" * 33)])},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"text": "a", "reply_markup": buttons([button(callback_data="")])},
            "text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "a", "reply_markup": buttons([button(" ")])},
            "inline keyboard button text must be non-empty",
        ),
        ({"text": "a", "reply_markup": buttons([button(url="nic")])}, "BUTTON_URL_INVALID"),
        ({"text": "a", "reply_markup": buttons(*[[button()]] * 101)}, "reply markup is too long"),
        ({"text": "a", "reply_markup": buttons([button()] * 9)}, "reply markup is too long"),
        ({"text": "a", "reply_parameters": {"message_id": 9}}, "message to be replied not found"),
    ],
)
async def test_a_message_is_refused(pg: Running, jana: Json, parameters: Json, said: str) -> None:
    refused = await pg.refusal("sendMessage", chat_id=jana["id"], **parameters)
    assert refused == (400, f"Bad Request: {said}")
    assert await pg.telegram.messages(jana) == []


@pytest.mark.parametrize(
    ("chat_id", "said"),
    [(None, "chat_id is empty"), (5, "chat not found"), ("@nikdo", "chat not found")],
)
async def test_a_chat_must_be_known(pg: Running, chat_id: object, said: str) -> None:
    refused = await pg.refusal("sendMessage", chat_id=chat_id, text="a")
    assert refused == (400, f"Bad Request: {said}")


async def test_what_fits_exactly_is_sent(pg: Running, jana: Json) -> None:
    markup = buttons([button(callback_data="ž" * 32)])
    text = "  " + "🏡" * 4096 + "\n"
    sent = await pg.result("sendMessage", chat_id=jana["id"], text=text, reply_markup=markup)
    assert sent["text"] == "🏡" * 4096
    assert sent["reply_markup"] == markup


async def test_entities_are_moved_when_the_text_is_trimmed(pg: Running, jana: Json) -> None:
    text = "\n 🏡 <b>dům</b> a <i>zahrada </i>"
    sent = await pg.result("sendMessage", chat_id=jana["id"], text=text, parse_mode="HTML")
    assert sent["text"] == "🏡 dům a zahrada"
    assert sent["entities"] == [
        {"type": "bold", "offset": 3, "length": 3},
        {"type": "italic", "offset": 9, "length": 7},
    ]


async def test_commands_links_and_mentions_are_found(pg: Running, jana: Json) -> None:
    text = "/pomoc, @naves_bot, https://obec.cz/ankety. a /2"
    sent = await pg.result("sendMessage", chat_id=jana["id"], text=text)
    found = [
        (entity["type"], text[entity["offset"] :][: entity["length"]])
        for entity in sent["entities"]
    ]
    assert found == [
        ("bot_command", "/pomoc"),
        ("mention", "@naves_bot"),
        ("url", "https://obec.cz/ankety"),
        ("bot_command", "/2"),
    ]


async def test_an_edit_must_change_something(pg: Running, jana: Json) -> None:
    markup = buttons([button()])
    sent = await pg.result("sendMessage", chat_id=jana["id"], text="Otázka", reply_markup=markup)
    where = {"chat_id": jana["id"], "message_id": sent["message_id"]}
    same = (
        400,
        "Bad Request: message is not modified: specified new message content and reply markup "
        "are exactly the same as a current content and reply markup of the message",
    )
    text = "<b></b>Otázka "
    edit = {"text": text, "parse_mode": "HTML", "reply_markup": markup}
    assert await pg.refusal("editMessageText", **where, **edit) == same
    assert await pg.refusal("editMessageReplyMarkup", **where, reply_markup=markup) == same
    edited = await pg.result("editMessageReplyMarkup", **where)
    assert "reply_markup" not in edited
    assert await pg.refusal("editMessageReplyMarkup", **where) == same


async def test_only_the_bots_own_texts_can_be_edited(pg: Running, jana: Json) -> None:
    written = await pg.telegram.write(jana, "Moje")
    where = {"chat_id": jana["id"], "message_id": written["message_id"]}
    refused = await pg.refusal("editMessageText", text="Tvoje", **where)
    assert refused == (400, "Bad Request: message can't be edited")
    where["message_id"] = 99
    refused = await pg.refusal("editMessageText", text="Nic", **where)
    assert refused == (400, "Bad Request: message to edit not found")
    refused = await pg.refusal("deleteMessage", **where)
    assert refused == (400, "Bad Request: message to delete not found")


async def test_an_answer_to_a_tap_has_its_length(pg: Running) -> None:
    refused = await pg.refusal("answerCallbackQuery", callback_query_id="1", text="a" * 201)
    assert refused == (400, "Bad Request: MESSAGE_TOO_LONG")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ({"command": "Pomoc", "description": "a"}, "BOT_COMMAND_INVALID"),
        ({"command": "a" * 33, "description": "a"}, "BOT_COMMAND_INVALID"),
        (
            {"command": "a", "description": "a" * 257},
            "command description length must not exceed 256",
        ),
    ],
)
async def test_a_command_is_refused(pg: Running, command: Json, said: str) -> None:
    refused = await pg.refusal("setMyCommands", commands=[command])
    assert refused == (400, f"Bad Request: {said}")


async def test_a_hundred_and_one_commands_are_too_many(pg: Running) -> None:
    commands = [{"command": f"c{n}", "description": "a"} for n in range(101)]
    refused = await pg.refusal("setMyCommands", commands=commands)
    assert refused == (400, "Bad Request: BOT_COMMANDS_TOO_MUCH")


async def test_unknown_tokens_methods_and_files_are_refused(pg: Running) -> None:
    assert await pg.refusal("getMoon") == (404, "Not Found: method not found")
    bad = (400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    assert await pg.refusal("getFile", file_id="nic") == bad
    pg.token = "1:other"
    assert await pg.refusal("getMe") == (401, "Unauthorized")
    pg.token = "nothing"
    assert await pg.refusal("getMe") == (401, "Unauthorized: invalid token specified")
    response = await pg.client.get(f"{pg.api}/nowhere")
    assert (response.status_code, response.json()["description"]) == (404, "Not Found")


async def test_methods_are_called_in_any_case_and_shape(pg: Running, jana: Json) -> None:
    base = f"{pg.api}/bot{pg.token}"
    query = {"chat_id": jana["id"], "text": "dotazem", "unknown": "1"}
    form = {"chat_id": str(jana["id"]), "text": "formulářem", "protect_content": "True"}
    answers = [
        await pg.client.get(f"{base}/SENDMESSAGE", params=query),
        await pg.client.post(f"{base}/sendmessage", data=form),
        await pg.client.post(f"{base}/sendMessage", files={"x": b""}, data=form),
        await pg.client.post(f"{base}/getMe"),
    ]
    assert all(answer.json()["ok"] for answer in answers)
    assert answers[1].json()["result"]["has_protected_content"]
    assert len(await pg.telegram.messages(jana)) == 3


async def test_numbers_out_of_range_are_brought_into_it(pg: Running, jana: Json) -> None:
    await pg.telegram.write(jana, "a")
    assert len(await pg.result("getUpdates", limit=5000, timeout=-3)) == 1


async def test_pictures_go_out_come_back_by_id_and_change_in_place(pg: Running, jana: Json) -> None:
    base = f"{pg.api}/bot{pg.token}"
    form = {"chat_id": str(jana["id"]), "caption": "<b>Výsledky</b>", "parse_mode": "HTML"}
    sent = await pg.client.post(f"{base}/sendPhoto", data=form, files={"photo": chart("green")})
    message = sent.json()["result"]
    assert message["caption_entities"] == [{"type": "bold", "offset": 0, "length": 8}]
    file_id = message["photo"][-1]["file_id"]
    again = await pg.result("sendPhoto", chat_id=jana["id"], photo=file_id)
    assert again["photo"] == message["photo"]
    edit = {
        "chat_id": str(jana["id"]),
        "message_id": str(again["message_id"]),
        "media": '{"type": "photo", "media": "attach://new", "caption": "Nové"}',
    }
    files = {"new": chart("red")}
    edited = await pg.client.post(f"{base}/editMessageMedia", data=edit, files=files)
    assert edited.json()["result"]["caption"] == "Nové"
    assert edited.json()["result"]["photo"] != message["photo"]
    pg.answered += [("editMessageMedia", edited.json()["result"]), ("sendPhoto", message)]


async def test_a_picture_must_be_one(pg: Running, jana: Json) -> None:
    base = f"{pg.api}/bot{pg.token}"
    form = {"chat_id": str(jana["id"])}
    refused = await pg.client.post(f"{base}/sendPhoto", data=form, files={"photo": b"nic"})
    assert refused.json()["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    missing = await pg.refusal("sendPhoto", chat_id=jana["id"])
    assert missing == (400, "Bad Request: there is no photo in the request")
    long = await pg.refusal("sendPhoto", chat_id=jana["id"], photo="x", caption="a" * 1025)
    assert long == (400, "Bad Request: message caption is too long")


def chart(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(out, "PNG")
    return out.getvalue()
