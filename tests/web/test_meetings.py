"""Meetings on the web: what is coming up, a page and a calendar each, and open data."""

import io
import json
from datetime import date, datetime, timedelta

import httpx
import icalendar
import vobject

from meetings import keeping
from meetings.documents import Meeting
from meetings.keeping import Organiser
from tests.web.conftest import Village
from texts.formatting import PRAGUE
from texts.words import LANGUAGES

PETR = Organiser(None, None)


async def announced(village: Village, **changed: object) -> str:
    now = village.clock.moment
    starts = now + timedelta(days=30)
    fields = {
        "key": "setkani",
        "area": "orp-vizovice",
        "kind": "seminar",
        "title": {"cs": "Seminář <o> péči", "en": "Seminar on care"},
        "description": {"cs": "Přijďte, i když jste nikdy nebyli."},
        "when": [
            {"start": starts, "end": starts + timedelta(hours=2)},
            {"start": starts + timedelta(days=140), "end": starts + timedelta(days=140, hours=2)},
        ],
        "venue": {"name": "Klubovna", "municipality": "585939", "step_free": True},
        "topics": ["pece"],
        "programme": [{"title": {"cs": "Teorie"}, "lecturer": "Mgr. Nová"}],
        **changed,
    }
    async with village.database.writing() as session:
        held, _ = await keeping.keep(session, PETR, Meeting.model_validate(fields), now)
        await keeping.announce(session, PETR, held.code, now)
    return held.code


