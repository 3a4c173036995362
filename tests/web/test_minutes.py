"""Minutes on pages: a form that works without scripts, approved ones for everybody who may read."""

import io
from datetime import timedelta

import httpx
import pytest
from pypdf import PdfReader
from sqlalchemy import select

from meetings import keeping, minuting
from meetings.documents import Meeting
from meetings.keeping import Organiser
from meetings.minuting import Scribe
from storage import minutes as tables
from storage.attendance import Attendance
from storage.outreach import Letter
from tests.web.browsing import is_in_order
from tests.web.conftest import HTTPS, NOW, Village, form_of
from tests.web.test_browser import VIEWS, Visitor, opened, visitor

__all__ = ["opened", "visitor"]


@pytest.fixture
async def code(village: Village) -> str:
    """A meeting of this morning, at which Ivan and Karel were."""
    fields = {
        "key": "projednani",
        "area": "orp-vizovice",
        "kind": "verejne-setkani",
        "title": {"cs": "Projednání plánu"},
        "when": [{"start": NOW + timedelta(hours=1), "end": NOW + timedelta(hours=2)}],
        "programme": [{"title": {"cs": "Úvod"}}],
    }
    async with village.database.writing() as session:
        office = Organiser(None, None)
        held, _ = await keeping.keep(session, office, Meeting.model_validate(fields), NOW)
        await keeping.announce(session, office, held.code, NOW)
        there = {"meeting_code": held.code, "nth": 1, "came_at": NOW}
        session.add(Attendance(**there, resident_id=village.people["ivan"], channel="qr"))
        session.add(Attendance(**there, name="Karel Novák", party="user", channel="office"))
    village.clock.pass_(timedelta(hours=3))
    return held.code


@pytest.fixture
async def jana(client: httpx.AsyncClient, village: Village, code: str) -> httpx.AsyncClient:
    await village.sign_in(client, "jana")
    return client


async def sends(client: httpx.AsyncClient, code: str, **fields: str) -> httpx.Response:
    address = f"/konzole/setkani/{code}/zapis"
    shown = await client.get(address)
    revision = shown.text.partition('name="revision" value="')[2].partition('"')[0]
    sent = form_of(shown) | {"revision": revision, "shown": "initials"} | fields
    return await client.post(address, data=sent, headers={"origin": HTTPS})


WRITTEN = {
    "programme": "Úvod\nZávěr",
    "present-0-name": "Karel <Novák>",
    "present-0-party": "user",
    "present-1-name": "studentů",
    "present-1-people": "12",
    "present-1-how": "in_part",
    "present-1-part": "teorie",
    "findings": "Schází lavička.",
    "task-0-what": "Napsat obcím",
    "task-0-who": "Karel <Novák>",
    "task-0-due": "2027-04-10",
    "role-user-provider": "dostupnou službu",
    "recorder": "Jana",
}


async def test_the_form_is_prefilled_kept_and_approved(
    jana: httpx.AsyncClient, village: Village, code: str
) -> None:
    assert code in (await jana.get("/konzole/setkani")).text
    told = (await jana.get(f"/konzole/setkani/{code}/zapis")).text
    assert "Karel Novák" in told
    assert "Úvod" in told
    assert (await sends(jana, code, **WRITTEN)).status_code == 303
    assert (await jana.get(f"/akce/{code}/zapis")).status_code == 404
    assert (await sends(jana, code, **WRITTEN, approve="1")).status_code == 303
    told = (await jana.get(f"/akce/{code}/zapis")).text
    assert "studentů (12), zčásti: teorie" in told
    assert "očekávají od poskytovatelů služeb: dostupnou službu" in told
    assert "Karel" not in told
    async with village.database.reading() as session:
        kept = await tables.minutes(session, code)
    assert kept
    assert kept.content["tasks"][0]["due"] == "2027-04-10"
    printed = await jana.get(f"/akce/{code}/zapis.pdf")
    text = PdfReader(io.BytesIO(printed.content)).pages[0].extract_text()
    assert "Projednání plánu" in text
    async with village.database.reading() as session:
        letters = list(await session.scalars(select(Letter)))
    assert [one.resident_id for one in letters] == [village.people["ivan"]]


async def test_a_correction_without_a_reason_stays_typed(
    jana: httpx.AsyncClient, code: str
) -> None:
    await sends(jana, code, **WRITTEN, approve="1")
    changed = WRITTEN | {"findings": "Schází dvě lavičky."}
    answer = await sends(jana, code, **changed, approve="1")
    assert answer.status_code == 409
    assert "Schází dvě lavičky." in answer.text
    assert "Schází lavička." in (await jana.get(f"/akce/{code}/zapis")).text
    because = {"because": "Přepočítali jsme je.", "approve": "1"}
    assert (await sends(jana, code, **changed, **because)).status_code == 303
    told = (await jana.get(f"/akce/{code}/zapis")).text
    assert "Přepočítali jsme je." in told
    assert "− Schází lavička." in told


async def test_of_two_who_write_at_once_the_second_sees_both_and_says_which_stands(
    jana: httpx.AsyncClient, village: Village, code: str
) -> None:
    await sends(jana, code, **WRITTEN)
    async with village.database.writing() as session:
        chair = Scribe(village.people["petr"], name="Petr", areas=None)
        findings = ["Schází lavička.", "Schází <autobus>."]
        await minuting.change(session, chair, code, {"findings": findings}, NOW)
    mine = WRITTEN | {"recorder": "Jana Malá"}
    answer = await sends(jana, code, **mine, revision="2")
    assert answer.status_code == 409
    told = answer.text.replace("\xa0", " ")
    assert "V zápisu je novější změna (Petr)." in told
    theirs, _, own = told.partition("Tohle máte vy a není to tam:")
    assert "<li>Závěry: Schází &lt;autobus&gt;.</li>" in theirs
    assert "<li>Zapisovatel: Jana Malá</li>" in own
    assert (await sends(jana, code, **mine, revision="2")).status_code == 409
    over = told.partition('name="over" value="')[2].partition('"')[0]
    assert (await sends(jana, code, **mine, revision="2", over=over)).status_code == 303
    async with village.database.reading() as session:
        kept = await tables.minutes(session, code)
    assert kept
    assert kept.content["findings"] == ["Schází lavička."]
    assert kept.content["recorder"] == "Jana Malá"


async def test_minutes_are_written_by_nobody_else(
    client: httpx.AsyncClient, village: Village, code: str
) -> None:
    await village.sign_in(client, "petr")
    assert (await client.get(f"/konzole/setkani/{code}/zapis")).status_code == 404
    assert code not in (await client.get("/konzole/setkani")).text
    assert (await client.get(f"/konzole/setkani/{code}/zapis.pdf")).status_code == 404


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), VIEWS)
async def test_the_form_is_in_order_and_works_without_scripts(
    visitor: Visitor, code: str, width: int, scheme: str
) -> None:
    page = await visitor.page(width, scheme, java_script_enabled=False)
    await visitor.signed_in(page, "jana")
    await page.goto(f"{visitor.home}/konzole/setkani/{code}/zapis")
    await page.get_by_label("Závěry").fill("Schází lavička.")
    async with page.expect_navigation():
        await page.get_by_role("button", name="Uložit a schválit").click()
    seen = await visitor.page(width, scheme)
    await seen.goto(f"{visitor.home}/akce/{code}/zapis")
    assert "Schází lavička." in await seen.inner_text("main")
    await is_in_order(seen)
    await visitor.signed_in(seen, "jana")
    await seen.goto(f"{visitor.home}/konzole/setkani/{code}/zapis")
    await is_in_order(seen)
