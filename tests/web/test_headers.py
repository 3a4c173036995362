import pytest

ANSWERS = ("/", "/nikde", "/konzole", "/prihlaseni/x", "/static/style.css", "/healthz")


@pytest.mark.parametrize("path", ANSWERS)
async def test_every_answer_trusts_nothing_but_us(client, path):
    headers = (await client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["strict-transport-security"].startswith("max-age=")


async def test_without_https_nothing_is_promised_about_it(village):
    async with village.client(public_url="http://127.0.0.1:8080") as client:
        answer = await client.get("/?lang=en")
    assert "strict-transport-security" not in answer.headers
    assert "secure" not in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize("path", ["/konzole", "/konzole/ankety/AAAAA", "/prihlaseni/x"])
async def test_staff_pages_are_kept_nowhere(client, path):
    headers = (await client.get(path)).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-robots-tag"] == "noindex"


async def test_files_are_kept_for_long_but_their_absence_is_not(client):
    assert "immutable" in (await client.get("/static/style.css")).headers["cache-control"]
    missing = await client.get("/static/nic.css")
    assert (missing.status_code, missing.headers["cache-control"]) == (404, "no-cache")


async def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client):
    cookie = (await client.get("/?lang=en")).headers["set-cookie"]
    assert cookie.startswith("__Host-language=en;")
    for part in ("HttpOnly", "Path=/", "SameSite=lax", "Secure"):
        assert part in cookie


async def test_no_page_brings_styles_or_scripts_of_its_own(client, village):
    await village.sign_in(client, "jana")
    for path in ("/", "/konzole", f"/konzole/ankety/{village.surveys['open']}"):
        page = (await client.get(path)).text
        assert "<style" not in page
        assert " style=" not in page
        assert "<script" not in page
