"""Row data on the web: asked for, made by a job, fetched by whoever asked, gone after a day."""

import io
import os
import zipfile
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from bot import doings, row_exports
from bot.schedule import Ring
from bot.work import Worker
from storage import jobs
from storage.audit import newest
from storage.jobs import Job
from storage.outreach import Letter
from surveys import row_requests
from tests.web.conftest import HTTPS, Village, answered, crowd, form_of
from tests.web.test_browser import is_in_order, opened, visitor
from tests.web.test_results import ended

__all__ = ["opened", "visitor"]


@pytest.fixture
async def jana(client, village):
    await village.sign_in(client, "jana")
    return client


async def ask(client: Any, code: str, format: str) -> Any:
    address = f"/konzole/ankety/{code}/radky"
    fields = form_of(await client.get(address)) | {"format": format}
    return await client.post(address, data=fields, headers={"origin": HTTPS})


async def work(village: Village) -> None:
    """The worker does what was asked for."""
    table = row_exports.doings(village.folder / "exports")
    worker = Worker(village.database, village.clock, table, doings.tell)
    while await worker._do_next():
        pass


async def test_rows_are_made_and_fetched_by_whoever_asked(jana, village):
    await answered(village, *crowd(30))
    code = await ended(village)
    assert (await ask(jana, code, "xlsx")).status_code == 303
    waits = (await jana.get(f"/konzole/ankety/{code}/radky")).text
    assert ">připravuje se</p>" in waits
    await work(village)
    page = await jana.get(f"/konzole/ankety/{code}/radky")
    assert "Stáhnout XLSX" in page.text
    file = await jana.get(f"/konzole/ankety/{code}/radky/xlsx")
    assert file.headers["content-disposition"] == 'attachment; filename="autobusy-2027-xlsx.xlsx"'
    assert file.headers["cache-control"] == "no-store"
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    assert book["responses"].max_row == 31
    async with village.database.reading() as session:
        noted = {one.action: one.actor_id for one in await newest(session)}
        letters = await session.get(Job, row_requests.job_id(code, village.people["jana"], "xlsx"))
    assert noted["rows_exported"] == village.people["jana"]
    assert letters is not None


async def test_how_far_a_file_has_come_is_told_once_it_is_known(jana, village):
    await answered(village, *crowd(30))
    code = await ended(village)
    await ask(jana, code, "csv")
    asked = row_requests.job_id(code, village.people["jana"], "csv")
    async with village.database.writing() as session:
        job = await jobs.job(session, asked)
        job.done, job.total = 5_000, 100_000
    page = (await jana.get(f"/konzole/ankety/{code}/radky")).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "připravuje se: 5 000 ze 100 000" in page
    assert 'value="5000" max="100000"' in page


async def test_several_files_come_in_an_archive(jana, village):
    await answered(village, *crowd(30))
    code = await ended(village)
    await ask(jana, code, "csv")
    await work(village)
    file = await jana.get(f"/konzole/ankety/{code}/radky/csv")
    names = set(zipfile.ZipFile(io.BytesIO(file.content)).namelist())
    assert names == {"README.txt", "codebook.csv", "responses.csv", "texts.csv"}


async def test_nobody_else_fetches_them(village):
    await answered(village, *crowd(30))
    code = await ended(village)
    async with village.client() as jana, village.client() as alena, village.client() as petr:
        await village.sign_in(jana, "jana")
        await village.sign_in(alena, "alena")
        await village.sign_in(petr, "petr")
        await ask(jana, code, "json")
        await work(village)
        address = f"/konzole/ankety/{code}/radky/json"
        assert (await jana.get(address)).status_code == 200
        assert (await alena.get(address)).status_code == 404
        assert (await petr.get(address)).status_code == 404
        assert (await petr.get(f"/konzole/ankety/{code}/radky")).status_code == 404
        assert (await village.client().get(address)).status_code == 403
        assert (await ask(jana, code, "exe")).status_code == 404
        for name in ("exe", "..%2F..%2Fnaves.db"):
            assert (await jana.get(f"/konzole/ankety/{code}/radky/{name}")).status_code == 404


async def test_rows_of_an_open_survey_are_refused(jana, village):
    await answered(village, *crowd(30))
    code = village.surveys["open"]
    page = await jana.get(f"/konzole/ankety/{code}/radky")
    assert "ještě neskončila" in page.text
    form = form_of(await jana.get("/konzole")) | {"format": "csv"}
    sent = await jana.post(page.url.path, data=form, headers={"origin": HTTPS})
    assert sent.status_code == 404


async def test_asking_twice_makes_one_file_and_a_day_later_it_is_gone(jana, village):
    await answered(village, *crowd(30))
    code = await ended(village)
    await ask(jana, code, "csv")
    await ask(jana, code, "csv")
    await work(village)
    folder = village.folder / "exports"
    [file] = folder.iterdir()
    now = await village.clock.now()
    os.utime(file, (now.timestamp(), now.timestamp()))
    [ring] = row_exports.rings(village.database, folder)
    assert isinstance(ring, Ring)
    assert await ring.do(now + timedelta(hours=23)) == {"files": 0}
    assert await ring.do(now + timedelta(hours=25)) == {"files": 1}
    assert list(folder.iterdir()) == []
    assert (await jana.get(f"/konzole/ankety/{code}/radky/csv")).status_code == 404
    async with village.database.reading() as session:
        asked = row_requests.job_id(code, village.people["jana"], "csv")
        assert await jobs.job(session, asked) is None


async def test_whoever_asked_hears_when_the_file_is_ready(jana, village):
    await answered(village, *crowd(30))
    code = await ended(village)
    await ask(jana, code, "csv")
    await work(village)
    async with village.database.reading() as session:
        [letter] = await session.scalars(select(Letter))
    assert letter.resident_id == village.people["jana"]
    assert "Řádková data ankety „Autobusy“" in letter.content["text"]
    assert "media" not in letter.content or letter.content["media"] is None


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
async def test_the_page_of_rows_is_in_order(visitor, width):
    village = visitor.village
    await answered(village, *crowd(30))
    code = await ended(village)
    page = await visitor.page(width, java_script_enabled=True)
    await visitor.signed_in(page)
    await page.goto(f"{visitor.home}/konzole/ankety/{code}/radky")
    async with page.expect_navigation():
        await page.get_by_role("button", name="Připravit CSV").click()
    await is_in_order(page)
    await work(village)
    await page.goto(f"{visitor.home}/konzole/ankety/{code}/radky")
    await is_in_order(page)
    async with page.expect_download() as loading:
        await page.get_by_role("link", name="Stáhnout CSV").click()
    assert (await loading.value).suggested_filename == "autobusy-2027-csv.zip"
