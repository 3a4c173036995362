"""Which areas concern a resident follows from what they told, or did not tell."""

from datetime import datetime

import pytest

from people import profile
from people.profile import ELSEWHERE, UnknownMunicipality, first_language
from storage import people, places
from storage.database import Database
from texts.content import fold

PLACES = {"585939": ("Vizovice", "orp-vizovice"), "507580": ("Hlučín", None)}


@pytest.fixture
async def region(database: Database) -> Database:
    async with database.writing() as session:
        for code in ("orp-vizovice", "hlucinsko-zapad"):
            await places.keep_area(session, code, {"cs": code}, {"contact": {"name": code}})
        for code, (name, area) in PLACES.items():
            kept = {"name": name, "folded": fold(name), "district": "", "population": 1}
            await places.keep_municipality(session, code, **kept)
            if area:
                await places.put_in_area(session, area, code)
    return database


@pytest.mark.parametrize(
    ("municipality", "area", "concerned"),
    [
        ("585939", None, ["orp-vizovice"]),
        ("507580", None, []),
        (None, None, None),
        (ELSEWHERE, None, None),
        (ELSEWHERE, "hlucinsko-zapad", ["hlucinsko-zapad"]),
    ],
)
async def test_areas_follow_from_the_municipality(
    region: Database,
    now: datetime,
    municipality: str | None,
    area: str | None,
    concerned: list[str] | None,
) -> None:
    async with region.writing() as session:
        jana = await people.arrive(session, 1, "cs", now.date())
        await profile.set_municipality(session, jana, municipality)
        jana.area_code = area
        assert await profile.areas(session, jana) == concerned
        expected = ["hlucinsko-zapad", "orp-vizovice"] if concerned is None else concerned
        found = [one["contact"]["name"] for one in await profile.settings(session, jana)]
        assert sorted(found) == expected


async def test_who_names_a_municipality_leaves_the_chosen_area(
    region: Database, now: datetime
) -> None:
    async with region.writing() as session:
        jana = await people.arrive(session, 1, "cs", now.date())
        await profile.set_municipality(session, jana, ELSEWHERE)
        jana.area_code = "hlucinsko-zapad"
        await profile.set_municipality(session, jana, "585939")
        assert await profile.areas(session, jana) == ["orp-vizovice"]


async def test_a_municipality_that_is_none_is_refused(region: Database, now: datetime) -> None:
    async with region.writing() as session:
        jana = await people.arrive(session, 1, "cs", now.date())
        with pytest.raises(UnknownMunicipality):
            await profile.set_municipality(session, jana, "000000")


@pytest.mark.parametrize("typed", ["hluc", "HLUČÍN", " hlučí ", "učín"])
async def test_a_name_is_found_however_it_is_typed(region: Database, typed: str) -> None:
    async with region.reading() as session:
        assert [one.name for one in await profile.search(session, typed)] == ["Hlučín"]


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "x" * 5000])
async def test_signs_find_nothing(region: Database, typed: str) -> None:
    async with region.reading() as session:
        assert await profile.search(session, typed) == []


@pytest.mark.parametrize(
    ("telegram", "ours"), [("uk", "uk"), ("uk-UA", "uk"), ("cs", "cs"), ("en", "cs"), (None, "cs")]
)
def test_the_first_language_is_czech_unless_telegram_speaks_ukrainian(
    telegram: str | None, ours: str
) -> None:
    assert first_language(telegram) == ours
