"""Settling on pages: for members of the group alone, with everything said and without scripts."""

import io
import re
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page
from pypdf import PdfReader

from groups import membership
from people import roles
from plans import confirming, referring, settling, voting
from storage import comments as tables
from storage import groups, people, places
from storage.comments import DECIDED, PUBLISHED, RECEIVED
from storage.groups import AGREED, CHAIR, MEMBER, Member, WorkingGroup
from tests.office import pages
from tests.web.browsing import is_in_order
from tests.web.conftest import HTTPS, NOW, Village, form_of
from tests.web.test_browser import VIEWS, Visitor, opened, visitor
from tests.web.test_comments import STAFF, commented, read
from tests.web.test_plans import brought
from texts.words import LANGUAGES

__all__ = ["opened", "visitor"]

REASON = "Na neděli nejsou peníze."


@pytest.fixture
async def number(village: Village) -> str:
    """A comment before the group in which Ivan chairs."""
    code = await brought(village)
    found = await commented(village, code)
    await read(village, found)
    async with village.database.writing() as session:
        group = WorkingGroup(
            code="SENIO", key="s", area_code="orp-vizovice", name={"cs": "Senioři"}, made_at=NOW
        )
        session.add(group)
        await session.flush()
        await _seat(session, village, "ivan", CHAIR)
        await referring.refer(session, STAFF, found, "SENIO", NOW)
    return found


async def _seat(session, village, name, role=MEMBER) -> None:  # type: ignore[no-untyped-def]
    session.add(
        Member(
            group_code="SENIO",
            resident_id=village.people[name],
            name=name.title(),
            party="user",
            role=role,
            state=AGREED,
            nominated_at=NOW,
        )
    )
    place = {"role": roles.MEMBER, "area_code": "orp-vizovice", "group_code": "SENIO"}
    await people.grant(session, village.people[name], **place, name=name.title(), now=NOW)


@pytest.fixture
async def ivan(client: httpx.AsyncClient, village: Village, number: str) -> httpx.AsyncClient:
    await village.sign_in(client, "ivan")
    return client


async def sends(client: httpx.AsyncClient, number: str, **fields: str) -> httpx.Response:
    address = f"/konzole/vyporadani/SENIO/{number}"
    token = form_of(await client.get(address))
    return await client.post(address, data=token | fields, headers={"origin": HTTPS})


def seen(page: str) -> str:
    """What the page carries of the answer that it shows."""
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return found[1]


async def state_of(village: Village, number: str) -> str:
    async with village.database.reading() as session:
        found = await tables.comment(session, number)
    assert found
    return found.state


async def test_a_member_votes_writes_and_confirms(
    ivan: httpx.AsyncClient, village: Village, number: str
) -> None:
    assert 'href="/konzole/vyporadani"' in (await ivan.get("/konzole")).text
    assert (await ivan.get("/konzole/vyporadani")).status_code == 303
    listed = await ivan.get("/konzole/vyporadani/SENIO")
    assert f"/konzole/vyporadani/SENIO/{number}" in listed.text
    card = await ivan.get(f"/konzole/vyporadani/SENIO/{number}")
    assert "Auto &lt;b&gt;má&lt;/b&gt; jezdit" in card.text
    assert "5550001" not in card.text
    await sends(ivan, number, act="vote", verdict="refused")
    refused = await sends(ivan, number, act="confirm", verdict="refused")
    assert refused.status_code == 409
    assert 'role="alert"' in refused.text
    await sends(ivan, number, act="write", reason=REASON, ready="1")
    assert "k\xa0ověření" in (await ivan.get(f"/konzole/vyporadani/SENIO/{number}")).text
    await sends(ivan, number, act="note", text="Zeptat se na kraji.")
    await sends(ivan, number, act="agenda", day="2027-05-12")
    card = await ivan.get(f"/konzole/vyporadani/SENIO/{number}")
    assert "Zeptat se na kraji." in card.text
    assert "12.\xa05.\xa02027" in card.text
    told = await sends(ivan, number, act="confirm", verdict="refused")
    assert told.status_code == 303
    assert await state_of(village, number) == DECIDED
    late = await sends(ivan, number, act="vote", verdict="accepted")
    assert late.status_code == 409
    assert "už skončilo" in late.text
    await sends(ivan, number, act="reopen")
    assert await state_of(village, number) == RECEIVED


