"""A round's draft on the web: its members read it, and no address shows it to anybody else."""

import io
import zipfile
from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta

import httpx
import pytest
from fastapi.routing import APIRoute

from people import roles
from plans import comments, keeping, running
from plans.consultation import GROUP, Dates
from plans.documents import Section
from plans.running import Runner
from storage import comments as tables
from storage import groups, people, places
from storage.comments import RELEASED
from storage.groups import AGREED, MEMBER, Member, WorkingGroup
from storage.people import Resident
from tests.plans.test_keeping import document
from tests.web.conftest import HTTPS, NOW, Village
from web.app import FORM, PAGES

SECRET = "Tajemství"
ROUND = Dates(NOW.date(), date(2027, 2, 14))
INSIDE = NOW + timedelta(hours=1)
OFFICE = Runner(1, None)


def written(text: str) -> Section:
    """A section whose every part would give the draft away."""
    told = {"cs": f"{SECRET} {text}"}
    return Section(
        id="1", level=1, title=told, text=told, summary=told, facts=(told,), group="senio"
    )


@pytest.fixture
async def number(village: Village) -> str:
    """A released comment of Ivan's round; Cyril sits in a group that the draft does not concern."""
    async with village.database.writing() as session:
        cyril = await people.arrive(session, 77, "cs", NOW.date())
        village.people["cyril"] = cyril.id
        for key, name in (("senio", "ivan"), ("rodin", "cyril")):
            group = WorkingGroup(
                code=key.upper(),
                key=key,
                area_code="orp-vizovice",
                name={"cs": key.title()},
                made_at=NOW,
            )
            session.add(group)
            await session.flush()
            await _sit(session, village, group.code, name)
        title = {"cs": f"{SECRET} plánu"}
        plan = await keeping.keep(session, document(written("části"), title=title), NOW)
        await running.open_window(session, OFFICE, plan.code, 1, ROUND, NOW, GROUP)
    village.clock.moment = INSIDE
    async with village.database.writing() as session:
        ivan = await session.get(Resident, village.people["ivan"])
        assert ivan
        place = (plan.code, "1", "factual")
        text = f"{SECRET} kola."
        unsent = await comments.write(session, place, text, 5, "cs", INSIDE, ivan.id)
        found = await comments.send(session, ivan, unsent, "telegram", INSIDE)
        found.release, found.shown, found.released_at = RELEASED, found.text, INSIDE
    return found.number


async def _sit(session, village, group, name):  # type: ignore[no-untyped-def]
    session.add(
        Member(
            group_code=group,
            resident_id=village.people[name],
            name=name.title(),
            party="user",
            role=MEMBER,
            state=AGREED,
            nominated_at=NOW,
        )
    )
    place = {"role": roles.MEMBER, "area_code": "orp-vizovice", "group_code": group}
    await people.grant(session, village.people[name], **place, name=name.title(), now=NOW)


@pytest.fixture
async def client(village: Village) -> AsyncIterator[httpx.AsyncClient]:
    """Whoever tries every address asks more often than people do."""
    doors = ("page", "sign_in", "form", "form_begin", "form_code")
    often = {f"{door}_limit": "1000000/minute" for door in doors}
    async with village.client(**often) as made:
        yield made


def every_address(plan: str, number: str, group: str) -> Iterator[str]:
    """Each path that the pages answer, with the plan, its parts and the comment put in."""
    routes = [route for door in (*FORM, *PAGES) for route in door.router().routes]
    paths = {route.path for route in routes if isinstance(route, APIRoute)}
    assert len(paths) > 50
    for path in sorted(paths):
        for format in ("pdf", "docx", "xlsx", "csv", "json"):
            for code in (plan, group):
                told = path.replace("{code}", code).replace("{format}", format)
                told = told.replace("{section_id}", "1").replace("{number}", number)
                told = told.replace("{plan_code}", plan).replace("{group_code}", group)
                told = told.replace("{group}", group)
                yield told


def gives_away(answer: httpx.Response) -> bool:
    """Whether the draft or the comment is in it, be it a page, a file or a packed one."""
    if SECRET in answer.text:
        return True
    if not zipfile.is_zipfile(io.BytesIO(answer.content)):
        return False
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return any(SECRET.encode() in packed.read(one) for one in packed.namelist())


async def shown_at(client: httpx.AsyncClient, addresses: set[str], code: str) -> set[str]:
    found = set()
    for address in addresses:
        answers = [
            await client.get(address, params={"za": "vse", "cast": "1", "kolo": GROUP}),
            await client.post(address, data={"cast": "1"}, headers={"origin": HTTPS}),
        ]
        assert 429 not in {one.status_code for one in answers}
        found |= {address.replace(code, "PLAN") for one in answers if gives_away(one)}
    return found


