"""Pages of debates as people meet them: on a phone and a desk, without scripts, for everybody."""

from datetime import timedelta

import pytest

from tests.web.browsing import is_in_order
from tests.web.test_browser import VIEWS, Visitor, opened, visitor
from tests.web.test_debates import Held, closed, crowd, held

__all__ = ["held", "opened", "visitor"]

pytestmark = pytest.mark.browser

READ = timedelta(seconds=30)


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
async def test_a_debate_is_gone_through_without_scripts_and_in_order(
    visitor: Visitor, held: Held, width: int, scheme: str
) -> None:
    page = await visitor.page(width, scheme, java_script_enabled=False)
    seen = await visitor.page(width, scheme)
    await page.goto(f"{visitor.home}/debaty")
    await page.get_by_role("link", name="Cesty bez <auta>").click()
    held.village.clock.pass_(READ)
    await page.get_by_role("button", name="Souhlasím a začínám").click()
    await page.get_by_role("button", name="Nesouhlasím").click()
    await page.get_by_text("2 z 5").first.wait_for()
    await page.get_by_role("link", name="Přidat vlastní výrok").click()
    await page.get_by_label("Můj vlastní výrok").fill("Svezu vás, volejte 604 123 456.")
    await page.get_by_role("button", name="Nejdřív mi ho ukázat").click()
    await page.get_by_role("button", name="Vynechat to").click()
    await page.get_by_role("button", name="Odeslat výrok").click()
    await page.get_by_role("link", name="Pokračovat").click()
    for _ in range(4):
        await page.get_by_role("button", name="Nevím").click()
    await page.get_by_role("heading", name="Děkujeme, to bylo všechno.").wait_for()
    code = await page.locator("strong.code").inner_text()

    paths = [held.path, f"{held.path}/kod", f"{held.path}/vysledky", "/debaty"]
    for path in paths:
        await seen.goto(visitor.home + path)
        await is_in_order(seen)
    await seen.goto(f"{visitor.home}{held.path}/kod")
    await seen.get_by_label("Váš kód").fill(code)
    await seen.get_by_role("button", name="Pokračovat").click()
    for path in ("vyrok", "vyrok/1", "moje", "pridat"):
        await seen.goto(f"{visitor.home}{held.path}/{path}")
        await is_in_order(seen)
    await crowd(held, 20)
    await closed(held)
    for path in (held.path, f"{held.path}/vysledky", f"{held.path}/moje", "/debaty"):
        await seen.goto(visitor.home + path)
        await is_in_order(seen)
