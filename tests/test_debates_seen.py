"""A debate in a real browser: made, opened, gone through, added to, moderated, closed by the clock.

With SCREENSHOTS=folder every step is kept as a picture, to be looked at.
"""

import asyncio
import re
from datetime import timedelta

import httpx
import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from storage.stances import AGREE, DISAGREE, PASS
from surveys import codes
from tests.test_seen_to_work import RETRIES, SHOTS, Chat, browser, chat_of, demo, spaced
from tests.web.browsing import PATIENCE_MS, is_in_order

__all__ = ["browser", "demo"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(500)]

TALL = ViewportSize(width=420, height=1100)
NARROW = ViewportSize(width=320, height=800)
# The bell of debates rings twice a minute, the work of closing is done beside.
HEARD_MS = 240_000
LOOKING_MS = 2_000
# Nobody is taken for a person who has agreed within two seconds.
READING_MS = 2_500
NEIGHBOURS = 14
THEME = "Dětské hřiště u školy"
STATEMENTS = (
    "Hřiště má být otevřené i v neděli.",
    "Psi na hřiště nepatří.",
    "Stín ze stromů je důležitější než nová houpačka.",
    "Na opravu se má vybrat od rodičů.",
    "Hřiště má mít vlastní parkoviště.",
)
OWN = "Kdo chce pomoci s natíráním, volejte 604 123 456."
PATIENT = timedelta(days=20)


async def later(page: Page, demo: str, by: timedelta) -> None:
    moved = await page.request.put(
        f"{demo}/api/clock", data={"offset_s": by.total_seconds()}, max_retries=RETRIES
    )
    assert moved.ok


async def made_and_opened(petr: Chat) -> None:
    await petr.write("/sprava")
    await petr.sees("Správa")
    await petr.tap("Debaty")
    await petr.tap(spaced("Nová debata"))
    await petr.sees("Jak se debata jmenuje")
    await petr.write(THEME)
    await petr.sees("O čem je")
    await petr.write("Než hřiště opravíme, chceme vědět, na čem vám záleží.")
    await petr.sees("Napište výroky")
    await petr.write("\n".join(STATEMENTS))
    await petr.sees("Debata je rozpracovaná")
    await petr.tap("Vyzkoušet")
    await petr.sees("Zkouška, nic se neukládá")
    await petr.tap("Zpět")
    await petr.tap(spaced("Otevřít teď"))
    await petr.tap(spaced("Ano, otevřít"))
    await petr.sees("Debata je zveřejněná")


async def gone_through(chat: Chat, *answers: str) -> None:
    await chat.write("/debaty")
    await chat.tap(spaced(THEME))
    await chat.sees("Než hřiště opravíme")
    await chat.tap("Začít")
    for at, answer in enumerate(answers, start=1):
        await chat.sees(f"{at} z 5")
        await chat.tap(answer)
    await chat.sees("Děkujeme, to bylo všechno")
    await chat.tap(spaced("Dejte mi vědět"))
    await chat.sees("Dám vám vědět")


async def added(jana: Chat) -> None:
    """A phone number in it is pointed out; Jana lets it stay."""
    await jana.tap(spaced("Přidat vlastní výrok"))
    await jana.sees("Napište výrok jako jednu zprávu")
    await jana.write(OWN)
    await jana.sees("telefonní číslo")
    await jana.tap(spaced("Nechat to tam"))
    await jana.sees("Výrok ještě není odeslaný")
    await jana.tap(spaced("Odeslat výrok"))
    await jana.sees("Výrok si nejdřív přečte koordinátor")


async def accepted(petr: Chat, jana: Chat) -> None:
    await petr.write("/sprava")
    await petr.sees("Správa")
    await petr.tap("Debaty")
    await petr.tap(spaced(THEME))
    await petr.tap(spaced("Přečíst čekající"))
    await petr.sees("Pozor: vidím v něm")
    await petr.tap("Přijmout")
    await petr.sees("Přijato, lidé ho teď dostanou")
    told = jana.page.locator("#messages").get_by_text(spaced("Váš výrok je teď v debatě")).last
    await expect(told).to_be_visible(timeout=HEARD_MS)
    await jana.shot()


