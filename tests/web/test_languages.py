import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.words import LANGUAGES
from web.languages import preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "cs"),
        ("uk-UA,uk;q=0.9,en;q=0.8", "uk"),
        ("de,en;q=0.5", "en"),
        ("en;q=0.3, cs;q=0.9", "cs"),
        ("en;q=0, de", "cs"),
        ("sk,vi", "cs"),
    ],
)
def test_the_browser_asks_for_a_language(header, language):
    assert preferred(header) == language


@given(st.text())
def test_whatever_the_browser_says_one_language_comes_out(header):
    assert preferred(header) in LANGUAGES


async def test_a_link_changes_the_language_for_good(client):
    answer = await client.get("/soukromi?lang=uk&x=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/soukromi?x=1")
    page = await client.get("/soukromi")
    assert '<html lang="uk">' in page.text


async def test_a_language_we_do_not_speak_is_ignored(client):
    answer = await client.get("/?lang=xx")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example", "/%5Cevil.example"])
async def test_the_language_link_never_leads_to_another_host(client, path):
    answer = await client.get(f"https://naves.example{path}?lang=en")
    assert not answer.headers["location"].startswith(("//", "/\\", "http"))


async def test_a_forged_cookie_falls_back(client):
    client.cookies.set("__Host-language", "../../etc")
    assert '<html lang="cs">' in (await client.get("/")).text


async def test_a_text_in_another_language_than_the_page_says_so(client):
    page = await client.get("/?x=1", headers={"accept-language": "en"})
    assert '<span lang="cs">ORP Vizovice</span>' in page.text
    assert "<h3>Buses</h3>" in page.text
