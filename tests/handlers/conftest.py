"""The village, on SQLite and on PostgreSQL."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from tests import postgres
from tests.handlers.village import Village, settle, village


@pytest.fixture(scope="session")
async def sqlite_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With areas, municipalities and codelists in it, once for all stories."""
    path = tmp_path_factory.mktemp("village") / "naves.db"
    shutil.copy(sqlite_template, path)
    await _settled(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture(scope="session")
async def postgres_template(
    postgres_server: postgres.Server, postgres_template: str
) -> AsyncIterator[str]:
    name = await postgres_server.make(postgres_template)
    await _settled(postgres_server.database(name))
    yield name
    await postgres_server.drop(name)


async def _settled(url: str) -> None:
    database = Database(url)
    await settle(database)
    await database.close()


@pytest.fixture
async def obec(database: Database, tmp_path: Path) -> AsyncIterator[Village]:
    async with village(database, tmp_path) as made:
        yield made
