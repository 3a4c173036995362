"""getUpdates: acknowledging by offset, waiting, and the conflicts of two that ask at once."""

import asyncio

import pytest

from playground import polling, updates
from tests.playground.running import PATIENCE_S, Json, Running

OTHER = (
    409,
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running",
)


async def until_it_waits(pg: Running) -> None:
    """Until a poll waits that nobody waited for before."""
    [polls] = pg.playground.polls.values()
    before = polls._poll
    async with asyncio.timeout(PATIENCE_S):
        while polls._poll is None or polls._poll is before:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_updates_stay_until_they_are_acknowledged(pg: Running, jana: Json) -> None:
    for text in "abc":
        await pg.telegram.write(jana, text)
    first, second, third = await pg.result("getUpdates")
    assert [update["message"]["text"] for update in (first, second, third)] == ["a", "b", "c"]
    assert await pg.result("getUpdates", offset=second["update_id"]) == [second, third]
    assert await pg.result("getUpdates", offset=-1) == [third]
    info = await pg.result("getWebhookInfo")
    assert info["pending_update_count"] == 1
    async with asyncio.TaskGroup() as group:
        after = third["update_id"] + 1
        waiting = group.create_task(pg.result("getUpdates", offset=after, timeout=20))
        await until_it_waits(pg)
        await pg.telegram.write(jana, "d")
    [fourth] = waiting.result()
    assert fourth["update_id"] == after


async def test_a_newer_poll_ends_the_older(pg: Running, jana: Json) -> None:
    async with asyncio.TaskGroup() as group:
        older = group.create_task(pg.refusal("getUpdates", timeout=20))
        await until_it_waits(pg)
        newer = group.create_task(pg.result("getUpdates", timeout=20))
        await until_it_waits(pg)
        await pg.telegram.write(jana, "Komu?")
    assert older.result() == OTHER
    assert len(newer.result()) == 1


async def test_a_webhook_and_polling_exclude_each_other(
    pg: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "HASTE_S", 0.1)
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(pg.refusal("getUpdates", timeout=20))
        await until_it_waits(pg)
        await pg.result("setWebhook", url="http://127.0.0.1:9/hook")
    assert poll.result() == (409, "Conflict: terminated by setWebhook request")
    refused = await pg.refusal("getUpdates")
    assert refused == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first",
    )
    await pg.result("deleteWebhook")
    assert await pg.result("getUpdates") == []


async def test_a_repeated_conflict_is_told_slowly(
    pg: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "HASTE_S", 0.5)
    await pg.result("setWebhook", url="http://127.0.0.1:9/hook")
    loop = asyncio.get_running_loop()
    started = loop.time()
    await pg.refusal("getUpdates")
    await pg.refusal("getUpdates")
    assert loop.time() - started >= 0.5
    await pg.result("deleteWebhook")


async def test_an_old_tap_is_not_delivered_any_more(
    pg: Running, jana: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(updates.LIFETIMES_S, "callback_query", -1)
    query = {"id": "1", "from": jana, "chat_instance": "1", "data": "a"}
    await pg.telegram.ask("POST", "/updates", {"callback_query": query})
    await pg.telegram.write(jana, "Ještě tu jsem")
    [update] = await pg.result("getUpdates")
    assert "message" in update


async def test_only_the_wanted_kinds_come(pg: Running, jana: Json) -> None:
    await pg.result("getUpdates", allowed_updates=["my_chat_member"])
    await pg.telegram.write(jana, "Nechce slyšet")
    await pg.telegram.block(jana)
    [update] = await pg.result("getUpdates", offset=-1)
    assert "my_chat_member" in update
    info = await pg.result("getWebhookInfo")
    assert info["allowed_updates"] == ["my_chat_member"]


async def test_a_poll_ends_when_its_bot_is_gone(pg: Running, jana: Json) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await pg.result("getUpdates", timeout=50)
    await pg.telegram.write(jana, "Haló?")
    assert len(await pg.result("getUpdates")) == 1


async def test_time_makes_updates_and_taps_too_old(
    pg: Running, jana: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "HASTE_S", 0.0)
    monkeypatch.setattr(polling, "GREAT_HASTE_S", 0.0)
    await pg.telegram.write(jana, "Haló")
    tap = {"id": "q1", "from": jana, "chat_instance": "1", "data": "yes"}
    await pg.telegram.ask("POST", "/updates", {"callback_query": tap})
    message, _ = await pg.result("getUpdates")
    await pg.telegram.clock(16)
    late = await pg.refusal("answerCallbackQuery", callback_query_id="q1")
    assert "query is too old" in late[1]
    await pg.telegram.clock(151)
    assert await pg.result("getUpdates") == [message]
    await pg.telegram.clock(24 * 3600 + 60)
    assert await pg.result("getUpdates") == []
