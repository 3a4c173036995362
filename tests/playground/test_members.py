"""Members of a group: restricted, banned, let back in and promoted, by a bot and by people."""

from typing import Any

import pytest

from tests.playground.running import Json, Running
from tests.playground.test_groups import founded, make, write

LEADING = ["can_restrict_members", "can_promote_members", "can_pin_messages"]
BOT = 1000000001
DAY_S = 24 * 3600


@pytest.fixture
async def petr(pg: Running) -> Json:
    return await pg.telegram.user(username="coordinator")


@pytest.fixture
async def group(pg: Running, petr: Json, jana: Json) -> Json:
    """Petr has founded it, Jana is a member, the bot an administrator; all told is acknowledged."""
    made = await founded(pg, petr, jana, bot_rights=LEADING)
    await pg.result("getUpdates", offset=-1, allowed_updates=["chat_member", "message"])
    [last] = await pg.result("getUpdates", offset=-1)
    await pg.result("getUpdates", offset=last["update_id"] + 1)
    return made


async def refused_writing(pg: Running, group: Json, user: Json, text: str = "Haló") -> int:
    path = f"{pg.url}/playground/api/chats/{group['id']}/messages"
    answer = await pg.client.post(path, json={"from_id": user["id"], "text": text})
    return answer.status_code


async def changes(pg: Running) -> list[Json]:
    updates = await pg.result("getUpdates")
    return [update["chat_member"] for update in updates if "chat_member" in update]


async def test_who_is_restricted_does_not_write_until_it_is_over(
    pg: Running, group: Json, jana: Json
) -> None:
    until = (await pg.telegram.ask("GET", "/clock"))["now"] + DAY_S
    who = {"chat_id": group["id"], "user_id": jana["id"]}
    silent = {"can_react_to_messages": True}
    await pg.result("restrictChatMember", **who, permissions=silent, until_date=int(until))
    assert await refused_writing(pg, group, jana) == 403
    member = await pg.result("getChatMember", **who)
    assert (member["status"], member["is_member"]) == ("restricted", True)
    assert member["until_date"] == int(until)
    assert (member["can_send_messages"], member["can_react_to_messages"]) == (False, True)
    [change] = await changes(pg)
    assert change["from"]["id"] == BOT
    assert change["new_chat_member"]["status"] == "restricted"
    assert await pg.result("getChatMemberCount", chat_id=group["id"]) == 3
    await pg.telegram.clock(DAY_S + 1)
    assert (await write(pg, group, jana, "Už zase"))["text"] == "Už zase"
    assert (await pg.result("getChatMember", **who))["status"] == "member"


async def test_all_permissions_lift_the_restriction(pg: Running, group: Json, jana: Json) -> None:
    who = {"chat_id": group["id"], "user_id": jana["id"]}
    await pg.result("restrictChatMember", **who, permissions={})
    everything = (await pg.result("getChat", chat_id=group["id"]))["permissions"]
    assert set(everything.values()) == {True}
    await pg.result("restrictChatMember", **who, permissions=everything)
    assert (await pg.result("getChatMember", **who))["status"] == "member"


async def test_stickers_bring_texts_with_them(pg: Running, group: Json, jana: Json) -> None:
    who = {"chat_id": group["id"], "user_id": jana["id"]}
    stickers = {"can_send_other_messages": True}
    await pg.result("restrictChatMember", **who, permissions=stickers)
    assert (await pg.result("getChatMember", **who))["can_send_messages"]
    alone = {"permissions": stickers, "use_independent_chat_permissions": True}
    await pg.result("restrictChatMember", **who, **alone)
    assert not (await pg.result("getChatMember", **who))["can_send_messages"]


async def test_who_is_banned_is_out_until_let_back(pg: Running, group: Json, jana: Json) -> None:
    who = {"chat_id": group["id"], "user_id": jana["id"]}
    await pg.result("banChatMember", **who)
    assert await refused_writing(pg, group, jana) == 403
    assert (await pg.result("getChatMember", **who))["status"] == "kicked"
    gone = (await pg.telegram.ask("GET", f"/chats/{group['id']}/messages"))[-1]
    assert gone["left_chat_member"]["id"] == jana["id"]
    await pg.result("unbanChatMember", **who, only_if_banned=True)
    assert (await pg.result("getChatMember", **who))["status"] == "left"
    statuses = [one["new_chat_member"]["status"] for one in await changes(pg)]
    assert statuses == ["kicked", "left"]


