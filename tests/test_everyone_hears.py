"""A broadcast reaches everybody, whatever dies on the way, and the report says how it was.

The real worker sends to a playground; what lies in people's chats is compared with the tally.
"""

import random
import time
from pathlib import Path

import pytest

from storage.broadcasts import PAUSED, SENDING
from storage.outreach import ARRIVED, Outcome
from tests.playground.running import Json
from tests.resilience.broadcasting import Broadcasting, broadcasting, leads

LONG = [pytest.mark.soak, pytest.mark.timeout(1700)]
TELEGRAMS_LIMITS = {
    "chat": {"rate": 1, "burst": 3},
    "overall": {"rate": 30, "burst": 30},
    "paid": {"rate": 1000, "burst": 1000},
}
MESSAGES = {"method": "sendMessage"}
TROUBLES: tuple[Json, ...] = (
    {"kind": "blocked", "share": 0.1, "of": "chats", "seed": 1},
    {"kind": "429", "after": 20, "times": 15, "retry_after": 1},
    {"kind": "429", "share": 0.01, "retry_after": 1, "seed": 2},
    {"kind": "500", "share": 0.05, "seed": 3},
    {"kind": "drop_before", "share": 0.02, "seed": 4},
    {"kind": "drop_after", "share": 0.02, "seed": 5},
    {"kind": "slow_answer", "share": 0.1, "ms": 100, "spread_ms": 1500, "seed": 6},
)


async def told_play(scene: Broadcasting, kills: int) -> dict[Outcome, int]:
    """Kill the worker again and again at any moment until everything has ended."""
    chance = random.Random(scene.recipients)
    for moment in sorted(chance.uniform(0.05, 0.9) for _ in range(kills)):
        worker = await scene.start_worker()
        await scene.until_arrived(moment)
        await scene.kill(worker)
    await scene.start_worker()
    return await scene.until_settled()


def everyone_has_it(scene: Broadcasting, tally: dict[Outcome, int]) -> None:
    """All but those who have blocked the bot, or of whom the report says that it may not be so."""
    arrived = scene.arrived
    without = sum(count == 0 for count in arrived.values())
    doubles = sum(count - 1 for count in arrived.values() if count)
    unsure = tally.get(Outcome.UNCERTAIN, 0)
    assert sum(tally.values()) == scene.recipients
    assert doubles <= tally.get(Outcome.SENT_AGAIN, 0) + unsure
    assert without - tally.get(Outcome.BLOCKED, 0) <= unsure
    reached = sum(tally.get(outcome, 0) for outcome in ARRIVED)
    assert reached <= scene.recipients - without <= reached + unsure + tally.get(Outcome.BLOCKED, 0)


@pytest.mark.parametrize(
    ("recipients", "kills"),
    [pytest.param(120, 2, id="short"), pytest.param(5000, 10, id="long", marks=LONG)],
)
async def test_killed_at_any_moment_everyone_gets_it(
    database_url: str, tmp_path: Path, recipients: int, kills: int
) -> None:
    async with broadcasting(database_url, tmp_path, recipients) as scene:
        tally = await told_play(scene, kills)
        everyone_has_it(scene, tally)
        assert set(tally) <= {*ARRIVED, Outcome.UNCERTAIN}


@pytest.mark.parametrize(
    ("recipients", "kills"),
    [pytest.param(120, 1, id="short"), pytest.param(5000, 10, id="long", marks=LONG)],
)
async def test_through_all_of_telegrams_troubles_the_report_adds_up(
    database_url: str, tmp_path: Path, recipients: int, kills: int
) -> None:
    faults = [fault | MESSAGES for fault in TROUBLES]
    async with broadcasting(
        database_url, tmp_path, recipients, *faults, limits=TELEGRAMS_LIMITS
    ) as scene:
        tally = await told_play(scene, kills)
        everyone_has_it(scene, tally)
        assert tally[Outcome.BLOCKED] > 0


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_telegrams_own_pace_is_used_and_hardly_ever_exceeded(
    database_url: str, tmp_path: Path
) -> None:
    """With nobody chatting: 95 % of thirty a second over 3,000 messages, a handful of refusals."""
    async with broadcasting(database_url, tmp_path, 3000, limits=TELEGRAMS_LIMITS) as scene:
        await scene.start_worker()
        await scene.until_arrived(0.01)
        before, started = sum(scene.arrived.values()), time.monotonic()
        tally = await scene.until_settled()
        rate = (sum(scene.arrived.values()) - before) / (time.monotonic() - started)
        assert tally == {Outcome.SENT: 3000}
        assert rate >= 0.95 * 30
        assert await scene.calls(429) <= 5


async def test_of_two_workers_one_sends_and_the_other_takes_over(
    postgres_url: str, tmp_path: Path
) -> None:
    async with broadcasting(postgres_url, tmp_path, 120) as scene:
        await scene.move(PAUSED)
        workers = [await scene.start_worker() for _ in range(2)]
        for worker in workers:
            await scene.until_up(worker)
        await scene.move(SENDING)
        await scene.until_arrived(0.3)
        (leader,) = filter(leads, workers)
        (other,) = (worker for worker in workers if worker is not leader)
        await scene.kill(leader)
        everyone_has_it(scene, await scene.until_settled())
        assert leads(other)
