"""Takes the pictures of the docs anew, as today's program looks: `make pictures`.

Each story walks through the demo in a real browser and keeps what the person sees.
"""

import asyncio
import io
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Locator, ViewportSize, expect

from tests.programs import ROOT, free_port, program
from tests.test_contests_seen import entered
from tests.test_groups_seen_to_work import CODE, gathered, open_link
from tests.test_meetings_seen import to_meetings
from tests.test_plan_seen import DRAFT, attach
from tests.test_seen_to_work import TITLE, Chat, chat_of, spaced
from tests.test_settling_seen_to_work import commented, passed_on
from tests.web.browsing import browser as chromium

PICTURES = ROOT / "docs" / "pictures"
COLOURS = 64
NARROW = ViewportSize(width=420, height=1600)
SCREEN = ViewportSize(width=480, height=800)
PAGE = ViewportSize(width=760, height=900)
TALLEST = 1400
DATED = re.compile(r"^\d+\.\s\d+\.\s\d{4}$")
PATIENCE_MS = 90_000


@dataclass(frozen=True)
class Studio:
    """Where the pictures are taken, and where they are kept."""

    browser: Browser
    demo: str
    folder: Path

    async def chat(self, person: str, size: ViewportSize = NARROW) -> "Sitter":
        chat = await chat_of(self.browser, self.demo, person, person, size)
        return Sitter(chat.page, person)

    async def take(self, chat: "Sitter", name: str, said: str) -> None:
        """The newest message that says this, with its buttons."""
        await self.keep(chat.newest(said), name)

    async def keep(self, what: Locator, name: str) -> None:
        """In a palette of few colours, which is all that a screen of text needs."""
        await what.page.mouse.move(0, 0)
        for picture in await what.locator("img").all():
            await expect(picture).to_have_js_property("complete", True)
        taken = Image.open(io.BytesIO(await what.screenshot(animations="disabled")))
        taken = taken.crop((0, 0, taken.width, min(taken.height, TALLEST)))
        few = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(self.folder / f"{name}.png", optimize=True)


class Sitter(Chat):
    """Who is asked for one message among many."""

    async def sees(self, text: str) -> None:
        shown = self.page.locator("#messages").get_by_text(spaced(text)).last
        await expect(shown).to_be_visible(timeout=PATIENCE_MS)

    async def told(self, said: str) -> str:
        """The newest message that says this."""
        return await self.newest(said).inner_text()

    def newest(self, said: str) -> Locator:
        return self.page.locator("#messages > li").filter(has_text=spaced(said)).last


async def of_a_resident(studio: Studio) -> None:
    jana = await studio.chat("Jana Nováková", SCREEN)
    await jana.write("/ankety")
    await jana.tap(TITLE)
    await jana.tap("Začít")
    await jana.tap(spaced("Vizovice"))
    await jana.sees("Kolik je vám let")
    await studio.keep(jana.page.locator("#phone"), "question")
    for label in ("65 až 80", "Za sebe", "Ne", spaced("Je daleko"), spaced("Hotovo")):
        await jana.tap(label)
    await jana.tap(spaced("Doprava k lékaři"))
    await jana.tap(spaced("Pomoc rodinám"))
    await studio.keep(jana.page.locator("#phone"), "multi")


async def of_a_survey(studio: Studio) -> None:
    petr = await studio.chat("Petr Dvořák")
    await petr.write("/vysledky")
    await petr.tap(TITLE)
    await petr.sees("odesláno")
    await studio.take(petr, "survey-card", "odesláno")
    await petr.tap("Výsledky po otázkách")
    await petr.tap("›")
    await petr.sees("27 až 64")
    await studio.take(petr, "results", "27 až 64")
    await petr.write("/konzole")
    await petr.sees("přihlásí jednou")
    [address] = re.findall(r"http://\S+", await petr.told("přihlásí jednou"))
    page = await studio.browser.new_page(viewport=PAGE)
    await page.goto(address)
    await page.get_by_role("button", name="Přihlásit se").click()
    await page.locator("h3").get_by_role("link", name=re.compile(r"Co\svám")).first.click()
    await expect(page.get_by_role("heading", level=2).first).to_be_visible()
    await studio.keep(page.locator("body"), "results-page")


async def of_a_broadcast(studio: Studio) -> None:
    petr = await studio.chat("Petr Dvořák")
    await petr.write("/rozeslat")
    await petr.tap("Napsat novou zprávu")
    await petr.sees("Napište zprávu")
    await petr.write("Vážení sousedé, napište nám, co vám v obci chybí. Stačí čtyři minuty.")
    await petr.sees("rozpracovaná")
    await petr.tap("Tlačítka")
    await petr.tap("Přidat anketu")
    await petr.tap(TITLE)
    await petr.tap("Hotovo")
    await petr.tap("Komu")
    await petr.tap("Obce")
    await petr.tap("Vizovice")
    await studio.take(petr, "broadcast-audience", "Obce")
    await petr.tap("Hotovo")
    await petr.tap("Hotovo")
    await petr.sees("rozpracovaná")
    await studio.take(petr, "broadcast-card", "rozpracovaná")
    await petr.tap("Odeslat")
    await petr.tap("Ano, odeslat")
    jana = await studio.chat("Jana Nováková")
    await jana.sees("Stačí čtyři minuty.")
    await jana.tap("Vyplnit anketu")
    await petr.sees("Zpráva je rozeslaná.")
    await petr.tap("Další zprávy")
    await petr.tap(re.compile(r"^1\."))
    await petr.sees("Vyplnit anketu: 1")
    await studio.take(petr, "broadcast-report", "Zpráva je rozeslaná")