async def test_unban_removes_who_is_inside_unless_told_not_to(
    pg: Running, group: Json, jana: Json
) -> None:
    who = {"chat_id": group["id"], "user_id": jana["id"]}
    await pg.result("unbanChatMember", **who, only_if_banned=True)
    assert (await pg.result("getChatMember", **who))["status"] == "member"
    await pg.result("unbanChatMember", **who)
    assert (await pg.result("getChatMember", **who))["status"] == "left"


async def test_a_bot_promotes_with_the_rights_that_it_has(
    pg: Running, group: Json, jana: Json
) -> None:
    who = {"chat_id": group["id"], "user_id": jana["id"]}
    too_much = await pg.refusal("promoteChatMember", **who, can_delete_messages=True)
    assert too_much == (400, "Bad Request: RIGHT_FORBIDDEN")
    await pg.result("promoteChatMember", **who, can_pin_messages=True)
    member = await pg.result("getChatMember", **who)
    assert (member["status"], member["can_pin_messages"]) == ("administrator", True)
    protected = await pg.refusal("banChatMember", **who)
    assert protected == (400, "Bad Request: user is an administrator of the chat")
    await pg.result("promoteChatMember", **who)
    assert (await pg.result("getChatMember", **who))["status"] == "member"


@pytest.mark.parametrize(
    ("method", "who", "more", "said"),
    [
        ("banChatMember", "coordinator", {}, "can't remove chat owner"),
        ("promoteChatMember", "coordinator", {}, "can't remove chat owner"),
        ("promoteChatMember", "member", {"can_pin_messages": True}, "USER_NOT_PARTICIPANT"),
        ("restrictChatMember", "resident", {}, "permissions is empty"),
    ],
)
async def test_it_is_refused(
    pg: Running, group: Json, method: str, who: str, more: Any, said: str
) -> None:
    user = await pg.telegram.user(username=who)
    refused = await pg.refusal(method, chat_id=group["id"], user_id=user["id"], **more)
    assert refused == (400, f"Bad Request: {said}")


async def test_without_the_right_nobody_is_restricted(pg: Running, petr: Json, jana: Json) -> None:
    group = await founded(pg, petr, jana)
    who = {"chat_id": group["id"], "user_id": jana["id"]}
    refused = await pg.refusal("banChatMember", **who)
    said = "Bad Request: not enough rights to restrict/unrestrict chat member"
    assert refused == (400, said)
    assert await pg.refusal("promoteChatMember", **who) == (400, "Bad Request: not enough rights")
    small = await founded(pg, petr, jana, type="group", bot_rights=LEADING)
    who["chat_id"] = small["id"]
    refused = await pg.refusal("restrictChatMember", **who, permissions={})
    assert refused == (400, "Bad Request: method is available only for supergroups")
    who["chat_id"] = jana["id"]
    refused = await pg.refusal("banChatMember", **who)
    assert refused == (400, "Bad Request: can't ban members in private chats")


async def test_a_quiet_group_takes_only_its_leaders_messages(
    pg: Running, group: Json, petr: Json, jana: Json
) -> None:
    quiet = {"can_send_photos": True}
    await pg.result("setChatPermissions", chat_id=group["id"], permissions=quiet)
    assert await refused_writing(pg, group, jana) == 403
    await write(pg, group, petr, "Jen oznámení")
    await pg.result("sendMessage", chat_id=group["id"], text="Jen oznámení")
    await make(pg, group, petr, BOT, "member")
    refused = await pg.refusal("sendMessage", chat_id=group["id"], text="Haló")
    assert refused == (400, "Bad Request: not enough rights to send text messages to the chat")


async def test_people_restrict_people_and_the_bot(
    pg: Running, group: Json, petr: Json, jana: Json
) -> None:
    await make(pg, group, petr, jana["id"], "restricted", rights=["can_send_messages"])
    await write(pg, group, jana, "Smím psát")
    await make(pg, group, petr, BOT, "restricted", rights=["can_send_messages"])
    await pg.result("sendMessage", chat_id=group["id"], text="Smím psát")
    poll = {"question": "Smím?", "options": ["Ano", "Ne"]}
    refused = await pg.refusal("sendPoll", chat_id=group["id"], **poll)
    assert refused == (400, "Bad Request: not enough rights to send polls to the chat")
    path = f"{pg.url}/playground/api/chats/{group['id']}/members"
    body = {"from_id": petr["id"], "user_id": petr["id"], "status": "kicked"}
    assert (await pg.client.post(path, json=body)).status_code == 403
