"""Who came, on a page of the console and as files that do no harm."""

import csv
import io
from datetime import timedelta

import httpx
import openpyxl
import pytest

from people import roles
from storage import people
from storage.attendance import Attendance
from tests.web.conftest import Village
from tests.web.test_meetings import announced
from texts.words import LANGUAGES


@pytest.fixture
async def attended(client: httpx.AsyncClient, village: Village) -> str:
    """A seminar with a dangerous title, seven who came and one companion."""
    now = village.clock.moment
    when = [{"start": now - timedelta(hours=3), "end": now + timedelta(hours=1)}]
    title = {"cs": '=HYPERLINK("x")'}
    code = await announced(village, area="hlucinsko-zapad", title=title, when=when)
    async with village.database.writing() as session:
        for number in range(7):
            party = "user" if number < 6 else "provider"
            session.add(
                Attendance(
                    meeting_code=code, nth=1, resident_id=100 + number, party=party, came_at=now
                )
            )
        session.add(Attendance(meeting_code=code, nth=1, name="Eva", people=2, came_at=now))
    return code


async def test_a_page_tells_visits_and_people_and_how_sure_they_are(
    client: httpx.AsyncClient, village: Village, attended: str
) -> None:
    await village.sign_in(client, "petr")
    for language in LANGUAGES:
        client.cookies.set("__Host-language", language)
        assert "{" not in (await client.get("/konzole/ucast")).text
    client.cookies.set("__Host-language", "cs")
    page = (await client.get("/konzole/ucast")).text.replace("\xa0", " ")
    assert "1 setkání, 9 návštěv. Různých lidí: 9" in page
    assert "podle účtu 7, podle jména 1, beze jména 1" in page
    assert "=HYPERLINK(&#34;x&#34;)" in page
    public = page.partition("Ke zveřejnění")[2]
    assert public.count("méně než 5, nebo skryto") == 4
    assert "Účast na setkáních" in (await client.get("/konzole")).text


async def test_a_time_that_is_asked_for_and_one_that_makes_no_sense(
    client: httpx.AsyncClient, village: Village, attended: str
) -> None:
    await village.sign_in(client, "petr")
    empty = await client.get("/konzole/ucast?od=2020-01-01&do=2020-06-30")
    assert "Za tuto dobu není nikdo zapsaný." in empty.text
    for query in ("od=x&do=y", "od=2027-06-30&do=2027-01-01", "od=0001-01-01&do=9999-12-31"):
        assert "9 návštěv" in (await client.get(f"/konzole/ucast?{query}")).text.replace(
            "\xa0", " "
        )
    assert (await client.get("/konzole/ucast?uzemi=orp-vizovice")).status_code == 404
    assert (await client.get("/konzole/ucast.pdf")).status_code == 404


async def test_files_hold_the_same_and_no_formula(
    client: httpx.AsyncClient, village: Village, attended: str
) -> None:
    await village.sign_in(client, "petr")
    got = await client.get("/konzole/ucast.csv")
    heading, row = csv.reader(io.StringIO(got.content.decode("utf-8-sig")))
    told = dict(zip(heading, row, strict=True))
    assert told["Setkání"] == '\'=HYPERLINK("x")'
    assert (told["Návštěvy"], told["Různých lidí nejméně"], told["Druh"]) == ("9", "9", "seminář")
    book = openpyxl.load_workbook(io.BytesIO((await client.get("/konzole/ucast.xlsx")).content))
    assert book.sheetnames == ["Podle stran", "Podle setkání", "Ke zveřejnění"]
    assert book["Podle setkání"]["B2"].data_type == "s"
    assert book["Podle setkání"]["D2"].value == 9
    assert book["Podle stran"]["A5"].value == "Celkem"


async def test_only_those_who_hold_meetings_see_it(
    client: httpx.AsyncClient, village: Village, attended: str
) -> None:
    assert (await client.get("/konzole/ucast")).status_code == 403
    async with village.database.writing() as session:
        await people.grant(
            session,
            village.people["ivan"],
            role=roles.CLERK,
            area_code="hlucinsko-zapad",
            group_code="",
            name="ivan",
            now=village.clock.moment,
        )
    await village.sign_in(client, "ivan")
    for path in ("ucast", "ucast.csv", "ucast.xlsx"):
        assert (await client.get(f"/konzole/{path}")).status_code == 404
