"""Draft plans on the web: what is out, section by section, in every language."""

from datetime import date

import httpx
import pytest

from plans import consultation, keeping
from plans.consultation import PUBLIC, Dates
from plans.documents import Plan
from plans.files.reading import Given, read
from tests.handlers.village import EXAMPLES
from tests.web.conftest import Village
from texts.words import LANGUAGES

MUNICIPALITIES = {"vizovice": "585939", "lutonina": "585866", "jasenna": "585301"}
OPEN = Dates(date(2027, 2, 1), date(2027, 3, 15))


def draft() -> Plan:
    given = Given(areas=("orp-vizovice",), municipalities=MUNICIPALITIES)
    return read((EXAMPLES / "plan.yaml").read_bytes(), "plan.yaml", given).plan


async def brought(village: Village, plan: Plan | None = None, dates: Dates | None = OPEN) -> str:
    """The plan out, with its consultation set where there are dates."""
    async with village.database.writing() as session:
        kept = await keeping.keep(session, plan or draft(), village.clock.moment)
        await consultation.publish(session, kept, village.clock.moment)
        if dates:
            place = (session, kept, PUBLIC, dates, ["telegram", "web"], None)
            await consultation.set_window(*place, village.clock.moment)
        return kept.code


@pytest.mark.parametrize("language", LANGUAGES)
async def test_plans_are_read_in_every_language(
    client: httpx.AsyncClient, village: Village, language: str
) -> None:
    code = await brought(village)
    client.cookies.set("__Host-language", language)
    for path in ("/p", f"/p/{code}", f"/p/{code}/cast/1.1", "/"):
        page = await client.get(path)
        assert page.status_code == 200
        assert "{" not in page.text


async def test_the_contents_lead_to_every_section_and_into_the_chat(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await brought(village)
    page = await client.get(f"/p/{code}")
    assert "přijímají do 15.\xa03.\xa02027" in page.text
    assert f"https://t.me/naves_bot?start=p_{code}" in page.text
    for section in draft().sections:
        assert f'href="/p/{code}/cast/{section.id}"' in page.text
        assert (await client.get(f"/p/{code}/cast/{section.id}")).status_code == 200


async def test_a_section_tells_its_summary_its_whole_text_and_who_is_in_charge(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await brought(village)
    page = (await client.get(f"/p/{code}/cast/1.3")).text
    assert page.index("sdílené senior taxi") < page.index("Obce se složí na jedno auto")
    assert "Svazek obcí" in page
    assert "Obce: Vizovice, Lutonina" in page
    assert 'rel="prev"' in page
    assert 'rel="next"' in page


async def test_who_reads_in_another_language_is_told_in_which_the_draft_is(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await brought(village)
    for language, is_told in (("uk", True), ("cs-easy", False)):
        client.cookies.set("__Host-language", language)
        for path in (f"/p/{code}", f"/p/{code}/cast/1.3"):
            assert ("Мова тексту" in (await client.get(path)).text) is is_told


async def test_a_new_version_shows_what_has_changed(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await brought(village)
    first = draft()
    sections = tuple(
        one.model_copy(update={"text": {"cs": "Nově jezdí i v sobotu."}})
        if one.id == "1.3"
        else one
        for one in first.sections
    )
    await brought(village, first.with_sections(sections), None)
    assert "Změněné v\xa0této verzi" in (await client.get(f"/p/{code}")).text
    page = (await client.get(f"/p/{code}/cast/1.3")).text
    assert "<ins>" in page
    assert "<del>" in page
    assert "<del>" not in (await client.get(f"/p/{code}/cast/1.1")).text


async def test_a_draft_that_is_not_out_is_no_page(
    client: httpx.AsyncClient, village: Village
) -> None:
    async with village.database.writing() as session:
        kept = await keeping.keep(session, draft(), village.clock.moment)
    for path in (f"/p/{kept.code}", f"/p/{kept.code}/cast/1.1", "/p/NIKDE"):
        assert (await client.get(path)).status_code == 404
    assert kept.code not in (await client.get("/p")).text
    assert "Žádný návrh plánu teď není" in (await client.get("/p")).text


async def test_a_section_that_is_not_there_is_no_page(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await brought(village)
    assert (await client.get(f"/p/{code}/cast/9.9")).status_code == 404


async def test_what_authors_write_is_shown_as_they_wrote_it(
    client: httpx.AsyncClient, village: Village
) -> None:
    first = draft()
    script = {"cs": "<script>alert(1)</script>"}
    sections = (first.sections[0].model_copy(update={"text": script}), *first.sections[1:])
    code = await brought(village, first.with_sections(sections))
    page = (await client.get(f"/p/{code}/cast/P1")).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


async def test_all_that_is_new_stands_on_one_page(
    client: httpx.AsyncClient, village: Village
) -> None:
    first = draft()
    code = await brought(village, first)
    assert (await client.get(f"/p/{code}/zmeny")).status_code == 404
    assert "zmeny" not in (await client.get(f"/p/{code}")).text
    changed = [
        one.model_copy(update={"text": {"cs": "Nově jezdí <i>i v sobotu</i>."}})
        if one.id == "1.3"
        else one
        for one in first.sections
        if one.id != "3.2"
    ]
    await brought(village, first.with_sections(tuple(changed)), None)
    page = await client.get(f"/p/{code}/zmeny?strana=nic")
    assert "&lt;i&gt;i" in page.text
    assert "<ins>" in page.text
    assert "Tato část už v\xa0plánu není." in page.text
    assert "2 části" in page.text.replace("\xa0", " ")
    assert "zmeny" in (await client.get(f"/p/{code}")).text
