"""The methods that say more than a text: what comes back, what is seen, what is refused."""

import io

import pytest
from PIL import Image

from playground.accounts import BotAccount
from playground.methods import describing
from tests.playground.judges import judge_all
from tests.playground.running import Json, Running, playground_running

PLACE = {"latitude": 49.5955, "longitude": 17.2518}
YES_NO = {"question": "Přijdete?", "options": [{"text": "Ano"}, {"text": "Ne"}]}


def picture(colour: str = "green") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(out, "PNG")
    return out.getvalue()


async def uploaded(pg: Running, method: str, jana: Json, files: Json, **form: str) -> Json:
    address = f"{pg.api}/bot{pg.token}/{method}"
    given = {"chat_id": str(jana["id"])} | form
    answer = (await pg.client.post(address, data=given, files=files)).json()
    assert answer["ok"], answer
    pg.answered.append((method, answer["result"]))
    return dict(answer)["result"]  # type: ignore[no-any-return]


async def test_places_and_contacts_are_sent(pg: Running, jana: Json) -> None:
    where = {"chat_id": jana["id"]} | PLACE
    sent = await pg.result("sendLocation", **where)
    assert sent["location"] == PLACE
    sent = await pg.result("sendVenue", **where, title="Radnice", address="Horní náměstí 1")
    assert (sent["venue"]["title"], sent["location"]) == ("Radnice", PLACE)
    contact = {"phone_number": "+420123456789", "first_name": "Petr"}
    sent = await pg.result("sendContact", chat_id=jana["id"], **contact)
    assert sent["contact"] == contact


@pytest.mark.parametrize(
    ("method", "parameters", "said"),
    [
        ("sendLocation", {"longitude": 1}, "latitude is empty"),
        ("sendLocation", {"latitude": 91, "longitude": 1}, "wrong location specified"),
        ("sendVenue", PLACE | {"title": "a"}, "address is empty"),
        ("sendContact", {"first_name": "Petr"}, "phone number is empty"),
        ("sendVoice", {}, "there is no voice in the request"),
        ("sendPoll", {"question": "a"}, "poll must have at least one answer option"),
        ("sendPoll", YES_NO | {"question": "a" * 301}, "poll question length must not exceed 300"),
        ("sendPoll", YES_NO | {"options": ["a"] * 13}, "poll can't have more than 12 options"),
        ("sendPoll", YES_NO | {"options": ["a" * 101]}, "poll options length must not exceed 100"),
        ("sendPoll", YES_NO | {"type": "quiz"}, "wrong correct option ID specified"),
        ("sendMediaGroup", {"media": []}, "there are no messages to send"),
        (
            "sendMediaGroup",
            {"media": [{"type": "photo", "media": "a"}] * 11},
            "too many messages to send as an album",
        ),
        ("copyMessage", {"from_chat_id": 101, "message_id": 99}, "message to copy not found"),
        ("forwardMessage", {"from_chat_id": 101, "message_id": 99}, "message to forward not found"),
        ("stopPoll", {"message_id": 99}, "message with poll to stop not found"),
        (
            "deleteMessages",
            {"message_ids": list(range(101))},
            "too many message identifiers specified",
        ),
        ("pinChatMessage", {"message_id": 99}, "message to pin not found"),
        ("setMessageReaction", {"message_id": 99}, "message to react not found"),
        ("createForumTopic", {"name": "Doprava"}, "the chat is not a forum"),
        ("getChatMember", {"user_id": 5}, "user not found"),
        ("getChatAdministrators", {}, "there are no administrators in the private chat"),
    ],
)
async def test_it_is_refused_in_telegrams_words(
    pg: Running, jana: Json, method: str, parameters: Json, said: str
) -> None:
    refused = await pg.refusal(method, chat_id=jana["id"], **parameters)
    assert refused == (400, f"Bad Request: {said}")


