"""Ordered troubles: the bot meets them exactly where and as often as they were ordered."""

import asyncio

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
        ("deactivated", 403, "Forbidden: user is deactivated"),
        ("not_found", 400, "Bad Request: chat not found"),
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


async def outcomes(pg: Running, jana: Json, count: int) -> list[bool]:
    return [(await send(pg, jana))["ok"] for _ in range(count)]


async def test_a_share_of_calls_fails_the_same_way_each_time(pg: Running, jana: Json) -> None:
    fault = {"kind": "500", "method": ["sendPhoto", "SENDMESSAGE"], "share": 0.3, "seed": 4}
    await pg.telegram.faults(fault)
    first = await outcomes(pg, jana, 40)
    [shown] = await pg.telegram.ask("GET", "/faults")
    assert (shown["seen"], shown["struck"]) == (40, first.count(False))
    assert 4 <= first.count(False) <= 20
    await pg.telegram.faults(fault)
    assert await outcomes(pg, jana, 40) == first
    await pg.telegram.faults(fault | {"seed": 5})
    assert await outcomes(pg, jana, 40) != first


async def test_a_share_of_chats_is_blocked_and_stays_so(pg: Running) -> None:
    people = [await pg.telegram.user(started=True) for _ in range(30)]
    await pg.telegram.faults({"kind": "blocked", "share": 0.3, "of": "chats", "seed": 1})
    first = [(await send(pg, person))["ok"] for person in people]
    assert 2 <= first.count(False) <= 18
    assert [(await send(pg, person))["ok"] for person in people] == first
    await pg.result("getMe")


async def test_a_storm_is_over_in_time(pg: Running, jana: Json) -> None:
    await pg.telegram.faults({"kind": "429", "for_s": 3600})
    assert await outcomes(pg, jana, 2) == [False, False]
    await pg.telegram.faults({"kind": "429", "for_s": 0})
    assert await outcomes(pg, jana, 1) == [True]


async def test_a_slow_answer_comes_after_the_message(pg: Running, jana: Json) -> None:
    await pg.telegram.faults({"kind": "slow_answer", "ms": 60_000, "spread_ms": 10})
    async with asyncio.TaskGroup() as group:
        sending = group.create_task(send(pg, jana, "došla"))
        [message] = await pg.telegram.until(jana)
        assert not sending.done()
        sending.cancel()
    assert message["text"] == "došla"


@pytest.mark.parametrize(
    "wrong",
    [
        {"share": 2},
        {"share": "half"},
        {"of": "people"},
        {"method": [1]},
        {"for_s": "long"},
        {"seed": "x"},
    ],
)
async def test_a_fault_that_means_nothing_is_refused(pg: Running, wrong: Json) -> None:
    response = await pg.client.put(
        f"{pg.url}/playground/api/faults", json=[{"kind": "500"} | wrong]
    )
    assert response.status_code == 400
