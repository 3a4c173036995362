"""A working group in a real browser: a member is nominated, the group meets in a Telegram group.

With SCREENSHOTS=folder every step is kept as a picture, to be looked at.
"""

import re

import pytest
from playwright.async_api import Browser, Locator, ViewportSize

from tests.test_seen_to_work import (
    PHONE,
    RETRIES,
    WIDE,
    Chat,
    account_of,
    browser,
    chat_of,
    demo,
    spaced,
)

__all__ = ["browser", "demo"]

pytestmark = pytest.mark.browser

TALL = ViewportSize(width=420, height=1100)
CODE = re.compile(r"/pripojit (\w+)")


def message(chat: Chat, said: str) -> Locator:
    """The newest one that says this; another may have come after it."""
    return chat.page.locator("#messages > li").filter(has_text=spaced(said)).last


async def newest(chat: Chat, said: str) -> str:
    await chat.sees(said)
    return await message(chat, said).inner_text()


async def open_link(chat: Chat, link: str) -> None:
    await chat.page.locator("#more summary").click()
    await chat.page.fill("#link", link)
    await chat.page.locator("#link-form button").click()


async def gathered(
    eva: Chat, demo: str, code: str, size: ViewportSize, *, forum: bool = False
) -> int:
    """Eva's group meets in a Telegram group, bound by this code; gives that chat's number."""
    mine = await account_of(eva, demo, "Svobodová")
    body = {"type": "supergroup", "title": "Senioři – schůzky", "member_ids": [mine]}
    made = await eva.page.request.post(
        f"{demo}/api/chats", data=body | {"forum": forum}, max_retries=RETRIES
    )
    assert made.ok
    await eva.page.set_viewport_size(WIDE)
    await eva.page.goto(demo)
    await eva.page.get_by_role("button", name=re.compile("Eva Svobodová")).click()
    await eva.page.get_by_role("button", name=spaced("Senioři – schůzky")).click()
    await eva.page.set_viewport_size(size)
    await eva.write(f"/pripojit {code}")
    await eva.sees("Tento chat patří skupině")
    return int((await made.json())["id"])


async def test_somebody_is_nominated_and_agrees(demo: str, browser: Browser) -> None:
    petr = await chat_of(browser, demo, "group-coordinator", "Petr Dvořák", TALL)
    await petr.write("/skupiny")
    await petr.sees("Pracovní skupiny")
    await petr.tap(spaced("Rodiny, děti a mládež"))
    await petr.sees("Kdo hlasuje")
    await petr.tap(spaced("Členové"))
    await petr.sees("Naďa Rodičová")
    await petr.tap(spaced("Nominovat člena"))
    await petr.tap(spaced("Ano, pošlu odkaz"))
    await petr.tap(spaced("Uživatelé služeb"))
    await petr.tap(spaced("Člen"))
    await petr.write("Jana Nováková")
    [link] = re.findall(r"https://t\.me/\S+", await newest(petr, "Pošlete tento odkaz"))
    jana = await chat_of(browser, demo, "group-nominee", "Jana Nováková", TALL)
    await open_link(jana, link)
    await jana.sees("Máte nominaci do skupiny")
    await jana.tap("Souhlasím")
    await jana.sees("Jste ve skupině")
    await jana.tap(spaced("Otevřít skupinu"))
    await jana.sees("Vaše role tady")


async def test_a_group_is_bound_and_meets_in_telegram(demo: str, browser: Browser) -> None:
    eva = await chat_of(browser, demo, "group-chair", "Eva Svobodová", TALL)
    await eva.write("/skupiny")
    await eva.sees("Kdo hlasuje")
    await eva.tap(spaced("Úkoly"))
    await eva.tap(spaced("Nový úkol"))
    await eva.write("Oslovit dvě další obce (schůzka 1. 2.)")
    await eva.tap(spaced("Hana Smyšlená"))
    await eva.tap(spaced(r"za 2 týdny.*"))
    await eva.sees("Oslovit dvě další obce")
    await eva.write("/skupiny")
    await eva.tap(spaced("Připojit skupinu v Telegramu"))
    [code] = CODE.findall(await newest(eva, "[Pp]usťte mě do ní"))
    await gathered(eva, demo, code, PHONE, forum=True)
    await eva.write("/skupina")
    await eva.sees("Kdo hlasuje")
    await eva.write("/ukoly")
    await eva.tap(spaced("1. je hotový"))
    await eva.sees("Žádný otevřený úkol")
