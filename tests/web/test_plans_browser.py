"""A draft plan in a real browser: on a phone and a desk, without scripts, in every language."""

import pytest

from tests.web.browsing import is_in_order
from tests.web.test_browser import VIEWS, Visitor, opened, visitor
from tests.web.test_evaluations import PERIOD, evaluated
from tests.web.test_plans import brought, draft
from texts.words import LANGUAGES

__all__ = ["opened", "visitor"]

pytestmark = pytest.mark.browser


async def changed(visitor: Visitor) -> str:
    """A plan in its second version."""
    first = draft()
    await brought(visitor.village, first)
    told = {"text": {"cs": "Nově jezdí i v sobotu."}}
    sections = [one.model_copy(update=told) if one.id == "1.3" else one for one in first.sections]
    return await brought(visitor.village, first.with_sections(tuple(sections)), None)


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
async def test_pages_of_a_plan_are_in_order(visitor: Visitor, width: int, scheme: str) -> None:
    code = await changed(visitor)
    page = await visitor.page(width, scheme)
    await evaluated(visitor.village, code)
    sections = (f"/p/{code}/cast/1.1", f"/p/{code}/cast/1.3", f"/p/{code}/hodnoceni/{PERIOD}")
    for path in ("/", "/p", f"/p/{code}", f"/p/{code}/zmeny", *sections):
        await page.goto(visitor.home + path)
        await is_in_order(page)


async def test_a_plan_is_read_without_scripts(visitor: Visitor) -> None:
    await changed(visitor)
    page = await visitor.page(320, java_script_enabled=False)
    for language in LANGUAGES:
        await page.goto(f"{visitor.home}/?lang={language}")
        await page.locator("footer a[href='/p']").click()
        await page.locator("main .card a").click()
        await page.locator("main .outline a").first.click()
        await page.locator("main a[rel=next]").click()
        assert "/cast/1.1" in page.url
