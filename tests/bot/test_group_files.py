"""Files of working groups: kept once however often, or refused with all that is wrong."""

from datetime import datetime
from pathlib import Path

import pytest

from bot import place_files
from bot.group_files import keep_groups
from bot.place_files import WrongFile
from storage import groups as tables
from storage.database import Database

EXAMPLES = Path(__file__).parents[2] / "examples"
WRONG = """
groups:
  - {key: rs, area: nikde, name: {cs: "Řídící skupina"}}
  - key: ps
    area: orp-vizovice
    name: {cs: "Senioři"}
    topics: [ryby]
    members: [{name: "Eva", party: user, municipalities: ["999999"]}]
"""


@pytest.fixture
async def places(database: Database) -> Database:
    async with database.writing() as session:
        await place_files.keep_areas(session, (EXAMPLES / "areas.yaml").read_text("utf-8"))
        rows = (EXAMPLES / "municipalities.csv").read_text("utf-8")
        await place_files.keep_municipalities(session, rows)
    return database


async def test_the_example_is_kept_and_kept_again_without_doubles(
    places: Database, now: datetime
) -> None:
    example = (EXAMPLES / "groups.yaml").read_text("utf-8")
    for _ in range(2):
        async with places.writing() as session:
            assert await keep_groups(session, example, now) == 10
    async with places.reading() as session:
        found = await tables.groups_of(session, ["orp-vizovice"])
        assert [one.key for one in found] == ["ps-rodiny", "ps-seniori-zp", "ps-vylouceni", "rs"]
        steering = found[-1]
        members = await tables.members(session, steering.code)
    assert (len(members), steering.kind) == (7, "steering")
    assert len({code for one in members for code in one.seats}) == 16


async def test_a_wrong_file_tells_all_that_is_wrong(places: Database, now: datetime) -> None:
    async with places.writing() as session:
        with pytest.raises(WrongFile) as refused:
            await keep_groups(session, WRONG, now)
    assert refused.value.problems == (
        "rs: the area nikde is not known; import areas first.",
        "ps: the area has no topic ryby.",
        "ps: Eva: 999999 does not lie in the area.",
    )
    async with places.reading() as session:
        assert await tables.groups_of(session, None) == []
