"""What a file need not say: its key and the letters with which its comments' numbers begin."""

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans import defaults
from plans.defaults import free_prefix, key_of
from storage.database import Database
from storage.groups import WorkingGroup
from storage.places import Area

LETTERS = st.text("ABCXYZVIOĚ", min_size=2, max_size=6)


async def test_names_of_an_area_are_known_in_each_language(
    database: Database, now: datetime
) -> None:
    topic = {"id": "mladez", "text": {"cs": "Děti a mládež", "uk": "Діти та молодь"}}
    made = {"name": {"cs": "Mladí – Vizovicko"}, "made_at": now}
    async with database.writing() as session:
        session.add(Area(code="orp-vizovice", name={"cs": "ORP"}, settings={"topics": [topic]}))
        session.add(Area(code="zlin", name={"cs": "Zlín"}))
        await session.flush()
        ended = {**made, "name": {"cs": "Bývalá"}, "ended_at": now}
        session.add(WorkingGroup(code="MLADI", key="ps-3", area_code="orp-vizovice", **made))
        session.add(WorkingGroup(code="BYVAL", key="ps-4", area_code="orp-vizovice", **ended))
        await session.flush()
        found = await defaults.given(session, "plan.md")
    assert found.topics["orp-vizovice"] == dict.fromkeys(
        ("mladez", "deti a mladez", "діти та молодь"), "mladez"
    )
    assert found.groups["orp-vizovice"] == dict.fromkeys(
        ("ps-3", "mladi", "mladi – vizovicko"), "ps-3"
    )
    assert found.topics["zlin"] == found.groups["zlin"] == {}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Plán Vizovicko 2028.docx", "plan-vizovicko-2028"),
        ("plan-hor-v2.md", "plan-hor"),
        ("plan-hor-v2-1.md", "plan-hor"),
        ("план.docx", "plan"),
        ("../../x.yaml", "x"),
    ],
)
def test_versions_of_a_file_are_one_plan(name: str, key: str) -> None:
    assert key_of(name) == key


@given(st.text(max_size=80))
def test_every_name_gives_a_key_that_a_plan_may_have(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", key_of(name))


def test_the_second_plan_of_an_area_takes_one_letter_more() -> None:
    assert free_prefix("orp-vizovice", ()) == "VIZ"
    assert free_prefix("orp-vizovice", {"VIZ"}) == "VIZO"
    assert free_prefix("", {"XXX"}) == "XXXAA"


@given(st.text(max_size=40), st.frozensets(LETTERS))
def test_every_area_gets_letters_that_nobody_has(area: str, taken: frozenset[str]) -> None:
    found = free_prefix(area, taken)
    assert re.fullmatch(r"[A-Z]{2,6}", found)
    assert found not in taken
