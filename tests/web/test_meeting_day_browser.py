"""Registering, the office's list and the wall in a real browser: on a phone without scripts too."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from meetings import room
from storage.attendance import Attendance
from storage.meetings import Registration
from tests.web.browsing import is_in_order
from tests.web.test_attendance import FORM, enter, held_today, voted
from tests.web.test_browser import VIEWS, Visitor, opened, visitor
from tests.web.test_comment_form import rows
from tests.web.test_meetings import PETR, announced

__all__ = ["opened", "visitor"]

pytestmark = pytest.mark.browser

# Longer than the page waits before it asks again.
SOME_TIME_MS = 12_000

# Where pictures of the pages are put to be looked at, when somebody wants to.
LOOKED_AT = os.environ.get("LOOKED_AT", "")


async def looked_at(page: Page, name: str) -> None:
    await is_in_order(page)
    await pictured(page, name)


async def pictured(page: Page, name: str) -> None:
    if LOOKED_AT:
        await page.screenshot(path=Path(LOOKED_AT) / f"{name}.png", full_page=True)


async def on(page: Page, pressed: str) -> None:
    async with page.expect_navigation():
        await page.locator(pressed).first.click()


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
async def test_registering_needs_no_script(visitor: Visitor, width: int, scheme: str) -> None:
    code = await announced(visitor.village, capacity=4, one_for_all=False)
    page = await visitor.page(width, scheme, java_script_enabled=False)
    await page.goto(f"{visitor.home}/akce/{code}")
    await on(page, f"a[href='/akce/{code}/prihlaska']")
    await pictured(page, f"registration-form-{width}")
    visitor.village.clock.pass_(timedelta(seconds=30))
    await on(page, "form[action$=prihlaska] button[type=submit]")
    assert await page.locator(".wrong").count() == 1
    await page.locator("#nth-1 + label").click()
    await page.fill("#name", "Marie Nová")
    await page.select_option("#people", "2")
    visitor.village.clock.pass_(timedelta(seconds=30))
    await on(page, "form[action$=prihlaska] button[type=submit]")
    assert "Přijdete." in await page.inner_text("main")
    await pictured(page, f"registration-own-{width}")
    [mine] = await rows(visitor.village, Registration)
    assert (mine.name, mine.people, mine.nth) == ("Marie Nová", 2, 1)


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
async def test_pages_of_registering_are_in_order(visitor: Visitor, width: int, scheme: str) -> None:
    code = await announced(visitor.village, one_for_all=False)
    page = await visitor.page(width, scheme)
    for path in (f"/akce/{code}", f"/akce/{code}/prihlaska", f"/akce/{code}/prihlaska/moje"):
        await page.goto(visitor.home + path)
        await is_in_order(page)
    await page.goto(f"{visitor.home}/akce/{code}/prihlaska")
    visitor.village.clock.pass_(timedelta(seconds=30))
    await on(page, "form[action$=prihlaska] button[type=submit]")
    await is_in_order(page)
    await page.locator("#nth-2 + label").click()
    await page.fill("#name", "Marie Nová")
    visitor.village.clock.pass_(timedelta(seconds=30))
    await on(page, "form[action$=prihlaska] button[type=submit]")
    for summary in await page.locator("summary").all():
        await summary.click()
    await looked_at(page, f"registration-open-{width}")


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
async def test_the_list_is_kept_by_the_keyboard(visitor: Visitor, width: int, scheme: str) -> None:
    code = await held_today(visitor.village, capacity=9, reserved=2)
    for name in ("Žofie Nová", "Bohumil Starý"):
        await enter(visitor.village, code, name)
    page = await visitor.page(width, scheme)
    await visitor.signed_in(page)
    await page.goto(visitor.home + FORM.format(code=code))
    await expect(page.locator("#name:focus")).to_be_visible()
    await page.keyboard.type("Pan Veselý")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    assert [one.name for one in await rows(visitor.village, Attendance)] == ["Pan Veselý"]
    await page.get_by_role("button", name="Žofie Nová: zapsat příchod").focus()
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    assert len(await rows(visitor.village, Attendance)) == 2
    await looked_at(page, f"attendance-{width}")


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
async def test_the_wall_brings_itself_up_to_date_until_it_is_stopped(
    visitor: Visitor, width: int, scheme: str
) -> None:
    code = await held_today(visitor.village, programme=[{"title": {"cs": "Úvod"}}])
    page, asked = await visitor.page(width, scheme), list[str]()
    await page.clock.install()
    await page.goto(f"{visitor.home}/akce/{code}/platno")
    page.on("request", lambda request: asked.append(request.url))
    number = await voted(visitor.village, code)
    await page.clock.run_for(SOME_TIME_MS)
    await page.wait_for_selector(".wall-options")
    await is_in_order(page)
    await pictured(page, f"wall-open-{width}")
    await page.get_by_role("button", name="Stránku dál neobnovovat").click()
    async with visitor.village.database.writing() as session:
        await room.close_vote(session, PETR, number, visitor.village.clock.moment)
    asked.clear()
    await page.clock.run_for(SOME_TIME_MS)
    assert asked == []
    await page.get_by_role("button", name="Obnovovat stránku samu").click()
    await page.wait_for_selector(".wall-result")
    await is_in_order(page)
    await pictured(page, f"wall-closed-{width}")


async def test_the_wall_says_when_it_may_be_old(visitor: Visitor) -> None:
    code = await held_today(visitor.village)
    page = await visitor.page(1280, "light")
    await page.clock.install()
    await page.goto(f"{visitor.home}/akce/{code}/platno")
    await page.context.set_offline(True)
    await page.clock.run_for(SOME_TIME_MS)
    await page.get_by_text("Spojení se přerušilo").wait_for()
    await page.context.set_offline(False)
    await page.clock.run_for(SOME_TIME_MS)
    await page.get_by_text("Spojení se přerušilo").wait_for(state="hidden")


async def test_without_scripts_the_wall_stands_still_and_is_loaded_again(visitor: Visitor) -> None:
    code = await held_today(visitor.village, programme=[{"title": {"cs": "Úvod"}}])
    page = await visitor.page(320, "light", java_script_enabled=False)
    await page.goto(f"{visitor.home}/akce/{code}/platno")
    await voted(visitor.village, code)
    assert await page.locator("#pause").is_hidden()
    await on(page, ".wall-foot a")
    assert await page.locator(".wall-options").is_visible()
