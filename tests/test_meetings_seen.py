"""A meeting in a real browser: announced, joined, left, remembered, attended, and written up.

With SCREENSHOTS=folder every step is kept as a picture, to be looked at.
"""

import io
import re
from datetime import UTC, datetime, time, timedelta

import pypdf
import pytest
from playwright.async_api import Browser, ViewportSize, expect

from tests.test_groups_seen_to_work import open_link
from tests.test_seen_to_work import RETRIES, Chat, browser, chat_of, demo, spaced
from texts.formatting import PRAGUE

__all__ = ["browser", "demo"]

pytestmark = pytest.mark.browser

TALL = ViewportSize(width=420, height=1100)
TITLE = "Káva se starostkou"
Named = str | re.Pattern[str]
MEETING = re.compile(r"Káva\sse")
DOOR = re.compile(r"t\.me/\S+start=(d_\w+)")
# The bell that reminds rings once a minute.
HEARD_MS = 100_000


# The story begins at noon, so that no midnight comes in between.
BEGINNING = datetime.combine(datetime.now(PRAGUE).date() + timedelta(days=1), time(12), PRAGUE)
# The fifteenth of the next month, whatever day it is.
THE_DAY = (BEGINNING.date().replace(day=1) + timedelta(days=32)).replace(day=15)


async def at(chat: Chat, demo: str, hour: int, days: int = 0) -> None:
    """Move the clock to an hour of the day of the meeting, or of some days from it."""
    day = THE_DAY + timedelta(days=days)
    await moved(chat, demo, datetime.combine(day, time(hour, 50), PRAGUE))


async def moved(chat: Chat, demo: str, moment: datetime) -> None:
    offset = (moment - datetime.now(UTC)).total_seconds()
    told = await chat.page.request.put(
        f"{demo}/api/clock", data={"offset_s": offset}, max_retries=RETRIES
    )
    assert told.ok


async def to_meetings(petr: Chat) -> None:
    """From the newest menu, not from one further up."""
    await petr.write("/sprava")
    await petr.sees("Poslat")
    await petr.tap("Setkání")


async def to_meeting(petr: Chat, meeting: Named = MEETING) -> None:
    await to_meetings(petr)
    await petr.sees("Setkání vašich území")
    await petr.tap(meeting)
    await petr.sees("Zveřejněné, lidé je vidí")


async def announce(petr: Chat) -> None:
    await to_meetings(petr)
    await petr.tap("Nové setkání")
    await petr.tap("Seminář")
    await petr.sees("Jak se setkání jmenuje")
    await petr.write(TITLE)
    await petr.sees("Který den to bude")
    await petr.tap("›")
    await petr.tap("15")
    await petr.tap("17:00")
    await petr.tap(spaced("^2 h$"))
    await petr.tap(spaced("Kolik se vejde"))
    await petr.sees("Kolik lidí se vejde")
    await petr.write("2")
    await petr.sees("Volná jsou 2 místa")
    await petr.tap("Zveřejnit")
    await petr.sees("Takhle to lidé uvidí")
    await petr.tap(spaced("Ano, zveřejnit"))
    await petr.sees("Setkání je zveřejněné")


async def hears(chat: Chat, text: str) -> None:
    """What comes by itself, once the bell has rung."""
    await expect(chat.page.get_by_text(spaced(text)).last).to_be_visible(timeout=HEARD_MS)
    await chat.shot()


async def join(chat: Chat, listed: str, come: str, meeting: Named = MEETING) -> None:
    await chat.write("/akce")
    await chat.sees(listed)
    await chat.tap(meeting)
    await chat.tap(come)


