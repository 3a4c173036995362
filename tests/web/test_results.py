"""Results for everybody: after the end, and nothing that could point at somebody."""

import io
import zipfile

import pytest
from pypdf import PdfReader

from surveys import closing, life
from surveys.marks import Marks
from tests.web.conftest import Village, answered, crowd
from tests.web.test_browser import is_in_order, opened, visitor

__all__ = ["opened", "visitor"]


async def ended(village: Village) -> str:
    """The open survey, closed for good."""
    code = village.surveys["open"]
    async with village.database.writing() as session:
        survey = await life.close_now(session, code, await village.clock.now())
    marks = Marks(village.folder / "keys")
    await closing.close(village.database, marks, code, survey.closes_at)
    return code


async def test_an_open_survey_shows_nothing_to_the_public(client, village):
    await answered(village, *crowd(30))
    code = village.surveys["open"]
    for path in (code, f"{code}.pdf", "AAAAA", village.surveys["draft"]):
        page = await client.get(f"/vysledky/{path}")
        assert page.status_code == 404
        assert "Autobusy" not in page.text
    assert code not in (await client.get("/vysledky")).text


async def test_what_has_ended_is_listed_and_shown_with_charts_and_tables(client, village):
    await answered(village, *crowd(30))
    code = await ended(village)
    assert f'href="/vysledky/{code}"' in (await client.get("/vysledky")).text
    page = await client.get(f"/vysledky/{code.lower()}")
    assert "n = 30" in page.text
    assert 'role="img"' in page.text
    assert '<th scope="row">Ano</th><td class="count">20</td>' in page.text


async def test_everybody_may_take_the_tables_away(client, village):
    await answered(village, *crowd(30))
    code = await ended(village)
    pages = await client.get(f"/vysledky/{code}.pdf")
    assert pages.headers["content-type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pages.content)).pages)
    assert "Ano" in text
    for format, inside in (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")):
        file = await client.get(f"/vysledky/{code}.{format}")
        assert inside in zipfile.ZipFile(io.BytesIO(file.content)).namelist()
        assert "attachment" in file.headers["content-disposition"]
    assert (await client.get(f"/vysledky/{code}.exe")).status_code == 404


async def test_too_few_answers_are_said_to_be_too_few(client, village):
    await answered(village, *crowd(4))
    code = await ended(village)
    page = await client.get(f"/vysledky/{code}")
    assert "příliš málo lidí" in page.text
    assert "<table" not in page.text
    assert (await client.get(f"/vysledky/{code}.pdf")).status_code == 404


@pytest.mark.parametrize(("language", "told"), [("uk", "Результати"), ("en", "Results")])
async def test_results_speak_the_readers_language(client, village, language, told):
    await answered(village, *crowd(30))
    code = await ended(village)
    await client.get(f"/?lang={language}")
    assert told in (await client.get(f"/vysledky/{code}")).text


async def test_the_first_page_leads_to_the_results(client, village):
    assert 'href="/vysledky"' in (await client.get("/")).text


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
async def test_the_pages_of_results_are_in_order(visitor, width):
    village = visitor.village
    await answered(village, *crowd(30), *crowd(30, "585777"), *crowd(2, jezdi="ano"))
    code = await ended(village)
    page = await visitor.page(width, "light")
    for path in ("/vysledky", f"/vysledky/{code}"):
        await page.goto(visitor.home + path)
        await is_in_order(page)
