"""Digests on the web: for members and staff of the area, word for word, also as files."""

import io
import os
import re
from datetime import timedelta
from typing import Any

import httpx
import openpyxl
import pytest
from sqlalchemy import delete, select
from sqlmodel import col

from plans import consultation, keeping
from storage import signin
from storage.audit import AuditEntry
from storage.comments import RELEASED, UNREAD, Comment
from storage.groups import AGREED, MEMBER, Member, WorkingGroup
from storage.people import Staff
from storage.signin import ProgramKey
from tests.office import pages
from tests.plans.test_keeping import document, section
from tests.web.conftest import HTTPS, NOW, Village, answered, crowd, form_of
from tests.web.test_browser import VIEWS, is_in_order, opened, visitor

__all__ = ["opened", "visitor"]

BUS = "Večer už odsud nejede žádný autobus do města a senioři se nedostanou domů."
CAMPAIGN = "Žádáme o zachování terénní pečovatelské služby i o víkendech v malých obcích."
EVIL = "<script>alert(1)</script> Sociální byty chybí, nájemní bydlení je drahé."
COMMENTS = [
    *(own + CAMPAIGN for own in ("", "Bydlím sama. ", "Dobrý den! ", "Prosím. ")),
    *(BUS, EVIL, "Sociální byty pro mladé rodiny.", "Chybí sociální byty i nájemní bydlení."),
    "Вечірній автобус не їздить, літні люди не мають як дістатися додому.",
    "Lavička u kapličky.",
]
ADDRESS = "/konzole/prehledy/RIDICI"
OURS = {"origin": HTTPS}


@pytest.fixture
async def code(village: Village) -> str:
    """A plan with comments, a steering group with Ivan in it, and one comment not read yet."""
    sections = (section("1", "Pečovatelská služba"), section("2", "Doprava k lékaři"))
    async with village.database.writing() as session:
        plan = await keeping.keep(session, document(*sections), NOW)
        await consultation.publish(session, plan, NOW)
        session.add(
            WorkingGroup(
                code="RIDICI",
                key="rs",
                area_code="orp-vizovice",
                kind="steering",
                name={"cs": "Řídící skupina"},
                made_at=NOW - timedelta(days=9),
            )
        )
        await session.flush()
        seat = {"name": "Ivan", "party": "user", "role": MEMBER, "state": AGREED}
        session.add(
            Member(
                group_code="RIDICI",
                resident_id=village.people["ivan"],
                nominated_at=NOW,
                **seat,
            )
        )
        for number, text in enumerate(COMMENTS, 1):
            session.add(_comment(plan.code, number, text, RELEASED))
        session.add(_comment(plan.code, 99, "Tajné.", UNREAD))
    return plan.code


def _comment(plan_code: str, number: int, text: str, release: str) -> Comment:
    moment = NOW - timedelta(days=1)
    return Comment(
        number=f"VIZ-2027-{number:04}",
        plan_code=plan_code,
        version=1,
        section_id="1" if number < 6 else "2",
        kind="factual",
        text=text,
        shown=text if release == RELEASED else "",
        language="uk" if "ї" in text else "cs",
        channel="web",
        release=release,
        received_at=moment,
        arrived_at=moment,
        released_at=moment if release == RELEASED else None,
    )


async def test_members_and_staff_of_the_area_read_it_and_nobody_else(client, village, code):
    assert (await client.get(ADDRESS)).status_code == 403
    await village.sign_in(client, "petr")
    assert (await client.get(ADDRESS)).status_code == 404
    assert (await client.get("/api/prehledy/RIDICI")).status_code == 404
    assert (await client.get(f"{ADDRESS}.csv")).status_code == 404
    await village.sign_in(client, "jana")
    assert BUS in (await client.get(ADDRESS)).text


async def test_copies_are_one_and_what_nobody_has_read_is_a_number(client, village, code):
    await village.sign_in(client, "jana")
    page = (await client.get(ADDRESS)).text
    assert "4 připomínky říkají téměř totéž" in page
    assert "Tajné" not in page
    assert "Sociální byty" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


async def test_where_comments_come_from_and_what_is_often_said(client, village, code):
    async with village.database.writing() as session:
        for number in range(20, 60):
            said = "Chybí sociální byty." if number % 2 else "chybi socialni byty, cekame na ne"
            one = _comment(code, number, f"{said} ({number})", RELEASED)
            is_local = number < 40
            one.language = "cs" if is_local else "uk"
            one.party = "user" if is_local else "provider"
            one.municipality = "585939" if is_local else "585483"
            session.add(one)
    await village.sign_in(client, "jana")
    page = " ".join((await client.get(ADDRESS)).text.split())
    for told in (
        "Často zaznívá: sociální byty",
        "<h3>Jazyky</h3> <p>čeština 29 · ukrajinština 21</p>",
        "<h3>Strany</h3> <p>uživatelé služeb 20 · ostatní dohromady 30</p>",
        "<h3>Obce</h3> <p>Vizovice 20 · ostatní dohromady 30</p>",
    ):
        assert told in page, told


async def test_surveys_of_the_area_stand_there_once_enough_have_answered(client, village, code):
    await village.sign_in(client, "jana")
    await answered(village, *crowd(30))
    page = (await client.get(ADDRESS)).text
    assert "Anketa: Autobusy" in page
    [survey] = (await client.get("/api/prehledy/RIDICI")).json()["surveys"]
    assert survey["responses"] == 15
    assert survey["questions"][0]["answers"]
    await answered(village, *crowd(1))
    [again] = (await client.get("/api/prehledy/RIDICI")).json()["surveys"]
    assert again == survey


