"""The office's own queue on pages: read, passed on, settled and published by whoever runs plans."""

import httpx
import pytest

from storage import comments as tables
from storage.comments import DECIDED, PUBLISHED, RECEIVED, RELEASED, Comment
from storage.groups import WorkingGroup
from tests.web.conftest import HTTPS, NOW, Village, form_of
from tests.web.test_comments import BUS, commented
from tests.web.test_plans import brought
from texts.words import LANGUAGES

REASON = "Na neděli nejsou peníze."


@pytest.fixture
async def address(client: httpx.AsyncClient, village: Village) -> str:
    """The page of a comment that nobody has read, and Jana who runs plans signed in."""
    code = await brought(village)
    number = await commented(village, code)
    await village.sign_in(client, "jana")
    return f"/konzole/plany/{code}/pripominky/{number}"


async def sends(client: httpx.AsyncClient, address: str, **fields: str) -> httpx.Response:
    token = form_of(await client.get(address))
    return await client.post(address, data=token | fields, headers={"origin": HTTPS})


async def found(village: Village, address: str) -> Comment:
    async with village.database.reading() as session:
        kept = await tables.comment(session, address.rpartition("/")[2])
    assert kept
    return kept


async def test_a_comment_is_read_settled_and_published_on_pages(
    client: httpx.AsyncClient, village: Village, address: str
) -> None:
    queue = address.rpartition("/")[0]
    assert f'href="{queue}"' in (await client.get("/konzole")).text
    listed = await client.get(queue)
    assert "Nejdřív přečíst" in listed.text
    assert address in listed.text
    answer = await sends(client, address, act="release", how=RELEASED)
    assert answer.headers["location"] == queue
    assert (await found(village, address)).release == RELEASED
    assert "Vypořádá úřad" in (await client.get(queue)).text

    refused = await sends(client, address, act="settle", verdict="refused")
    assert refused.status_code == 409
    assert (await found(village, address)).state == RECEIVED
    await sends(client, address, act="settle", verdict="refused", reason=REASON)
    assert (await found(village, address)).state == DECIDED
    await sends(client, address, act="reopen")
    assert (await found(village, address)).state == RECEIVED
    await sends(client, address, act="settle", verdict="refused", reason=REASON)
    assert "Rozhodnuto, zatím to nikdo neví" in (await client.get(queue)).text
    await sends(client, queue)
    assert (await found(village, address)).state == PUBLISHED
    card = await client.get(address)
    assert REASON in card.text
    assert 'name="act"' not in card.text


async def test_what_was_written_is_kept_when_it_is_refused(
    client: httpx.AsyncClient, village: Village, address: str
) -> None:
    await sends(client, address, act="release", how=RELEASED)
    refused = await sends(client, address, act="settle", verdict="accepted", reason=REASON)
    assert refused.status_code == 409
    assert REASON in refused.text


async def test_a_comment_is_passed_to_a_group_and_taken_back(
    client: httpx.AsyncClient, village: Village, address: str
) -> None:
    async with village.database.writing() as session:
        told = {"code": "SENIO", "key": "s", "area_code": "orp-vizovice", "name": {"cs": "Senioři"}}
        session.add(WorkingGroup(**told, made_at=NOW))
    await sends(client, address, act="release", how=RELEASED)
    await sends(client, address, act="refer", group="SENIO")
    card = await client.get(address)
    assert "Je u\xa0pracovní skupiny Senioři." in card.text
    refused = await sends(client, address, act="settle", verdict="refused", reason=REASON)
    assert refused.status_code == 409
    await sends(client, address, act="recall")
    assert "Je u\xa0pracovní skupiny" not in (await client.get(address)).text


async def test_nobody_else_learns_of_it(
    client: httpx.AsyncClient, village: Village, address: str
) -> None:
    queue, number = address.rpartition("/")[0], address.rpartition("/")[2]
    assert (await client.get(f"/konzole/plany/AAAAA/pripominky/{number}")).status_code == 404
    assert (await sends(client, address, act="unknown")).status_code == 400
    for name in ("petr", "ivan"):
        await village.sign_in(client, name)
        for path in (queue, address):
            page = await client.get(path)
            assert page.status_code == 404
            assert BUS not in page.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_office_reads_in_every_language(
    client: httpx.AsyncClient, village: Village, address: str, language: str
) -> None:
    client.cookies.set("__Host-language", language)
    for path in (address, address.rpartition("/")[0]):
        page = await client.get(path)
        assert page.status_code == 200
        assert "{" not in page.text
