"""Files of areas, municipalities and codelists: taken in twice they change nothing."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot import place_files
from bot.place_files import WrongFile
from storage import places
from storage.database import Database

AREAS = "areas:\n  - {code: vizovicko, name: {cs: Vizovicko}, settings: {phone: '1'}}\n"
SLEEPLESS = AREAS.replace("phone: '1'", "quiet_hours: noc")
UNNUMBERED = AREAS.replace("phone: '1'", "organiser: {ico: 283924, name: {cs: Město}}")
HASTY = AREAS.replace("phone: '1'", "meeting_lead_days: {groups: {seniori: brzy}}")
VILLAGES = "area,code,name,district,population_a\nvizovicko,585106,Bratřejov,Zlín,775\n"
CODELISTS = "codelists:\n  kinds:\n    - {code: '37', label: {cs: Poradenství}}\n"

Keep = Callable[[AsyncSession, str], Awaitable[int]]


async def test_what_was_kept_can_be_found(database: Database) -> None:
    for _ in range(2):
        async with database.writing() as session:
            assert await place_files.keep_areas(session, AREAS) == 1
            assert await place_files.keep_municipalities(session, VILLAGES) == 1
            assert await place_files.keep_codelists(session, CODELISTS) == 1
    async with database.reading() as session:
        (village,) = await places.municipalities(session, "vizovicko")
        (kind,) = await places.codelist(session, "kinds")
    assert (village.name, village.folded, village.population) == ("Bratřejov", "bratrejov", 775)
    assert (kind.code, kind.label) == ("37", {"cs": "Poradenství"})


@pytest.mark.parametrize(
    ("keep", "source", "problem"),
    [
        (place_files.keep_areas, "areas: [", "Line 1: this cannot be read as YAML."),
        (place_files.keep_areas, "areas: []", "areas: "),
        (place_files.keep_areas, AREAS.replace("vizovicko", "Vizo vicko"), "areas → 0 → code: "),
        (place_files.keep_areas, SLEEPLESS, "areas → 0 → settings: Value error, quiet_hours"),
        (place_files.keep_areas, UNNUMBERED, "areas → 0 → settings: Value error, meeting_lead"),
        (place_files.keep_areas, HASTY, "areas → 0 → settings: Value error, meeting_lead_days"),
        (place_files.keep_municipalities, "a,b\n1,2\n", "The first line lacks the columns: code"),
        (place_files.keep_municipalities, VILLAGES.replace("585106", "5851"), "Line 2: code: "),
        (place_files.keep_municipalities, VILLAGES, "The area vizovicko is not known"),
        (place_files.keep_codelists, "codelists: {kinds: []}", "codelists → kinds: "),
    ],
)
async def test_a_wrong_file_says_where_and_what(
    database: Database, keep: Keep, source: str, problem: str
) -> None:
    async with database.writing() as session:
        with pytest.raises(WrongFile) as refused:
            await keep(session, source)
    assert refused.value.problems[0].startswith(problem)
