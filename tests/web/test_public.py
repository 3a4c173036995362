from datetime import timedelta

import pytest

from tests.web.test_meetings import announced
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
    introduction = await client.get(f"/a/{village.surveys['open']}")
    for one in (page, introduction):
        assert "nejvýše 6 otázek" in one.text
    assert village.surveys["later"] not in page.text
    assert village.surveys["draft"] not in page.text
    assert "do 28.\xa02.\xa02027" in page.text


async def test_the_first_page_shows_the_next_three_meetings(client, village):
    assert "Kam můžete přijít" not in (await client.get("/")).text
    start = village.clock.moment + timedelta(days=3)
    for day in (5, 1, 9, 3):
        when = [{"start": start + timedelta(days=day), "end": start + timedelta(days=day, hours=1)}]
        await announced(village, key=f"setkani-{day}", title={"cs": f"Den {day}"}, when=when)
    await announced(village, key="jen-nam", title={"cs": "Jen nám"}, is_public=False)
    page = (await client.get("/")).text
    shown = [day for day in (1, 3, 5, 9) if f"Den {day}<" in page]
    assert shown == [1, 3, 5]
    assert "Jen nám" not in page


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
