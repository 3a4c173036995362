"""A survey in a real browser: reminders by the clock, health, a talk, and the day answers go.

With SCREENSHOTS=folder every step is kept as a picture, to be looked at.
"""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from people import profile
from storage import people
from storage.database import Database
from tests.handlers.village import VIZOVICE
from tests.programs import free_port, program
from tests.surveys.test_package import zipped
from tests.surveys.xlsform.forms import HEADINGS, spreadsheet
from tests.surveys.xlsform.test_opening import changed
from tests.test_groups_seen_to_work import TALL, message, newest
from tests.test_plan_seen import attach, later
from tests.test_seen_to_work import RETRIES, Chat, browser, chat_of, spaced
from tests.test_survey_results_seen import CODE, MANY, SOON_MS, Desk, hears, signed_in
from tests.test_surveys_seen import DATED, LABEL, SHEET, table
from texts import privacy

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

# Among fewer than twenty nobody is chosen by whether they have answered.
NEIGHBOURS = 24
TALKS = 5
SMALL = ViewportSize(width=360, height=760)
TITLE = spaced("Cesta na úřad")
OWN = re.compile(r"\w{4}-\w{4}-\w{4}")
QUESTIONS = [
    ("select_one ano_ne", "zdravi", "Ztěžuje vám nemoc cestu?", {"sensitivity": "health"}),
    ("select_one ano_ne", "auto", "Jezdíte autem?", {}),
    ("text", "vzkaz", "Co vzkážete obci?", {}),
]
SURVEY = spreadsheet(
    survey=table(("type", "name", LABEL), QUESTIONS),
    choices=[["list_name", "name", LABEL], ["ano_ne", "ano", "Ano"], ["ano_ne", "ne", "Ne"]],
    settings=[
        ["form_title", "form_id", "default_language", "channels", "kept_days"],
        ["Cesta na úřad", "urad", "Čeština (cs)", "telegram web paper interviewer", "30"],
    ],
)
ROW = ("text", "proc", "Proč?", "Why?")
ENDLESS = [("text", f"q{number}", "Proč?", "Why?") for number in range(10_000)]
CIRCLE = [
    [*HEADINGS, "relevant"],
    ("integer", "a", "Kolik?", "How many?", "${b} > 1"),
    ("integer", "b", "Kolik?", "How many?", "${a} > 1"),
]
BAD = {
    "prazdna.xlsx": (b"", "Soubor je prázdný"),
    "prazdna.zip": (b"", "Soubor je prázdný"),
    "letak.pdf": (b"%PDF-1.7 ...", "není tabulka, kterou umíme přečíst"),
    "makra.xlsm": (changed(spreadsheet(survey=[ROW]), xl_vbaProject=b"x"), "bez maker"),
    "bomba.xlsx": (
        changed(spreadsheet(survey=[ROW]), xl_media=bytes(70_000_000)),
        "příliš náročný",
    ),
    "bomba.zip": (zipped(("a.yaml", bytes(70_000_000))), "po rozbalení přes 20 MB"),
    "dlouha.xlsx": (spreadsheet(survey=[HEADINGS, *ENDLESS]), "List má tolik řádků"),
    "kruh.xlsx": (spreadsheet(survey=CIRCLE), "která přijde až později"),
    "vzorec.xlsx": (
        spreadsheet(survey=[HEADINGS, ("text", "proc", "=1+1", "Why?")]),
        "Je tu vzorec",
    ),
    "otoceno.xlsx": (
        spreadsheet(survey=[HEADINGS, ("text", "proc", "zpět\u202enázpa", "Why?")]),
        "Je tu neviditelný znak",
    ),
}


@pytest.fixture(scope="module")
async def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
async def demo(folder: Path) -> AsyncIterator[str]:
    """The address that `naves demo` prints when the bot answers."""
    arguments = ("demo", "--port", str(free_port()), "--data", str(folder / "data"), "--no-open")
    async with program("bot", *arguments, folder=folder) as running:
        yield (await running.says("ready ")).removeprefix("ready ")
        await running.stop()


