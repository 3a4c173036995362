"""The office's list on the web, and the page on the wall of the room."""

import io
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pypdf
import pytest

from meetings import attendance, doors, named, room
from meetings.named import Person
from people import roles
from storage import people
from storage.attendance import Attendance
from storage.meetings import Registration
from storage.people import Resident
from storage.rooms import SHOWN
from tests.web.conftest import Village
from tests.web.test_comment_form import hidden, post, rows
from tests.web.test_meetings import PETR, announced
from texts.words import LANGUAGES

FORM = "/konzole/setkani/{code}/prezence"


@pytest.fixture
async def jana(village: Village) -> AsyncIterator[httpx.AsyncClient]:
    """She coordinates Vizovice."""
    async with village.client() as made:
        await village.sign_in(made, "jana")
        yield made


@pytest.fixture
async def petr(village: Village) -> AsyncIterator[httpx.AsyncClient]:
    """He coordinates elsewhere."""
    async with village.client() as made:
        await village.sign_in(made, "petr")
        yield made


async def held_today(village: Village, **changed: object) -> str:
    starts = village.clock.moment
    when = [
        {"start": starts + timedelta(days=day), "end": starts + timedelta(days=day, hours=2)}
        for day in (0, 170)
    ]
    return await announced(village, when=when, **changed)


async def does(
    client: httpx.AsyncClient, code: str, step: str, den: int = 1, **given: str
) -> httpx.Response:
    path = FORM.format(code=code) + f"?den={den}"
    shown = await client.get(path)
    told = {"form_token": hidden(shown)["form_token"], "step": step, **given}
    answer = await post(client, path, told)
    if answer.status_code != 303:
        return answer
    return await client.get(answer.headers["location"])


async def enter(village: Village, code: str, name: str) -> Registration:
    async with village.database.writing() as session:
        now = village.clock.moment
        said = await named.enter(session, PETR, (code, 0), Person(name, "user"), now)
    return said.registration


async def test_a_clerk_registers_ticks_off_and_takes_back(jana, village: Village) -> None:
    code = await held_today(village, capacity=3)
    client = jana
    told = await does(client, code, "enter", name="Žofie <Nová>", people="2", party="provider")
    assert "Žofie &lt;Nová&gt;" in told.text
    assert "poskytovatelé služeb" in told.text
    [mine] = await rows(village, Registration)
    await does(client, code, "here", number=str(mine.number))
    [came] = await rows(village, Attendance)
    assert (came.name, came.people, came.channel) == ("Žofie <Nová>", 2, "office")
    told = await does(client, code, "came", name="Pan Veselý")
    assert "Zapsáno mezi přítomné." in told.text
    assert "Zatím chybí:" in told.text
    full = await does(client, code, "came", name="Paní Pozdní", people="2")
    assert full.status_code == 422
    assert "Paní Pozdní" in full.text
    await does(client, code, "back", number=str(mine.number), entry=str(came.number))
    assert [one.name for one in await rows(village, Attendance)] == ["Pan Veselý"]
    await does(client, code, "strike", number=str(mine.number))
    states = {one.name: one.state for one in await rows(village, Registration)}
    assert states["Žofie <Nová>"] == "declined"


async def test_each_day_has_its_own_list_and_paper(jana, village: Village) -> None:
    code = await held_today(village)
    mine = await enter(village, code, "Žofie Nová")
    await does(jana, code, "here", den=1, number=str(mine.number))
    await does(jana, code, "here", den=2, number=str(mine.number))
    assert sorted(one.nth for one in await rows(village, Attendance)) == [1, 2]
    shown = (await jana.get(FORM.format(code=code) + "?den=2")).text.replace("\xa0", " ")
    [chosen] = re.findall(r'<strong aria-current="page">([^<]*)</strong>', shown)
    assert "21. 7. 2027" in chosen
    paper = await jana.get(FORM.format(code=code) + ".pdf?den=2")
    told = pypdf.PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()
    assert "Žofie Nová" in told
    assert "21. 7. 2027" in told.replace("\xa0", " ")
    assert (await jana.get(FORM.format(code=code) + "?den=3")).status_code == 404


