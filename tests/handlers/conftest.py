"""The village, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.handlers.village import Village, village


@pytest.fixture
async def obec(database: Database, tmp_path: Path) -> AsyncIterator[Village]:
    async with village(database, tmp_path) as made:
        yield made