async def the_code(village: Village, number: str) -> str:
    async with village.database.reading() as session:
        found = await tables.comment(session, number)
    assert found
    return found.plan_code


@pytest.mark.parametrize("name", ["", "cyril", "petr"])
async def test_no_address_shows_a_rounds_draft_to_an_outsider(
    client: httpx.AsyncClient, village: Village, number: str, name: str
) -> None:
    """To nobody known, to a member of another group, to the coordinator of another area."""
    code = await the_code(village, number)
    if name:
        await village.sign_in(client, name)
    for group in ("SENIO", "RODIN"):
        addresses = set(every_address(code, number, group))
        assert await shown_at(client, addresses, code) == set()


async def test_the_same_addresses_show_it_to_who_sits_in_the_round(
    client: httpx.AsyncClient, village: Village, number: str
) -> None:
    code = await the_code(village, number)
    await village.sign_in(client, "ivan")
    addresses = set(every_address(code, number, "SENIO"))
    shown = await shown_at(client, addresses, code)
    assert {
        "/konzole/navrhy",
        "/konzole/navrhy/PLAN",
        "/konzole/navrhy/PLAN/cast/1",
        "/konzole/prehledy/SENIO",
        "/konzole/prehledy/SENIO.csv",
        "/konzole/prehledy/SENIO.docx",
        "/konzole/prehledy/SENIO.json",
        "/konzole/prehledy/SENIO.xlsx",
        "/api/prehledy/SENIO",
        "/konzole/plany/PLAN/vyporadani.docx",
        "/konzole/plany/PLAN/vyporadani.xlsx",
    } <= shown
    assert not any(one.startswith("/p/") or one == "/p" for one in shown)


async def test_a_member_reads_it_on_their_page_and_what_changed_since(
    client: httpx.AsyncClient, village: Village, number: str
) -> None:
    code = await the_code(village, number)
    await village.sign_in(client, "ivan")
    assert "/konzole/navrhy" in (await client.get("/konzole")).text
    page = (await client.get(f"/konzole/navrhy/{code}")).text
    assert "Zatím neveřejné" in page
    assert "14. 2. 2027" in page.replace("\xa0", " ")
    assert (await client.get(f"/konzole/navrhy/{code}/zmeny")).status_code == 404
    village.clock.moment = NOW + timedelta(days=20)
    async with village.database.writing() as session:
        changed = document(written("části po opravě"), title={"cs": "Plán pro všechny"})
        await keeping.keep(session, changed, village.clock.moment)
        await running.publish(session, OFFICE, code, 2, village.clock.moment)
    await village.sign_in(client, "ivan")
    told = (await client.get(f"/konzole/navrhy/{code}/zmeny")).text
    assert "<ins>po opravě</ins>" in told
    assert "Zatím neveřejné" not in (await client.get(f"/konzole/navrhy/{code}")).text
    assert (await client.get(f"/p/{code}")).status_code == 200
    assert (await client.get(f"/p/{code}/zmeny")).status_code == 404
    assert "kola." not in (await client.get(f"/p/{code}/pripominky")).text
    assert (await client.get(f"/p/{code}/pripominka/{number}")).status_code == 404


async def test_whoever_sits_in_no_round_is_led_to_the_public_page(
    client: httpx.AsyncClient, village: Village, number: str
) -> None:
    code = await the_code(village, number)
    await village.sign_in(client, "cyril")
    assert (await client.get(f"/konzole/navrhy/{code}")).status_code == 404
    village.clock.moment = NOW + timedelta(days=20)
    async with village.database.writing() as session:
        await running.publish(session, OFFICE, code, 1, village.clock.moment)
    await village.sign_in(client, "cyril")
    for path in ("", "/cast/1", "/zmeny"):
        answer = await client.get(f"/konzole/navrhy/{code}{path}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/p/{code}")
    async with village.database.reading() as session:
        assert [one.code for one in await groups.groups_of(session, None)] == ["RODIN", "SENIO"]


async def test_the_register_shows_rounds_apart_where_the_rules_say_so(
    client: httpx.AsyncClient, village: Village, number: str
) -> None:
    code = await the_code(village, number)
    village.clock.moment = NOW + timedelta(days=20)
    async with village.database.writing() as session:
        area = await places.area(session, "orp-vizovice")
        assert area
        area.settings = {**area.settings, "settling": {"publishes_rounds": True}}
        await running.publish(session, OFFICE, code, 1, village.clock.moment)
    page = (await client.get(f"/p/{code}/pripominky")).text
    assert f"pripominka/{number}" not in page
    assert "?kolo=group" in page
    assert number in (await client.get(f"/p/{code}/pripominky", params={"kolo": GROUP})).text
    one = (await client.get(f"/p/{code}/pripominka/{number}")).text
    assert "Připomínky pracovních skupin" in one
    assert "/pridat" not in one
