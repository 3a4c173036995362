"""Versions: what is public never changes, and a section is found again wherever it has moved."""

from datetime import datetime, timedelta

import pytest

from plans import keeping
from plans.changes import Change, changes, difference
from plans.consultation import publish
from plans.documents import Plan, Section
from storage import places
from storage import plans as tables
from storage.database import Database


def section(id: str, title: str, text: str = "Text.", level: int = 1) -> Section:
    return Section(id=id, level=level, title={"cs": title}, text={"cs": text})


def document(*sections: Section, **changed: object) -> Plan:
    fields = {
        "key": "plan-2028",
        "prefix": "VIZ",
        "area": "orp-vizovice",
        "title": {"cs": "Plán"},
        "levels": ({"cs": "opatření"},),
        "sections": sections,
        **changed,
    }
    return Plan.model_validate(fields)


CARE, BUS = section("1", "Pečovatelská služba"), section("2", "Doprava k lékaři")


@pytest.fixture
async def area(database: Database) -> str:
    async with database.writing() as session:
        await places.keep_area(session, "orp-vizovice", {"cs": "Vizovice"}, {})
        await places.keep_area(session, "jinde", {"cs": "Jinde"}, {})
    return "orp-vizovice"


async def kept(database: Database, now: datetime, *sections: Section, **changed: object) -> int:
    async with database.writing() as session:
        plan = await keeping.keep(session, document(*sections, **changed), now)
        return plan.version


async def test_the_same_file_again_changes_nothing(
    database: Database, area: str, now: datetime
) -> None:
    assert await kept(database, now, CARE, BUS) == 1
    assert await kept(database, now + timedelta(days=1), CARE, BUS) == 1
    async with database.reading() as session:
        [plan] = await tables.plans_of(session, [area])
        [version] = await tables.versions(session, plan.code)
        assert version.made_at == now


async def test_names_of_levels_and_ways_that_were_mended_are_kept(
    database: Database, area: str, now: datetime
) -> None:
    window = {"opens": "2027-03-01", "closes": "2027-04-05"}
    await kept(database, now, CARE, window=window)
    named = {"levels": ({"cs": "cíl"},), "window": window | {"channels": ("email",)}}
    assert await kept(database, now, CARE, **named) == 1
    async with database.reading() as session:
        [plan] = await tables.plans_of(session, [area])
        [version] = await tables.versions(session, plan.code)
    assert (version.levels, version.channels) == ([{"cs": "cíl"}], ["email"])


async def test_a_working_version_is_replaced_and_a_public_one_stays(
    database: Database, area: str, now: datetime
) -> None:
    await kept(database, now, CARE)
    assert await kept(database, now, CARE, BUS) == 1
    async with database.writing() as session:
        [plan] = await tables.plans_of(session, [area])
        await publish(session, plan, now)
    changed = section("1", "Pečovatelská služba", "Nový text.")
    assert await kept(database, now, changed, BUS) == 2
    async with database.reading() as session:
        first = await keeping.sections(session, plan.code, 1)
        second = await keeping.sections(session, plan.code, 2)
    assert first == (CARE, BUS)
    assert changes(first, second) == {"1": Change.CHANGED}


async def test_a_renumbered_section_keeps_its_id(
    database: Database, area: str, now: datetime
) -> None:
    await kept(database, now, CARE, BUS)
    async with database.writing() as session:
        [plan] = await tables.plans_of(session, [area])
        await publish(session, plan, now)
    new = section("1", "Dluhová poradna")
    await kept(
        database,
        now,
        new,
        section("2", "Pečovatelská služba"),
        section("3", "Doprava k lékaři"),
    )
    async with database.reading() as session:
        titles = {one.title["cs"]: one.id for one in await keeping.sections(session, plan.code, 2)}
    assert titles["Pečovatelská služba"] == "1"
    assert titles["Doprava k lékaři"] == "2"
    assert titles["Dluhová poradna"] not in ("1", "2")


async def test_another_areas_plan_and_a_taken_prefix_are_refused(
    database: Database, area: str, now: datetime
) -> None:
    await kept(database, now, CARE)
    with pytest.raises(keeping.WrongArea):
        await kept(database, now, CARE, area="jinde")
    with pytest.raises(keeping.PrefixTaken):
        await kept(database, now, CARE, key="jiny-plan", area="jinde")


def test_a_difference_shows_what_went_and_what_came() -> None:
    pieces = difference(
        {"cs": "Péče bude ve třech obcích."}, {"cs": "Péče bude v šesti obcích."}, "cs"
    )
    assert " ".join(one.words for one in pieces if one.new).split() == [
        "Péče",
        "bude",
        "v",
        "šesti",
        "obcích.",
    ]
    assert " ".join(one.words for one in pieces if one.old).split() == [
        "Péče",
        "bude",
        "ve",
        "třech",
        "obcích.",
    ]