async def test_of_two_who_write_at_once_the_second_sees_the_first(
    ivan: httpx.AsyncClient, village: Village, number: str
) -> None:
    address = f"/konzole/vyporadani/SENIO/{number}"
    shown = seen((await ivan.get(address)).text)
    await sends(ivan, number, act="write", reason=REASON, seen=shown)
    late = await sends(ivan, number, act="write", reason="Peníze <b>jsou</b>.", seen=shown)
    assert late.status_code == 409
    assert "mezitím změnil někdo jiný" in late.text.replace("\xa0", " ")
    assert f'<p class="spoken">{REASON}</p>' in late.text
    assert "Peníze &lt;b&gt;jsou&lt;/b&gt;.</textarea>" in late.text
    await sends(ivan, number, act="vote", verdict="refused")
    unseen = await sends(ivan, number, act="confirm", verdict="refused", seen=shown)
    assert unseen.status_code == 409
    assert await state_of(village, number) == RECEIVED
    await sends(ivan, number, act="write", reason="Peníze jsou.", seen=seen(late.text))
    assert "Peníze jsou.</textarea>" in (await ivan.get(address)).text


async def test_a_part_of_the_answer_that_is_emptied_is_gone_and_a_long_one_is_refused(
    ivan: httpx.AsyncClient, number: str
) -> None:
    address = f"/konzole/vyporadani/SENIO/{number}"
    await sends(ivan, number, act="write", reason=REASON, wording="Jezdí i v neděli.")
    shown = seen((await ivan.get(address)).text)
    await sends(ivan, number, act="write", reason=REASON, wording="", seen=shown)
    card = (await ivan.get(address)).text
    assert f"{REASON}</textarea>" in card
    assert "Jezdí i v neděli." not in card
    told = await sends(ivan, number, act="write", reason="Dlouhé. " * 500, wording="")
    assert told.status_code == 409
    assert "3 999 znaků" in told.text.replace("\xa0", " ")
    assert "Dlouhé. Dlouhé." in told.text


async def test_similar_comments_are_merged_on_the_page(
    ivan: httpx.AsyncClient, village: Village, number: str
) -> None:
    async with village.database.reading() as session:
        found = await tables.comment(session, number)
        assert found
    other = await commented(village, found.plan_code, "Auto <b>ma</b> jezdit i v neděli!", who=2)
    await read(village, other)
    async with village.database.writing() as session:
        await referring.refer(session, STAFF, other, "SENIO", NOW)
    address = f"/konzole/vyporadani/SENIO/{number}"
    assert other not in (await ivan.get(address)).text
    assert f"with-{other}" in (await ivan.get(f"{address}?podobne=1")).text
    await sends(ivan, number, act="merge", **{f"with-{other}": "1"})
    assert other in (await ivan.get(address)).text
    assert number in (await ivan.get(f"/konzole/vyporadani/SENIO/{other}")).text
    await sends(ivan, number, act="part")
    assert other not in (await ivan.get(address)).text


async def test_a_body_that_may_publishes_on_its_page(
    ivan: httpx.AsyncClient, village: Village, number: str
) -> None:
    async with village.database.writing() as session:
        area = await places.area(session, "orp-vizovice")
        assert area
        area.settings = {**area.settings, "settling": {"publishes": "body"}}
    await sends(ivan, number, act="vote", verdict="refused")
    await sends(ivan, number, act="write", reason=REASON)
    await sends(ivan, number, act="confirm", verdict="refused")
    await sends(ivan, number, act="publish")
    assert await state_of(village, number) == PUBLISHED


async def test_nobody_else_learns_of_it(
    client: httpx.AsyncClient, village: Village, number: str
) -> None:
    address = f"/konzole/vyporadani/SENIO/{number}"
    assert (await client.get(address)).status_code == 403
    for name in ("jana", "petr"):
        await village.sign_in(client, name)
        page = await client.get("/konzole")
        assert 'href="/konzole/vyporadani"' not in page.text
        for path in (address, "/konzole/vyporadani/SENIO", "/konzole/vyporadani/NENIX"):
            assert (await client.get(path)).status_code == 404
        fields = form_of(page) | {"act": "vote", "verdict": "refused"}
        told = await client.post(address, data=fields, headers={"origin": HTTPS})
        assert told.status_code == 404
    async with village.database.reading() as session:
        assert await confirming.tables.tally(session, number, "SENIO") == {}