async def on_the_web(browser: Browser, home: str, code: str) -> None:
    """Without an account, without scripts, on the narrowest phone."""
    plain = await browser.new_context(viewport=NARROW, locale="cs-CZ", java_script_enabled=False)
    page = await plain.new_page()
    page.set_default_timeout(PATIENCE_MS)
    await page.goto(f"{home}/d/{code}")
    await shot(page, "web-1")
    await page.wait_for_timeout(READING_MS)
    await page.get_by_role("button", name=spaced("Souhlasím a začínám")).click()
    await shot(page, "web-2")
    for _ in range(6):
        await page.get_by_role("button", name="Souhlasím", exact=True).click()
    await expect(page.get_by_role("heading", name=spaced("Děkujeme, to bylo"))).to_be_visible()
    await shot(page, "web-3")
    await page.get_by_role("link", name=spaced("Moje postoje")).click()
    await expect(page.get_by_text(spaced("604 123 456")).first).to_be_visible()
    await shot(page, "web-4")


async def neighbours(home: str, code: str) -> None:
    """Others on the web: all want the playground open, dogs halve them."""
    for person in range(NEIGHBOURS):
        async with httpx.AsyncClient(base_url=home, follow_redirects=True) as client:
            typed = {"code": codes.new_code()}
            page = await client.post(f"/d/{code}/kod", data=typed, headers={"origin": home})
            while 'name="number"' in page.text:
                page = await said(client, page.text, f"/d/{code}/vyrok", home, person)


async def said(
    client: httpx.AsyncClient, page: str, path: str, home: str, person: int
) -> httpx.Response:
    given = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    about = int(given["number"])
    halved = AGREE if person % 2 else DISAGREE
    stance = {1: AGREE, 2: halved, 3: halved, 4: DISAGREE}.get(about, PASS)
    data = {**given, "stance": str(stance)}
    return await client.post(path, data=data, headers={"origin": home})


async def counted(page: Page, address: str) -> None:
    """The clock ends it, and the job beside makes the result."""
    async with asyncio.timeout(HEARD_MS / 1000):
        while True:
            await page.goto(address)
            if await page.get_by_text(spaced("Na čem se lidé shodnou")).count():
                return
            await page.wait_for_timeout(LOOKING_MS)


async def shot(page: Page, name: str) -> None:
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/debate-{name}.png", full_page=True)


async def test_from_a_theme_to_what_unites_people(demo: str, browser: Browser) -> None:
    petr = await chat_of(browser, demo, "debate-coordinator", "Petr Dvořák", TALL)
    jana = await chat_of(browser, demo, "debate-jana", "Jana Nováková", TALL)
    eva = await chat_of(browser, demo, "debate-eva", "Eva Svobodová", TALL)
    await made_and_opened(petr)
    address = await petr.page.get_by_text(re.compile(r"/d/[A-Z0-9]{5}")).last.inner_text()
    [code] = re.findall(r"/d/([A-Z0-9]{5})", address)[-1:]
    home = demo.partition("/playground")[0]
    await gone_through(jana, "Souhlasím", "Nesouhlasím", "Nevím", "Souhlasím", "Souhlasím")
    await gone_through(eva, "Souhlasím", "Souhlasím", "Souhlasím", "Nesouhlasím", "Nevím")
    await added(jana)
    await accepted(petr, jana)
    await on_the_web(browser, home, code)
    await eva.write("/debaty")
    await eva.tap(spaced(THEME))
    await eva.tap("Pokračovat")
    await eva.sees("604 123 456")
    await eva.tap("Souhlasím")
    await eva.sees("Děkujeme, to bylo všechno")
    await neighbours(home, code)

    await later(petr.page, demo, PATIENT)
    page = await browser.new_page(viewport=NARROW, locale="cs-CZ")
    page.set_default_timeout(PATIENCE_MS)
    await counted(page, f"{home}/d/{code}/vysledky")
    await shot(page, "result")
    for path in ("/debaty", f"/d/{code}", f"/d/{code}/vysledky"):
        await page.goto(home + path)
        await is_in_order(page)
    await eva.write("/debaty")
    await eva.tap(spaced("Výsledek: .*hřiště.*"))
    await eva.sees("Na čem se lidé shodnou")
