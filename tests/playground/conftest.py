"""A running playground, whose every answer is judged when the test is over."""

from collections.abc import AsyncIterator

import pytest

from tests.playground.running import Json, Running, playground_running


@pytest.fixture
async def pg() -> AsyncIterator[Running]:
    from tests.playground.judges import judge_all

    async with playground_running() as running:
        yield running
    judge_all(running)


@pytest.fixture
async def jana(pg: Running) -> Json:
    return await pg.telegram.resident()