async def settled(chat: Chat, demo: str, folder: Path) -> None:
    """Neighbours who have talked to the bot before and live in the area."""
    database = Database(f"sqlite+aiosqlite:///{folder / 'data' / 'naves.db'}")
    now = datetime.now(UTC)
    known = []
    for number in range(NEIGHBOURS):
        body = {"first_name": f"Soused {number}", "started": True}
        made = await chat.page.request.post(f"{demo}/api/users", data=body, max_retries=RETRIES)
        known.append((await made.json())["id"])
    async with database.writing() as session:
        for one in known:
            resident = await people.arrive(session, one, "cs", now.date())
            await people.keep_consent(session, resident, privacy.VERSION, now)
            await profile.set_municipality(session, resident, VIZOVICE)
    await database.close()


async def at(chat: Chat, demo: str, moment: datetime) -> None:
    await later(chat, demo, (moment - datetime.now(UTC)) / timedelta(days=1))


async def opened(petr: Chat) -> str:
    """Planned for four weeks from tomorrow and released; its code."""
    await attach(petr, "urad.xlsx", SURVEY, SHEET)
    await hears(petr, "Citlivé otázky: zdravi")
    await petr.tap("Naplánovat")
    await petr.page.locator("#messages").get_by_role("button", name=DATED).nth(1).click()
    await petr.sees("napište poslední den")
    await petr.tap(spaced("^4 týdny"))
    await petr.tap("Otevřít")
    await petr.sees("Lidem napíšu za vás")
    await petr.tap(spaced("^Ano, zveřejnit"))
    await petr.sees("Anketa je zveřejněná")
    await card(petr)
    return CODE.findall(await newest(petr, "Odejde samo"))[0]


async def card(petr: Chat) -> None:
    await petr.write("/vysledky")
    await petr.tap(TITLE)


async def begun(jana: Chat) -> None:
    """She is told that Telegram sees it, taps all the same, and stops after it."""
    await jana.tap("Otevřít anketu")
    await jana.tap("Začít")
    await jana.sees("Když odpovíte tady, Telegram vidí, na co klepnete")
    await expect(jana.page.get_by_role("button", name="Ne", exact=True)).to_have_count(0)
    await jana.tap("Odpovědět tady")
    await jana.tap("Ano")
    await jana.sees("Jezdíte autem")


async def handed_in(eva: Chat) -> None:
    """She skips what she does not want to tell."""
    await eva.tap("Otevřít anketu")
    await eva.tap("Začít")
    await eva.tap("Přeskočit")
    await eva.tap("Ne")
    await eva.write("Více laviček.")
    await eva.sees("přeskočeno")
    await eva.tap("Odeslat")
    await eva.sees("Potvrzení")


async def talked(desk: Desk, home: str, survey: str) -> str:
    """A talk is entered as one; the next sheet is a talk again."""
    await desk.go(f"{home}/konzole/ankety/{survey}/zapis")
    await desk.page.select_option("#channel", "interviewer")
    await desk.page.check("#helping")
    await desk.page.get_by_label("Ano", exact=True).first.check()
    async with desk.page.expect_navigation():
        await desk.page.get_by_role("button", name="Zapsat").click()
    await desk.sees("Zapsáno.")
    await expect(desk.page.locator("#channel")).to_have_value("interviewer")
    return OWN.findall(await desk.page.locator("#before").inner_text())[0]


async def more_talks(desk: Desk, home: str, survey: str) -> None:
    """Enough answers for the tables to be shown."""
    await desk.go(f"{home}/konzole/ankety/{survey}/zapis?zpusob=interviewer")
    for _ in range(TALKS):
        await desk.page.get_by_label("Ne", exact=True).last.check()
        async with desk.page.expect_navigation():
            await desk.page.get_by_role("button", name="Zapsat").click()
        await desk.sees("Zapsáno.")


