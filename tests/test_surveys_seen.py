"""A survey in a real browser: from a spreadsheet with pictures to answers in chat and on the web.

With SCREENSHOTS=folder every step is kept as a picture, to be looked at.
"""

import io
import re
import zipfile

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.handlers.kinds import picture, voice
from tests.surveys.xlsform.forms import spreadsheet
from tests.test_groups_seen_to_work import TALL
from tests.test_plan_seen import attach, hears, later
from tests.test_seen_to_work import RETRIES, SHOTS, Chat, account_of, browser, chat_of, demo, spaced

__all__ = ["browser", "demo"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(500)]

# The form takes nobody for a person who has agreed within two seconds.
READING_MS = 2_500
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NARROW = ViewportSize(width=320, height=800)
DATED = re.compile(r"^\d+\.\s\d+\.\s\d{4}$")
HOUR = re.compile(r"^8$")
LONG = "Autobus, který zajede i do místních částí a počká, než lidé vyjdou od lékaře"
QUESTIONS = [
    ("note", "uvod", "Ptáme se, jak se vám chodí po obci.", {}),
    ("select_one breh", "breh", "Na kterém břehu bydlíte?", {}),
    ("select_one ulice", "ulice", "Která ulice? (${breh})", {"choice_filter": "strana = ${breh}"}),
    ("integer", "deti", "Kolik máte dětí?", {"default": "1"}),
    (
        "integer",
        "skolaci",
        "Kolik z nich (${deti}) chodí do školy?",
        {
            "relevant": "${deti} > 0",
            "constraint": ". <= ${deti}",
            "constraint_message::Čeština (cs)": "Nemůže jich být víc než všech.",
        },
    ),
    ("calculate", "doma", "", {"calculation": "${deti} - ${skolaci}"}),
    (
        "select_one jak or_other",
        "jak",
        "Jak se nejčastěji dopravujete? Doma zůstává dětí: ${doma}.",
        {"parameters": "randomize=true"},
    ),
    ("select_multiple pomoc", "pomoc", "Co by pomohlo?", {"max_choices": 2}),
    ("rank opravy", "opravy", "Co opravit nejdřív?", {}),
    ("range", "chodniky", "Jaké jsou chodníky?", {"parameters": "start=1 end=5"}),
    ("date", "kdy", "Kdy jste naposledy jeli autobusem?", {}),
    ("time", "vyrazi", "V kolik vyrážíte z domu?", {}),
    ("geopoint", "kde", "Kde je to nebezpečné?", {}),
    ("image", "fotka", "Ukažte to na fotce.", {}),
    ("select_one ano_ne", "zdravi", "Ztěžuje vám chůzi nemoc?", {"sensitivity": "health"}),
    ("text", "slovo", "Co nám ještě řeknete?", {"voice": "yes"}),
    ("acknowledge", "souhlas", "Výsledky předáme škole.", {"required": "yes"}),
]
CHOICES = [
    ("breh", "levy", "Levý", {}),
    ("breh", "pravy", "Pravý", {}),
    ("ulice", "lipova", "Lipová", {"strana": "levy"}),
    ("ulice", "polni", "Polní", {"strana": "levy"}),
    ("ulice", "hlavni", "Hlavní", {"strana": "pravy"}),
    ("jak", "pesky", "Pěšky", {}),
    ("jak", "auto", "Autem", {}),
    ("pomoc", "autobus", LONG, {}),
    ("pomoc", "lavicky", "Lavičky", {}),
    ("pomoc", "svetlo", "Světlo", {}),
    ("opravy", "most", "Most", {"image": "most.png"}),
    ("opravy", "chodnik", "Chodník", {"image": "chodnik.png"}),
    ("opravy", "svetlo", "Osvětlení", {"image": "svetlo.png"}),
    ("ano_ne", "ano", "Ano", {}),
    ("ano_ne", "ne", "Ne", {}),
]
LABEL = "label::Čeština (cs)"
SETTINGS = [
    ["form_title", "form_id", "default_language"],
    ["Cesty v obci", "cesty", "Čeština (cs)"],
]


