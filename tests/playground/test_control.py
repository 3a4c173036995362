"""The control API over real HTTP: what outside scripts rely on."""

import asyncio
import io

import pytest
from PIL import Image

from playground import callbacks, conversations
from playground.methods import answering
from tests.playground.running import Json, Running

YES = {"inline_keyboard": [[{"text": "Ano", "callback_data": "yes"}]]}


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 360), "green").save(out, "PNG")
    return out.getvalue()


async def test_what_jana_writes_comes_to_the_bot_and_its_answer_to_her(
    pg: Running, jana: Json
) -> None:
    written = await pg.telegram.write(jana, "Dobrý den")
    [update] = await pg.result("getUpdates")
    assert update["message"]["text"] == "Dobrý den"
    assert update["message"]["chat"] == {
        "id": jana["id"],
        "first_name": "Jana",
        "last_name": "Nováková",
        "username": "resident",
        "type": "private",
    }
    await pg.result("sendMessage", chat_id=jana["id"], text="<b>Dobrý</b> den", parse_mode="HTML")
    reply = await pg.telegram.reply(jana, written)
    assert reply["text"] == "Dobrý den"
    assert reply["entities"] == [{"type": "bold", "offset": 0, "length": 5}]


async def test_a_tap_waits_for_the_bots_answer(pg: Running, jana: Json) -> None:
    await pg.result("sendMessage", chat_id=jana["id"], text="Přijdete?", reply_markup=YES)
    async with asyncio.TaskGroup() as group:
        press = group.create_task(pg.telegram.press(jana, "Ano"))
        [update] = await pg.result("getUpdates", timeout=5)
        query = update["callback_query"]
        assert query["data"] == "yes"
        assert query["message"]["text"] == "Přijdete?"
        await pg.result("answerCallbackQuery", callback_query_id=query["id"], text="Děkujeme")
    assert press.result() == {
        "answered": True,
        "text": "Děkujeme",
        "show_alert": False,
        "url": None,
    }


async def test_a_tap_that_nobody_answers_is_over_in_time(
    pg: Running, jana: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callbacks, "ANSWER_WITHIN_S", 0.2)
    await pg.result("sendMessage", chat_id=jana["id"], text="Přijdete?", reply_markup=YES)
    heard = await pg.telegram.press(jana, "yes")
    assert heard == {"answered": False, "text": None, "show_alert": False, "url": None}
    [update] = await pg.result("getUpdates")
    late = await pg.refusal("answerCallbackQuery", callback_query_id=update["callback_query"]["id"])
    assert late == (
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )


async def test_a_tap_can_be_answered_only_once(pg: Running, jana: Json) -> None:
    await pg.result("sendMessage", chat_id=jana["id"], text="Přijdete?", reply_markup=YES)
    async with asyncio.TaskGroup() as group:
        group.create_task(pg.telegram.press(jana, "Ano"))
        [update] = await pg.result("getUpdates", timeout=5)
        query_id = update["callback_query"]["id"]
        await pg.result("answerCallbackQuery", callback_query_id=query_id, show_alert=True)
    status, _ = await pg.refusal("answerCallbackQuery", callback_query_id=query_id)
    assert status == 400


async def test_a_button_that_is_not_there_cannot_be_tapped(pg: Running, jana: Json) -> None:
    sent = await pg.result("sendMessage", chat_id=jana["id"], text="Přijdete?", reply_markup=YES)
    body = {"from_id": jana["id"], "message_id": sent["message_id"], "data": "no"}
    address = f"{pg.url}/playground/api/chats/{jana['id']}/press"
    response = await pg.client.post(address, json=body)
    assert response.status_code == 400
    assert "no button" in response.json()["error"]


async def test_an_edit_in_place_is_seen_by_its_number(pg: Running, jana: Json) -> None:
    sent = await pg.result("sendMessage", chat_id=jana["id"], text="Otázka 1", reply_markup=YES)
    [before] = await pg.telegram.messages(jana)
    where = {"chat_id": jana["id"], "message_id": sent["message_id"]}
    await pg.result("editMessageText", text="Otázka 2", **where)
    [after] = await pg.telegram.messages(jana, changed_after=before["seq"])
    assert after["text"] == "Otázka 2"
    assert "reply_markup" not in after
    assert after["seq"] > before["seq"]
    assert await pg.telegram.messages(jana, after=sent["message_id"]) == []


