"""The public register: found by number and section, and nobody's name or contact in it."""

import httpx
import pytest

from plans import comments, settling
from plans.running import Runner
from storage import people
from storage.comments import RELEASED, STAFF_ONLY
from tests.web.conftest import Village
from tests.web.test_plans import brought
from texts.words import LANGUAGES

STAFF = Runner(7, None)
BUS = "Auto <b>má</b> jezdit i v neděli."


async def commented(village: Village, code: str, text: str = BUS, who: int = 1) -> str:
    now = village.clock.moment
    async with village.database.writing() as session:
        author = await people.arrive(session, 5_550_000 + who, "cs", now.date())
        place = (code, "1.3", "addition")
        unsent = await comments.write(session, place, text, who, "cs", now)
        as_it_is = comments.Unsent.from_json({**unsent.to_json(), "care": comments.AS_IT_IS})
        return (await comments.send(session, author, as_it_is, "telegram", now)).number


async def read(village: Village, number: str, how: str = RELEASED) -> None:
    async with village.database.writing() as session:
        await settling.release(session, STAFF, number, how, village.clock.moment)


async def test_only_what_somebody_released_is_read_by_all(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await brought(village)
    number = await commented(village, code)
    listed, own = f"/p/{code}/pripominky", f"/p/{code}/pripominka/{number}"
    assert own not in (await client.get(listed)).text
    unread = await client.get(own)
    assert unread.status_code == 200
    assert "neděli" not in unread.text
    assert "Text není veřejný" in unread.text

    await read(village, number)
    for path in (listed, own, f"{listed}?cast=1.3"):
        page = await client.get(path)
        assert "Auto &lt;b&gt;má&lt;/b&gt; jezdit i v neděli." in page.text
        assert "5550001" not in page.text
    assert own not in (await client.get(f"{listed}?cast=1.1")).text
    assert own in (await client.get(f"{listed}?cast=jinde")).text
    await read(village, number, STAFF_ONLY)
    assert "neděli" not in (await client.get(own)).text


async def test_contacts_stay_hidden(client: httpx.AsyncClient, village: Village) -> None:
    code = await brought(village)
    number = await commented(village, code, "Volejte na 777 123 456.")
    await read(village, number)
    page = (await client.get(f"/p/{code}/pripominka/{number}")).text.replace("\xa0", " ")
    assert "Volejte na" in page
    assert "777 123" not in page


async def test_a_number_leads_to_its_comment(client: httpx.AsyncClient, village: Village) -> None:
    code = await brought(village)
    number = await commented(village, code)
    found = await client.get(f"/p/{code}/hledat", params={"cislo": f" {number.lower()} "})
    assert (found.status_code, found.headers["location"]) == (
        303,
        f"/p/{code}/pripominka/{number}",
    )
    for unknown in ("VIZ-2027-9999", "<script>", "", "x" * 500, "\x00"):
        page = await client.get(f"/p/{code}/hledat", params={"cislo": unknown})
        assert page.status_code == 404
        assert "<script>" not in page.text


async def test_the_answer_stands_with_the_comment_once_it_is_published(
    client: httpx.AsyncClient, village: Village
) -> None:
    code, now = await brought(village), village.clock.moment
    number = await commented(village, code)
    await read(village, number)
    own = f"/p/{code}/pripominka/{number}"
    async with village.database.writing() as session:
        told = ("refused", "Na neděli nejsou peníze.", "")
        await settling.settle(session, STAFF, number, told, now)
    assert "nejsou peníze" not in (await client.get(own)).text
    async with village.database.writing() as session:
        await settling.publish(session, STAFF, number, now)
    assert "Na neděli nejsou peníze." in (await client.get(own)).text


async def test_many_comments_come_by_the_page(client: httpx.AsyncClient, village: Village) -> None:
    code = await brought(village)
    numbers = [await commented(village, code, f"Připomínka {n}", n) for n in range(1, 23)]
    for number in numbers:
        await read(village, number)
    first = await client.get(f"/p/{code}/pripominky")
    assert f"pripominka/{numbers[0]}" in first.text
    assert f"pripominka/{numbers[-1]}" not in first.text
    for wanted in ("2", "99", "9999999999", "-1", "dvě"):
        page = await client.get(f"/p/{code}/pripominky", params={"strana": wanted})
        assert page.status_code == 200
    assert numbers[-1] in (await client.get(f"/p/{code}/pripominky?strana=2")).text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_register_is_read_in_every_language(
    client: httpx.AsyncClient, village: Village, language: str
) -> None:
    code = await brought(village)
    number = await commented(village, code)
    client.cookies.set("__Host-language", language)
    for path in (f"/p/{code}/pripominky", f"/p/{code}/pripominka/{number}"):
        page = await client.get(path)
        assert page.status_code == 200
        assert "{" not in page.text


async def test_of_a_plan_that_is_not_out_nothing_is_told(client: httpx.AsyncClient) -> None:
    for path in ("pripominky", "hledat?cislo=VIZ-2027-0001", "pripominka/VIZ-2027-0001"):
        assert (await client.get(f"/p/AAAAA/{path}")).status_code == 404