async def test_meetings_are_read_in_every_language(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await announced(village)
    for language in LANGUAGES:
        client.cookies.set("__Host-language", language)
        for path in ("/akce", f"/akce/{code}"):
            page = await client.get(path)
            assert page.status_code == 200
            assert "{" not in page.text
    assert "Seminar on care" in page.text


async def test_a_date_yet_to_be_set_stands_behind_those_that_are(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await announced(village, key="pozdeji", title={"cs": "Později"}, when=[])
    await announced(village)
    page = (await client.get("/akce")).text
    assert page.index("Seminář") < page.index("Později")
    assert "Termín upřesníme." in page
    assert "Termín upřesníme." in (await client.get(f"/akce/{code}")).text
    assert "do kalendáře" not in (await client.get(f"/akce/{code}")).text.lower()


async def test_once_it_has_begun_nobody_is_asked_to_register(
    client: httpx.AsyncClient, village: Village
) -> None:
    starts = village.clock.moment + timedelta(days=1)
    code = await announced(village, when=[{"start": starts, "end": starts + timedelta(hours=2)}])
    assert f"/akce/{code}/prihlaska" in (await client.get(f"/akce/{code}")).text
    village.clock.pass_(timedelta(days=1))
    page = (await client.get(f"/akce/{code}")).text
    assert f"/akce/{code}/prihlaska" not in page
    assert "Přihlašování skončilo." in page


async def test_a_page_tells_where_when_and_what(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await announced(village)
    page = (await client.get(f"/akce/{code}")).text.replace("\xa0", " ")
    assert "Seminář &lt;o&gt; péči" in page
    assert "středa 3. 3. 2027, 11:00–13:00" in page
    assert "<p>Klubovna, Vizovice</p>" in page
    assert "♿ bezbariérový vstup" in page
    assert "Teorie (Mgr. Nová)" in page
    assert "🗓" not in page
    assert "Jana Ukázková" in page
    assert f"https://t.me/naves_bot?start=m_{code}" in page


async def test_two_libraries_read_the_calendar_across_summer_time(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await announced(village)
    told = (await client.get(f"/akce/{code}.ics")).text
    events = icalendar.Calendar.from_ical(told).walk("VEVENT")
    local = [one["DTSTART"].dt.strftime("%H:%M %Z") for one in events]
    assert local == ["11:00 CET", "12:00 CEST"]
    read = vobject.readOne(io.StringIO(told))
    assert [one.dtstart.value.utcoffset() for one in read.vevent_list] == [
        timedelta(hours=1),
        timedelta(hours=2),
    ]
    assert all(len(line.encode()) <= 75 for line in told.split("\r\n"))


async def test_whole_days_are_days_on_pages_and_in_calendars(
    client: httpx.AsyncClient, village: Village
) -> None:
    days = [datetime(2027, 5, day, tzinfo=PRAGUE) for day in (21, 24)]
    stay = await announced(village, key="pobyt", when=[{"start": days[0], "end": days[1]}])
    event = vobject.readOne(io.StringIO((await client.get(f"/akce/{stay}.ics")).text)).vevent
    assert (event.dtstart.value, event.dtend.value) == (date(2027, 5, 21), date(2027, 5, 24))
    page = (await client.get(f"/akce/{stay}")).text.replace("\xa0", " ")
    assert "pátek 21. 5. 2027 – neděle 23. 5. 2027" in page
    one = [{"start": days[0], "end": days[0] + timedelta(days=1)}]
    fair = await announced(village, key="pout", when=one)
    page = (await client.get(f"/akce/{fair}")).text.replace("\xa0", " ")
    assert "pátek 21. 5. 2027, celý den" in page


async def test_a_change_and_a_cancellation_reach_calendars(
    client: httpx.AsyncClient, village: Village
) -> None:
    code, now = await announced(village), village.clock.moment
    before = icalendar.Calendar.from_ical((await client.get(f"/akce/{code}.ics")).text)
    async with village.database.writing() as session:
        held = await keeping.held(session, code)
        later = held.document.model_copy(update={"title": {"cs": "Seminář jinak"}})
        await keeping.change(session, PETR, code, held.meeting.revision, later, now)
        await keeping.cancel(session, PETR, code, "nemoc", now)
    after = icalendar.Calendar.from_ical((await client.get(f"/akce/{code}.ics")).text)
    assert (before["METHOD"], after["METHOD"]) == ("PUBLISH", "CANCEL")
    was, now_is = before.walk("VEVENT")[0], after.walk("VEVENT")[0]
    assert was["UID"] == now_is["UID"]
    assert (was["SEQUENCE"], now_is["SEQUENCE"]) == (0, 2)
    assert now_is["STATUS"] == "CANCELLED"
    assert "nemoc" in (await client.get(f"/akce/{code}")).text


async def test_a_calendar_knows_it_from_anywhere_as_the_same_and_where_to_join_online(
    client: httpx.AsyncClient, village: Village
) -> None:
    online = "https://setkani.example/1?a=1&b=2"
    code = await announced(village, online=online)
    page = (await client.get(f"/akce/{code}")).text
    assert 'href="https://setkani.example/1?a=1&amp;b=2"' in page
    assert "<p>Klubovna, Vizovice</p>" in page
    alone, listed = [
        vobject.readOne(io.StringIO((await client.get(path, headers={"host": host})).text))
        for path, host in ((f"/akce/{code}.ics", "obec.example"), ("/akce.ics", "jinak.example"))
    ]
    assert alone.vevent.description.value.endswith(online)
    assert alone.vevent.location.value == "Klubovna, Vizovice"
    assert alone.vevent.uid.value == listed.vevent.uid.value


async def test_a_feed_has_only_what_was_asked_for(
    client: httpx.AsyncClient, village: Village
) -> None:
    await announced(village)
    await announced(village, key="jine", area="hlucinsko-zapad", topics=[], title={"cs": "Jiné"})

    async def titles(query: str) -> list[str]:
        told = (await client.get(f"/akce.ics{query}")).text
        events = icalendar.Calendar.from_ical(told).walk("VEVENT")
        return sorted({str(one["SUMMARY"]) for one in events})

    assert await titles("") == ["Jiné", "Seminář <o> péči"]
    assert await titles("?uzemi=hlucinsko-zapad") == ["Jiné"]
    assert await titles("?tema=pece") == ["Seminář <o> péči"]
    assert await titles("?skupina=nikdo") == []


async def test_what_is_not_for_everybody_or_not_announced_is_nowhere(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await announced(village, is_public=False)
    async with village.database.writing() as session:
        document = Meeting.model_validate(
            {"key": "x", "area": "orp-vizovice", "kind": "kurz", "title": {"cs": "Kurz"}}
        )
        draft, _ = await keeping.keep(session, PETR, document, village.clock.moment)
    for one in (code, draft.code, "NENI"):
        for ending in ("", ".ics", ".jsonld"):
            assert (await client.get(f"/akce/{one}{ending}")).status_code == 404
    assert "Nic" not in (await client.get("/akce")).text.partition("<h1>")[0]
    assert b"BEGIN:VEVENT" not in (await client.get("/akce.ics")).content


async def test_open_data_say_what_the_norm_wants(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await announced(village)
    got = await client.get(f"/akce/{code}.jsonld")
    told = json.loads(got.content)
    assert got.headers["content-type"].startswith("application/ld+json")
    assert told["typ"] == "Událost"
    assert told["iri"].endswith(f"/akce/{code}")
    place = told["umístění"][0]["adresa"]["obec"]
    assert place == "https://linked.cuzk.cz/resource/ruian/obec/585939"
    assert len(told["doba_trvání"]) == 2


async def test_a_page_shows_its_picture_and_for_whom_it_is(
    client: httpx.AsyncClient, village: Village
) -> None:
    digest = "ab" * 32
    shown = {"picture": digest, "audience": ["user"], "organiser": {"cs": "Obec <A> & spol."}}
    code = await announced(village, **shown)
    assert (await client.get(f"/akce/{code}/obrazek")).status_code == 404
    folder = village.web().media
    folder.mkdir(parents=True)
    (folder / digest).write_bytes(b"\xff\xd8\xff")
    picture = await client.get(f"/akce/{code}/obrazek")
    assert (picture.headers["content-type"], picture.content) == ("image/jpeg", b"\xff\xd8\xff")
    page = (await client.get(f"/akce/{code}")).text.replace("\xa0", " ")
    assert f'src="/akce/{code}/obrazek"' in page
    assert "Pro koho: lidé, kteří využívají služby" in page
    assert "Obec &lt;A&gt; &amp; spol." in page
    assert "bezbariérový vstup" in page


async def test_a_long_list_has_pages(client: httpx.AsyncClient, village: Village) -> None:
    for n in range(32):
        await announced(village, key=f"s{n}", title={"cs": f"Setkání {n}."})
    await announced(village, key="tajne", is_public=False, title={"cs": "Tajné"})
    first, second = (await client.get("/akce")).text, (await client.get("/akce?strana=2")).text
    assert (first.count("<h2>"), second.count("<h2>")) == (30, 2)
    assert 'rel="next" href="?strana=2"' in first
    assert 'rel="prev" href="?strana=1"' in second
    assert "Tajné" not in first + second
    for odd in ("0", "-1", "x", "9" * 40, "²"):
        assert (await client.get("/akce", params={"strana": odd})).status_code == 200
