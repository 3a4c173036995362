"""Stories of a draft plan on a phone: read in pieces, what is near first, and news of it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from outreach.notices import tell
from plans import consultation, keeping
from plans.consultation import PUBLIC, Dates
from plans.documents import Plan
from plans.files.reading import Given, read
from storage import people
from storage import plans as tables
from storage.comments import Comment
from storage.outreach import Letter
from storage.plans import Reading
from tests.handlers.village import Phone, Village, on_sqlite

EXAMPLE = Path(__file__).parents[2] / "examples" / "plan.yaml"
MUNICIPALITIES = {"vizovice": "585939", "lutonina": "585483", "jasenna": "585301"}


def draft() -> Plan:
    given = Given(areas=("orp-vizovice",), municipalities=MUNICIPALITIES)
    return read(EXAMPLE.read_bytes(), "plan.yaml", given).plan


async def brought(obec: Village, plan: Plan, opens: int = -1, closes: int = 30) -> str:
    """The plan, with a window from so many days from now to so many days from now."""
    now = await obec.clock.now()
    today = now.astimezone(consultation.PRAGUE).date()
    async with obec.database.writing() as session:
        kept = await keeping.keep(session, plan, now)
        await consultation.publish(session, kept, now)
        await _window(session, kept, today + timedelta(opens), today + timedelta(closes))
        return kept.code


async def _window(session: object, plan: tables.Plan, opens: date, closes: date) -> None:
    """Written straight into the tables: people meet windows that opened long ago."""
    session.add(  # type: ignore[attr-defined]
        tables.Consultation(
            plan_code=plan.code,
            round=PUBLIC,
            version=plan.version,
            opens_at=consultation.starts(opens),
            closes_at=consultation.ends(closes),
            channels=["telegram"],
        )
    )


async def headings(phone: Phone, taps: int, label: str = "Skip") -> Sequence[str]:
    """The sections that come one after another."""
    seen = []
    for _ in range(taps):
        seen.append((await phone.sees()).split("\n\n")[1])
        await phone.tap_on(label)
    return seen


async def test_a_resident_walks_through_the_draft_and_comes_back_to_it(obec: Village) -> None:
    await brought(obec, draft())
    jana = await obec.resident("jana")
    await jana.write("/plan")
    assert "Plán sociálních služeb Vizovicka" in await jana.sees()
    assert await jana.offers("Read section by section")
    await jana.tap_on("Read section by section")
    await jana.tap_on("I agree")
    await jana.tap_on("Skip")
    await jana.write("navrh")
    await jana.tap_on("Go on")
    assert await jana.reads("{at} of {all}", at=3, all=10)


@on_sqlite
async def test_whoever_reads_another_language_is_told_in_which_the_draft_is(obec: Village) -> None:
    await brought(obec, draft())
    oksana, jana = await obec.resident("oksana", "uk"), await obec.resident("jana", "cs-easy")
    await oksana.write("/plan")
    assert "Мова тексту: чеська і англійська" in (await oksana.sees()).replace("\xa0", " ")
    await jana.write("/plan")
    assert "Jazyk textu" not in await jana.sees()


async def test_what_concerns_my_municipality_comes_first(obec: Village) -> None:
    await brought(obec, draft())
    jana = await obec.resident("jana")
    await obec.lives_in(jana, "585483")
    await jana.write("/plan")
    await jana.tap_on("Read section by section")
    assert "1.3 Doprava k lékaři" in await jana.sees()
    assert await jana.reads("{at} of {all}", at=1, all=10)


@on_sqlite
async def test_what_is_about_a_topic_i_follow_comes_first(obec: Village) -> None:
    await brought(obec, draft())
    jana = await obec.resident("jana")
    known = await obec.known(jana)
    assert known is not None
    async with obec.database.writing() as session:
        await people.set_topic(session, known.id, "mladez", on=True)
    await jana.write("/plan")
    await jana.tap_on("Contents")
    titles = [one[:3] for one in await jana.buttons() if one[0].isdigit()]
    assert titles[:2] == ["1.3", "2.2"]


SUB_PLANS = """# Plán svazku
## 1 Společně
Dopravu platí všechny obce.
## 2 Dílčí plán Jasenné
Obce: Jasenná
### 2.1 Lavičky u lesa
Obec postaví lavičky.
## 3 Dílčí plán Lutoniny
Obce: Lutonina
### 3.1 Klub seniorů
Obec otevře klub.
### 3.2 Chodník do Vizovic
Obce: Vizovice
Chodník postaví město.
"""


@on_sqlite
async def test_a_sub_plan_comes_first_to_who_lives_there(obec: Village) -> None:
    given = Given("svazek", "SVA", "orp-vizovice", ("orp-vizovice",), MUNICIPALITIES)
    await brought(obec, read(SUB_PLANS.encode(), "svazek.md", given).plan)
    jana = await obec.resident("jana")
    await obec.lives_in(jana, MUNICIPALITIES["lutonina"])
    await jana.write("/plan")
    await jana.tap_on("Contents")
    titles = [one[:3] for one in await jana.buttons() if one[0].isdigit()]
    assert titles == ["3.1", "1 S", "2.1", "3.2"]


async def test_the_end_says_what_one_agreed_with(obec: Village) -> None:
    await brought(obec, draft())
    jana = await obec.resident("jana")
    await jana.write("/plan")
    await jana.tap_on("Read section by section")
    await jana.tap_on("I agree")
    await headings(jana, 9)
    assert "Souhlasíte s 1 částí" in (await jana.sees()).replace("\xa0", " ")
    async with obec.database.reading() as session:
        stances = list(await session.scalars(select(Reading.stance)))
    assert stances.count("agrees") == 1


async def test_the_whole_text_is_one_tap_away_and_leads_back(obec: Village) -> None:
    await brought(obec, draft())
    jana = await obec.resident("jana")
    await jana.write("/plan")
    await jana.tap_on("Contents")
    await jana.tap("1.1 Pečovatelská")
    assert "Dnes služba končí" not in await jana.sees()
    await jana.tap_on("Whole text")
    assert "Dnes služba končí" in await jana.sees()
    await jana.tap_on("Back to the section")
    assert await jana.offers("I agree")


@pytest.mark.parametrize(
    ("opens", "closes", "told"),
    [(3, 30, "přijímají od"), (-40, -1, "přijímaly do")],
)
@on_sqlite
async def test_outside_the_window_a_draft_is_read_but_not_agreed_with(
    obec: Village, opens: int, closes: int, told: str
) -> None:
    code = await brought(obec, draft(), opens, closes)
    jana = await obec.resident("jana")
    await jana.write("/plan")
    assert told in await jana.sees()
    await jana.tap_on("Read section by section")
    assert not await jana.offers("I agree")
    assert told in await jana.craft(f"pl:agrees:{code}:1.1:0")
    async with obec.database.reading() as session:
        assert list(await session.scalars(select(Reading))) == []


@on_sqlite
async def test_a_new_version_shows_what_has_changed(obec: Village) -> None:
    first = draft()
    code = await brought(obec, first)
    changed = [
        one.model_copy(update={"text": {"cs": one.text["cs"].replace("třech", "šesti")}})
        if one.id == "3.1"
        else one
        for one in first.sections
    ]
    changed[8] = changed[8].model_copy(
        update={"text": {"cs": "Nejbližší poradna je daleko. Šest obcí nabídne místnost."}}
    )
    now = await obec.clock.now()
    async with obec.database.writing() as session:
        kept = await keeping.keep(session, first.with_sections(tuple(changed)), now)
        await consultation.publish(session, kept, now)
    jana = await obec.resident("jana")
    await jana.craft(f"pl:section:{code}:{changed[8].id}:0")
    await jana.tap_on("What has changed")
    assert await jana.reads("New words are bold, words that are gone are struck out.")
    assert "Šest obcí" in await jana.sees()


@on_sqlite
async def test_what_has_changed_at_the_end_of_a_long_section_is_shown(obec: Village) -> None:
    first, long = draft(), "Poradce přijede každý týden na obecní úřad. " * 150
    sections = list(first.sections)
    at = next(place for place, one in enumerate(sections) if one.id == "3.1")
    versions = []
    for ending in ("Nakonec se sejdeme.", "Nakonec pojedeme autobusem."):
        sections[at] = sections[at].model_copy(update={"text": {"cs": long + ending}})
        versions.append(first.with_sections(tuple(sections)))
    code, now = await brought(obec, versions[0]), await obec.clock.now()
    async with obec.database.writing() as session:
        kept = await keeping.keep(session, versions[1], now)
        await consultation.publish(session, kept, now)
    jana = await obec.resident("jana")
    await jana.craft(f"pl:section:{code}:3.1:0")
    await jana.tap_on("What has changed")
    assert "pojedeme autobusem" in await jana.sees()
    assert await jana.offers("Back to the section")


async def test_who_follows_hears_of_a_longer_window_once(obec: Village) -> None:
    code = await brought(obec, draft())
    jana, petr = await obec.resident("jana"), await obec.resident("petr")
    await jana.write("/plan")
    await jana.tap_on("Tell me news of this plan")
    now = await obec.clock.now()
    until = now.astimezone(consultation.PRAGUE).date() + timedelta(60)
    async with obec.database.writing() as session:
        plan = await tables.plan(session, code)
        assert plan is not None
        told = await consultation.extend(session, plan, PUBLIC, until, None, now)
        assert await tell(session, told, now) == 1
        assert await tell(session, told, now) == 0
    await obec.post()
    assert "déle, než bylo v plánu" in (await jana.sees()).replace("\xa0", " ")
    await jana.tap_on("Read the draft")
    assert await jana.offers("Stop telling me news")
    assert len(await obec.rows(Letter)) == 1
    assert petr.user["id"] != jana.user["id"]


@on_sqlite
async def test_a_plan_that_is_not_out_is_no_plan_to_anybody(obec: Village) -> None:
    now: datetime = await obec.clock.now()
    async with obec.database.writing() as session:
        kept = await keeping.keep(session, draft(), now)
    jana = await obec.resident("jana")
    await jana.write("/plan")
    assert await jana.reads("No draft plan is out now.")
    assert await jana.craft(f"pl:open:{kept.code}::0") == "Tohle už tu není."


def test_dates_of_the_example_keep_every_rule() -> None:
    window = draft().window
    assert window is not None
    dates = Dates(window.opens, window.closes, window.hearing, window.settle_by)
    assert consultation.broken(dates, window.opens) == []


def headed() -> Plan:
    """A plan of which the lowest sections are only headings."""
    lines = ["# Plán cest", "## 1 Chodníky", "Obec opraví chodníky."]
    lines += ["### 1.1 U školy", "### 1.2 U lékaře", "Termín: 30. 6. 2028", "## 2 Značky"]
    given = Given(key="plan-cest", prefix="CES", area="orp-vizovice", areas=("orp-vizovice",))
    return read("\n\n".join(lines).encode(), "cesty.md", given).plan


@on_sqlite
async def test_headings_are_read_with_the_section_above_and_all_are_counted(obec: Village) -> None:
    await brought(obec, headed())
    jana = await obec.resident("jana")
    told = await jana.write("/plan")
    assert "4 části" in told
    assert "Z toho 2 nadpisy, které se čtou s částí nad nimi." in told
    await jana.tap_on("Read section by section")
    told = await jana.sees()
    assert await jana.reads("{at} of {all}", at=1, all=2)
    assert "• 1.1 U školy" in told
    assert "• 1.2 U lékaře (Termín: 30. 6. 2028)" in told
    await jana.tap_on("I agree")
    assert "2 Značky" in await jana.sees()
    await jana.tap_on("Back")
    assert await jana.reads("You have gone through {read} of {all}.", read=1, all=2)


@on_sqlite
async def test_one_comments_from_the_whole_text_and_on_the_whole_plan(obec: Village) -> None:
    await brought(obec, draft())
    jana = await obec.resident("jana")
    await jana.write("/plan")
    await jana.tap_on("Comment on the whole plan")
    await jana.tap("Něco tu chybí")
    await jana.write("V plánu chybí úvod, kterému by rozuměl každý.")
    await jana.tap_on("Send the comment")
    await jana.write("/plan")
    await jana.tap_on("Read section by section")
    await jana.tap_on("Whole text")
    await jana.tap_on("Comment")
    await jana.tap("Něco tu chybí")
    await jana.write("Chybí tu zastávka u hřbitova.")
    await jana.tap_on("Send the comment")
    about = [one.section_id for one in await obec.rows(Comment)]
    assert sorted(about) == ["", "1.3"]