async def test_an_album_holds_together(pg: Running, jana: Json) -> None:
    media = '[{"type":"photo","media":"attach://a","caption":"Náves"},{"type":"photo","media":"attach://b"}]'
    files = {"a": picture("green"), "b": picture("red")}
    first, second = await uploaded(pg, "sendMediaGroup", jana, files, media=media)
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], "caption" in second) == ("Náves", False)
    mixed = [
        {"type": "photo", "media": first["photo"][-1]["file_id"]},
        {"type": "document", "media": "x"},
    ]
    refused = await pg.refusal("sendMediaGroup", chat_id=jana["id"], media=mixed)
    assert refused == (400, "Bad Request: document can't be mixed with other media types")


async def test_a_voice_message_is_sent_and_its_caption_changed(pg: Running, jana: Json) -> None:
    sent = await uploaded(pg, "sendVoice", jana, {"voice": b"OggS"}, duration="3", caption="Slovo")
    assert sent["voice"]["duration"] == 3
    where = {"chat_id": jana["id"], "message_id": sent["message_id"]}
    edited = await pg.result(
        "editMessageCaption", caption="<b>Úvod</b>", parse_mode="HTML", **where
    )
    assert (edited["caption"], edited["caption_entities"][0]["type"]) == ("Úvod", "bold")
    text = await pg.result("sendMessage", chat_id=jana["id"], text="a")
    where["message_id"] = text["message_id"]
    status, said = await pg.refusal("editMessageCaption", caption="b", **where)
    assert (status, said) == (400, "Bad Request: there is no caption in the message to edit")


async def test_a_file_id_is_good_for_its_bot_only() -> None:
    other = BotAccount("1000000002:other", "jiny_bot", "Jiný")
    ours = BotAccount("1000000001:ours")
    async with playground_running(bots=(ours, other)) as pg:
        jana = await pg.telegram.resident()
        sent = await uploaded(pg, "sendDocument", jana, {"document": ("a.txt", b"a")})
        file_id = sent["document"]["file_id"]
        await pg.result("sendDocument", chat_id=jana["id"], document=file_id)
        pg.token = other.token
        refused = await pg.refusal("sendDocument", chat_id=jana["id"], document=file_id)
        assert refused == (400, "Bad Request: wrong file identifier/HTTP URL specified")
        status, _ = await pg.refusal("getFile", file_id=file_id)
        assert status == 400


async def test_messages_are_copied_and_forwarded(pg: Running, jana: Json) -> None:
    petr = await pg.telegram.user(username="coordinator")
    written = await pg.telegram.write(jana, "Chybí lavička")
    route = {"chat_id": petr["id"], "from_chat_id": jana["id"], "message_id": written["message_id"]}
    forwarded = await pg.result("forwardMessage", **route)
    assert forwarded["forward_origin"]["sender_user"]["username"] == "resident"
    copied = await pg.result("copyMessage", **route)
    texts = [(one["message_id"], one["text"]) for one in await pg.telegram.messages(petr)]
    assert texts == [
        (forwarded["message_id"], "Chybí lavička"),
        (copied["message_id"], "Chybí lavička"),
    ]
    secret = await pg.result("sendMessage", chat_id=jana["id"], text="a", protect_content=True)
    route["message_id"] = secret["message_id"]
    assert await pg.refusal("copyMessage", **route) == (400, "Bad Request: message can't be copied")
    del route["message_id"]
    numbers = [written["message_id"], 999]
    assert len(await pg.result("copyMessages", **route, message_ids=numbers)) == 1
    assert len(await pg.result("forwardMessages", **route, message_ids=numbers)) == 1


async def test_several_messages_are_deleted_at_once(pg: Running, jana: Json) -> None:
    sent = [await pg.result("sendMessage", chat_id=jana["id"], text=text) for text in "ab"]
    numbers = [message["message_id"] for message in sent]
    await pg.result("deleteMessages", chat_id=jana["id"], message_ids=[*numbers, 99])
    assert await pg.telegram.messages(jana) == []