async def test_a_meeting_from_its_announcement_to_the_certificate(
    demo: str, browser: Browser
) -> None:
    petr = await chat_of(browser, demo, "meeting-coordinator", "Petr Dvořák", TALL)
    jana = await chat_of(browser, demo, "meeting-jana", "Jana Nováková", TALL)
    eva = await chat_of(browser, demo, "meeting-eva", "Eva Svobodová", TALL)
    oksana = await chat_of(browser, demo, "meeting-oksana", "Оксана", TALL)
    await moved(petr, demo, BEGINNING)
    await announce(petr)
    await join(jana, "Co se chystá ve vašem okolí", "Přijdu")
    await jana.sees("Přijdete.")
    await join(eva, "Co se chystá ve vašem okolí", "Přijdu")
    await eva.tap("Připomenout")
    await eva.tap(spaced("Den předem"))
    await eva.sees("☑ Den předem")
    await join(oksana, "Що відбудеться", "Почекаю на місце")
    await oksana.sees("Ви чекаєте на місце")
    await jana.tap("Nepřijdu")
    await jana.sees("Nepřijdete.")
    await oksana.sees("звільнилося місце")

    await at(petr, demo, 17, days=-1)
    await hears(eva, "Připomínáme")
    await at(petr, demo, 16)
    await checked_in(petr, eva, demo)
    await at(petr, demo, 20)
    await written_up(petr, eva)
    await certified(petr, eva)
    await counted(petr)


async def checked_in(petr: Chat, eva: Chat, demo: str) -> None:
    """By the code of the poster at the door, as a phone reads it."""
    await scans(eva, await poster(petr, demo, MEETING, "Přihlášení jsou 2 lidé"))
    await eva.sees("Jste tady: Káva se starostkou")
    await eva.tap(spaced("Prostě tu bydlím"))
    await eva.sees("Zeptat se řečníka")
    await petr.tap(spaced("Odškrtat, kdo přišel"))
    await petr.sees("z toho už přišlo: 1")


async def poster(petr: Chat, demo: str, meeting: Named, registered: str) -> str:
    """What the code of the poster says."""
    await to_meeting(petr, meeting)
    await petr.tap(spaced("Kdo přijde a den setkání"))
    await petr.sees(registered)
    await petr.tap(spaced("Plakát ke vchodu"))
    await petr.sees("pověste ke vchodu")
    link = petr.page.locator("#messages a[href*='/files/']").last
    address = await link.get_attribute("href")
    page = await petr.page.request.get(
        demo.removesuffix("/playground") + str(address), max_retries=RETRIES
    )
    printed = pypdf.PdfReader(io.BytesIO(await page.body())).pages[0].extract_text()
    [code] = DOOR.findall(printed)
    return str(code)


async def scans(chat: Chat, code: str) -> None:
    await open_link(chat, f"https://t.me/naves_bot?start={code}")


async def written_up(petr: Chat, eva: Chat) -> None:
    await to_meeting(petr)
    await petr.tap(spaced("Podklady, zápis, osvědčení"))
    await petr.tap("Zápis")
    await petr.sees("Přišel 1 člověk")
    await petr.tap("Závěry")
    await petr.sees("k čemu jste na setkání došli")
    await petr.write("Obec zjistí, kolik stojí autobus v sobotu.")
    await petr.sees("1. Obec zjistí")
    await petr.tap("Zpět")
    await petr.tap(spaced("Schválit zápis"))
    await petr.tap(spaced("Ano, schválit"))
    await petr.sees("Schváleno, verze 1")
    await hears(eva, "K čemu jsme došli")


async def certified(petr: Chat, eva: Chat) -> None:
    await to_meeting(petr)
    await petr.tap(spaced("Podklady, zápis, osvědčení"))
    await petr.tap("Osvědčení")
    await petr.tap(spaced("Nabídnout osvědčení"))
    await petr.sees("Vytisknout všem na seznamu")
    await eva.write("/akce")
    await eva.tap(spaced("O setkání"))
    await eva.tap(spaced("Moje osvědčení"))
    await eva.sees("jak má stát na osvědčení")
    await eva.write("Eva Svobodová")
    await eva.sees(r"\.pdf")


async def counted(petr: Chat) -> None:
    await to_meetings(petr)
    await petr.tap(spaced("Kdo přišel"))
    await petr.sees("1 návštěva")
    await petr.sees("Různých lidí: 1")
