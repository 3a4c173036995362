"""The main job in a real browser: a newcomer answers a needs poll, a coordinator sees the result.

With SCREENSHOTS=folder every step is kept as a picture, to be looked at.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Response, ViewportSize, expect

from tests.programs import PATIENCE_SECONDS, free_port, program
from tests.web.browsing import PATIENCE_MS
from tests.web.browsing import browser as chromium

pytestmark = pytest.mark.browser

SHOTS = os.environ.get("SCREENSHOTS")
SETTLING_MS = 400
# A connection that was kept open may be closed just as it is used again.
RETRIES = 3
WIDE = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=420, height=860)
PLAN = re.compile(r"Plán")
TITLE = re.compile(r"Co\svám\sv\sobci\schybí")


@pytest.fixture(scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address that `naves demo` prints when the bot answers."""
    folder = tmp_path_factory.mktemp("demo")
    arguments = ("demo", "--port", str(free_port()), "--data", str(folder / "data"), "--no-open")
    async with program("bot", *arguments, folder=folder) as running:
        yield (await running.says("ready ")).removeprefix("ready ")
        await running.stop()


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as found:
        yield found


class Chat:
    """One person's chat on the playground page, as an eye and a hand meet it."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.name = name
        self.step = 0

    async def tap(self, label: str | re.Pattern[str]) -> None:
        """Tap the newest button with exactly this label, and see what came of it."""
        wanted = label if isinstance(label, re.Pattern) else spaced(f"^[^\\w]*{label}[^\\w]*$")
        async with self._handled():
            await self.page.locator("#messages").get_by_role("button", name=wanted).last.click()
        await self.shot()

    async def write(self, text: str) -> None:
        box = self.page.get_by_role("textbox", name="Zpráva")
        await box.fill(text)
        async with self._handled():
            await box.press("Enter")

    async def sees(self, text: str) -> None:
        await expect(self.page.get_by_text(spaced(text)).last).to_be_visible()
        await self.shot()

    @asynccontextmanager
    async def _handled(self) -> AsyncIterator[None]:
        """What is done inside has been handled by the bot, and the page shows what came of it."""
        async with self.page.expect_response(_acts):
            yield
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await self._is_behind():  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def _is_behind(self) -> bool:
        api = self.page.url.partition("/playground")[0]
        [bot] = await self._asked(f"{api}/playground/api/bots")
        told = await self._asked(f"{api}/telegram/bot{bot['token']}/getWebhookInfo")
        if told["result"]["pending_update_count"]:
            return True
        messages = self.page.locator("#messages")
        chat = await messages.get_attribute("data-chat")
        newest = (await self._asked(f"{api}/playground/api/chats/{chat}"))["seq"]
        return int(await messages.get_attribute("data-seq") or 0) < newest

    async def _asked(self, address: str) -> Any:
        return await (await self.page.request.get(address, max_retries=RETRIES)).json()

    async def shot(self) -> None:
        self.step += 1
        if SHOTS:
            await self.page.wait_for_timeout(SETTLING_MS)
            await self.page.screenshot(path=f"{SHOTS}/{self.name}-{self.step:02}.png")


def _acts(response: Response) -> bool:
    return response.request.method == "POST" and "/playground/api/chats/" in response.url


def spaced(text: str) -> re.Pattern[str]:
    """The text with spaces of any kind: one-letter words are tied to the next."""
    return re.compile(text.replace(" ", r"\s"))


async def chat_of(
    browser: Browser, address: str, name: str, person: str, size: ViewportSize = WIDE
) -> Chat:
    page = await browser.new_page(viewport=WIDE)
    page.set_default_timeout(PATIENCE_MS)
    await page.goto(address)
    await page.get_by_role("button", name=re.compile(person)).click()
    await page.set_viewport_size(size)
    return Chat(page, name)


async def account_of(chat: Chat, demo: str, last_name: str) -> int:
    """Under which number the playground knows somebody."""
    told = await chat.page.request.get(f"{demo}/api/users", max_retries=RETRIES)
    return next(int(one["id"]) for one in await told.json() if one.get("last_name") == last_name)


async def test_a_newcomer_answers_the_poll_and_changes_an_answer(
    demo: str, browser: Browser
) -> None:
    tomas = await chat_of(browser, demo, "newcomer", "Tomáš Malý")
    await tomas.page.get_by_role("button", name="Spustit").click()
    await tomas.sees("Dobrý den, jsem Náves.")
    await tomas.tap("Pokračovat")
    await tomas.sees("Co se děje s vašimi údaji")
    await tomas.tap("Souhlasím")
    await tomas.sees("Kde bydlíte?")
    await tomas.write("slus")
    await tomas.tap(spaced("Slušovice"))
    await tomas.sees("Za koho se zapojujete?")
    await tomas.tap("Nechci uvést")
    await tomas.sees("Co vás zajímá?")
    await tomas.tap("Hotovo")
    await tomas.tap("Ankety")
    await tomas.tap(TITLE)
    await tomas.sees("Anonymní")
    await tomas.tap("Začít")
    await tomas.sees("1 ze 7")
    await tomas.tap(spaced("📍 Slušovice"))
    await tomas.sees("Kolik je vám let?")
    await tomas.tap("27 až 64")
    await tomas.tap(spaced("Zpět"))
    await tomas.sees("Kolik je vám let?")
    await tomas.tap("65 až 80")
    await tomas.tap("Za sebe")
    await tomas.tap("Ne")
    await tomas.tap(spaced("Je daleko"))
    await tomas.tap(spaced("Hotovo"))
    await tomas.tap(spaced("Doprava k lékaři"))
    await tomas.sees("☑ Doprava k lékaři")
    await tomas.tap(spaced("Hotovo"))
    await tomas.tap(spaced("Přeskočit"))
    await tomas.write("Víc autobusů o víkendu.")
    await tomas.sees("Vaše odpovědi")
    await tomas.tap("Odeslat")
    await tomas.sees("Potvrzení")


async def test_the_coordinator_sees_the_result_with_a_chart(demo: str, browser: Browser) -> None:
    petr = await chat_of(browser, demo, "coordinator", "Petr Dvořák")
    await petr.write("/vysledky")
    await petr.tap(TITLE)
    await petr.sees("odesláno")
    await petr.tap("Výsledky po otázkách")
    await expect(petr.page.locator("img").last).to_be_visible()
    await petr.tap("›")
    await petr.sees("27 až 64")
    # Asked by properties: the page's own rules let nobody evaluate code in it.
    for picture in await petr.page.locator("#messages img").all():
        await expect(picture).to_have_js_property("complete", True)
    await petr.shot()


async def test_an_invitation_goes_from_the_first_word_to_the_report(
    demo: str, browser: Browser
) -> None:
    petr = await chat_of(browser, demo, "broadcast", "Petr Dvořák", PHONE)
    await petr.write("/rozeslat")
    await petr.sees("Zprávy lidem")
    await petr.tap("Napsat novou zprávu")
    await petr.sees("Napište zprávu: Čeština")
    await petr.write("Vážení sousedé, napište nám, co vám v obci chybí. Stačí čtyři minuty.")
    await petr.sees("rozpracovaná")
    await petr.tap("Tlačítka")
    await petr.tap("Přidat anketu")
    await petr.tap(TITLE)
    await petr.tap("Hotovo")
    await petr.tap("Text")
    await petr.tap("Українська")
    await petr.write("Шановні сусіди, напишіть, чого вам бракує.")
    await petr.sees("Українська ✓")
    await petr.tap("Komu")
    await petr.sees("Lidé z území ORP Vizovice")
    await petr.tap("Obce")
    await petr.tap("Vizovice")
    await petr.sees("kteří mají v profilu obec „Vizovice“")
    await petr.tap("Hotovo")
    await petr.tap("Hotovo")
    await petr.tap("Kdy")
    await petr.tap("Jiný den")
    await petr.sees("Který den?")
    await petr.tap("Zpět")
    await petr.tap("Hned po odeslání")
    await petr.tap("Náhled")
    await petr.tap("Čeština")
    await petr.sees("🔕 Méně zpráv")
    await petr.tap("Zpět")
    await petr.tap("Odeslat")
    await petr.sees("Odeslat?")
    await petr.tap("Ano, odeslat")

    jana = await chat_of(browser, demo, "invited", "Jana Nováková", PHONE)
    await jana.sees("Stačí čtyři minuty.")
    await jana.tap("Vyplnit anketu")
    await jana.sees("Anonymní")
    await jana.tap("Méně zpráv")
    await jana.sees("Kolik zpráv chcete dostávat?")
    await jana.tap("Nejvýš jednu týdně")
    await jana.sees("✓ Nejvýš jednu týdně")

    await petr.page.bring_to_front()
    await petr.sees("Zpráva je rozeslaná.")
    await petr.tap("Další zprávy")
    await petr.tap(re.compile(r"^1\."))
    await petr.sees("Vyplnit anketu: 1")
    await petr.sees("Zprávu má 3 ze 3 lidí.")
    await petr.page.get_by_text(spaced("Zpráva č. 1")).last.scroll_into_view_if_needed()
    await petr.shot()


async def test_an_invitation_leads_to_a_draft_plan(demo: str, browser: Browser) -> None:
    petr = await chat_of(browser, demo, "plan-invitation", "Petr Dvořák", PHONE)
    await petr.write("/rozeslat")
    await petr.tap("Napsat novou zprávu")
    await petr.write("Přečtěte si návrh plánu služeb a napište nám, co v něm chybí.")
    await petr.sees("rozpracovaná")
    await petr.tap("Tlačítka")
    await petr.tap("Přidat plán")
    await petr.tap(PLAN)
    await petr.sees("Číst návrh")
    await petr.tap("Hotovo")
    await petr.tap("Odeslat")
    await petr.tap("Ano, odeslat")
    eva = await chat_of(browser, demo, "plan-invited", "Eva Svobodová", PHONE)
    await eva.sees("co v něm chybí")
    await eva.tap("Číst návrh")
    await eva.sees("Číst po částech")
