"""Groups: who hears what, who may do what, topics, moving to a supergroup, hidden leaders."""

from typing import Any

import pytest

from tests.playground.running import Json, Running

PINNING = ["can_pin_messages"]


@pytest.fixture
async def petr(pg: Running) -> Json:
    return await pg.telegram.user(username="coordinator")


async def founded(pg: Running, petr: Json, jana: Json, **more: Any) -> Json:
    described = {"type": "supergroup", "title": "Plánovači", "member_ids": [petr["id"], jana["id"]]}
    return dict(await pg.telegram.ask("POST", "/chats", described | more))


async def write(pg: Running, group: Json, user: Json, text: str, **more: Any) -> Json:
    body = {"from_id": user["id"], "text": text} | more
    return dict(await pg.telegram.ask("POST", f"/chats/{group['id']}/messages", body))


async def make(
    pg: Running, group: Json, actor: Json, user_id: int, status: str, **more: Any
) -> Json:
    body = {"from_id": actor["id"], "user_id": user_id, "status": status} | more
    return dict(await pg.telegram.ask("POST", f"/chats/{group['id']}/members", body))


async def heard(pg: Running) -> list[str]:
    """Texts that came to the bot, all acknowledged."""
    updates = await pg.result("getUpdates")
    if updates:
        await pg.result("getUpdates", offset=updates[-1]["update_id"] + 1)
    return [update["message"]["text"] for update in updates if "text" in update.get("message", {})]