async def test_a_deleted_message_is_gone_and_told_of_only_on_request(
    pg: Running, jana: Json
) -> None:
    sent = await pg.result("sendMessage", chat_id=jana["id"], text="Omyl")
    await pg.result("deleteMessage", chat_id=jana["id"], message_id=sent["message_id"])
    assert await pg.telegram.messages(jana) == []
    [gone] = await pg.telegram.messages(jana, deleted=1)
    assert gone["deleted"]
    assert gone["message_id"] == sent["message_id"]


async def test_start_brings_the_payload_of_a_deep_link(pg: Running, jana: Json) -> None:
    message = await pg.telegram.start(jana, "anketa_1")
    assert message["text"] == "/start anketa_1"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


@pytest.mark.parametrize(
    ("payload", "said"),
    [("a" * 65, "START_PARAM_TOO_LONG"), ("ž", "START_PARAM_INVALID")],
)
async def test_a_wrong_payload_is_refused(pg: Running, jana: Json, payload: str, said: str) -> None:
    address = f"{pg.url}/playground/api/chats/{jana['id']}/start"
    response = await pg.client.post(address, json={"from_id": jana["id"], "payload": payload})
    assert (response.status_code, response.json()) == (400, {"error": said})


async def test_a_long_text_is_split_as_the_applications_do(pg: Running, jana: Json) -> None:
    first = await pg.telegram.write(jana, "slovo " * 1500)
    parts = await pg.telegram.messages(jana)
    assert first["message_id"] == parts[0]["message_id"]
    assert len(parts) == 3
    assert all(len(part["text"]) <= 4096 for part in parts)
    assert " ".join(part["text"] for part in parts).split() == ["slovo"] * 1500


async def test_jana_corrects_what_she_wrote(pg: Running, jana: Json) -> None:
    message = await pg.telegram.write(jana, "Ahoj")
    await pg.telegram.edit(jana, message, "Dobrý den")
    _, edited = await pg.result("getUpdates")
    assert edited["edited_message"]["text"] == "Dobrý den"
    assert edited["edited_message"]["edit_date"]


async def test_a_photo_comes_in_sizes_and_can_be_fetched(pg: Running, jana: Json) -> None:
    photo = ("náves.png", picture(), "image/png")
    sent = await pg.telegram.send(jana, "Takhle to u nás vypadá", photo=photo)
    assert sent["caption"] == "Takhle to u nás vypadá"
    assert [size["width"] for size in sent["photo"]] == [90, 320, 640]
    file = await pg.result("getFile", file_id=sent["photo"][-1]["file_id"])
    address = f"{pg.api}/file/bot{pg.token}/{file['file_path']}"
    fetched = await pg.client.get(address)
    assert Image.open(io.BytesIO(fetched.content)).size == (640, 360)
    assert len(fetched.content) == file["file_size"]
    await pg.result("getUpdates")


async def test_a_document_and_a_voice_message_come_too(pg: Running, jana: Json) -> None:
    document = ("návrh.pdf", b"%PDF-1.7", "application/pdf")
    sent = await pg.telegram.send(jana, document=document)
    assert sent["document"]["file_name"] == "návrh.pdf"
    assert sent["document"]["mime_type"] == "application/pdf"
    voice = await pg.telegram.send(jana, voice=("hlas.oga", b"OggS", "audio/ogg"))
    assert voice["voice"]["duration"] == 1
    await pg.result("getUpdates")


async def test_who_blocks_the_bot_hears_no_more_of_it(pg: Running, jana: Json) -> None:
    await pg.telegram.block(jana)
    [update] = await pg.result("getUpdates")
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    refused = await pg.refusal("sendMessage", chat_id=jana["id"], text="Haló?")
    assert refused == (403, "Forbidden: bot was blocked by the user")
    await pg.telegram.unblock(jana)
    await pg.result("sendMessage", chat_id=jana["id"], text="Vítejte zpátky")


async def test_oksana_must_speak_first(pg: Running) -> None:
    oksana = await pg.telegram.user(username="oksana")
    refused = await pg.refusal("sendMessage", chat_id=oksana["id"], text="Haló?")
    assert refused == (403, "Forbidden: bot can't initiate conversation with a user")
    await pg.telegram.start(oksana)
    await pg.result("sendMessage", chat_id=oksana["id"], text="Добрий день")