async def test_a_message_is_pinned_and_shown_as_such(pg: Running, jana: Json) -> None:
    sent = await pg.result("sendMessage", chat_id=jana["id"], text="Kdy a kde")
    await pg.result("pinChatMessage", chat_id=jana["id"], message_id=sent["message_id"])
    assert (await pg.result("getChat", chat_id=jana["id"]))["pinned_message"]["text"] == "Kdy a kde"
    await pg.result("unpinChatMessage", chat_id=jana["id"])
    assert "pinned_message" not in await pg.result("getChat", chat_id=jana["id"])
    assert await pg.result("unpinAllChatMessages", chat_id=jana["id"])


async def test_an_open_poll_tells_who_voted_how(pg: Running, jana: Json) -> None:
    sent = await pg.result("sendPoll", chat_id=jana["id"], **YES_NO, is_anonymous=False)
    voting = {"from_id": jana["id"], "message_id": sent["message_id"]}
    path = f"/chats/{jana['id']}/vote"
    voted = await pg.telegram.ask("POST", path, voting | {"option_ids": [1]})
    assert [option["voter_count"] for option in voted["poll"]["options"]] == [0, 1]
    answered, state = await pg.result("getUpdates")
    assert answered["poll_answer"]["user"]["id"] == jana["id"]
    assert answered["poll_answer"]["option_ids"] == [1]
    assert state["poll"]["total_voter_count"] == 1
    route = {"chat_id": jana["id"], "from_chat_id": jana["id"], "message_id": sent["message_id"]}
    await pg.result("copyMessage", **route)
    copied = (await pg.telegram.last(jana))["poll"]
    assert (copied["total_voter_count"], copied["id"] == sent["poll"]["id"]) == (0, False)
    taken_back = await pg.telegram.ask("POST", path, voting | {"option_ids": []})
    assert taken_back["poll"]["total_voter_count"] == 0


async def test_a_stopped_poll_takes_no_more_votes(pg: Running, jana: Json) -> None:
    sent = await pg.result("sendPoll", chat_id=jana["id"], **YES_NO)
    where = {"chat_id": jana["id"], "message_id": sent["message_id"]}
    assert (await pg.result("stopPoll", **where))["is_closed"]
    again = await pg.refusal("stopPoll", **where)
    assert again == (400, "Bad Request: poll has already been closed")
    vote = {"from_id": jana["id"], "message_id": sent["message_id"], "option_ids": [0]}
    address = f"{pg.url}/playground/api/chats/{jana['id']}/vote"
    answer = await pg.client.post(address, json=vote)
    assert (answer.status_code, answer.json()["error"]) == (400, "the poll is closed")
    [update] = await pg.result("getUpdates")
    assert update["poll"]["is_closed"]


