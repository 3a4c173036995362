"""Rate limits: bursts pass, then Telegram asks for patience; load and many waiting updates."""

from types import SimpleNamespace

import pytest

from playground.accounts import BotAccount
from playground.bots import Bot
from playground.clock import Clock
from playground.limits import TELEGRAM, Limits
from playground.refusals import Refusal
from playground.store import Store
from playground.updates import Inbox
from tests.playground.running import Json, Running


@pytest.fixture(autouse=True)
def _no_time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, no bucket fills up meanwhile."""
    monkeypatch.setattr("playground.limits.time", SimpleNamespace(monotonic=lambda: 1000.0))


async def send(pg: Running, chat_id: int, **more: object) -> Json:
    return await pg.call("sendMessage", chat_id=chat_id, text="a", **more)


async def test_nobody_is_held_back_until_limits_are_set(pg: Running, jana: Json) -> None:
    limits = await pg.telegram.ask("GET", "/limits")
    assert set(limits) == set(TELEGRAM)
    assert set(limits.values()) == {None}
    assert all([(await send(pg, jana["id"]))["ok"] for _ in range(5)])


async def test_a_burst_passes_and_then_patience_is_asked_for(pg: Running, jana: Json) -> None:
    await pg.telegram.ask("PUT", "/limits", {"chat": {"rate": 0.1, "burst": 3}})
    answers = [await send(pg, jana["id"]) for _ in range(4)]
    assert [answer["ok"] for answer in answers] == [True, True, True, False]
    assert answers[3]["description"].startswith("Too Many Requests: retry after ")
    wait = answers[3]["parameters"]["retry_after"]
    assert wait == 10
    address = f"{pg.api}/bot{pg.token}/sendMessage"
    raw = await pg.client.post(address, json={"chat_id": jana["id"], "text": "a"})
    assert (raw.status_code, raw.headers["Retry-After"]) == (429, str(wait))
    petr = await pg.telegram.user(username="coordinator")
    assert (await send(pg, petr["id"]))["ok"]
    await pg.telegram.ask("PUT", "/limits", {"chat": None})
    assert (await send(pg, jana["id"]))["ok"]


async def test_edits_and_questions_are_no_messages(pg: Running, jana: Json) -> None:
    await pg.telegram.ask("PUT", "/limits", {"overall": {"rate": 0.1, "burst": 1}})
    sent = await send(pg, jana["id"])
    where = {"chat_id": jana["id"], "message_id": sent["result"]["message_id"]}
    assert (await pg.call("editMessageText", text="b", **where))["ok"]
    assert (await pg.call("sendChatAction", chat_id=jana["id"], action="typing"))["ok"]
    assert not (await send(pg, jana["id"]))["ok"]


async def test_edits_have_buckets_of_their_own(pg: Running, jana: Json) -> None:
    sent = await send(pg, jana["id"])
    where = {"chat_id": jana["id"], "message_id": sent["result"]["message_id"]}
    await pg.telegram.ask("PUT", "/limits", {"edit": {"rate": 0.1, "burst": 2}})
    answers = [await pg.call("editMessageText", text=text, **where) for text in "bcd"]
    assert [answer["ok"] for answer in answers] == [True, True, False]
    assert answers[2]["parameters"]["retry_after"] == 10
    assert (await send(pg, jana["id"]))["ok"]


async def test_a_paid_broadcast_has_a_bucket_of_its_own(pg: Running, jana: Json) -> None:
    await pg.telegram.ask("PUT", "/limits", {"overall": {"rate": 0.1, "burst": 1}})
    assert (await send(pg, jana["id"]))["ok"]
    assert (await send(pg, jana["id"], allow_paid_broadcast=True))["ok"]
    assert not (await send(pg, jana["id"]))["ok"]


async def test_a_limit_that_means_nothing_is_refused(pg: Running) -> None:
    for wrong in ([], {"moon": None}, {"chat": {"rate": 0, "burst": 1}}, {"chat": {"rate": 1}}):
        answer = await pg.client.put(f"{pg.url}/playground/api/limits", json=wrong)
        assert answer.status_code == 400


def refused(limits: Limits, chat_id: int, method: str = "sendMessage", **more: object) -> bool:
    try:
        limits.take(method, 1, {"chat_id": chat_id} | more)
    except Refusal:
        return True
    return False


def test_telegrams_own_limits_are_as_published() -> None:
    limits = Limits(TELEGRAM)
    assert [refused(limits, 5) for _ in range(4)] == [False, False, False, True]
    limits = Limits(TELEGRAM)
    assert sum(not refused(limits, -5) for _ in range(25)) == 20
    limits = Limits(TELEGRAM)
    assert sum(not refused(limits, number) for number in range(40)) == 30
    limits = Limits(TELEGRAM)
    assert sum(not refused(limits, -5, "editMessageText") for _ in range(25)) == 20


def test_an_album_counts_as_its_pictures() -> None:
    limits = Limits(TELEGRAM)
    assert not refused(limits, 5, media=[{}, {}, {}])
    assert refused(limits, 5)


def test_buckets_do_not_pile_up() -> None:
    limits = Limits(TELEGRAM | {"overall": None})
    for number in range(20_000):
        limits.take("sendMessage", 1, {"chat_id": number + 1})
    assert len(limits._buckets) <= 20_000


def test_acknowledged_updates_leave_nothing_behind() -> None:
    inbox = Inbox(Bot(BotAccount("1:a")), Store(None), Clock())
    for _ in range(10):
        numbers = [inbox.add("message", {"chat": {"id": 1}}) for _ in range(1_000)]
        inbox.forget_before((numbers[-1] or 0) + 1)
    assert len(inbox) == 0
    assert len(inbox._expiring) < 3_000
