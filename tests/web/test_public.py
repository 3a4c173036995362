from datetime import timedelta

import pytest

from texts.words import LANGUAGES

PAGES = ("/", "/soukromi", "/pristupnost")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_speaks_every_language(client, path, language):
    client.cookies.set("__Host-language", language)
    page = await client.get(path)
    assert page.status_code == 200
    assert f'<html lang="{language.removesuffix("-easy")}">' in page.text
    assert "{" not in page.text


async def test_the_start_page_shows_what_can_be_answered_now(client, village):
    page = await client.get("/")
    assert "Autobusy" in page.text
    assert f"https://t.me/naves_bot?start=s_{village.surveys['open']}" in page.text
    assert village.surveys["later"] not in page.text
    assert village.surveys["draft"] not in page.text
    assert "do 28.\xa02.\xa02027" in page.text


async def test_a_survey_that_has_ended_is_no_longer_offered(client, village):
    village.clock.pass_(timedelta(days=60))
    page = await client.get("/")
    assert "Autobusy" not in page.text
    assert "Teď žádná anketa neběží" in page.text


async def test_until_the_bot_is_up_no_link_leads_nowhere(village):
    async with village.client(chat_link=lambda payload: None) as client:
        page = await client.get("/")
    assert "t.me" not in page.text
    assert "Chat se právě spouští" in page.text


async def test_contacts_are_shown_with_the_privacy_notice(client):
    page = await client.get("/soukromi")
    assert "Jana Ukázková" in page.text
    assert "Úřadu pro ochranu osobních údajů" in page.text


async def test_health_says_whether_the_database_answers(client, village, tmp_path):
    assert (await client.get("/healthz")).json() == {"status": "ok"}


@pytest.mark.parametrize("path", PAGES)
async def test_pages_may_be_asked_for_their_headers_alone(client, path):
    answer = await client.head(path)
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
async def test_no_page_lists_the_doors(client, path):
    assert (await client.get(path)).status_code == 404
