"""A contest in a real browser: entered, returned, mended, accepted, voted on, counted, announced.

With SCREENSHOTS=folder every step is kept as a picture, to be looked at.
"""

import re
from datetime import timedelta

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from tests.contests.drawing import drawing
from tests.test_seen_to_work import RETRIES, Chat, browser, chat_of, demo, spaced

__all__ = ["browser", "demo"]

pytestmark = pytest.mark.browser

TALL = ViewportSize(width=420, height=1100)
POSTER, LOGO = re.compile(r"Soutěž\so\splakát"), re.compile(r"Soutěž\so\slogo|Конкурс\sна\sлоготип")
# The bell of contests rings twice a minute, the work of closing is done beside.
HEARD_MS = 120_000


async def later(chat: Chat, demo: str, days: float) -> None:
    offset = timedelta(days=days).total_seconds()
    address, body = f"{demo}/api/clock", {"offset_s": offset}
    moved = await chat.page.request.put(address, data=body, max_retries=RETRIES)
    assert moved.ok


async def attach(chat: Chat, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "image/png", "buffer": content}
    await chat.page.set_input_files("#file-input", file)
    await chat.page.get_by_role("button", name="Odeslat").click()


async def to_contest(chat: Chat, title: re.Pattern[str], listed: str) -> None:
    await chat.write("/souteze")
    told = chat.page.locator("#messages").get_by_text(spaced(listed)).last
    await expect(told).to_be_visible(timeout=HEARD_MS)
    await chat.tap(title)


async def entered(jana: Chat) -> None:
    await to_contest(jana, POSTER, "Soutěže ve vašem okolí")
    await jana.tap(spaced("Přihlásit práci"))
    await jana.sees("Pošlete obrázek práce")
    await attach(jana, "plakat.png", drawing(3, side=1600))
    await jana.sees("Jak se práce jmenuje")
    await jana.write("Zima u kamen")
    await jana.sees("Ze které je školy")
    await jana.tap(spaced("ZŠ Ukázková Horní"))
    await jana.sees("Kdo ji vytvořil")
    await jana.write("Jana Nováková")
    await jana.sees("rozpracovaná")
    await jana.tap("Odevzdat")
    await jana.sees("Odevzdáno. Práce má číslo")


async def judged(petr: Chat, jana: Chat) -> None:
    await petr.sees("Na posouzení čeká práce č. 1")
    await petr.tap(spaced("Podívat se"))
    await petr.tap("Vrátit")
    await petr.sees("Proč?")
    await petr.write("Doplňte prosím datum setkání.")
    await expect(jana.page.get_by_text(spaced("Doplňte prosím datum")).last).to_be_visible(
        timeout=HEARD_MS
    )
    await jana.tap(spaced("Podívat se"))
    await jana.tap("Název")
    await jana.sees("Jak se práce jmenuje")
    await jana.write("Zima u kamen 25. února")
    await jana.tap("Odevzdat")
    await jana.sees("Odevzdáno.")
    await petr.page.wait_for_timeout(3000)
    await petr.tap(spaced("Podívat se"))
    await petr.tap("Přijmout")
    await expect(jana.page.get_by_text(spaced("je přijatá")).last).to_be_visible(timeout=HEARD_MS)


async def voted(chat: Chat, listed: str, look: str, vote: str, number: str, all_: str) -> None:
    await to_contest(chat, LOGO, listed)
    await chat.tap(spaced(look))
    await chat.tap(spaced(all_))
    await chat.tap(number)
    await chat.tap(spaced(vote))


async def test_from_a_drawing_to_the_podium(demo: str, browser: Browser) -> None:
    petr = await chat_of(browser, demo, "contest-coordinator", "Petr Dvořák", TALL)
    jana = await chat_of(browser, demo, "contest-jana", "Jana Nováková", TALL)
    eva = await chat_of(browser, demo, "contest-eva", "Eva Svobodová", TALL)
    oksana = await chat_of(browser, demo, "contest-oksana", "Оксана", TALL)
    await entered(jana)
    await judged(petr, jana)
    czech = ("Soutěže ve vašem okolí", "Prohlédnout a hlasovat", "Dát hlas této práci")
    for chat, number in ((jana, "2"), (eva, "2")):
        await voted(chat, *czech, number, "Všechny najednou")
        await chat.sees("Váš hlas je zapsaný")
    ukrainian = ("Конкурси поруч", "Переглянути й голосувати", "Віддати голос за цю")
    await voted(oksana, *ukrainian, "4", "Усі разом")
    await oksana.sees("Перш ніж відповідати")
    await oksana.tap("Погоджуюся")
    await oksana.tap(spaced(ukrainian[1]))
    await oksana.tap(spaced("Усі разом"))
    await oksana.tap("4")
    await oksana.tap(spaced(ukrainian[2]))
    await oksana.sees("Ваш голос записано")

    await later(petr, demo, 10)
    await petr.write("/sprava")
    await petr.sees("Správa")
    await petr.tap("Soutěže")
    await petr.tap(LOGO)
    for _ in range(30):
        await petr.tap(spaced("Sečíst hlasy"))
        closing = petr.page.get_by_role("button", name="OK")
        counted = petr.page.get_by_text(spaced("Než se výsledek zveřejní"))
        await expect(closing.or_(counted).first).to_be_visible()
        if not await closing.count():
            break
        await closing.click()
        await petr.page.wait_for_timeout(4000)
    await petr.sees("Než se výsledek zveřejní")
    await petr.tap(spaced("Hlasy v sále"))
    await petr.sees("Napište, co se napočítalo")
    await petr.write("1: 2\n2: 5\n3: 1\n4: 3")
    await petr.sees("Hlasy jsou zapsané")
    await petr.tap(spaced("Zveřejnit výsledek"))
    await petr.tap(spaced("Ano, zveřejnit"))
    await petr.sees("Výsledek je zveřejněný")
    await later(petr, demo, 10.5)
    told = eva.page.get_by_text(spaced("Vyhrála práce č. 2")).last
    await expect(told).to_be_visible(timeout=HEARD_MS)
    await eva.tap("Výsledek")
    await eva.sees("Lípa na návsi")
    await petr.page.goto(demo.replace("/playground", "/souteze"))
    await petr.page.get_by_role("link", name=re.compile("logo", re.I)).first.click()
    await expect(
        petr.page.get_by_role("img", name=re.compile("Vítězné|came first"))
    ).to_be_visible()
    await petr.shot()
