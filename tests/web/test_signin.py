from datetime import timedelta

import pytest

from storage import people
from tests.web.conftest import HTTPS, form_of

OURS = {"origin": HTTPS}


async def test_a_link_from_the_chat_leads_to_the_console(client, village):
    answer = await village.sign_in(client, "jana")
    assert (answer.status_code, answer.headers["location"]) == (303, "/konzole")
    page = await client.get("/konzole")
    assert page.status_code == 200
    assert "Koordinátor: ORP Vizovice" in page.text


async def test_the_console_speaks_the_language_of_the_chat(client, village):
    async with village.database.writing() as session:
        jana = await people.by_telegram_id(session, 2)
        jana.language = "uk"
    await village.sign_in(client, "jana")
    assert '<html lang="uk">' in (await client.get("/konzole")).text


async def test_a_preview_of_the_link_does_not_spend_it(client, village):
    address = await village.link("jana")
    for _ in range(3):
        await client.get(address)
        await client.head(address)
    shown = await client.get(address)
    assert (await client.post(address, data=form_of(shown), headers=OURS)).status_code == 303


async def test_a_link_works_once(client, village):
    address = await village.link("jana")
    shown = await client.get(address)
    await client.post(address, data=form_of(shown), headers=OURS)
    async with village.client() as thief:
        again = await thief.get(address)
        answer = await thief.post(address, data=form_of(again), headers=OURS)
        assert answer.status_code == 403
        assert "Tento odkaz už neplatí" in answer.text
        assert (await thief.get("/konzole")).status_code == 403


async def test_a_link_works_for_a_quarter_of_an_hour(client, village):
    address = await village.link("jana")
    shown = await client.get(address)
    village.clock.pass_(timedelta(minutes=15))
    assert (await client.post(address, data=form_of(shown), headers=OURS)).status_code == 403


async def test_a_resident_without_a_role_cannot_sign_in(client, village):
    assert (await village.sign_in(client, "ivan")).status_code == 403
    assert (await client.get("/konzole")).status_code == 403


async def test_a_session_ends_after_twelve_hours(client, village):
    await village.sign_in(client, "jana")
    village.clock.pass_(timedelta(hours=11, minutes=59))
    assert (await client.get("/konzole")).status_code == 200
    village.clock.pass_(timedelta(minutes=1))
    assert (await client.get("/konzole")).status_code == 403


async def test_a_role_taken_away_ends_the_session(client, village):
    await village.sign_in(client, "jana")
    async with village.database.writing() as session:
        for role in await people.roles(session, village.people["jana"]):
            await people.revoke(session, role)
    page = await client.get("/konzole")
    assert page.status_code == 403
    assert "Tato stránka je pro pracovníky" in page.text


async def test_whoever_signs_out_is_out_everywhere_with_that_session(client, village):
    await village.sign_in(client, "jana")
    stolen = dict(client.cookies)
    page = await client.get("/konzole")
    answer = await client.post("/odhlaseni", data=form_of(page), headers=OURS)
    assert answer.headers["location"] == "/"
    async with village.client() as thief:
        thief.cookies.update(stolen)
        assert (await thief.get("/konzole")).status_code == 403


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({}, OURS),
        ({"form_token": "0" * 64}, OURS),
        ({"form_token": "ž"}, OURS),
        (None, {"origin": "https://evil.example"}),
        (None, {"origin": "null"}),
        (None, {"sec-fetch-site": "cross-site"}),
    ],
)
async def test_a_form_from_elsewhere_is_refused(client, village, form, headers):
    await village.sign_in(client, "jana")
    ours = form_of(await client.get("/konzole"))
    answer = await client.post("/odhlaseni", data=ours if form is None else form, headers=headers)
    assert answer.status_code == 403
    assert "Odtud to udělat nelze" in answer.text
    assert (await client.get("/konzole")).status_code == 200


async def test_a_form_token_of_one_session_is_worthless_in_another(client, village):
    await village.sign_in(client, "jana")
    janas = form_of(await client.get("/konzole"))
    async with village.client() as other:
        await village.sign_in(other, "petr")
        answer = await other.post("/odhlaseni", data=janas, headers=OURS)
    assert answer.status_code == 403


async def test_without_the_cookie_of_the_visit_a_link_cannot_be_spent(client, village):
    address = await village.link("jana")
    form = form_of(await client.get(address))
    async with village.client() as stranger:
        assert (await stranger.post(address, data=form, headers=OURS)).status_code == 403


async def test_guessing_links_is_slow(village):
    async with village.client(sign_in_limit="3/minute") as client:
        answers = [(await client.post("/prihlaseni/x", headers=OURS)).status_code for _ in range(4)]
    assert answers == [403, 403, 403, 429]


async def test_a_form_larger_than_any_of_ours_is_refused(client):
    answer = await client.post("/odhlaseni", content=b"a" * 20_000, headers=OURS)
    assert answer.status_code == 413


async def test_the_database_never_holds_a_token(client, village, tmp_path):
    address = await village.link("jana")
    await village.sign_in(client, "jana")
    token = client.cookies["__Host-session"]
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("naves.db*"))
    assert token.encode() not in kept
    assert address.rpartition("/")[2].encode() not in kept
