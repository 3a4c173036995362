"""The pages as people meet them: phone and desk, light and dark, with and without scripts."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Page

from tests.web.browsing import browser, is_in_order, serving
from tests.web.conftest import Village, answered, crowd
from web.app import build

pytestmark = pytest.mark.browser

PUBLIC = ("/", "/soukromi", "/pristupnost", "/nikde", "/konzole", "/prihlaseni/x")
VIEWS = [(320, "light"), (1280, "dark")]


@dataclass
class Visitor:
    browser: Browser
    home: str
    village: Village

    async def page(self, width: int = 1280, scheme: str = "light", **options: object) -> Page:
        context = await self.browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, locale="cs-CZ", **options
        )
        return await context.new_page()

    async def signed_in(self, page: Page, name: str = "jana") -> None:
        await page.goto(self.home + await self.village.link(name))
        await page.get_by_role("button", name="Přihlásit se").click()
        await page.wait_for_url("**/konzole")


@pytest.fixture(scope="session")
async def opened() -> AsyncIterator[Browser]:
    async with browser() as made:
        yield made


@pytest.fixture
async def visitor(village: Village, opened: Browser) -> AsyncIterator[Visitor]:
    app = build(village.web(public_url="", webhook_secret=None))
    async with serving(app) as home:
        yield Visitor(opened, home, village)
        for context in opened.contexts:
            await context.close()


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
async def test_public_pages_are_in_order(visitor, width, scheme):
    page = await visitor.page(width, scheme)
    for path in PUBLIC:
        await page.goto(visitor.home + path)
        await is_in_order(page)


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
async def test_staff_pages_are_in_order(visitor, width, scheme):
    await answered(visitor.village, *crowd(30), *crowd(30, "585777"), *crowd(2, jezdi="ano"))
    page = await visitor.page(width, scheme)
    await visitor.signed_in(page)
    await is_in_order(page)
    code = visitor.village.surveys["open"]
    async with page.expect_navigation():
        await page.click(f"a[href$='{code}']")
    await is_in_order(page)
    assert await page.get_by_role("img").count() > 1
    assert await page.get_by_role("table").count() > 2


async def test_the_browser_finds_nothing_against_the_policy(visitor):
    complaints = []
    page = await visitor.page()
    page.on("console", lambda line: complaints.append(line.text))
    await answered(visitor.village, *crowd(30))
    await visitor.signed_in(page)
    await page.goto(f"{visitor.home}/konzole/ankety/{visitor.village.surveys['open']}")
    await page.goto(visitor.home)
    assert complaints == []


async def test_everything_works_without_scripts(visitor):
    page = await visitor.page(java_script_enabled=False)
    await page.goto(visitor.home)
    await page.get_by_role("link", name="Українська").click()
    assert await page.locator("html").get_attribute("lang") == "uk"
    await page.get_by_role("link", name="Приватність").click()
    assert (
        "що ми про вас зберігаємо"
        in (await page.get_by_role("heading", level=1).inner_text()).lower()
    )
    await page.get_by_role("link", name="Čeština", exact=True).click()
    await visitor.signed_in(page)
    await page.get_by_role("button", name="Odhlásit se").click()
    await page.goto(f"{visitor.home}/konzole")
    assert "Tato stránka je pro pracovníky" in await page.inner_text("h1")


async def test_the_keyboard_reaches_the_content_first(visitor):
    page = await visitor.page()
    await page.goto(visitor.home)
    await page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Přeskočit na obsah")
    assert await skip.is_visible()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    assert "Otevřít chat" in await page.evaluate("document.activeElement.textContent")


async def test_letters_twice_as_large_still_fit(visitor):
    page = await visitor.page(640)
    await page.goto(visitor.home)
    await page.evaluate("document.documentElement.style.fontSize = '212%'")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