async def test_a_bot_hears_that_it_was_added(pg: Running, petr: Json, jana: Json) -> None:
    group = await founded(pg, petr, jana)
    assert group["id"] < -1_000_000_000_000
    membership, joined = await pg.result("getUpdates")
    assert membership["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert joined["message"]["new_chat_members"][0]["username"] == "naves_bot"
    assert joined["message"]["chat"] == {
        "id": group["id"],
        "type": "supergroup",
        "title": "Plánovači",
    }


async def test_privacy_keeps_small_talk_from_the_bot(pg: Running, petr: Json, jana: Json) -> None:
    group = await founded(pg, petr, jana)
    await heard(pg)
    asked = await pg.result("sendMessage", chat_id=group["id"], text="Kdo přijde?")
    await write(pg, group, jana, "Dobrý den")
    await write(pg, group, jana, "/pomoc")
    await write(pg, group, jana, "/pomoc@naves_bot")
    await write(pg, group, jana, "/pomoc@jiny_bot")
    await write(pg, group, jana, "Já", reply_to=asked["message_id"])
    assert await heard(pg) == ["/pomoc", "/pomoc@naves_bot", "Já"]
    await make(pg, group, petr, 1000000001, "administrator")
    await write(pg, group, jana, "Na shledanou")
    assert await heard(pg) == ["Na shledanou"]


async def test_rights_are_needed(pg: Running, petr: Json, jana: Json) -> None:
    group = await founded(pg, petr, jana)
    written = await write(pg, group, jana, "Reklama")
    where = {"chat_id": group["id"], "message_id": written["message_id"]}
    refused = await pg.refusal("pinChatMessage", **where)
    said = "Bad Request: not enough rights to manage pinned messages in the chat"
    assert refused == (400, said)
    assert (await pg.refusal("deleteMessage", **where))[
        1
    ] == "Bad Request: message can't be deleted"
    rights = ["can_pin_messages", "can_delete_messages"]
    await make(pg, group, petr, 1000000001, "administrator", rights=rights)
    assert await pg.result("pinChatMessage", **where)
    assert await pg.result("deleteMessage", **where)


async def test_members_are_told_of_to_an_administrator(pg: Running, petr: Json, jana: Json) -> None:
    group = await founded(pg, petr, jana, bot_rights=PINNING)
    [*_, last] = await pg.result("getUpdates", allowed_updates=["chat_member", "message"])
    await pg.result("getUpdates", offset=last["update_id"] + 1)
    await make(pg, group, petr, jana["id"], "kicked")
    updates = await pg.result("getUpdates", timeout=2)
    [change] = [update["chat_member"] for update in updates if "chat_member" in update]
    assert change["new_chat_member"]["status"] == "kicked"
    assert await pg.result("getChatMemberCount", chat_id=group["id"]) == 2
    leaders = await pg.result("getChatAdministrators", chat_id=group["id"])
    assert {one["status"] for one in leaders} == {"creator", "administrator"}
    gone = await pg.result("getChatMember", chat_id=group["id"], user_id=jana["id"])
    assert gone["status"] == "kicked"
    found = await pg.result("getChat", chat_id=group["id"])
    assert found["title"] == "Plánovači"


async def test_a_bot_thrown_out_cannot_speak(pg: Running, petr: Json, jana: Json) -> None:
    group = await founded(pg, petr, jana)
    poll = await pg.result("sendPoll", chat_id=group["id"], question="Kdy?", options=["Ráno"])
    await make(pg, group, petr, 1000000001, "kicked")
    refused = await pg.refusal("sendMessage", chat_id=group["id"], text="Haló")
    assert refused == (403, "Forbidden: bot was kicked from the supergroup chat")
    where = {"chat_id": group["id"], "message_id": poll["message_id"]}
    assert await pg.refusal("stopPoll", **where) == refused
    assert await pg.refusal("editMessageReplyMarkup", **where) == refused
    await make(pg, group, petr, 1000000001, "member")
    assert await pg.result("leaveChat", chat_id=group["id"])
    refused = await pg.refusal("sendMessage", chat_id=group["id"], text="Haló")
    assert refused == (403, "Forbidden: bot is not a member of the supergroup chat")


async def test_only_leaders_change_members(pg: Running, petr: Json, jana: Json) -> None:
    group = await founded(pg, petr, jana)
    body = {"from_id": jana["id"], "user_id": petr["id"], "status": "kicked"}
    address = f"{pg.url}/playground/api/chats/{group['id']}/members"
    assert (await pg.client.post(address, json=body)).status_code == 403


async def test_a_hidden_leader_speaks_as_the_group(pg: Running, petr: Json, jana: Json) -> None:
    group = await founded(pg, petr, jana, bot_rights=PINNING)
    await make(pg, group, petr, jana["id"], "administrator", rights=["is_anonymous"])
    await heard(pg)
    written = await write(pg, group, jana, "Schůze je v pátek")
    [update] = await pg.result("getUpdates")
    message = update["message"]
    assert message["from"]["username"] == "GroupAnonymousBot"
    assert message["sender_chat"]["id"] == group["id"]
    edit = {
        "from_id": jana["id"],
        "message_id": written["message_id"],
        "text": "Schůze je ve čtvrtek",
    }
    await pg.telegram.ask("POST", f"/chats/{group['id']}/edit", edit)


async def test_topics_open_close_and_end(pg: Running, petr: Json, jana: Json) -> None:
    group = await founded(pg, petr, jana, forum=True)
    chat = {"chat_id": group["id"]}
    refused = await pg.refusal("createForumTopic", **chat, name="Doprava")
    assert refused == (400, "Bad Request: not enough rights to create a topic")
    await make(pg, group, petr, 1000000001, "administrator", rights=["can_manage_topics"])
    topic = await pg.result("createForumTopic", **chat, name="Doprava")
    thread = {"message_thread_id": topic["message_thread_id"]}
    sent = await pg.result("sendMessage", **chat, **thread, text="Kudy autobus?")
    assert (sent["is_topic_message"], sent["message_thread_id"]) == (True, *thread.values())
    await pg.result("editForumTopic", **chat, **thread, name="Autobusy")
    await pg.result("closeForumTopic", **chat, **thread)
    again = await pg.refusal("closeForumTopic", **chat, **thread)
    assert again == (400, "Bad Request: TOPIC_NOT_MODIFIED")
    address = f"{pg.url}/playground/api/chats/{group['id']}/messages"
    body = {"from_id": jana["id"], "text": "Ještě něco"} | thread
    assert (await pg.client.post(address, json=body)).status_code == 400
    await pg.result("reopenForumTopic", **chat, **thread)
    await write(pg, group, jana, "Ještě něco", **thread)
    await pg.result("deleteForumTopic", **chat, **thread)
    missing = await pg.refusal("sendMessage", **chat, **thread, text="a")
    assert missing == (400, "Bad Request: message thread not found")


async def test_people_open_topics_too(pg: Running, petr: Json, jana: Json) -> None:
    group = await founded(pg, petr, jana, forum=True)
    body = {"from_id": petr["id"], "name": "Zeleň"}
    topic = await pg.telegram.ask("POST", f"/chats/{group['id']}/topics", body)
    shown = await pg.telegram.ask("GET", f"/chats/{group['id']}")
    assert shown["topics"] == [topic]


async def test_a_group_moves_and_says_where(pg: Running, petr: Json, jana: Json) -> None:
    group = await founded(pg, petr, jana, type="group")
    said = await pg.result("sendMessage", chat_id=group["id"], text="Haló?")
    path = f"/chats/{group['id']}/migrate"
    new = await pg.telegram.ask("POST", path, {"from_id": petr["id"]})
    updates = await pg.result("getUpdates")
    moves = [update["message"] for update in updates if "message" in update][1:]
    assert moves[0]["migrate_to_chat_id"] == new["id"]
    assert moves[1]["migrate_from_chat_id"] == group["id"]
    refused = await pg.call("sendMessage", chat_id=group["id"], text="Haló")
    assert refused["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert refused["parameters"] == {"migrate_to_chat_id": new["id"]}
    changing = {"chat_id": group["id"], "message_id": said["message_id"], "text": "Haló!"}
    assert await pg.call("editMessageText", **changing) == refused
    await pg.result("sendMessage", chat_id=new["id"], text="Haló")


async def test_a_public_group_has_a_name(pg: Running, petr: Json, jana: Json) -> None:
    await founded(pg, petr, jana, title="Sousedé")
    group = await founded(pg, petr, jana, username="@Planovaci")
    sent = await pg.result("sendMessage", chat_id="@planovaci", text="Ahoj")
    assert sent["chat"]["id"] == (await pg.result("getChat", chat_id="@PLANOVACI"))["id"]
    assert sent["chat"]["username"] == "Planovaci"
    copied = {"from_chat_id": "@planovaci", "message_id": sent["message_id"]}
    await pg.result("copyMessage", chat_id=jana["id"], **copied)
    for stranger in ("@resident", "@nikdo", "@"):
        refused = await pg.refusal("sendMessage", chat_id=stranger, text="Ahoj")
        assert refused == (400, "Bad Request: chat not found")
    await pg.telegram.ask("PUT", "/limits", {"group": {"rate": 0.01, "burst": 1}})
    await pg.result("sendMessage", chat_id=group["id"], text="Ahoj")
    status, _ = await pg.refusal("sendMessage", chat_id="@planovaci", text="Ahoj")
    assert status == 429


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("request_contact", "phone number can be requested in private chats only"),
        ("request_location", "location can be requested in private chats only"),
    ],
)
async def test_a_group_is_not_asked_for_what_one_person_has(
    pg: Running, petr: Json, jana: Json, key: str, said: str
) -> None:
    group = await founded(pg, petr, jana)
    keys = {"keyboard": [[{"text": "Ano", key: True}]]}
    refused = await pg.refusal("sendMessage", chat_id=group["id"], text="?", reply_markup=keys)
    assert refused == (400, f"Bad Request: {said}")
    await pg.result("sendMessage", chat_id=jana["id"], text="?", reply_markup=keys)
