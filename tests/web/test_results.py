"""Results for everybody: after the end, and nothing that could point at somebody."""

import io
import zipfile

import pytest
from PIL import Image
from pypdf import PdfReader

from storage import surveys
from storage.marks import Marks
from surveys import authoring, closing, library, life
from surveys.definitions import CHANNEL
from tests.web.conftest import HTTPS, Village, answered, crowd
from tests.web.test_browser import is_in_order, opened, visitor
from web import kept_files, results

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
    for path in (f"{code}.pdf", "AAAAA", village.surveys["draft"], village.surveys["later"]):
        page = await client.get(f"/vysledky/{path}")
        assert page.status_code == 404
        assert "Autobusy" not in page.text
    assert code not in (await client.get("/vysledky")).text


async def test_the_address_on_a_receipt_says_when_the_results_will_be_there(client, village):
    await answered(village, *crowd(30))
    code = village.surveys["open"]
    page = await client.get(f"/vysledky/{code.lower()}")
    assert page.status_code == 200
    assert "Výsledky teprve budou" in page.text
    assert "28. 2. 2027" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "n = " not in page.text


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


async def by_way_of_answering(village: Village) -> None:
    """Everybody's answers told by the channel they came by, too."""
    async with village.database.writing() as session:
        now = await village.clock.now()
        await authoring.cross(session, village.surveys["open"], "jezdi", CHANNEL, True, now)


async def test_crossed_tables_are_shown_once_the_survey_has_closed(client, village):
    await by_way_of_answering(village)
    await answered(village, *crowd(30))
    code = await ended(village)
    page = await client.get(f"/vysledky/{code}")
    assert "Podle: Způsob odpovědi" in page.text
    assert '<th scope="row">Ano</th><td class="count">20' in page.text.split("Podle:")[1]


async def test_machines_read_the_same_as_people(client, village):
    await by_way_of_answering(village)
    await answered(village, *crowd(30), *crowd(2, "585777"))
    code = await ended(village)
    told = (await client.get(f"/vysledky/{code}.json")).json()
    asked = {one["id"]: one for one in told["questions"]}
    assert (told["responses"], told["min_cell"]) == (32, 5)
    assert [cell["count"] for cell in asked["jezdi"]["answers"]] == [21, 11]
    assert told["crossings"][0]["rows"][0]["answered"] == 32


async def test_a_survey_that_runs_tells_machines_nothing(client, village):
    await answered(village, *crowd(30))
    for kind in ("json", "png"):
        assert (await client.get(f"/vysledky/{village.surveys['open']}.{kind}")).status_code == 404


async def test_the_picture_stands_beside_links_to_the_page(client, village):
    await answered(village, *crowd(30))
    code = await ended(village)
    address = f"{HTTPS}/vysledky/{code}.png"
    assert (
        f'<meta property="og:image" content="{address}">'
        in (await client.get(f"/vysledky/{code}")).text
    )
    shown = await client.get(address)
    assert shown.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(shown.content)).size == (1200, 630)


async def test_files_are_made_once_and_then_kept(client, village):
    await answered(village, *crowd(30))
    code = await ended(village)
    first = await client.get(f"/vysledky/{code}.docx")
    (kept,) = [*(village.folder / "published").iterdir()]
    kept.write_bytes(b"the same file")
    again = await client.get(f"/vysledky/{code}.docx")
    assert again.content == b"the same file"
    assert again.headers["etag"] == first.headers["etag"]
    unchanged = {"if-none-match": first.headers["etag"]}
    assert (await client.get(f"/vysledky/{code}.docx", headers=unchanged)).status_code == 304
    await client.get("/?lang=en")
    assert (await client.get(f"/vysledky/{code}.docx")).headers["etag"] != first.headers["etag"]


async def test_of_kept_files_only_the_newest_stay(client, village, monkeypatch):
    monkeypatch.setattr(kept_files, "MOST_FILES", 2)
    await answered(village, *crowd(30))
    code = await ended(village)
    for kind in ("png", "xlsx", "docx"):
        await client.get(f"/vysledky/{code}.{kind}")
    assert len([*(village.folder / "published").iterdir()]) == 2


async def test_a_long_list_has_pages(client, village, monkeypatch):
    monkeypatch.setattr(results, "ON_A_PAGE", 1)
    await answered(village, *crowd(30))
    code = await ended(village)
    async with village.database.writing() as session:
        other = await library.survey(session, village.surveys["later"])
        other.state, other.closed_at = surveys.CLOSED, other.closes_at
    first, second = await client.get("/vysledky"), await client.get("/vysledky?strana=2")
    assert (code in first.text, code in second.text) == (False, True)
    assert (await client.get("/vysledky?strana=3")).status_code == 404


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
    await by_way_of_answering(village)
    await answered(village, *crowd(30), *crowd(30, "585777"), *crowd(2, jezdi="ano"))
    code = await ended(village)
    page = await visitor.page(width, "light")
    for path in ("/vysledky", f"/vysledky/{code}"):
        await page.goto(visitor.home + path)
        await is_in_order(page)