async def test_files_and_the_same_for_programs_and_each_is_noted(client, village, code):
    await village.sign_in(client, "jana")
    told = (await client.get("/api/prehledy/RIDICI")).json()
    assert told["new"]
    [plan] = told["plans"]
    assert plan["comments"] == len(COMMENTS)
    assert plan["sections"]["2"]["unread"] == 1
    waiting = plan["waiting"]
    assert waiting["unsettled"] == waiting["with_office"] > 0
    later = (await client.get("/api/prehledy/RIDICI?since=2027-02-01T09:00:00Z")).json()
    assert not later["new"]
    assert later["surveys"] == []
    book = openpyxl.load_workbook(io.BytesIO((await client.get(f"{ADDRESS}.xlsx")).content))
    rows = [row for sheet in book for row in sheet.values]
    assert any(BUS in row for row in rows)
    async with village.database.reading() as session:
        noted = await session.scalars(
            select(AuditEntry).where(AuditEntry.action == "digest_exported")
        )
        assert sorted(one.detail["format"] for one in noted) == ["api", "api", "xlsx"]
    assert (await client.get(f"{ADDRESS}.exe")).status_code == 404


KEY = re.compile(r'class="key">([\w-]{43})<')


async def key_of_jana(client: httpx.AsyncClient) -> str:
    token = form_of(await client.get(ADDRESS))
    made = await client.post(f"{ADDRESS}/klic", data=token | {"act": "make"}, headers=OURS)
    assert made.headers["cache-control"] == "no-store"
    [key] = KEY.findall(made.text)
    return str(key)


async def test_a_program_reads_it_by_its_owners_key(client, village, code):
    await village.sign_in(client, "jana")
    assert "Klíč máte" not in (await client.get(ADDRESS)).text
    first, key = await key_of_jana(client), await key_of_jana(client)
    page = (await client.get(ADDRESS)).text
    assert "Klíč máte" in page.replace("\xa0", " ")
    assert key not in page
    async with village.database.reading() as session:
        [kept] = await session.scalars(select(ProgramKey))
    assert key not in str(kept.model_dump())
    client.cookies.clear()
    read = await client.get("/api/prehledy/RIDICI", headers=keyed(key))
    assert read.json()["new"]
    for wrong in (first, "", "klic"):
        refused = await client.get("/api/prehledy/RIDICI", headers=keyed(wrong))
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
    assert (await client.get(ADDRESS, headers=keyed(key))).status_code == 403
    assert (await client.get("/api/prehledy/NIKDE", headers=keyed(key))).status_code == 404
    village.clock.pass_(timedelta(days=366))
    assert (await client.get("/api/prehledy/RIDICI", headers=keyed(key))).status_code == 401


async def test_a_key_is_taken_back_and_nobody_has_one_who_has_no_digest(client, village, code):
    await village.sign_in(client, "jana")
    key = await key_of_jana(client)
    token = form_of(await client.get(ADDRESS))
    back = await client.post(f"{ADDRESS}/klic", data=token | {"act": "drop"}, headers=OURS)
    assert back.status_code == 303
    assert (await client.get("/api/prehledy/RIDICI", headers=keyed(key))).status_code == 401
    await village.sign_in(client, "petr")
    token = form_of(await client.get("/konzole"))
    made = await client.post(f"{ADDRESS}/klic", data=token | {"act": "make"}, headers=OURS)
    assert made.status_code == 404
    async with village.database.reading() as session:
        assert not list(await session.scalars(select(ProgramKey)))


@pytest.mark.parametrize("forgets", [False, True])
async def test_a_key_ends_with_its_owners_role_and_account(client, village, code, forgets):
    await village.sign_in(client, "jana")
    key, owner = await key_of_jana(client), village.people["jana"]
    async with village.database.writing() as session:
        if forgets:
            await signin.forget_resident(session, owner)
        else:
            await session.execute(delete(Staff).where(col(Staff.resident_id) == owner))
    assert (await client.get("/api/prehledy/RIDICI", headers=keyed(key))).status_code == 401


def keyed(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


async def test_the_document_is_read_by_an_office(client, village, code, tmp_path):
    await village.sign_in(client, "jana")
    await answered(village, *crowd(30))
    document = (await client.get(f"{ADDRESS}.docx?za=vse")).content
    assert pages(document, tmp_path, "prehled").startswith(b"%PDF")


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), VIEWS)
async def test_the_page_is_in_order(visitor: Any, code: str, width: int, scheme: str) -> None:
    await answered(visitor.village, *crowd(30))
    page = await visitor.page(width, scheme)
    await visitor.signed_in(page)
    await page.click("a[href='/konzole/prehledy']")
    await page.wait_for_url(f"**{ADDRESS}")
    await is_in_order(page)
    await page.get_by_text("Všechny připomínky k tomuto tématu").first.click()
    await is_in_order(page)
    if os.environ.get("LOOK_AT"):
        path = f"{os.environ['LOOK_AT']}/digest-{width}.png"
        await page.screenshot(path=path, full_page=True)
    await page.get_by_role("link", name="Všechno").click()
    await is_in_order(page)
    await page.get_by_role("button", name="Vytvořit klíč").click()
    await page.wait_for_url(f"**{ADDRESS}/klic")
    await is_in_order(page)
    if os.environ.get("LOOK_AT"):
        await page.screenshot(path=f"{os.environ['LOOK_AT']}/key-{width}.png", full_page=True)
