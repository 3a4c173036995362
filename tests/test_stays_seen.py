"""A stay of several days in a real browser: one registration, one poster, attendance day by day.

With SCREENSHOTS=folder every step is kept as a picture, to be looked at.
"""

import re

import pytest
from playwright.async_api import Browser

from tests.test_meetings_seen import (
    BEGINNING,
    TALL,
    THE_DAY,
    at,
    join,
    moved,
    poster,
    scans,
    to_meeting,
    to_meetings,
)
from tests.test_seen_to_work import Chat, browser, chat_of, demo, spaced

__all__ = ["browser", "demo"]

pytestmark = pytest.mark.browser

STAY = "Víkend pro rodiny"
LISTED = re.compile(r"Víkend\spro")


async def test_a_stay_of_three_days_is_ticked_off_day_by_day(demo: str, browser: Browser) -> None:
    petr = await chat_of(browser, demo, "stay-coordinator", "Petr Dvořák", TALL)
    eva = await chat_of(browser, demo, "stay-eva", "Eva Svobodová", TALL)
    await moved(petr, demo, BEGINNING)
    await announce_stay(petr)
    await join(eva, "Co se chystá ve vašem okolí", "Přijdu", LISTED)
    await eva.sees("Přijdete.")
    await at(petr, demo, 16)
    code = await poster(petr, demo, LISTED, "Přihlášený je 1 člověk")
    await scans(eva, code)
    await eva.tap(spaced("Prostě tu bydlím"))
    await eva.sees("naskenujte znovu každý den")
    await at(petr, demo, 9, days=2)
    await scans(eva, code)
    await eva.sees("Zeptat se řečníka")
    await to_meeting(petr, LISTED)
    await petr.tap(spaced("Kdo přijde a den setkání"))
    for day, there in (
        (0, "Na místě je 1 člověk"),
        (1, "Na místě je 0 lidí"),
        (2, "Na místě je 1 člověk"),
    ):
        named = spaced(f"{15 + day}\\. {THE_DAY.month}\\. {THE_DAY.year}$")
        await petr.tap(named)
        await petr.sees(there)


async def announce_stay(petr: Chat) -> None:
    await to_meetings(petr)
    await petr.tap("Nové setkání")
    await petr.tap(spaced("Edukativní pobyt"))
    await petr.sees("Jak se setkání jmenuje")
    await petr.write(STAY)
    await petr.sees("Který den to bude")
    await petr.tap("›")
    await petr.tap("15")
    await petr.tap("16:00")
    await petr.tap(spaced("Více dní"))
    await petr.sees("zapisuje každý den znovu")
    await petr.tap("17")
    await petr.tap("12:00")
    await petr.tap("Zveřejnit")
    await petr.tap(spaced("Ano, zveřejnit"))
    await petr.sees("Setkání je zveřejněné")
