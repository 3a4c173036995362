"""Materials and minutes on the page of a public meeting."""

import hashlib

import httpx

from meetings import keeping, materials
from meetings.documents import Meeting
from meetings.keeping import Organiser
from tests.web.conftest import NOW, Village

OFFICE = Organiser(None, None)
PDF = b"%PDF-1.4\n%%EOF\n"


async def given(village: Village, **changed: object) -> str:
    fields = {
        "key": "skoleni",
        "area": "orp-vizovice",
        "kind": "verejne-setkani",
        "title": {"cs": "Školení"},
        **changed,
    }
    digest = hashlib.sha256(PDF).hexdigest()
    folder = village.web().media
    folder.mkdir(exist_ok=True)
    (folder / digest).write_bytes(PDF)
    async with village.database.writing() as session:
        held, _ = await keeping.keep(session, OFFICE, Meeting.model_validate(fields), NOW)
        await keeping.announce(session, OFFICE, held.code, NOW)
        place = (session, OFFICE, held.code)
        await materials.add_link(*place, "<Návrh> https://obec.example/n", 7, NOW)
        await materials.add_file(*place, "Přednáška.pdf", digest, 8, NOW)
        await materials.license(session, OFFICE, 8, "cc-by", NOW)
    return held.code


async def test_links_stand_on_the_page_and_files_are_downloaded(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await given(village)
    told = (await client.get(f"/akce/{code}")).text
    assert 'href="https://obec.example/n"' in told
    assert "&lt;Návrh&gt;" in told
    assert "CC BY 4.0" in told
    answer = await client.get(f"/akce/{code}/materialy/8")
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment")
    for wrong in ("7", "9", "99999999999999999999", "x"):
        missing = await client.get(f"/akce/{code}/materialy/{wrong}")
        assert missing.status_code in (404, 422)


async def test_what_is_not_public_is_not_downloaded(
    client: httpx.AsyncClient, village: Village
) -> None:
    code = await given(village, is_public=False)
    assert (await client.get(f"/akce/{code}/materialy/8")).status_code == 404