async def test_who_took_a_place_that_stayed_empty_is_on_the_list_of_the_next_day(
    jana, village: Village
) -> None:
    """The hall is full of those who have registered and did not come in time."""
    starts = village.clock.moment - timedelta(hours=1)
    stay = [{"start": starts, "end": starts + timedelta(days=2)}]
    code = await announced(village, when=stay, capacity=1)
    await enter(village, code, "Žofie Nová")
    await does(jana, code, "came", name="Pan Veselý", party="provider")
    [came] = await rows(village, Attendance)
    assert came.registration_number is None
    path = FORM.format(code=code) + "?den=1001"
    assert "Pan Veselý: zapsat příchod" in (await jana.get(path)).text
    told = await does(jana, code, "again", den=1001, number=str(came.number))
    assert "Zapsáno mezi přítomné." in told.text
    assert [(one.nth, one.name, one.party) for one in await rows(village, Attendance)] == [
        (1, "Pan Veselý", "provider"),
        (1001, "Pan Veselý", "provider"),
    ]


async def test_the_list_is_for_those_who_hold_the_meeting(
    jana, petr, client: httpx.AsyncClient, village: Village
) -> None:
    code = await announced(village)
    path = FORM.format(code=code)
    assert (await jana.get(path)).status_code == 200
    assert path in (await jana.get("/konzole/prezence")).text
    assert path not in (await petr.get("/konzole/prezence")).text
    for who in (petr, client):
        assert (await who.get(path)).status_code in (303, 401, 403, 404)
        assert (await post(who, path, {"step": "came", "name": "Kdosi"})).status_code >= 303
        assert (await who.get(path + ".pdf")).status_code in (303, 401, 403, 404)
    assert (await post(jana, path, {"step": "came", "name": "Kdosi"})).status_code == 403
    assert await rows(village, Attendance) == []


async def voted(village: Village, code: str) -> int:
    """Two votes from phones and three hands; one question that everybody sees."""
    now = village.clock.moment
    async with village.database.writing() as session:
        for who in (11, 12):
            session.add(Resident(id=who, telegram_id=who, language="cs", arrived_on=now.date()))
            came = Attendance(meeting_code=code, nth=1, resident_id=who, came_at=now)
            session.add(came)
        await session.flush()
        number = (await room.prepare(session, PETR, (code, 1), "Ano <či> ne?\nAno\nNe", now)).number
        await room.open_vote(session, PETR, number, now)
        for who in (11, 12):
            await room.cast(session, who, number, 0)
        await room.count_hands(session, PETR, number, [0, 3], now)
        asked = await room.ask(session, 11, (code, 1), "Kdy <začnete>?", now)
        await room.ask(session, 12, (code, 1), "Tajná otázka", now)
        await room.decide(session, PETR, asked.number, SHOWN, now)
    return number


