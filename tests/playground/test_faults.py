"""Ordered troubles: the bot meets them exactly where and as often as they were ordered."""

import httpx
import pytest

from tests.playground.running import Json, Running


async def send(pg: Running, jana: Json, text: str = "a") -> Json:
    return await pg.call("sendMessage", chat_id=jana["id"], text=text)


async def test_a_429_comes_once_with_its_patience(pg: Running, jana: Json) -> None:
    await pg.telegram.faults({"kind": "429", "retry_after": 7, "times": 1})
    address = f"{pg.api}/bot{pg.token}/sendMessage"
    refused = await pg.client.post(address, json={"chat_id": jana["id"], "text": "a"})
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "7"
    assert refused.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    assert (await send(pg, jana))["ok"]


@pytest.mark.parametrize(
    ("kind", "status", "said"),
    [
        ("500", 500, "Internal Server Error"),
        ("blocked", 403, "Forbidden: bot was blocked by the user"),
        ("unauthorized", 401, "Unauthorized"),
    ],
)
async def test_a_refusal_is_said_in_telegrams_words(
    pg: Running, jana: Json, kind: str, status: int, said: str
) -> None:
    await pg.telegram.faults({"kind": kind, "method": "sendmessage", "after": 1})
    assert (await send(pg, jana))["ok"]
    refused = await send(pg, jana)
    assert (refused["error_code"], refused["description"]) == (status, said)
    await pg.result("getMe")
    await pg.telegram.faults()
    assert (await send(pg, jana))["ok"]


async def test_a_lost_request_changes_nothing_a_lost_answer_does(pg: Running, jana: Json) -> None:
    await pg.telegram.faults(
        {"kind": "drop_before", "times": 1}, {"kind": "drop_after", "after": 1, "times": 1}
    )
    with pytest.raises(httpx.RemoteProtocolError):
        await send(pg, jana, "ztracená")
    with pytest.raises(httpx.RemoteProtocolError):
        await send(pg, jana, "došla")
    await send(pg, jana, "potvrzená")
    texts = [message["text"] for message in await pg.telegram.messages(jana)]
    assert texts == ["došla", "potvrzená"]
    statuses = [call["status"] for call in await pg.telegram.calls("sendMessage")]
    assert statuses == [0, 200, 200]


async def test_a_fault_of_one_chat_leaves_the_others_alone(pg: Running, jana: Json) -> None:
    petr = await pg.telegram.user(username="coordinator")
    await pg.telegram.faults({"kind": "500", "chat_id": petr["id"]})
    assert (await send(pg, jana))["ok"]
    assert not (await send(pg, petr))["ok"]


async def test_slowness_is_slow(pg: Running, jana: Json) -> None:
    await pg.telegram.faults({"kind": "latency", "ms": 120})
    await send(pg, jana)
    [call] = await pg.telegram.calls("sendMessage")
    assert call["ms"] >= 120


@pytest.mark.parametrize("wrong", [{}, [{"kind": "fire"}], [{"kind": "429", "times": "two"}]])
async def test_a_fault_that_nobody_knows_is_refused(pg: Running, wrong: object) -> None:
    response = await pg.client.put(f"{pg.url}/playground/api/faults", json=wrong)
    assert response.status_code == 400
