"""A survey for some people only, in a real browser: an answer that ends it, and the way back.

With SCREENSHOTS=folder every step is kept as a picture, to be looked at.
"""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.surveys.xlsform.forms import spreadsheet
from tests.test_groups_seen_to_work import TALL
from tests.test_plan_seen import attach, hears
from tests.test_seen_to_work import Chat, browser, chat_of, demo, spaced
from tests.test_surveys_seen import (
    LABEL,
    READING_MS,
    SHEET,
    onwards,
    pictured_page,
    released,
    table,
    without_scripts,
)

__all__ = ["browser", "demo"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

NOT_ASKED = "Ptáme se jen rodičů malých dětí. Děkujeme za zájem."


def form() -> bytes:
    return spreadsheet(
        survey=table(
            ("type", "name", LABEL),
            [
                ("select_one ano_ne", "deti", "Máte děti do šesti let?", {"required": "yes"}),
                ("text", "hriste", "Co chybí na hřišti?", {}),
            ],
        ),
        choices=table(
            ("list_name", "name", LABEL),
            [
                ("ano_ne", "ano", "Ano", {"quota": "50"}),
                ("ano_ne", "ne", "Ne", {"ends_cs": NOT_ASKED}),
                ("ano_ne", "cekame", "Čekáme", {}),
            ],
        ),
        settings=[
            ["form_title", "form_id", "default_language"],
            ["Hřiště", "hriste", "Čeština (cs)"],
        ],
    )


async def opened(petr: Chat) -> str:
    """Released from today on; where it is answered without Telegram."""
    await attach(petr, "hriste.xlsx", form(), SHEET)
    await hears(petr, "Kvóta deti – Ano: 50")
    await released(petr)
    await petr.write("/vysledky")
    await petr.tap(spaced("Hřiště"))
    await petr.sees("Bez Telegramu")
    link = petr.page.locator("#messages a", has_text="/a/").last
    return await link.get_attribute("href") or ""


async def begun(page: Page, address: str) -> None:
    """After as long as reading takes: whoever is quicker is asked to press once more."""
    await page.goto(address)
    await page.wait_for_timeout(READING_MS)
    await page.get_by_role("button", name=spaced("Souhlasím a začínám")).click()


async def test_whom_a_survey_does_not_ask_is_thanked_and_may_correct_a_slip(
    demo: str, browser: Browser
) -> None:
    petr = await chat_of(browser, demo, "gates-petr", "Petr Dvořák", TALL)
    address = await opened(petr)
    jana = await chat_of(browser, demo, "gates-jana", "Jana Nováková", TALL)
    await jana.write("/ankety")
    await jana.tap(spaced("Hřiště"))
    await jana.tap("Začít")
    await jana.tap("Ne")
    await jana.sees("Ptáme se jen rodičů")
    await jana.tap("Změnit tuto odpověď")
    await jana.tap("Ano")
    await jana.write("Stín a pítko.")
    await jana.tap("Odeslat")
    await jana.sees("Potvrzení")

    page = await without_scripts(browser)
    await begun(page, address)
    await page.get_by_label("Ne", exact=True).check()
    await onwards(page)
    await expect(page.get_by_role("heading", name=spaced("Tady pro vás"))).to_be_visible()
    await pictured_page(page, "ended-on-the-web")
    await page.get_by_role("link", name=spaced("Změnit tuto odpověď")).click()
    await page.get_by_label("Čekáme", exact=True).check()
    await onwards(page)
    await expect(page.get_by_text(spaced("Co chybí na hřišti"))).to_be_visible()

    await petr.write("/vysledky")
    await petr.tap(spaced("Hřiště"))
    await petr.sees("Kvóta deti – Ano: zatím se neukazuje, z 50")
