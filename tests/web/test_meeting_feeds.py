"""Meetings to follow: calendars of areas, topics and groups, open data, and where they stand."""

import io
from datetime import timedelta
from typing import Any

import httpx
import jsonschema
import pytest
import vobject

from groups import running
from groups.running import Wanted
from meetings import keeping
from storage import places
from tests.web.conftest import Village
from tests.web.ofn import CATALOGUE, EVENT, SAMPLE
from tests.web.test_meetings import PETR, announced
from texts.words import LANGUAGES


def titles(calendar: str) -> list[str]:
    """As the library reads them that did not write them."""
    read = vobject.readOne(io.StringIO(calendar))
    return sorted({one.summary.value for one in getattr(read, "vevent_list", [])})


async def test_a_calendar_is_told_again_only_when_something_has_changed(
    client: httpx.AsyncClient, village: Village
) -> None:
    code, now = await announced(village), village.clock.moment
    for path in ("/akce.ics", "/akce.jsonld"):
        first = await client.get(path)
        again = await client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (first.status_code, again.status_code) == (200, 304)
        assert again.content == b""
        assert again.headers["etag"] == first.headers["etag"]
    tag = (await client.get("/akce.ics")).headers["etag"]
    async with village.database.writing() as session:
        held = await keeping.held(session, code)
        later = held.document.model_copy(update={"title": {"cs": "Jinak"}})
        await keeping.change(session, PETR, code, held.meeting.revision, later, now)
    changed = await client.get("/akce.ics", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert titles(changed.text) == ["Jinak"]


async def test_feeds_are_chosen_by_area_topic_and_group(
    client: httpx.AsyncClient, village: Village
) -> None:
    await announced(village, group="seniori")
    await announced(village, key="b", area="hlucinsko-zapad", topics=[], title={"cs": "Jiné"})
    for query, found in (
        ("", ["Jiné", "Seminář <o> péči"]),
        ("?uzemi=hlucinsko-zapad", ["Jiné"]),
        ("?tema=pece", ["Seminář <o> péči"]),
        ("?uzemi=orp-vizovice&skupina=seniori", ["Seminář <o> péči"]),
        ("?uzemi=hlucinsko-zapad&skupina=seniori", []),
        ("?uzemi=neni", []),
    ):
        assert titles((await client.get(f"/akce.ics{query}")).text) == found
        listed = (await client.get(f"/akce.jsonld{query}")).json()
        assert sorted(one["název"]["cs"] for one in listed) == found


async def test_open_data_keep_to_the_norm(client: httpx.AsyncClient, village: Village) -> None:
    code = await announced(village)
    await announced(village, key="bez", when=[], venue=None, title={"cs-easy": "A"})
    await announced(village, key="plne", capacity=3, description={})
    single = await client.get(f"/akce/{code}.jsonld")
    many = await client.get("/akce.jsonld")
    assert many.headers["content-type"].startswith("application/ld+json")
    jsonschema.validate(single.json(), EVENT)
    jsonschema.validate(many.json(), CATALOGUE)
    assert len(many.json()) == 3
    assert single.json() in many.json()


async def test_open_data_tell_kind_organiser_and_programme_and_invent_no_number(
    client: httpx.AsyncClient, village: Village
) -> None:
    venue = {"name": "Klubovna", "children": True}
    code = await announced(village, venue=venue, publicity={"cs": "Hradí EU."})
    other = await announced(village, key="jini", organiser={"cs": "Spolek <Lípa>"})
    before = (await client.get(f"/akce/{code}.jsonld")).json()
    assert "pořadatel" not in before
    assert before["vhodné_pro_děti"] is True
    long = before["dlouhý_popis"]["cs"]
    assert "Druh: seminář" in long
    assert "Program:\n1. Teorie (Mgr. Nová)" in long
    assert long.endswith("Hradí EU.")
    async with village.database.writing() as session:
        area = await places.area(session, "orp-vizovice")
        assert area
        office = {"ico": "00284653", "name": {"cs": "Město Vizovice"}}
        area.settings = {**area.settings, "organiser": office}
    [known] = (await client.get(f"/akce/{code}.jsonld")).json()["pořadatel"]
    assert known == {"typ": "Osoba", "ičo": "00284653", "název": {"cs": "Město Vizovice"}}
    theirs = (await client.get(f"/akce/{other}.jsonld")).json()
    assert "pořadatel" not in theirs
    assert "Pořádá: Spolek <Lípa>" in theirs["dlouhý_popis"]["cs"]
    for one in (await client.get("/akce.jsonld")).json():
        jsonschema.validate(one, EVENT)


async def test_open_data_say_that_a_meeting_is_cancelled(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await announced(village, title={"uk": "Зустріч"})
    async with village.database.writing() as session:
        await keeping.cancel(session, PETR, code, "Nemoc <lektorky>.", village.clock.moment)
    told = (await client.get(f"/akce/{code}.jsonld")).json()
    jsonschema.validate(told, EVENT)
    assert "zneplatněno" in told
    assert "registrace" not in told
    assert told["dlouhý_popis"]["cs"].startswith("Zrušeno. Nemoc <lektorky>.\n\n")
    assert told["název"] == {"uk": "Зустріч", "cs": "Зустріч"}


def _without(**changed: Any) -> dict[str, Any]:
    return {name: value for name, value in (SAMPLE | changed).items() if value is not None}


def test_the_rules_of_the_norm_take_what_is_right_and_nothing_else() -> None:
    jsonschema.validate(SAMPLE, EVENT)
    for wrong in (
        _without(typ=None),
        _without(název={"cs-easy": "Setkání"}),
        _without(název={"uk": "Зустріч"}),
        _without(název="Setkání"),
        _without(pořadatel=[{"typ": "Osoba", "ičo": "123"}]),
        _without(vytvořeno={"typ": "Časový okamžik", "datum_a_čas": "2027-02-25T09:00:00"}),
        _without(umístění=[]),
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, EVENT)


async def test_a_page_leads_to_every_calendar(client: httpx.AsyncClient, village: Village) -> None:
    code, now = await announced(village), village.clock.moment
    async with village.database.writing() as session:
        area = await places.area(session, "orp-vizovice")
        assert area
        area.settings = {**area.settings, "topics": [{"id": "pece", "text": {"cs": "Péče"}}]}
        for key, sensitive in (("seniori", False), ("dluhy", True)):
            wanted = Wanted(
                area_code="orp-vizovice", key=key, name={"cs": key.title()}, sensitive=sensitive
            )
            await running.keep(session, wanted, now)
    for language in LANGUAGES:
        client.cookies.set("__Host-language", language)
        assert "{" not in (await client.get("/akce/odber")).text
    client.cookies.set("__Host-language", "cs")
    page = (await client.get("/akce/odber?uzemi=orp-vizovice")).text
    assert "/akce.ics?uzemi=orp-vizovice&amp;skupina=seniori" in page
    assert "skupina=dluhy" not in page
    assert ">Seniori<" in page
    assert "ORP Vizovice: Seniori<" in (await client.get("/akce/odber")).text
    assert 'href="webcal://' in page
    assert "/akce.ics?uzemi=orp-vizovice&amp;tema=pece" in page
    assert 'href="/akce/odber"' in (await client.get("/akce")).text
    assert 'href="/akce/odber?uzemi=orp-vizovice"' in (await client.get(f"/akce/{code}")).text


async def test_a_long_list_is_bounded_and_the_next_ones_come_first(
    client: httpx.AsyncClient, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.meeting_feeds.MOST_FED", 2)
    now = village.clock.moment
    for day in (3, 1, 2):
        start = now + timedelta(days=day)
        when = [{"start": start, "end": start + timedelta(hours=1)}]
        await announced(village, key=f"m{day}", title={"cs": f"Setkání {day}"}, when=when)
    assert titles((await client.get("/akce.ics")).text) == ["Setkání 1", "Setkání 2"]