async def test_forms_of_strangers_and_unknown_steps_are_refused(
    ivan: httpx.AsyncClient, village: Village, number: str
) -> None:
    address = f"/konzole/vyporadani/SENIO/{number}"
    fields = {"act": "vote", "verdict": "refused"}
    assert (await ivan.post(address, data=fields)).status_code == 403
    assert (await sends(ivan, number, act="explode")).status_code == 400
    assert (await sends(ivan, number, act="vote", verdict="maybe")).status_code == 409
    assert (await sends(ivan, number, act="agenda", day="zítra")).status_code == 400
    assert (await ivan.get("/konzole/vyporadani/SENIO/VIZ-2027-9999")).status_code == 404


async def test_the_published_table_is_for_everybody_and_the_working_one_is_not(
    ivan: httpx.AsyncClient, village: Village, number: str
) -> None:
    async with village.database.reading() as session:
        found = await tables.comment(session, number)
        assert found
        code = found.plan_code
    working = f"/konzole/plany/{code}/vyporadani"
    for format in ("pdf", "docx", "xlsx"):
        assert (await ivan.get(f"{working}.{format}")).status_code == 200
    assert (await ivan.get(f"{working}.exe")).status_code == 404
    async with village.client() as stranger:
        assert (await stranger.get(f"{working}.pdf")).status_code == 403
        table = await stranger.get(f"/p/{code}/vyporadani.pdf")
        assert number not in PdfReader(io.BytesIO(table.content)).pages[-1].extract_text()
        await _published(village, number)
        table = await stranger.get(f"/p/{code}/vyporadani.pdf")
        told = "".join(one.extract_text() for one in PdfReader(io.BytesIO(table.content)).pages)
        assert number in told
        await village.sign_in(stranger, "petr")
        assert (await stranger.get(f"{working}.pdf")).status_code == 404


async def test_the_table_is_read_by_an_office(
    ivan: httpx.AsyncClient, village: Village, number: str, tmp_path: Path
) -> None:
    await _published(village, number)
    async with village.database.reading() as session:
        found = await tables.comment(session, number)
        assert found
    table = await ivan.get(f"/p/{found.plan_code}/vyporadani.docx")
    read = PdfReader(io.BytesIO(pages(table.content, tmp_path, "vyporadani"))).pages
    counted, told = (" ".join(one.extract_text().split()) for one in read)
    assert "Podle toho, kdo rozhodl" in counted
    for one in (number, REASON, "nepřijato", "Senioři"):
        assert one in told


async def _published(village: Village, number: str) -> None:
    async with village.database.writing() as session:
        seat = await membership.seat(session, village.people["ivan"], "SENIO")
        await voting.vote(session, seat, number, "refused", NOW)
        await voting.write(session, seat, number, REASON, "", NOW)
        await confirming.confirm(session, seat, number, "refused", NOW)
        await settling.publish(session, STAFF, number, NOW)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_cards_speak_every_language(
    ivan: httpx.AsyncClient, number: str, language: str
) -> None:
    ivan.cookies.set("__Host-language", language)
    for path in ("", f"/{number}"):
        page = await ivan.get(f"/konzole/vyporadani/SENIO{path}")
        assert page.status_code == 200
        assert "{" not in page.text.partition("<main")[2]


async def pressed(page: Page, label: str) -> None:
    async with page.expect_navigation():
        await page.get_by_role("button", name=label).click()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), VIEWS)
async def test_pages_of_settling_are_in_order(
    visitor: Visitor, number: str, width: int, scheme: str
) -> None:
    """Also without scripts: vote, write, confirm."""
    page = await visitor.page(width, scheme)
    await visitor.signed_in(page, "ivan")
    await page.goto(f"{visitor.home}/konzole/vyporadani/SENIO")
    await is_in_order(page)
    await page.get_by_role("link", name=number).click()
    await page.wait_for_url(f"**/{number}")
    await is_in_order(page)
    await page.get_by_label("nepřijato").check()
    await pressed(page, "Hlasovat")
    await page.get_by_label("Odůvodnění", exact=True).fill(REASON)
    await pressed(page, "Uložit odůvodnění")
    await is_in_order(page)
    await pressed(page, "Potvrdit: nepřijato")
    await is_in_order(page)
    assert await state_of(visitor.village, number) == DECIDED


@pytest.mark.browser
async def test_settling_works_without_scripts(visitor: Visitor, number: str) -> None:
    page = await visitor.page(320, java_script_enabled=False)
    await visitor.signed_in(page, "ivan")
    await page.goto(f"{visitor.home}/konzole/vyporadani/SENIO/{number}")
    await page.get_by_label("vysvětleno").check()
    await pressed(page, "Hlasovat")
    assert "(1" in await page.inner_text("fieldset")
    async with visitor.village.database.reading() as session:
        assert await groups.group(session, "SENIO")