async def opened_by_nobody(desk: Desk, jana: Chat, home: str, survey: str, own: str) -> None:
    """Not by the one who wrote it down, nor by its code on the web or in the chat."""
    await desk.page.fill("#copy", own)
    await desk.page.get_by_label("Ne", exact=True).first.check()
    async with desk.page.expect_navigation():
        await desk.page.get_by_role("button", name="Zapsat").click()
    await desk.sees("Nic se nepočítá dvakrát")
    await desk.page.set_viewport_size(SMALL)
    await desk.go(f"{home}/a/{survey}/kod")
    await desk.page.fill("#a1", own)
    async with desk.page.expect_navigation():
        await desk.page.locator("main form button").first.click()
    await desk.sees("Odpovědi zapsal tazatel")
    await jana.write(own)
    await jana.sees("Odpovědi zapsal tazatel")


async def reminded_blindly(petr: Chat) -> None:
    """He sees about how many, never who."""
    await card(petr)
    await petr.tap("Připomenout lidem")
    await petr.tap(spaced("Neodpověděli, týden do konce"))
    await petr.sees("Asi 20 lidí")
    await petr.tap("Odeslat")
    await petr.tap(spaced("^Ano, naplánovat"))


async def gone(desk: Desk, home: str, survey: str) -> None:
    """Rows and texts are no more; the tables stay where they were."""
    await desk.go(f"{home}/konzole/ankety/{survey}/radky")
    for _ in range(MANY):
        if await desk.page.get_by_text(spaced("odpovědi jsme smazali")).count():
            break
        await desk.page.wait_for_timeout(SOON_MS)
        await desk.go(f"{home}/konzole/ankety/{survey}/radky")
    await desk.sees("odpovědi jsme smazali")
    await desk.go(f"{home}/vysledky/{survey}")


async def test_a_survey_reminds_and_forgets_by_the_clock(
    demo: str, folder: Path, browser: Browser
) -> None:
    home = demo.removesuffix("/playground")
    petr = await chat_of(browser, demo, "c-petr", "Petr Dvořák", TALL)
    noon = datetime.combine(datetime.now(UTC).date(), time(12), UTC)
    await at(petr, demo, noon)
    await settled(petr, demo, folder)
    survey = await opened(petr)
    jana = await chat_of(browser, demo, "c-jana", "Jana Nováková", TALL)
    eva = await chat_of(browser, demo, "c-eva", "Eva Svobodová", TALL)
    await at(petr, demo, noon + timedelta(days=1))
    await hears(jana, "Dnes začala anketa")
    await begun(jana)
    await hears(eva, "Dnes začala anketa")
    await handed_in(eva)
    desk = await signed_in(petr)
    await more_talks(desk, home, survey)
    own = await talked(desk, home, survey)
    await opened_by_nobody(desk, jana, home, survey, own)
    await reminded_blindly(petr)
    soused = await chat_of(browser, demo, "c-soused", "Soused 0", TALL)
    await at(petr, demo, noon + timedelta(days=21))
    await hears(soused, "Anketa běží ještě týden")
    await at(petr, demo, noon + timedelta(days=25))
    await hears(jana, "Máte rozepsanou anketu")
    await at(petr, demo, noon + timedelta(days=27))
    await hears(soused, "Anketa zítra končí")
    await at(petr, demo, noon + timedelta(days=29))
    await hears(petr, "na webu skončila")
    await card(petr)
    await petr.tap("Papíry jsou zapsané")
    await petr.tap("Ano, sečíst výsledky")
    await hears(petr, "je uzavřená")
    await at(petr, demo, noon + timedelta(days=75))
    await gone(await signed_in(petr), home, survey)


async def test_every_bad_file_ends_in_a_sentence_and_in_no_survey(
    demo: str, browser: Browser
) -> None:
    petr = await chat_of(browser, demo, "c-bad", "Petr Dvořák", TALL)
    await petr.write("/vysledky")
    await petr.sees("Ankety vašich území")
    listed = message(petr, "Ankety vašich území").get_by_role("button")
    before = await listed.count()
    for name, (content, sentence) in BAD.items():
        await attach(petr, name, content, "application/octet-stream")
        letter = petr.page.locator("#messages li", has_text=f"Ze souboru {name} zatím")
        await expect(letter.filter(has_text=spaced(sentence))).to_be_visible()
        await petr.shot()
    await petr.write("/vysledky")
    await expect(listed).to_have_count(before)