def table(head: tuple[str, ...], rows: list[tuple[str, str, str, dict[str, str]]]) -> list:
    """Rows under their headings, with a column for whatever any of them says besides."""
    more = sorted({name for *_, said in rows for name in said})
    filled = [[*row[:3], *(row[3].get(name) for name in more)] for row in rows]
    return [[*head, *more], *filled]


def form(*added: tuple[str, str, str, dict[str, str]]) -> bytes:
    return spreadsheet(
        survey=table(("type", "name", LABEL), [*QUESTIONS, *added]),
        choices=table(("list_name", "name", LABEL), CHOICES),
        settings=SETTINGS,
    )


def pictured() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as package:
        package.writestr("cesty.xlsx", form())
        for name in ("most.png", "chodnik.png", "svetlo.png"):
            package.writestr(name, picture("PNG"))
    return kept.getvalue()


async def opened(petr: Chat) -> None:
    """Read, planned from today on, and released."""
    await attach(petr, "cesty.zip", pictured(), "application/zip")
    await hears(petr, "Citlivé otázky: zdravi")
    await released(petr)


async def released(petr: Chat) -> None:
    """The draft whose card is shown: from today on, for four weeks."""
    await petr.tap("Naplánovat")
    await petr.page.locator("#messages").get_by_role("button", name=DATED).first.click()
    await petr.sees("napište poslední den")
    await petr.tap(spaced("^4 týdny"))
    await petr.tap("Otevřít")
    await petr.tap(spaced("^Ano, zveřejnit"))
    await petr.sees("Anketa je zveřejněná")


async def sent(chat: Chat, demo: str, name: str, **what: object) -> None:
    """A photo, a voice or a place, as the phone would send it."""
    mine = await account_of(chat, demo, name)
    address = f"{demo}/api/chats/{mine}/messages"
    if "location" in what:
        done = await chat.page.request.post(
            address, data={"from_id": mine, **what}, max_retries=RETRIES
        )
    else:
        form = {"from_id": str(mine), "text": "", **what}
        done = await chat.page.request.post(address, multipart=form, max_retries=RETRIES)  # type: ignore[arg-type]
    assert done.ok


async def up_to_the_children(jana: Chat) -> None:
    await jana.write("/ankety")
    await jana.tap(spaced("Cesty v obci"))
    await jana.tap("Začít")
    await jana.tap(spaced("^Pokračovat"))
    await jana.tap("Pravý")
    await jana.sees("Která ulice. .Pravý.")
    await jana.tap("Hlavní")
    await jana.tap(spaced("Použít: 1"))
    await jana.sees("Kolik z nich .1. chodí")
    await jana.write("3")
    await jana.sees("Nemůže jich být víc než všech.")


