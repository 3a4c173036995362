"""The web form as people meet it: a small phone without scripts, a desk in the dark, a keyboard."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from tests.web.browsing import browser, is_in_order, serving
from tests.web.conftest import Village
from tests.web.kinds import opened
from tests.web.test_form import SENT_THERE
from web.app import build
from web.form_fields import ACCEPTED

pytestmark = pytest.mark.browser
# With scripts off axe cannot run, so it looks at the same pages with scripts on.
# What a phone would offer to choose, by what the field takes.
WANTED = {
    ACCEPTED[kind]: {"name": "Jana", "mimeType": type, "buffer": SENT_THERE[question]}
    for kind, question, type in (
        ("photo", "foto", "image/jpeg"),
        ("audio", "nahravka", "audio/mp4"),
        ("file", "podklad", "application/pdf"),
    )
}
VIEWS = [(320, "light", "cs-easy"), (1280, "dark", "uk")]


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as made:
        yield made


@pytest.fixture
async def stop(village: Village) -> str:
    return await opened(village)


@pytest.fixture
async def home(village: Village, chromium: Browser) -> AsyncIterator[str]:
    async with serving(build(village.web(public_url="", webhook_secret=None))) as address:
        yield address
        for context in chromium.contexts:
            await context.close()


async def visitor(made: Browser, width: int = 320, scheme: str = "light", **options) -> Page:
    context = await made.new_context(
        viewport={"width": width, "height": 700}, color_scheme=scheme, locale="cs-CZ", **options
    )
    return await context.new_page()


async def on(page: Page) -> None:
    async with page.expect_navigation():
        await page.locator("main form button").first.click()


async def begin(village: Village, page: Page, address: str) -> None:
    await page.goto(address)
    village.clock.pass_(timedelta(seconds=5))
    await on(page)


async def answer(page: Page) -> None:
    """Answer the question that is shown, in the first way that comes to hand."""
    first = page.locator("#a1")
    kind = await first.evaluate("a => a.type") if await first.count() else "nothing"
    if kind == "select-one":
        for place in (1, 2, 3):
            await page.select_option(f"#a{place}", str(place))
    elif kind in ("radio", "checkbox"):
        await first.check()
    elif kind == "file":
        await first.set_input_files(files=[WANTED[await first.get_attribute("accept") or ""]])
    elif kind != "nothing":
        words = {"text": "12", "date": "2027-03-01", "time": "07:30"}
        await first.fill(words.get(kind, "Lavičku."))
    await on(page)


@pytest.mark.parametrize(("width", "scheme", "language"), VIEWS)
async def test_axe_finds_nothing_on_any_page(
    village, stop, home, chromium, width, scheme, language
):
    page = await visitor(chromium, width, scheme)
    for path in ("/a/", f"/a/{stop}/kod", "/a/NENIX", f"/a/{stop}"):
        await page.goto(f"{home}{path}?lang={language}")
        await is_in_order(page)
    await begin(village, page, f"{home}/a/{stop}")
    while "/o/" in page.url:
        await is_in_order(page)
        if await page.locator("#a1").count():
            await on(page)
            await is_in_order(page)
        await answer(page)
    await is_in_order(page)
    await on(page)
    for path in ("hotovo", "pozdeji", "zpet", ""):
        await page.goto(f"{home}/a/{stop}/{path}".rstrip("/"))
        await is_in_order(page)


async def test_a_small_phone_without_scripts_is_enough(village, stop, home, chromium):
    page = await visitor(chromium, java_script_enabled=False)
    await begin(village, page, f"{home}/a/{stop.lower()}")
    while "/o/" in page.url:
        await answer(page)
    await on(page)
    assert page.url.endswith("/hotovo")
    assert await page.locator("strong.code").count() == 2


async def test_a_file_that_is_too_big_is_told_on_the_page(village, stop, home, chromium):
    page = await visitor(chromium)
    await begin(village, page, f"{home}/a/{stop}")
    while "/o/nahravka" not in page.url:
        await answer(page)
    large = {"name": "dlouha.wav", "mimeType": "audio/wav", "buffer": bytes(10_100_000)}
    await page.locator("#a1").set_input_files(files=[large])
    await on(page)
    await expect(page.get_by_role("alert")).to_contain_text("nejvýše 10")
    await answer(page)
    assert "/o/podklad" in page.url


async def test_going_back_shows_the_answer_and_sends_nothing_again(village, stop, home, chromium):
    page = await visitor(chromium)
    await begin(village, page, f"{home}/a/{stop}")
    await answer(page)
    await answer(page)
    await page.go_back()
    assert page.url.partition("?")[0].endswith("/o/jezdi")
    assert await page.locator("#a1").is_checked()
    await page.locator("#a2").check()
    await on(page)
    assert page.url.partition("?")[0].endswith("/o/poradi")


async def test_the_browser_complains_of_nothing_and_asks_nobody_else(village, stop, home, chromium):
    page = await visitor(chromium)
    complaints, asked = [], []
    page.on("console", lambda line: complaints.append(line.text))
    page.on("request", lambda request: asked.append(request.url))
    await begin(village, page, f"{home}/a/{stop}")
    while "/o/" in page.url:
        await answer(page)
    assert complaints == []
    assert [url for url in asked if not url.startswith((home, "data:"))] == []


async def test_only_the_needed_cookies_are_set(village, stop, home, chromium):
    page = await visitor(chromium)
    await page.goto(f"{home}/a/{stop}")
    assert await page.context.cookies() == []
    await begin(village, page, f"{home}/a/{stop}")
    (cookie,) = await page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Lax", -1)


async def test_the_keyboard_alone_is_enough(village, stop, home, chromium):
    page = await visitor(chromium, 1280)
    await begin(village, page, f"{home}/a/{stop}")
    await answer(page)
    await page.locator("#a1").focus()
    await page.keyboard.press("Space")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    assert page.url.partition("?")[0].endswith("/o/kdy")
    await on(page)
    assert await page.evaluate("document.activeElement.className") == "wrong"