async def test_reactions_go_both_ways(pg: Running, jana: Json) -> None:
    await pg.result("getUpdates", allowed_updates=["message", "message_reaction"])
    sent = await pg.result("sendMessage", chat_id=jana["id"], text="Hotovo")
    where = {"chat_id": jana["id"], "message_id": sent["message_id"]}
    await pg.result("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "👍"}])
    wrong = await pg.refusal(
        "setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "x"}]
    )
    assert wrong == (400, "Bad Request: REACTION_INVALID")
    reacting = {"from_id": jana["id"], "message_id": sent["message_id"], "emoji": "❤"}
    await pg.telegram.ask("POST", f"/chats/{jana['id']}/react", reacting)
    [update] = await pg.result("getUpdates", timeout=2)
    assert update["message_reaction"]["new_reaction"] == [{"type": "emoji", "emoji": "❤"}]


async def test_a_bot_introduces_itself_in_languages(pg: Running, jana: Json) -> None:
    await pg.result("setMyName", name="Náves")
    await pg.result("setMyName", name="Village", language_code="en")
    assert await pg.result("getMyName", language_code="en") == {"name": "Village"}
    assert await pg.result("getMyName", language_code="uk") == {"name": "Náves"}
    await pg.result("setMyDescription", description="Ptáme se obyvatel")
    await pg.result("setMyShortDescription", short_description="Ankety")
    assert await pg.result("getMyDescription") == {"description": "Ptáme se obyvatel"}
    assert await pg.result("getMyShortDescription") == {"short_description": "Ankety"}
    button = {"type": "commands"}
    await pg.result("setChatMenuButton", chat_id=jana["id"], menu_button=button)
    assert await pg.result("getChatMenuButton", chat_id=jana["id"]) == button
    too_long = await pg.refusal("setMyDescription", description="a" * 513)
    assert too_long == (400, "Bad Request: bot description is too long")


async def test_an_inline_query_is_answered() -> None:
    import asyncio

    bot = BotAccount("1000000001:inline", inline=True)
    async with playground_running(bots=(bot,)) as pg:
        jana = await pg.telegram.resident()
        async with asyncio.TaskGroup() as group:
            asked = {"from_id": jana["id"], "query": "dopr"}
            asking = group.create_task(pg.telegram.ask("POST", "/inline", asked))
            [update] = await pg.result("getUpdates", timeout=5)
            assert update["inline_query"]["query"] == "dopr"
            result = {
                "type": "article",
                "id": "1",
                "title": "Doprava",
                "input_message_content": {"message_text": "Doprava"},
            }
            query_id = update["inline_query"]["id"]
            same = await pg.refusal(
                "answerInlineQuery", inline_query_id=query_id, results=[result, result]
            )
            assert same == (400, "Bad Request: RESULT_ID_DUPLICATE")
            await pg.result("answerInlineQuery", inline_query_id=query_id, results=[result])
        assert asking.result()["results"] == [result]
    judge_all(pg)


async def test_who_logs_out_is_out(pg: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    status, said = await pg.refusal("close")
    assert (status, said.startswith("Too Many Requests: retry after")) == (429, True)
    assert await pg.result("logOut")
    assert await pg.refusal("getMe") == (400, "Logged out")
    monkeypatch.setattr(describing, "LOGGED_OUT_S", 0)
    pg.playground.bots[1000000001].logged_out_until = 0
    assert await pg.result("getMe")
    assert await pg.result("close")


async def test_people_send_places_contacts_and_replies(pg: Running, jana: Json) -> None:
    path = f"/chats/{jana['id']}/messages"
    asked = await pg.result("sendMessage", chat_id=jana["id"], text="Kde to je?")
    here = {"from_id": jana["id"], "location": PLACE, "reply_to": asked["message_id"]}
    await pg.telegram.ask("POST", path, here)
    contact = {"phone_number": "+420123456789", "first_name": "Jana"}
    await pg.telegram.ask("POST", path, {"from_id": jana["id"], "contact": contact})
    first, second = await pg.result("getUpdates")
    assert first["message"]["location"] == PLACE
    assert first["message"]["reply_to_message"]["text"] == "Kde to je?"
    assert second["message"]["contact"] == contact
    wrong = {"from_id": jana["id"], "location": {"latitude": "tady"}}
    answer = await pg.client.post(f"{pg.url}/playground/api{path}", json=wrong)
    assert answer.status_code == 400


async def test_people_can_edit_for_two_days(pg: Running, jana: Json) -> None:
    written = await pg.telegram.write(jana, "Ahoj")
    await pg.telegram.clock(48 * 3600 + 10)
    body = {"from_id": jana["id"], "message_id": written["message_id"], "text": "Pozdě"}
    answer = await pg.client.post(f"{pg.url}/playground/api/chats/{jana['id']}/edit", json=body)
    assert (answer.status_code, answer.json()["error"]) == (400, "message can't be edited")


async def test_lint_tells_what_telegram_passes_over(pg: Running, jana: Json) -> None:
    await pg.call("getUpdates", limit=5000, moon=1)
    [call] = await pg.telegram.calls("getUpdates")
    assert call["lint"] == ["limit: 5000 is taken as 100", "unknown parameter moon"]
    await pg.telegram.ask("PUT", "/switches", {"lint": False})
    await pg.call("getMe", moon=1)
    [call] = await pg.telegram.calls("getMe")
    assert "lint" not in call