async def of_a_plan(studio: Studio) -> None:
    """With a public meeting sooner than the rule has it."""
    petr = await studio.chat("Petr Dvořák")
    await attach(petr, "doprava.md", DRAFT.encode(), "text/markdown")
    await petr.sees("zatím ji vidíte jen vy")
    await studio.take(petr, "plan-card", "zatím ji vidíte")
    await petr.tap(spaced("Otevřít připomínkování"))
    await petr.tap(DATED)
    await petr.sees("Do kdy se mají přijímat připomínky")
    await petr.tap(spaced("^3 týdny"))
    await petr.sees("veřejné setkání")
    await petr.tap(spaced("Jiný den"))
    days = petr.page.locator("#messages").get_by_role("button", name=re.compile(r"^\d+$"))
    await days.first.click()
    await petr.sees("14 dní před")
    await studio.take(petr, "plan-dates", "14 dní")


async def of_a_meeting(studio: Studio) -> None:
    petr = await studio.chat("Petr Dvořák")
    await to_meetings(petr)
    await petr.tap("Nové setkání")
    await petr.tap("Seminář")
    await petr.write("Káva se starostkou")
    await petr.sees("Který den to bude")
    await petr.tap("›")
    await petr.tap("15")
    await petr.tap("17:00")
    await petr.tap(spaced("^2 h$"))
    await petr.sees("Káva se starostkou")
    await studio.take(petr, "meeting-card", "Káva se starostkou")


async def of_a_contest(studio: Studio) -> None:
    petr = await studio.chat("Petr Dvořák")
    jana = await studio.chat("Jana Nováková")
    await entered(jana)
    await petr.sees("Na posouzení čeká práce č. 1")
    await petr.tap(spaced("Podívat se"))
    await petr.sees("Zima u kamen")
    await studio.take(petr, "contest-entry", "Zima u kamen")
    await petr.write("/sprava")
    await petr.tap("Soutěže")
    await petr.tap(re.compile(r"Soutěž\so\splakát"))
    await petr.sees("Práce")
    await studio.take(petr, "contest-card", "Rozhodují hlasy")


async def of_a_debate(studio: Studio) -> None:
    petr = await studio.chat("Petr Dvořák")
    await petr.write("/sprava")
    await petr.tap("Debaty")
    await petr.tap(spaced("Jak se k nám dostat bez auta"))
    await petr.sees("Zapojili se")
    await studio.take(petr, "debate-card", "Zapojili se")
    jana = await studio.chat("Jana Nováková")
    await jana.write("/debaty")
    await jana.tap(spaced("Jak se k nám dostat bez auta"))
    await jana.tap("Začít")
    await jana.sees("1 z 10")
    await studio.take(jana, "debate-statement", "1 z 10")


async def of_a_group(studio: Studio) -> None:
    petr = await studio.chat("Petr Dvořák")
    await petr.write("/skupiny")
    await petr.tap(spaced("Rodiny, děti a mládež"))
    await petr.tap(spaced("Členové"))
    await petr.tap(spaced("Nominovat člena"))
    await petr.tap(spaced("Ano, pošlu odkaz"))
    await petr.tap(spaced("Uživatelé služeb"))
    await petr.tap(spaced("Člen"))
    await petr.write("Jana Nováková")
    await petr.sees("Pošlete tento odkaz")
    [link] = re.findall(r"https://t\.me/\S+", await petr.told("Pošlete tento odkaz"))
    jana = await studio.chat("Jana Nováková")
    await open_link(jana, link)
    await jana.sees("Máte nominaci do skupiny")
    await studio.take(jana, "group-offer", "Máte nominaci")


async def of_a_group_in_telegram(studio: Studio) -> None:
    jana = await studio.chat("Jana Nováková")
    await commented(jana)
    petr = await studio.chat("Petr Dvořák")
    await passed_on(petr)
    eva = await studio.chat("Eva Svobodová")
    await eva.write("/skupiny")
    await eva.sees("Kdo hlasuje")
    await studio.take(eva, "group-card", "Kdo hlasuje")
    await bound(studio, eva)
    await eva.write("/skupina")
    await eva.sees("Kdo hlasuje")
    await studio.take(eva, "group-chat", "Kdo hlasuje")
    await eva.write("/vyporadani")
    await eva.sees("Auto má jezdit")
    await studio.take(eva, "settling-card", "Auto má jezdit")
    await eva.write("/prehled")
    await eva.sees("Přehled")
    await studio.take(eva, "group-digest", "Přehled")


async def bound(studio: Studio, eva: Sitter) -> None:
    """The group meets in a Telegram group, in which Eva then is."""
    await eva.write("/skupiny")
    await eva.tap(spaced("Připojit skupinu v Telegramu"))
    await eva.sees("/pripojit")
    [code] = CODE.findall(await eva.told("/pripojit"))
    await gathered(eva, studio.demo, code, NARROW)


STORIES: tuple[Callable[[Studio], Awaitable[None]], ...] = (
    of_a_resident,
    of_a_survey,
    of_a_broadcast,
    of_a_plan,
    of_a_meeting,
    of_a_contest,
    of_a_debate,
    of_a_group,
    of_a_group_in_telegram,
)


async def main(folder: Path) -> None:
    async with AsyncExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = ("--port", str(free_port()), "--data", str(place / "data"), "--no-open")
        running = await stack.enter_async_context(program("bot", "demo", *address, folder=place))
        demo = (await running.says("ready ")).removeprefix("ready ")
        browser = await stack.enter_async_context(chromium())
        for story in STORIES:
            await story(Studio(browser, demo, folder))
        await running.stop()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if sys.argv[1:] else PICTURES))
