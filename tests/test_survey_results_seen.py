"""A survey in a real browser: chat, web and paper, the end, the count, and what comes of it.

With SCREENSHOTS=folder every step is kept as a picture, to be looked at.
"""

import io
import re

import pytest
from docx import Document
from openpyxl import load_workbook
from PIL import Image
from playwright.async_api import Browser, Page, expect
from pypdf import PdfReader

from surveys import codes
from tests.test_groups_seen_to_work import TALL, newest
from tests.test_seen_to_work import RETRIES, TITLE, WIDE, Chat, browser, chat_of, demo, spaced

__all__ = ["browser", "demo"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

CODE = re.compile(r"start=s_([A-Z0-9]+)")
LINK = re.compile(r"http://127\.0\.0\.1\S+")
PATIENCE_MS = 120_000
COPIES = 10
# Its place among the municipalities of the first question.
VIZOVICE = 14
# Jobs are looked at again and again, as a person would.
SOON_MS, MANY = 500, 240
NO = ("Space", "ArrowDown")


class Desk(Chat):
    """Pages beside the chat, kept as pictures in the same way."""

    async def go(self, address: str) -> None:
        await self.page.goto(address)
        await self.shot()

    async def keys(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def on(self, *keys: str) -> None:
        """What leads to another page, and that page."""
        async with self.page.expect_navigation():
            await self.keys(*keys)
        await self.shot()


async def hears(chat: Chat, text: str) -> None:
    await expect(chat.page.get_by_text(spaced(text)).last).to_be_visible(timeout=PATIENCE_MS)
    await chat.shot()


async def card(petr: Chat) -> str:
    """The card of the survey; its code."""
    await petr.write("/vysledky")
    await petr.sees("Ankety vašich území")
    await petr.tap(TITLE)
    return CODE.findall(await newest(petr, "Odkaz pro obyvatele"))[0]


async def fetched(chat: Chat, name: str) -> bytes:
    """The newest file of that name, as the page offers it."""
    link = chat.page.locator(f'#messages a[download*="{name}"]').last
    await expect(link).to_be_visible(timeout=PATIENCE_MS)
    home = chat.page.url.partition("/playground")[0]
    got = await chat.page.request.get(
        home + (await link.get_attribute("href") or ""), max_retries=RETRIES
    )
    assert got.ok
    return await got.body()


async def printed(petr: Chat) -> list[str]:
    """A poster, and questionnaires with the codes that stand on them."""
    await petr.tap("Tisk")
    await petr.tap(spaced("Plakát A4"))
    poster = PdfReader(io.BytesIO(await fetched(petr, "-a4.pdf"))).pages[0].extract_text()
    assert "Papír odevzdáte" in poster
    await petr.sees("Hotovo.")
    await petr.tap("Zpět")
    await petr.tap("Dotazníky")
    await petr.tap(spaced(f"{COPIES} výtisků s kódy"))
    made = PdfReader(io.BytesIO(await fetched(petr, "-1.pdf")))
    words = " ".join(page.extract_text() for page in made.pages).split()
    found = dict.fromkeys(code for word in words if (code := codes.read(word)))
    assert len(found) == COPIES
    return list(found)


async def signed_in(petr: Chat) -> Desk:
    await petr.write("/konzole")
    told = await newest(petr, "Tento odkaz vás přihlásí")
    desk = Desk(await petr.page.context.browser.new_page(viewport=WIDE), "s-desk")
    await desk.go(LINK.findall(told)[0])
    async with desk.page.expect_navigation():
        await desk.page.get_by_role("button", name=spaced("Přihlásit se")).click()
    return desk


async def typed(desk: Desk, code: str, needs: tuple[str, ...], *end: str) -> None:
    """A questionnaire by the keyboard alone, from the field that waits when the page opens."""
    await expect(desk.page.locator("#batch:focus, #copy:focus")).to_be_visible()
    if not await desk.page.locator("#batch").input_value():
        await desk.page.keyboard.type("1")
        await desk.keys("Tab")
    await desk.page.keyboard.type(code)
    await desk.keys("Tab", "Tab", "Tab")
    # The municipality, the age, for whom, and that no service is used.
    await desk.keys(*["ArrowDown"] * VIZOVICE)
    await expect(desk.page.locator("#r1-1")).to_have_value("585939")
    await desk.keys("Tab", "Space", "ArrowDown", "ArrowDown", "Tab", "Space", "Tab", *NO)
    await desk.keys(*["Tab"] * 10, "Tab", "Tab", "Space", *["Tab"] * 8, *needs)
    await desk.on(*end or ("Enter",))


async def entered(desk: Desk, home: str, survey: str, copies: list[str]) -> None:
    """Three questionnaires of the batch, then one of them by a second pair of eyes."""
    await desk.go(f"{home}/konzole/ankety/{survey}/zapis")
    for copy in copies[:3]:
        await typed(desk, copy, ("Space",))
        await desk.sees("Zapsáno.")
    await expect(desk.page.get_by_role("row", name=spaced(f"1 {COPIES} 3"))).to_be_visible()
    to_compare = [*["Tab"] * 20, "Enter"]
    await typed(desk, copies[0], ("Tab", "Space"), *to_compare)
    await desk.sees("1 odpověď se liší")
    await expect(desk.page.get_by_role("cell", name=spaced("% 1 ze 7"))).to_be_visible()


async def pressed(page: Page) -> None:
    async with page.expect_navigation():
        await page.locator("main form button").first.click()


async def on_the_web(browser: Browser, home: str, survey: str, copy: str) -> str:
    """Whoever holds a paper goes on by its code on a small phone, with scripts off."""
    context = await browser.new_context(
        viewport={"width": 320, "height": 700}, locale="cs-CZ", java_script_enabled=False
    )
    phone = Desk(await context.new_page(), "s-phone")
    await phone.go(f"{home}/a/{survey}/kod")
    await phone.page.fill("#a1", copy)
    await pressed(phone.page)
    await phone.sees("je v pořádku")
    # Whoever begins within two seconds of seeing the page is asked to press once more.
    read = await phone.page.request.put(
        f"{home}/playground/api/clock", data={"offset_s": 10}, max_retries=RETRIES
    )
    assert read.ok
    await pressed(phone.page)
    while "/o/" in phone.page.url:
        await phone.shot()
        await answered(phone.page)
        await pressed(phone.page)
    await phone.sees("Vaše odpovědi")
    await pressed(phone.page)
    await phone.sees("Co lidé řekli, najdete")
    return await phone.page.get_by_role("link", name="/vysledky/").inner_text()


async def answered(page: Page) -> None:
    first = page.locator("#a1")
    kind = await first.evaluate("a => a.type")
    if kind in ("radio", "checkbox"):
        await first.check()
    elif kind == "select-one":
        await first.select_option(label="Vizovice")
    else:
        await first.fill("Lavičky u zastávky.")


async def answered_in_the_chat(jana: Chat) -> None:
    await jana.write("/ankety")
    await jana.tap(TITLE)
    await jana.tap("Začít")
    await jana.tap(spaced("Vizovice"))
    await jana.tap("27 až 64")
    await jana.tap("Za sebe")
    await jana.tap("Ne")
    await jana.tap(spaced("Je daleko"))
    await jana.tap("Hotovo")
    await jana.sees("Co ve vaší obci podle vás chybí")
    await jana.tap(spaced("Doprava k lékaři"))
    await jana.tap("Hotovo")
    await jana.sees("Kde se o službách nejspíš dozvíte")
    await jana.tap("Přeskočit")
    await jana.sees("Kterou jednu věc")
    await jana.write("Víc autobusů o víkendu.")
    await jana.sees("Vaše odpovědi")
    await jana.tap("Odeslat")
    await jana.sees("Potvrzení")


async def closed(petr: Chat, desk: Desk, home: str, survey: str, copies: list[str]) -> None:
    """Answering ends at once; a late paper still counts, one whose code was used does not."""
    await card(petr)
    await petr.tap("Uzavřít")
    await petr.sees("Papíry půjde zapisovat ještě 7 dní")
    await petr.tap("Ano, uzavřít")
    await hears(petr, "na webu skončila, přišlo 145 odpovědí")
    await desk.go(f"{home}/a/{survey}")
    await desk.sees("Tato anketa")
    await desk.go(f"{home}/vysledky/{survey}")
    await desk.sees("zapisují papíry")
    await desk.go(f"{home}/konzole/ankety/{survey}/zapis")
    await typed(desk, copies[3], ("Space",))
    await desk.sees("Nic se nepočítá dvakrát")
    await desk.go(f"{home}/konzole/ankety/{survey}/zapis?davka=1")
    await typed(desk, copies[4], ("Space",))
    await desk.sees("Zapsáno.")


async def counted(petr: Chat) -> None:
    await card(petr)
    await petr.sees("zapisují se papíry")
    await petr.tap("Papíry jsou zapsané")
    await petr.tap("Ano, sečíst výsledky")
    await hears(petr, "je uzavřená, přišlo 146 odpovědí")


async def heard_and_passed_on(jana: Chat) -> None:
    """What her municipality said, question by question, and a picture of it."""
    await hears(jana, "Vaše obec řekla")
    await hears(jana, r"Z toho \d+ z obce Vizovice")
    await jana.tap(spaced("Všechny výsledky s grafy"))
    await hears(jana, r"Slušovice: \d+")
    await jana.tap(spaced("Zkřížené tabulky"))
    await jana.tap(spaced("Využila vaše domácnost"))
    await hears(jana, "Podle: Kolik je vám let")
    await jana.tap(spaced("Obrázek ke sdílení"))
    await hears(jana, "Přepošlete obrázek")


async def read_and_released(desk: Desk, home: str, survey: str) -> None:
    """Of what people wrote everybody sees what somebody has read and released."""
    await desk.go(f"{home}/vysledky/{survey}")
    assert not await desk.page.get_by_text(spaced("Autobus k lékaři")).count()
    await desk.go(f"{home}/konzole/ankety/{survey}/texty")
    text = desk.page.get_by_role("listitem").filter(has_text=spaced("Autobus k lékaři"))
    await text.get_by_label("Zobrazit", exact=True).check()
    await desk.page.get_by_role("button", name="Uložit").click()
    await desk.go(f"{home}/vysledky/{survey}")
    await desk.sees("Autobus k lékaři")


async def taken_away(desk: Desk, home: str, survey: str) -> None:
    """The report in its three forms and the picture, each opened."""
    got = {}
    for kind in ("pdf", "docx", "xlsx", "png"):
        answer = await desk.page.request.get(
            f"{home}/vysledky/{survey}.{kind}", max_retries=RETRIES
        )
        assert answer.ok
        got[kind] = io.BytesIO(await answer.body())
    pages = [page.extract_text() for page in PdfReader(got["pdf"]).pages]
    assert "Vyplněných anket" in pages[0]
    assert any("skryto" in page for page in pages)
    document = Document(got["docx"])
    assert document.inline_shapes
    assert "Slušovice" in [cell.text for table in document.tables for cell in table._cells]
    sheets = load_workbook(got["xlsx"]).worksheets
    assert "Slušovice" in [cell.value for cell in sheets[1]["A"]]
    assert Image.open(got["png"]).size == (1200, 630)


async def rows_taken(desk: Desk, home: str, survey: str) -> None:
    """Row data, made by a job: with a book of codes, small municipalities put together."""
    await desk.go(f"{home}/konzole/ankety/{survey}/radky")
    await desk.sees("pár odpovědí dohromady může ukazovat na jednoho člověka")
    await desk.page.get_by_role("button", name=spaced("Připravit XLSX")).click()
    ready = desk.page.get_by_role("link", name=spaced("Stáhnout XLSX"))
    for _ in range(MANY):
        if await ready.count():
            break
        await desk.page.wait_for_timeout(SOON_MS)
        await desk.go(f"{home}/konzole/ankety/{survey}/radky")
    answer = await desk.page.request.get(
        f"{home}/konzole/ankety/{survey}/radky/xlsx", max_retries=RETRIES
    )
    assert answer.ok
    book = load_workbook(io.BytesIO(await answer.body()))
    assert book.sheetnames == ["README", "codebook", "responses", "texts"]
    rows = list(book["responses"].values)
    assert len(rows) == 1 + 146
    municipality = rows[0].index("r1")
    told = {row[municipality] for row in rows[1:]}
    assert told == {None, "585939", "585777", "_others"}


async def test_from_the_card_to_the_rows(demo: str, browser: Browser) -> None:
    home = demo.removesuffix("/playground")
    petr = await chat_of(browser, demo, "s-petr", "Petr Dvořák", TALL)
    jana = await chat_of(browser, demo, "s-jana", "Jana Nováková", TALL)
    survey = await card(petr)
    copies = await printed(petr)
    desk = await signed_in(petr)
    await entered(desk, home, survey, copies)
    await answered_in_the_chat(jana)
    address = await on_the_web(browser, home, survey, copies[3])
    assert address == f"{home}/vysledky/{survey}"
    await closed(petr, desk, home, survey, copies)
    await counted(petr)
    await heard_and_passed_on(jana)
    await read_and_released(desk, home, survey)
    await taken_away(desk, home, survey)
    await rows_taken(desk, home, survey)