async def test_the_wall_hides_the_result_until_the_vote_closes(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await announced(village)
    number = await voted(village, code)
    page = await client.get(f"/akce/{code}/platno")
    assert "http-equiv" not in page.text
    assert "script-src 'self'; connect-src 'self'" in page.headers["content-security-policy"]
    assert "Ano &lt;či&gt; ne?" in page.text
    assert "Z telefonů zatím přišly 2 hlasy." in page.text.replace("\xa0", " ")
    assert "wall-bar" not in page.text
    assert "rukou" not in page.text
    assert "Kdy &lt;začnete&gt;?" in page.text
    assert "Tajná" not in page.text
    async with village.database.writing() as session:
        await room.close_vote(session, PETR, number, village.clock.moment)
    page = await client.get(f"/akce/{code}/platno?den=1")
    found = re.findall(r"<dt>(\w+).*?</dt>.*?<strong>(\d+)</strong>", page.text)
    assert found == [("Ano", "2"), ("Ne", "3")]
    assert "z toho 3 ruce v sále" in page.text.replace("\xa0", " ")


async def test_a_wall_without_a_programme_tells_what_it_is_about_and_how_to_join_in(
    jana, client: httpx.AsyncClient, village: Village
) -> None:
    about = {"cs": "Jak se dostat k <lékaři>."}
    code = await announced(village, programme=[], description=about)
    told = (await client.get(f"/akce/{code}/platno")).text.replace("\xa0", " ")
    assert "Jak se dostat k &lt;lékaři&gt;." in told
    assert "naskenujte kód u vchodu" in told
    async with village.database.writing() as session:
        await doors.open_door(session, PETR, code, 1, village.clock.moment)
    told = (await jana.get(f"/akce/{code}/platno")).text
    assert "wall-scan" in told
    assert "naskenujte tento kód" in told.replace("\xa0", " ")
    assert "wall-scan" not in (await client.get(f"/akce/{code}/platno")).text


async def test_the_wall_of_a_closed_meeting_is_for_those_who_hold_it(
    jana, client: httpx.AsyncClient, village: Village
) -> None:
    code = await announced(village, is_public=False)
    assert (await client.get(f"/akce/{code}/platno")).status_code == 404
    assert (await jana.get(f"/akce/{code}/platno")).status_code == 200
    assert (await jana.get(f"/akce/{code}/platno?den=9")).status_code == 404
    assert (await client.get("/akce/NIKDE/platno")).status_code == 404


async def test_both_pages_speak_every_language(jana, village: Village) -> None:
    code = await announced(village)
    await voted(village, code)
    await enter(village, code, "Žofie Nová")
    async with village.database.reading() as session:
        assert len(await attendance.listed(session, PETR, code, 1)) == 3
    for language in LANGUAGES:
        jana.cookies.set("__Host-language", language)
        for path in (f"/akce/{code}/platno", FORM.format(code=code)):
            page = await jana.get(path)
            assert page.status_code == 200
            assert not re.search(r"\{\w+\}", page.text)


async def test_a_clerk_opens_the_list_on_the_day_and_nothing_else_of_meetings(
    client: httpx.AsyncClient, village: Village
) -> None:
    code, later = await held_today(village), await announced(village, key="pozdeji")
    async with village.database.writing() as session:
        clerk = {"role": roles.CLERK, "area_code": "orp-vizovice", "group_code": "", "name": "Ivan"}
        await people.grant(session, village.people["ivan"], **clerk, now=village.clock.moment)
    await village.sign_in(client, "ivan")
    listed = (await client.get("/konzole/prezence")).text
    assert [one in listed for one in (code, later)] == [True, False]
    shown = await does(client, code, "came", name="Paní Malá", party="user", people="1")
    assert "Paní Malá" in shown.text
    assert (await client.get(FORM.format(code=later))).status_code == 404
    async with village.database.writing() as session:
        away = Person("Pan Dál")
        come = await attendance.walk_in(session, PETR, (later, 1), away, village.clock.moment)
        said = await named.enter(session, PETR, (later, 0), Person("Eva"), village.clock.moment)
    await does(client, code, "back", number="0", entry=str(come.number))
    await does(client, code, "strike", number=str(said.registration.number))
    assert "Pan Dál" in [one.name for one in await rows(village, Attendance)]
    assert {one.state for one in await rows(village, Registration)} == {"coming"}
    assert (await client.get("/konzole/ucast")).status_code in (403, 404)
    assert "/konzole/ucast" not in (await client.get("/konzole")).text


async def test_however_many_meetings_there_were_each_has_its_list(jana, village: Village) -> None:
    first = village.clock.moment
    for nth in range(52):
        when = [{"start": first + timedelta(days=nth), "end": first + timedelta(days=nth, hours=2)}]
        await announced(village, key=f"setkani-{nth}", title={"cs": f"Setkání {nth}."}, when=when)
    await announced(village, key="nekdy", title={"cs": "Někdy"}, when=[])
    newest = (await jana.get("/konzole/prezence")).text
    assert ["Setkání 51." in newest, "Setkání 2." in newest] == [True, True]
    assert ["Setkání 1." in newest, "Někdy" in newest] == [False, False]
    assert 'rel="next" href="?strana=2"' in newest
    older = (await jana.get("/konzole/prezence?strana=2")).text
    assert older.index("Setkání 1.") < older.index("Setkání 0.") < older.index("Někdy")
    assert "strana=3" not in older
    beyond = (await jana.get("/konzole/prezence?strana=99")).text
    assert ["Setkání 0." in beyond, 'href="?strana=98"' in beyond] == [False, True]
