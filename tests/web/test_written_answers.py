"""Reading what people wrote, on the web: for those who run the survey, also without scripts."""

from typing import Any

import pytest
from sqlalchemy import select

from storage.written_answers import WrittenAnswer
from surveys import moderation, retention
from tests.web.conftest import HTTPS, Village, answered, crowd, form_of
from tests.web.test_browser import is_in_order, opened, visitor
from tests.web.test_results import ended

__all__ = ["opened", "visitor"]

BUS = "Autobus jezdí pozdě a nestíhám školu."
CALL = "Zavolejte mi na 602 123 456, autobus nestaví."
UKRAINIAN = "Потрібен автобус до лікарні також у неділю."
EVIL = "<script>alert(1)</script> & spol."


async def written(village: Village, *more: dict[str, Any]) -> str:
    """The survey has closed; twenty wrote of the bus, two asked to be called, one plays tricks."""
    sheets = [*crowd(30, proc=BUS), *crowd(3, proc=CALL), *crowd(3, proc=EVIL), *more]
    await answered(village, *sheets)
    code = await ended(village)
    await moderation.gather(village.database, code, await village.clock.now())
    return code


async def ids(village: Village) -> dict[str, int]:
    async with village.database.reading() as session:
        rows = await session.scalars(select(WrittenAnswer))
        return {row.text: row.id for row in rows}


async def send(client: Any, page: Any, **fields: str) -> Any:
    return await client.post(str(page.url), data=form_of(page) | fields, headers={"origin": HTTPS})


@pytest.fixture
async def jana(client, village):
    await village.sign_in(client, "jana")
    return client


async def test_texts_of_a_running_survey_are_not_there(jana, village):
    await answered(village, *crowd(30, proc=BUS))
    page = await jana.get(f"/konzole/ankety/{village.surveys['open']}/texty")
    assert "až po uzavření" in page.text
    assert BUS not in page.text


async def test_nobody_reads_them_who_does_not_run_the_survey(client, village):
    code = await written(village)
    address = f"/konzole/ankety/{code}/texty"
    assert (await client.get(address)).status_code == 403
    await village.sign_in(client, "petr")
    assert (await client.get(address)).status_code == 404
    assert (await client.get("/konzole/ankety/AAAAA/texty")).status_code == 404


async def test_a_text_waits_until_somebody_shows_it(jana, village):
    code = await written(village)
    address = f"/konzole/ankety/{code}/texty"
    page = await jana.get(address)
    assert "<mark>602 123 456</mark>" in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    assert "takto nebo podobně" in page.text
    assert BUS not in (await jana.get(f"/vysledky/{code}")).text
    known = await ids(village)
    told = await send(
        jana,
        page,
        **{f"v-{known[BUS]}": "released", f"t-{known[BUS]}": "dostupnost"},
        **{f"v-{known[CALL]}": "masked", f"v-{known[EVIL]}": "hidden"},
    )
    assert told.status_code == 303
    shown = (await jana.get(f"/vysledky/{code}")).text
    assert BUS in shown
    assert "Doprava a\xa0dostupnost" in shown
    assert "Zavolejte mi na •••, autobus nestaví." in shown
    assert "602 123 456" not in shown
    assert "spol." not in shown
    assert "Všechno je přečteno" in (await jana.get(address)).text
    assert "spol." in (await jana.get(f"{address}?precteno=1")).text


async def test_each_text_is_read_and_shown_in_its_language(jana, village):
    code = await written(village, *crowd(3, proc=UKRAINIAN))
    page = await jana.get(f"/konzole/ankety/{code}/texty")
    assert f'<p class="wrote" lang="uk">{UKRAINIAN}</p>' in page.text
    assert "<span>ukrajinština</span>" in page.text
    await send(jana, page, **{f"v-{(await ids(village))[UKRAINIAN]}": "released"})
    shown = (await jana.get(f"/vysledky/{code}")).text
    assert f'lang="uk">{UKRAINIAN}' in shown


async def test_a_form_from_elsewhere_decides_nothing(jana, village):
    code = await written(village)
    field = {f"v-{(await ids(village))[BUS]}": "released"}
    address = f"/konzole/ankety/{code}/texty"
    refused = await jana.post(address, data=field, headers={"origin": "https://evil.example"})
    assert refused.status_code == 403
    assert BUS not in (await jana.get(f"/vysledky/{code}")).text


async def test_many_texts_come_in_pages_of_twenty(jana, village):
    own = [
        sheet
        for place in range(45)
        for sheet in crowd(2, proc=f"{place * 7919} {chr(97 + place % 26) * 9} moje {place}")
    ]
    code = await written(village, *own)
    page = await jana.get(f"/konzole/ankety/{code}/texty?strana=2")
    assert page.text.count("<fieldset>") == 20
    assert "stránka\xa02 ze\xa03" in page.text or "stránka 2 ze\xa03" in page.text
    assert "strana=3" in page.text
    assert (await jana.get(f"/konzole/ankety/{code}/texty?strana=99")).status_code == 200


async def test_the_results_page_of_staff_leads_to_the_texts(jana, village):
    code = await written(village)
    page = await jana.get(f"/konzole/ankety/{code}")
    assert f'href="/konzole/ankety/{code}/texty"' in page.text
    assert "na přečtení čekají" in page.text


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
async def test_the_page_is_in_order_and_needs_no_scripts(visitor, width):
    code = await written(visitor.village, *crowd(2, proc="x" * 90))
    page = await visitor.page(width, "dark" if width > 320 else "light", java_script_enabled=True)
    await visitor.signed_in(page)
    await page.goto(f"{visitor.home}/konzole/ankety/{code}/texty")
    await is_in_order(page)
    plain = await visitor.page(width, java_script_enabled=False)
    await visitor.signed_in(plain)
    await plain.goto(f"{visitor.home}/konzole/ankety/{code}/texty")
    card = plain.get_by_role("listitem").filter(has_text=BUS)
    await card.get_by_label("Zobrazit").check()
    await plain.get_by_role("button", name="Uložit a pokračovat").click()
    await plain.goto(f"{visitor.home}/vysledky/{code}")
    assert await plain.get_by_text(BUS).count() == 1
    await page.goto(f"{visitor.home}/vysledky/{code}")
    await is_in_order(page)


async def test_after_the_promised_deletion_pages_say_what_is_gone(jana, village):
    code = await written(village)
    await retention.delete_answers(village.database, code, await village.clock.now())
    page = (await jana.get(f"/konzole/ankety/{code}/texty")).text
    assert "jsme smazali spolu s jednotlivými odpověďmi" in page.replace("\xa0", " ")
    assert "texty se zrovna skládají" not in page.replace("\xa0", " ")
    results = (await jana.get(f"/konzole/ankety/{code}")).text
    assert "odpovědi jsme smazali, jak jsme slíbili" in results.replace("\xa0", " ")
    assert f"/konzole/ankety/{code}/texty" not in results
    assert f"/konzole/ankety/{code}/radky" not in results
