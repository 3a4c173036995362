"""A comment's whole way in a real browser: written, passed on, settled by a group, answered.

With SCREENSHOTS=folder every step is kept as a picture, to be looked at.
"""

import re

import pytest
from playwright.async_api import Browser

from tests.test_groups_seen_to_work import CODE, TALL, gathered, newest
from tests.test_seen_to_work import PHONE, RETRIES, Chat, account_of, browser, chat_of, demo, spaced

__all__ = ["browser", "demo"]

pytestmark = pytest.mark.browser

BUS = "Auto má jezdit i v neděli na bohoslužby."
REASON = "Na neděli nejsou peníze, v roce 2029 se k tomu vrátíme."
DATED = re.compile(r"\. 20\d\d$")
NUMBER = re.compile(r"VIZ-\d{4}-\d{4}")


async def commented(jana: Chat) -> str:
    """Jana comments on the first section of the draft plan."""
    await jana.write("/plan")
    await jana.sees("Plán sociálních služeb")
    await jana.tap("Číst po částech")
    await jana.tap("Připomínka")
    await jana.tap("Něco tu chybí")
    await jana.write(BUS)
    await jana.sees("ještě není odeslaná")
    await jana.tap("Odeslat připomínku")
    [number] = set(NUMBER.findall(await newest(jana, "přijata")))
    return number


async def passed_on(petr: Chat) -> None:
    await petr.write("/pripominky")
    await petr.tap("Připomínky mých území")
    await petr.tap(spaced("Plán sociálních služeb"))
    await petr.tap("Přečíst další")
    await petr.tap("Ať ji čtou i ostatní")
    await petr.tap("Vypořádat další")
    await petr.tap("Předat pracovní skupině")
    await petr.tap(spaced("Senioři"))
    await petr.sees("má teď skupina")


async def met(eva: Chat, demo: str) -> int:
    """The group meets in a Telegram group of its own; gives that chat's number."""
    await eva.write("/skupiny")
    await eva.tap(spaced("Připojit skupinu v Telegramu"))
    [code] = CODE.findall(await newest(eva, "[Pp]usťte mě do ní"))
    return await gathered(eva, demo, code, TALL)


async def settled(eva: Chat, demo: str, chat: int) -> None:
    """In the group's chat: vote, write as a reply to the card, confirm."""
    await eva.write("/vyporadani")
    await eva.sees(BUS)
    await eva.tap("nepřijato")
    messages = await (
        await eva.page.request.get(f"{demo}/api/chats/{chat}/messages", max_retries=RETRIES)
    ).json()
    card = next(one for one in reversed(messages) if "napíšete odůvodnění" in str(one.get("text")))
    mine = await account_of(eva, demo, "Svobodová")
    body = {"from_id": mine, "text": REASON, "reply_to": card["message_id"]}
    await eva.page.request.post(f"{demo}/api/chats/{chat}/messages", data=body, max_retries=RETRIES)
    await eva.sees("Odůvodnění")
    await eva.tap("Potvrdit: nepřijato")
    await eva.sees("je rozhodnuto")


async def planned(eva: Chat) -> None:
    """On an agenda, with a note, beside the card."""
    await eva.write("/vyporadani")
    await eva.sees(BUS)
    await eva.tap("Dát na program")
    await eva.sees("Na kterou schůzku")
    await eva.page.locator("#messages").get_by_role("button", name=DATED).first.click()
    await eva.sees("je na programu")
    await eva.tap("Ukázat připomínku")
    await eva.tap(spaced(r"Poznámky \(0\)"))
    await eva.sees("Odpověď na tuto zprávu se uloží jako poznámka")
    await eva.write("/program")
    await eva.sees("Program")


async def test_a_comment_is_settled_by_a_group_and_its_author_hears(
    demo: str, browser: Browser
) -> None:
    jana = await chat_of(browser, demo, "settling-author", "Jana Nováková", PHONE)
    number = await commented(jana)
    petr = await chat_of(browser, demo, "settling-coordinator", "Petr Dvořák", TALL)
    await passed_on(petr)
    await jana.sees("u pracovní skupiny")
    eva = await chat_of(browser, demo, "settling-chair", "Eva Svobodová", TALL)
    chat = await met(eva, demo)
    await eva.write("/prehled")
    await eva.sees("Co je nového|Přehled")
    await planned(eva)
    await settled(eva, demo, chat)

    await petr.write("/pripominky")
    await petr.tap("Připomínky mých území")
    await petr.tap(spaced("Plán sociálních služeb"))
    await petr.tap("Zveřejnit odpovědi")
    await petr.tap("Ano, zveřejnit")
    await jana.sees(f"Vaše připomínka {number} má odpověď")
    await jana.sees(REASON)
    await jana.tap("Rozumím")
    await jana.sees("Vaše reakce: rozumím")
    await petr.tap("Tabulka vypořádání")
    await petr.tap("PDF")
    await petr.sees("vyporadani.pdf")


async def test_a_letter_is_entered_by_the_coordinator(demo: str, browser: Browser) -> None:
    petr = await chat_of(browser, demo, "letter-coordinator", "Petr Dvořák", TALL)
    await petr.write("/sprava")
    await petr.tap("Plány")
    await petr.tap(spaced("Plán sociálních služeb"))
    await petr.sees("Připomínky se přijímají")
    await petr.tap("Jak lze připomínky podat")
    await petr.sees("Jak lze připomínky podat")
    await petr.tap("Zpět")
    await petr.tap("Připomínky k plánu")
    await petr.tap("Zapsat dopis nebo e-mail")
    await petr.tap("dopis nebo formulář na papíře")
    await petr.page.locator("#messages").get_by_role("button", name=DATED).first.click()
    await petr.sees("Ke které části")
    await petr.write("1.3")
    await petr.tap("Něco tu chybí")
    await petr.sees("slovy autora")
    await petr.write("1. U hřbitova chybí lavička.\n2. Chybí značka na zastávce.")
    await petr.sees("Dopis ještě není zapsaný")
    await petr.tap(spaced("Rozdělit na 2"))
    await petr.tap(spaced("kontakt na autora"))
    await petr.write("Marie Nová, Lutonina 12")
    await petr.sees("Kontakt, jen pro pracovníky")
    await petr.tap("Zapsat")
    await petr.sees("Kód pro autora")
