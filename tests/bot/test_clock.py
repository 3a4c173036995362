"""The time is the machine's, or in demo and tests shifted as the playground says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import Clock
from tests.playground.running import playground_running

SOON = timedelta(minutes=1)


async def test_the_playground_can_move_the_clock(tmp_path: Path) -> None:
    async with playground_running(tmp_path) as village:
        clock = Clock(f"{village.url}/playground/api/clock")
        await village.telegram.clock(86400)
        assert abs(await clock.now() - datetime.now(UTC) - timedelta(days=1)) < SOON
    assert abs(await clock.now() - datetime.now(UTC) - timedelta(days=1)) < SOON
    await clock.close()


async def test_without_a_playground_it_is_the_machines_own() -> None:
    clock = Clock()
    assert abs(await clock.now() - datetime.now(UTC)) < SOON
    assert (await clock.now()).tzinfo is UTC
