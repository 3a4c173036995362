"""Whoever has the number of a certificate learns whether it is valid, and nothing more."""

from datetime import timedelta

import httpx

from meetings import certificates, keeping
from meetings.documents import Meeting
from meetings.keeping import Organiser
from storage.attendance import Attendance
from tests.web.conftest import NOW, Village

OFFICE = Organiser(None, None)
BEGAN = NOW - timedelta(hours=5)


async def issued(village: Village) -> str:
    fields = {
        "key": "skoleni",
        "area": "orp-vizovice",
        "kind": "verejne-setkani",
        "title": {"cs": "Školení"},
        "when": [{"start": BEGAN, "end": BEGAN + timedelta(hours=2)}],
        "certificate": True,
    }
    async with village.database.writing() as session:
        document = Meeting.model_validate(fields)
        held, _ = await keeping.keep(session, OFFICE, document, BEGAN)
        await keeping.announce(session, OFFICE, held.code, BEGAN)
        there = {"meeting_code": held.code, "nth": 1, "came_at": BEGAN}
        session.add(Attendance(**there, name="Karel Novák", channel="office"))
        await session.flush()
        [made] = await certificates.issue_all(session, OFFICE, held.code, "{}{}".format, NOW)
    return made.certificate.number


async def test_a_valid_one_and_a_revoked_one_say_so(
    client: httpx.AsyncClient, village: Village
) -> None:
    number = await issued(village)
    told = await client.get(f"/osvedceni/{number.lower()[:5]}-{number[5:]}")
    assert told.status_code == 200
    for said in ("platí", "Školení", "2 h", "K. N."):
        assert said in told.text
    assert "Novák" not in told.text
    async with village.database.writing() as session:
        await certificates.revoke(session, OFFICE, number, "Tajný důvod", NOW)
    told = await client.get(f"/osvedceni/{number}")
    assert "neplatí" in told.text
    assert "Tajný důvod" not in told.text


async def test_an_unknown_number_and_the_form(client: httpx.AsyncClient) -> None:
    assert (await client.get("/osvedceni/ABCDEFGHJK")).status_code == 404
    assert (await client.get("/osvedceni/<b>")).status_code == 404
    assert (await client.get("/osvedceni")).status_code == 200
    moved = await client.get("/osvedceni?cislo=abcde-fghjk")
    assert moved.headers["location"] == "/osvedceni/ABCDEFGHJK"