async def test_a_new_person_joins_and_a_taken_name_is_refused(pg: Running) -> None:
    eva = await pg.telegram.user(first_name="Eva", username="eva", language_code="uk")
    assert eva["id"] > 0
    assert eva in await pg.telegram.ask("GET", "/users")
    again = {"first_name": "Eva", "username": "Eva"}
    response = await pg.client.post(f"{pg.url}/playground/api/users", json=again)
    assert response.status_code == 409


async def test_the_log_tells_every_call(pg: Running, jana: Json) -> None:
    await pg.result("sendMessage", chat_id=jana["id"], text="Dobrý den")
    await pg.refusal("sendMessage", chat_id=jana["id"])
    good, bad = await pg.telegram.calls("sendMessage")
    assert (good["n"], good["status"], good["parameters"]["text"]) == (1, 200, "Dobrý den")
    assert good["ms"] >= 0
    assert (bad["status"], bad["description"]) == (400, "Bad Request: message text is empty")
    assert await pg.telegram.calls(after=1) == [bad]


async def test_the_clock_moves_the_dates_of_messages(pg: Running, jana: Json) -> None:
    before = (await pg.telegram.write(jana, "Dnes"))["date"]
    await pg.telegram.clock(30 * 86400)
    after = (await pg.telegram.write(jana, "Za měsíc"))["date"]
    assert 30 * 86400 <= after - before < 31 * 86400
    clock = await pg.telegram.ask("GET", "/clock")
    assert clock["offset_s"] == 30 * 86400
    assert 0 <= clock["now"] - after < 86400


async def test_a_raw_update_can_be_repeated_under_its_number(pg: Running, jana: Json) -> None:
    await pg.telegram.write(jana, "Jednou")
    [update] = await pg.result("getUpdates")
    assert await pg.result("getUpdates", offset=update["update_id"] + 1) == []
    await pg.telegram.ask("POST", "/updates", update)
    assert await pg.result("getUpdates", offset=update["update_id"] + 1, timeout=2) == [update]


async def test_the_bots_are_told_with_their_tokens(pg: Running) -> None:
    [bot] = await pg.telegram.ask("GET", "/bots")
    assert (bot["username"], bot["token"]) == ("naves_bot", pg.token)
    address = f"{pg.url}/playground/api/bots"
    response = await pg.client.get(address, headers={"Host": "evil.example"})
    assert response.status_code == 403


async def test_a_page_of_another_site_cannot_act_here(pg: Running, jana: Json) -> None:
    address = f"{pg.url}/playground/api/chats/{jana['id']}/start"
    body = {"from_id": jana["id"]}
    response = await pg.client.post(address, json=body, headers={"Origin": "http://evil.example"})
    assert response.status_code == 403


async def test_keyboards_are_shown_and_the_menu_knows_its_languages(
    pg: Running, jana: Json
) -> None:
    keyboard = {"keyboard": [["Ano", {"text": "Ne"}]], "resize_keyboard": True}
    await pg.result("sendMessage", chat_id=jana["id"], text="Ano?", reply_markup=keyboard)
    last = await pg.telegram.last(jana)
    assert last["reply_markup"]["keyboard"] == [[{"text": "Ano"}, {"text": "Ne"}]]
    english = [{"command": "help", "description": "Help"}]
    czech = [{"command": "/pomoc", "description": "Nápověda"}]
    await pg.result("setMyCommands", commands=english)
    await pg.result("setMyCommands", commands=czech, language_code="cs")
    shown = await pg.telegram.ask("GET", f"/chats/{jana['id']}/commands", from_id=jana["id"])
    assert shown == [{"command": "pomoc", "description": "Nápověda"}]
    assert await pg.result("getMyCommands") == english


async def test_typing_is_seen_until_the_message_comes(
    pg: Running, jana: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "ACTION_SHOWN_S", 3600)
    await pg.result("sendChatAction", chat_id=jana["id"], action="typing")
    chat = await pg.telegram.ask("GET", f"/chats/{jana['id']}")
    assert chat["action"] == "typing"
    await pg.result("sendMessage", chat_id=jana["id"], text="Tady to je")
    chat = await pg.telegram.ask("GET", f"/chats/{jana['id']}")
    assert chat["action"] == ""


async def test_old_messages_make_room_for_new_ones(
    pg: Running, jana: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversations, "MOST_MESSAGES_A_CHAT", 3)
    for number in range(5):
        await pg.result("sendMessage", chat_id=jana["id"], text=str(number))
    texts = [message["text"] for message in await pg.telegram.messages(jana)]
    assert texts == ["2", "3", "4"]
