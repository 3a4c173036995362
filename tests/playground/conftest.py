"""A running playground, whose every answer is judged when the test is over."""

from collections.abc import AsyncIterator

import pytest

from tests.playground.running import Json, Running, playground_running


@pytest.fixture
async def pg() -> AsyncIterator[Running]:
    from tests.playground.judges import judge

    async with playground_running() as running:
        yield running
    for method, result in running.answered:
        judge(method, result)


@pytest.fixture
async def jana(pg: Running) -> Json:
    return await pg.telegram.resident()
