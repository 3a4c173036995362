"""Comments without an account in a real browser: on a phone without scripts and on a desk."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page

from plans.channels import CHANNELS
from storage import plans as plan_tables
from storage.comments import Comment, Joined
from tests.web.browsing import is_in_order
from tests.web.test_browser import VIEWS, Visitor, opened, visitor
from tests.web.test_comment_form import rows
from tests.web.test_comments import commented, read
from tests.web.test_plans import brought
from texts.words import LANGUAGES

__all__ = ["opened", "visitor"]

pytestmark = pytest.mark.browser

TEXT = "1. Auto má jezdit i v neděli na bohoslužby.\n2. Volejte babičce na 777 123 456."
# Where pictures of the pages are put to be looked at, when somebody wants to.
LOOKED_AT = os.environ.get("LOOKED_AT", "")


async def open_plan(visitor: Visitor) -> str:
    code = await brought(visitor.village)
    async with visitor.village.database.writing() as session:
        window = await plan_tables.consultation(session, code, "public")
        assert window
        window.channels = list(CHANNELS)
    await read(visitor.village, await commented(visitor.village, code, "Auto má jezdit v neděli."))
    return code


async def looked_at(page: Page, name: str) -> None:
    await is_in_order(page)
    if LOOKED_AT:
        await page.screenshot(path=Path(LOOKED_AT) / f"{name}.png", full_page=True)


async def on(page: Page, pressed: str) -> None:
    """To the page that this link or button leads to."""
    async with page.expect_navigation():
        await page.locator(pressed).click()


async def writes(visitor: Visitor, page: Page, code: str) -> None:
    await page.goto(f"{visitor.home}/p/{code}/cast/1.3")
    await on(page, f"a[href='/p/{code}/pripominkovat?cast=1.3']")
    await page.locator("#kind-4 + label").click()
    await page.fill("#text", TEXT)
    visitor.village.clock.pass_(timedelta(seconds=30))
    await on(page, "button[value=look]")


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
async def test_every_page_of_commenting_is_in_order(
    visitor: Visitor, width: int, scheme: str
) -> None:
    code = await open_plan(visitor)
    page = await visitor.page(width, scheme)
    for path in ("pripominkovat?cast=1.3", "pripominky", "pripominka/VIZ-2027-0001", "moje"):
        await page.goto(f"{visitor.home}/p/{code}/{path}")
        await looked_at(page, f"{width}-{path.split('?')[0].replace('/', '-')}")
    await writes(visitor, page, code)
    await looked_at(page, f"{width}-back")
    await on(page, "button[value=send]")
    await looked_at(page, f"{width}-undecided")
    await page.locator("#care-1 + label").click()
    await page.locator("#split + label").click()
    await on(page, "button[value=send]")
    await looked_at(page, f"{width}-sent")
    assert len(await rows(visitor.village, Comment)) == 3


async def test_somebody_comments_and_comes_back_on_a_phone_without_scripts(
    visitor: Visitor,
) -> None:
    code = await open_plan(visitor)
    page = await visitor.page(320, java_script_enabled=False)
    for language in LANGUAGES:
        await page.goto(f"{visitor.home}/?lang={language}")
        await writes(visitor, page, code)
        await page.locator("#care-2 + label").click()
        await on(page, "button[value=send]")
        own = await page.locator("strong.code").inner_text()
        number = page.url.split("/")[-1]
        await on(page, "form[action$=odejit] button")
        await page.goto(f"{visitor.home}/p/{code}/moje")
        await page.fill("#number", number)
        await page.fill("#code", own)
        await on(page, "main form button")
        assert page.url.endswith(number)
        await on(page, "form[action$=odejit] button")
    assert len(await rows(visitor.village, Comment)) == 1 + len(LANGUAGES)


async def test_somebody_joins_what_was_said_before(visitor: Visitor) -> None:
    code = await open_plan(visitor)
    page = await visitor.page(320, java_script_enabled=False)
    await page.goto(f"{visitor.home}/p/{code}/pripominka/VIZ-2027-0001")
    for _ in range(2):
        visitor.village.clock.pass_(timedelta(seconds=5))
        await on(page, "form[action$=pridat] button")
    assert page.url.endswith("pridano=1")
    assert len(await rows(visitor.village, Joined)) == 1


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
async def test_letters_are_entered_by_hand_on_any_screen(
    visitor: Visitor, width: int, scheme: str
) -> None:
    code = await open_plan(visitor)
    page = await visitor.page(width, scheme)
    visitor.village.clock.pass_(timedelta(days=3))
    await visitor.signed_in(page)
    await page.goto(f"{visitor.home}/konzole/plany/{code}/zapis")
    await page.fill("#text-1", TEXT)
    await on(page, "button[value=split]")
    await looked_at(page, f"{width}-letter")
    await on(page, "button[value=keep]")
    await looked_at(page, f"{width}-entered")
    assert len(await rows(visitor.village, Comment)) == 3
