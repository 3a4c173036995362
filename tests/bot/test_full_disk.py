"""With no room left nothing is lost in silence: people are told, and may try again later."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.handlers.village import Village, settle, village


class Disk:
    has_room = True


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
async def obec(sqlite_url: str, tmp_path: Path, disk: Disk) -> AsyncIterator[Village]:
    database = Database(sqlite_url, lambda: disk.has_room)
    await settle(database)
    async with village(database, tmp_path) as made:
        yield made
    await database.close()


async def test_a_resident_is_told_kindly_and_goes_on_when_there_is_room(
    obec: Village, disk: Disk
) -> None:
    jana = await obec.person("jana")
    disk.has_room = False
    assert "nemám kam ukládat" in await jana.start()
    disk.has_room = True
    assert "Náves" in await jana.start()
