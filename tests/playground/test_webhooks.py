"""Webhooks: the secret, the order, repeating what failed, and the call in the response."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from starlette.responses import JSONResponse, Response

from tests.playground.receiver import Receiver, receiving
from tests.playground.running import PATIENCE_S, Json, Running

YES = {"inline_keyboard": [[{"text": "Ano", "callback_data": "yes"}]]}


@pytest.fixture
async def receiver(pg: Running) -> AsyncIterator[Receiver]:
    pg.playground.webhooks.first_pause_s = 0.05
    async with receiving() as found:
        await pg.result("setWebhook", url=found.url, secret_token="tajne_heslo-1")
        yield found
        await pg.result("deleteWebhook")


async def test_an_update_comes_with_the_secret(pg: Running, jana: Json, receiver: Receiver) -> None:
    await pg.telegram.write(jana, "Dobrý den")
    [update] = await receiver.until(1)
    assert update["message"]["text"] == "Dobrý den"
    assert receiver.secrets == ["tajne_heslo-1"]
    pg.answered.append(("getUpdates", [update]))


async def test_what_failed_is_repeated_and_keeps_the_order(
    pg: Running, jana: Json, receiver: Receiver
) -> None:
    refusals = [503, 500, 404]

    async def sulk(_: Json) -> Response:
        return Response(status_code=refusals.pop() if refusals else 200)

    receiver.answering = sulk
    await pg.telegram.write(jana, "první")
    await pg.telegram.write(jana, "druhá")
    await receiver.until(5)
    assert receiver.texts() == ["první"] * 4 + ["druhá"]
    info = await pg.result("getWebhookInfo")
    assert info["last_error_message"] == (
        "Wrong response from the webhook: 503 Service Unavailable"
    )


async def test_one_chat_waits_while_another_goes_on(
    pg: Running, jana: Json, receiver: Receiver
) -> None:
    released = asyncio.Event()

    async def hold_jana(update: Json) -> Response:
        if update["message"]["from"]["id"] == jana["id"]:
            await released.wait()
        return JSONResponse({})

    receiver.answering = hold_jana
    petr = await pg.telegram.user(username="coordinator")
    await pg.telegram.write(jana, "Jana 1")
    await pg.telegram.write(jana, "Jana 2")
    await pg.telegram.write(petr, "Petr")
    await receiver.until(2)
    assert sorted(receiver.texts()) == ["Jana 1", "Petr"]
    released.set()
    await receiver.until(3)
    assert receiver.texts()[2:] == ["Jana 2"]


async def test_a_tap_overtakes_a_message_of_the_same_person(
    pg: Running, jana: Json, receiver: Receiver
) -> None:
    released = asyncio.Event()

    async def hold_messages(update: Json) -> Response:
        if "message" in update:
            await released.wait()
            return JSONResponse({})
        query_id = update["callback_query"]["id"]
        answer = {"method": "answerCallbackQuery", "callback_query_id": query_id, "text": "Ano!"}
        return JSONResponse(answer)

    receiver.answering = hold_messages
    await pg.result("sendMessage", chat_id=jana["id"], text="Přijdete?", reply_markup=YES)
    await pg.telegram.write(jana, "Počkejte")
    heard = await pg.telegram.press(jana, "Ano")
    assert (heard["answered"], heard["text"]) == (True, "Ano!")
    released.set()


@pytest.mark.parametrize("shape", ["json", "form", "multipart"])
async def test_the_call_in_the_response_is_executed(
    pg: Running, jana: Json, receiver: Receiver, shape: str
) -> None:
    call = {"method": "SendMessage", "chat_id": str(jana["id"]), "text": "Dobrý den"}

    async def reply(_: Json) -> Response:
        if shape == "json":
            return JSONResponse(call)
        if shape == "form":
            kind = "application/x-www-form-urlencoded"
            return Response(urlencode(call), media_type=kind)
        parts = "".join(
            f'--X\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in call.items()
        )
        return Response(parts + "--X--\r\n", media_type="multipart/form-data; boundary=X")

    receiver.answering = reply
    written = await pg.telegram.write(jana, "Haló")
    assert (await pg.telegram.reply(jana, written))["text"] == "Dobrý den"
    [logged] = await pg.telegram.calls("sendMessage")
    assert logged["via"] == "webhook"


async def test_a_response_cannot_change_the_webhook(
    pg: Running, jana: Json, receiver: Receiver
) -> None:
    async def reply(_: Json) -> Response:
        return JSONResponse({"method": "deleteWebhook"})

    receiver.answering = reply
    await pg.telegram.write(jana, "jedna")
    await pg.telegram.write(jana, "dvě")
    await receiver.until(2)
    assert (await pg.result("getWebhookInfo"))["url"] == receiver.url


async def test_what_waited_before_comes_when_the_webhook_is_set(
    pg: Running, jana: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    within_a_second = SimpleNamespace(monotonic=lambda: 1000.0)
    monkeypatch.setattr("playground.methods.receiving.time", within_a_second)
    await pg.telegram.write(jana, "Čekám")
    async with receiving() as receiver:
        await pg.result("setWebhook", url=receiver.url)
        await receiver.until(1)
        again = await pg.call("setWebhook", url=receiver.url)
        assert again["description"] == "Webhook is already set"
        other = await pg.refusal("setWebhook", url=receiver.url + "2")
        assert other == (429, "Too Many Requests: retry after 1")
        await pg.result("deleteWebhook")


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"url": "http://a.cz", "secret_token": "á"}, "secret token contains unallowed characters"),
        ({"url": "http://a.cz", "secret_token": "a" * 257}, "secret token is too long"),
        ({"url": "ftp://a.cz"}, "bad webhook: invalid webhook URL specified"),
    ],
)
async def test_a_webhook_is_refused(pg: Running, parameters: Json, said: str) -> None:
    assert await pg.refusal("setWebhook", **parameters) == (400, f"Bad Request: {said}")


async def test_away_from_home_only_https_and_its_ports_will_do(pg: Running) -> None:
    pg.playground.local = False
    refused = await pg.refusal("setWebhook", url="http://obec.cz/hook")
    said = "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    assert refused == (400, said)
    refused = await pg.refusal("setWebhook", url="https://obec.cz:8080/hook")
    said = "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
    assert refused == (400, said)


async def test_no_more_deliveries_at_once_than_the_bot_wants(pg: Running, jana: Json) -> None:
    released = asyncio.Event()

    async def hold(_: Json) -> Response:
        await released.wait()
        return JSONResponse({})

    petr = await pg.telegram.user(username="coordinator")
    async with receiving() as receiver:
        receiver.answering = hold
        await pg.result("setWebhook", url=receiver.url, max_connections=1)
        await pg.telegram.write(jana, "Jana")
        await pg.telegram.write(petr, "Petr")
        await receiver.until(1)
        await asyncio.sleep(0.1)
        assert receiver.texts() == ["Jana"]
        released.set()
        await receiver.until(2)
        await pg.result("deleteWebhook")


async def test_votes_in_one_poll_keep_their_order(
    pg: Running, jana: Json, receiver: Receiver
) -> None:
    options = [{"text": "Ano"}, {"text": "Ne"}]
    poll = {"question": "Přijdete?", "options": options, "is_anonymous": False}
    sent = await pg.result("sendPoll", chat_id=jana["id"], **poll)
    for chosen in (0, 1):
        vote = {"from_id": jana["id"], "message_id": sent["message_id"], "option_ids": [chosen]}
        await pg.telegram.ask("POST", f"/chats/{jana['id']}/vote", vote)
    came = await receiver.until(4)
    assert [next(kind for kind in one if kind != "update_id") for one in came] == [
        "poll_answer",
        "poll",
        "poll_answer",
        "poll",
    ]
    assert [one["poll_answer"]["option_ids"] for one in came[::2]] == [[0], [1]]


async def without_webhook(pg: Running) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if not (await pg.result("getWebhookInfo"))["url"]:
                return
            await asyncio.sleep(0.02)


async def gone(_: Json) -> Response:
    return Response(status_code=410)


async def test_who_is_gone_for_a_day_loses_the_webhook(
    pg: Running, jana: Json, receiver: Receiver
) -> None:
    receiver.answering = gone
    await pg.telegram.write(jana, "Haló")
    await receiver.until(3)
    assert (await pg.result("getWebhookInfo"))["url"] == receiver.url
    await pg.telegram.clock(23 * 3600 + 60)
    await without_webhook(pg)
    [update] = await pg.result("getUpdates")
    assert update["message"]["text"] == "Haló"