async def up_to_the_photo(jana: Chat, demo: str) -> None:
    await jana.write("1")
    await jana.sees("Jak se nejčastěji dopravujete. Doma zůstává dětí: 0")
    await pictured_page(jana.page, "shuffled")
    await jana.tap("Jiné")
    await jana.write("Na koni")
    await jana.sees("A\\) Autobus, který")
    await jana.tap(spaced("A\\) Autobus"))
    await jana.tap(spaced("Hotovo"))
    await jana.tap("Obrázky")
    await expect(jana.page.locator("#messages img")).to_have_count(3)
    await jana.tap("Osvětlení")
    await jana.tap("Most")
    await jana.sees("3. Chodník")
    await jana.tap("Hotovo")
    await jana.tap("4")
    await jana.sees("Vyberte den, nebo ho napište")
    await jana.tap("‹")
    await jana.tap("15")
    await jana.sees("Vyberte hodinu a pak minuty")
    await pictured_page(jana.page, "hours")
    await jana.tap(HOUR)
    await pictured_page(jana.page, "minutes")
    await jana.tap(spaced("^8:15$"))
    await jana.sees("Pošlete svou polohu")
    await sent(jana, demo, "Nováková", location={"latitude": 49.2225, "longitude": 17.854})
    await jana.sees("Ukažte to na fotce")
    await jana.tap("‹ Zpět")
    await jana.sees("bod na mapě")
    await jana.tap("‹ Zpět")
    await jana.sees("Vaše odpověď: 8:15")
    await jana.tap("Nechat tak")
    await jana.write("Slušovice")
    await jana.sees("Pošlete fotku")
    file = {"name": "cesta.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    await sent(jana, demo, "Nováková", photo=file)
    await jana.sees("Tato otázka se týká zdraví")


async def answered_on_the_web(jana: Chat, browser: Browser) -> None:
    """The question about health, by a link that works once."""
    await jana.tap("Odpovědět na webu")
    link = jana.page.locator("#messages").get_by_role("link", name=spaced("Otevřít formulář")).last
    address = await link.get_attribute("href")
    assert address
    form = await browser.new_page(viewport=NARROW, locale="cs-CZ")
    await form.goto(address)
    await form.get_by_role("button", name="Pokračovat").click()
    await form.get_by_label("Ano", exact=True).check()
    await pictured_page(form, "health-on-the-web")
    await form.get_by_role("button", name="Další").click()
    await expect(form.get_by_role("heading", name=spaced("Co nám ještě"))).to_be_visible()
    await form.close()
    other = await browser.new_page(viewport=NARROW, locale="cs-CZ")
    await other.goto(address)
    await other.get_by_role("button", name="Pokračovat").click()
    await expect(other.get_by_text(spaced("Tento odkaz už neplatí"))).to_be_visible()
    await pictured_page(other, "link-spent")
    await other.close()


async def pictured_page(page: Page, name: str) -> None:
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/survey-{name}.png", full_page=True)


async def test_a_survey_with_every_kind_of_question_is_made_and_answered(
    demo: str, browser: Browser
) -> None:
    petr = await chat_of(browser, demo, "survey-petr", "Petr Dvořák", TALL)
    await opened(petr)
    jana = await chat_of(browser, demo, "survey-jana", "Jana Nováková", TALL)
    await up_to_the_children(jana)
    await jana.tap("Připomenout zítra")
    await jana.sees("Ozvu se vám")
    await later(jana, demo, 1.5)
    await hears(jana, "Cesty v obci")
    await jana.tap("Pokračovat")
    await up_to_the_photo(jana, demo)
    await answered_on_the_web(jana, browser)
    await jana.tap("Pokračovat tady")
    await jana.sees("Co nám ještě řeknete")
    hlas = {"name": "hlas.ogg", "mimeType": "audio/ogg", "buffer": voice()}
    await sent(jana, demo, "Nováková", voice=hlas)
    await jana.sees("Výsledky předáme škole")
    await jana.tap(spaced("Potvrzuji"))
    await jana.sees("1. Osvětlení, 2. Most, 3. Chodník")
    await jana.tap("Odeslat")
    await jana.sees("Potvrzení")
    await changed_while_it_runs(petr, jana)


async def changed_while_it_runs(petr: Chat, jana: Chat) -> None:
    """A new version asks more; whoever has handed in keeps theirs."""
    more = ("text", "navrh", "Co byste změnili?", {})
    await attach(petr, "cesty.xlsx", form(more), SHEET)
    await hears(petr, "stane se novou verzí|Stane se z něj nová verze|nová verze")
    await petr.tap(spaced("^Ano"))
    await petr.sees("Od teď platí nová verze")
    await jana.tap(spaced("Změnit odpověď"))
    await jana.sees("Vaše odpovědi")
    assert await jana.page.get_by_text("Co byste změnili").count() == 0


async def test_the_web_form_is_left_and_taken_up_again_by_its_code_without_scripts(
    demo: str, browser: Browser
) -> None:
    code = await address_of(browser, demo)
    begun = await without_scripts(browser)
    await begun.goto(code)
    await read_and_agreed(begun)
    await onwards(begun)
    await begun.get_by_label("Levý").check()
    await onwards(begun)
    await begun.get_by_label("Polní").check()
    await onwards(begun)
    own = await begun.locator("strong", has_text=re.compile(r"^\w{4}-\w{4}-\w{4}$")).inner_text()
    await begun.context.close()
    again = await without_scripts(browser)
    await again.goto(code)
    await again.get_by_role("link", name="Mám kód").click()
    await again.get_by_role("textbox").fill(own.lower())
    await pictured_page(again, "code")
    await onwards(again)
    await expect(again.get_by_text(spaced("Kolik máte dětí"))).to_be_visible()
    await pictured_page(again, "resumed")


async def address_of(browser: Browser, demo: str) -> str:
    """Where the survey is answered without Telegram, as its card says."""
    petr = await chat_of(browser, demo, "survey-address", "Petr Dvořák", TALL)
    await petr.write("/vysledky")
    await petr.tap(spaced("Cesty v obci"))
    await petr.sees("Bez Telegramu")
    link = petr.page.locator("#messages a", has_text="/a/").last
    return await link.get_attribute("href") or ""


async def without_scripts(browser: Browser) -> Page:
    context = await browser.new_context(java_script_enabled=False, viewport=NARROW, locale="cs-CZ")
    return await context.new_page()


async def read_and_agreed(page: Page) -> None:
    """Begin, after as long as reading takes: whoever is quicker is asked to press once more."""
    await page.wait_for_timeout(READING_MS)
    await page.get_by_role("button", name=spaced("Souhlasím a začínám")).click()
    await expect(page.get_by_text(spaced("Ptáme se, jak se vám chodí"))).to_be_visible()


async def onwards(page: Page) -> None:
    await page.locator("form .onwards button").first.click()
    await page.wait_for_load_state()


async def test_the_template_is_sent_back_tried_copied_and_downloaded(
    demo: str, browser: Browser
) -> None:
    petr = await chat_of(browser, demo, "survey-template", "Petr Dvořák", TALL)
    await petr.write("/sablona")
    await petr.sees("Návod je na prvním listu")
    await attach(petr, "sablona.xlsx", await newest_file(petr), SHEET)
    await hears(petr, "Snadná čeština: vše přeloženo")
    await petr.tap("Vyzkoušet")
    await petr.sees("Zkouška: nic se neukládá")
    await petr.tap("Zpět k anketě")
    await petr.tap("Přidat hotovou otázku")
    await petr.tap(spaced("^Jste žena, nebo muž"))
    await petr.sees("Otázka je přidaná na konci")
    await petr.tap("Zkopírovat jako novou")
    await petr.sees("rozpracovaná anketa se stejnými otázkami")
    await petr.tap("Změnit souborem")
    await petr.tap("Stáhnout jako XLSForm")
    await petr.sees("Anketa jako XLSForm")
    await attach(petr, "kopie.xlsx", await newest_file(petr), SHEET)
    await hears(petr, "8 otázek|7 otázek")


async def test_all_that_is_wrong_with_a_file_is_told_at_once(demo: str, browser: Browser) -> None:
    petr = await chat_of(browser, demo, "survey-wrong", "Petr Dvořák", TALL)
    wrong = [
        ("select_one nikde", "kam", "Kam chodíte?", {}),
        ("video", "film", "Ukažte to.", {}),
        ("text", "proc", "Proč?", {"relevant": "${kam} = "}),
    ]
    await attach(petr, "spatny.xlsx", form(*wrong), SHEET)
    await hears(petr, "Opravte 3 věci")
    await petr.sees("opravovat nemusíte")
    await petr.tap("Celý seznam jako soubor")
    told = (await newest_file(petr)).decode()
    assert "list survey, řádek 19" in told.lower()


async def newest_file(chat: Chat) -> bytes:
    """What the link of the newest document in the chat leads to."""
    await expect(chat.page.locator("#messages a[download]").last).to_be_visible()
    async with chat.page.expect_download() as begun:
        await chat.page.locator("#messages a[download]").last.click()
    path = await (await begun.value).path()
    return path.read_bytes()
